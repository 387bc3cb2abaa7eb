"""The examples in docstrings are run, so that what they show is what the code does."""

import doctest
import importlib
import pkgutil

import pytest

import focusxl
import focusxl_workbook

MODULES = [
    found.name
    for package in (focusxl, focusxl_workbook)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    modules = (importlib.import_module(name) for name in MODULES)
    examples = sum(len(test.examples) for module in modules for test in finder.find(module))
    assert examples > 20
