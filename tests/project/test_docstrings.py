"""The examples in docstrings are run, so that what they show is what the code does."""

import doctest
import importlib
import pkgutil

import pytest

import focusxl
import focusxl_workbook

MODULES = [
    importlib.import_module(found.name)
    for package in (focusxl, focusxl_workbook)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.name.endswith("__main__")
]
EXAMPLES = [
    test
    for module in MODULES
    for test in doctest.DocTestFinder(exclude_empty=True).find(module)
    if test.examples
]


@pytest.mark.parametrize("examples", EXAMPLES, ids=lambda test: test.name)
def test_examples(examples: doctest.DocTest) -> None:
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_there_are_examples() -> None:
    assert sum(len(test.examples) for test in EXAMPLES) > 20
