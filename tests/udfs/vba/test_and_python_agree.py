"""The wrappers in the built workbook against the Python functions that xlwings serves."""

import inspect
import re
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser

from focusxl.forms.loader import load_edition
from focusxl_udfs import functions
from focusxl_udfs.worksheet.catalogue import WorksheetFunction
from focusxl_workbook.build import build_template

CATALOGUE = functions.catalogue()
ARGUMENT = re.compile(r"(Optional |ParamArray )?(?:ByVal )?(\w+)(?:\(\))? As Variant")


@pytest.fixture(scope="module")
def wrappers(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of the wrappers as a reader of the built workbook sees it, lines joined."""
    path: Path = tmp_path_factory.mktemp("vba") / "book.xlsm"
    path.write_bytes(build_template(load_edition("2014"), "udf", CATALOGUE).content)
    parser = VBA_Parser(str(path))
    sources = {name: code for _, _, name, code in parser.extract_all_macros()}
    parser.close()
    return re.sub(r" _\r?\n\s*", " ", sources["FocusXLFunctions.bas"])


def test_the_workbook_wraps_every_function_that_python_serves(wrappers: str) -> None:
    wrapped = re.findall(r"(?m)^Public Function (\w+)\(", wrappers)
    served = [name for name in dir(functions) if name.startswith("FOCUS_")]
    assert sorted(wrapped) == sorted(served)
    assert wrapped == [function.name for function in CATALOGUE]


@pytest.mark.parametrize("function", CATALOGUE, ids=lambda function: function.name)
def test_arguments_agree(wrappers: str, function: WorksheetFunction) -> None:
    declared = re.search(rf"(?m)^Public Function {function.name}\((.*)\) As Variant", wrappers)
    assert declared is not None
    in_vba = [(found[2], found[1] or "") for found in ARGUMENT.finditer(declared[1])]
    python = inspect.signature(getattr(functions, function.name)).parameters
    assert [name for name, _ in in_vba] == list(python)
    repeated = [name for name, kind in in_vba if kind == "ParamArray "]
    assert repeated == [
        name for name, one in python.items() if one.kind is inspect.Parameter.VAR_POSITIONAL
    ]
    optional = [name for name, kind in in_vba if kind == "Optional "]
    assert optional == [one.name for one in function.arguments if one.optional]


@pytest.mark.parametrize("function", CATALOGUE, ids=lambda function: function.name)
def test_descriptions_agree(wrappers: str, function: WorksheetFunction) -> None:
    described = re.search(rf'(?m)^Attribute {function.name}\.VB_Description = "(.*)"\r?$', wrappers)
    assert described is not None
    assert described[1].replace('""', '"') == getattr(functions, function.name).__doc__
    assert described[1].replace('""', '"') == function.description


@pytest.mark.parametrize("function", CATALOGUE, ids=lambda function: function.name)
def test_a_call_without_what_is_required_is_a_sentence(function: WorksheetFunction) -> None:
    answer = getattr(functions, function.name)()
    assert answer.startswith(f"{function.name} takes edition")
