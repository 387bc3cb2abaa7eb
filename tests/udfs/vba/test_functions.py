import re
from dataclasses import replace

import pytest

from focusxl_udfs.vba.functions import CATEGORY, descriptions_module, functions_module
from focusxl_udfs.worksheet.catalogue import Argument, WorksheetFunction
from tests.support.vba_samples import (
    BOX,
    EDITION,
    FOCUS_LABEL,
    FOCUS_LINE,
    FOCUS_SEGREGATION_EXCESS,
    FUNCTIONS,
)

JOINED = re.compile(r" _\n\s*")


def logical_lines(source: str) -> list[str]:
    return [line.strip() for line in JOINED.sub(" ", source).split("\n")]


def declaration(function: WorksheetFunction) -> str:
    lines = logical_lines(functions_module(FUNCTIONS))
    [line] = [line for line in lines if line.startswith(f"Public Function {function.name}(")]
    return line


def unquoted(literal: str) -> str:
    return literal[1:-1].replace('""', '"')


def test_each_worksheet_function_has_one_vba_function() -> None:
    declared = re.findall(r"(?m)^Public Function (\w+)\(", functions_module(FUNCTIONS))
    assert declared == [function.name for function in FUNCTIONS]


def test_arguments_stand_in_order_with_their_kind() -> None:
    assert declaration(FOCUS_LINE) == (
        "Public Function FOCUS_LINE(ByVal edition As Variant, ByVal box As Variant, "
        "ParamArray inputs() As Variant) As Variant"
    )
    assert declaration(FOCUS_SEGREGATION_EXCESS) == (
        "Public Function FOCUS_SEGREGATION_EXCESS(ByVal total As Variant, "
        "ByVal required As Variant, Optional ByVal target As Variant) As Variant"
    )


def test_each_function_calls_python_under_its_own_name() -> None:
    called = re.findall(r'(\w+) = CallFunction\("(\w+)"', functions_module(FUNCTIONS))
    assert called == [(function.name, function.name) for function in FUNCTIONS]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_module_carries_the_description(function: WorksheetFunction) -> None:
    source = functions_module(FUNCTIONS)
    found = re.search(
        rf'(?m)^Attribute {function.name}\.VB_Description = (".*")$\n'
        rf'Attribute {function.name}\.VB_ProcData\.VB_Invoke_Func = " \\n14"$',
        source,
    )
    assert found
    assert unquoted(found.group(1)) == function.description


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_wizard_is_told_each_argument(function: WorksheetFunction) -> None:
    lines = logical_lines(descriptions_module(FUNCTIONS))
    [line] = [line for line in lines if line.startswith(f'Describe "{function.name}"')]
    texts = [unquoted(literal) for literal in re.findall(r'"(?:[^"]|"")*"', line)]
    meanings = [argument.description for argument in function.arguments]
    assert texts == [function.name, function.description, *meanings]


def test_the_wizard_lists_the_functions_together() -> None:
    assert f'Category:="{CATEGORY}"' in descriptions_module(FUNCTIONS)


def test_a_function_of_many_long_arguments_fits_the_limits_of_vba() -> None:
    names = [f"amount_in_box_number_{number}" for number in range(7000, 7022)]
    many = WorksheetFunction("FOCUS_MANY", "Many.", tuple(Argument(n, "x" * 255) for n in names))
    functions, descriptions = functions_module([many]), descriptions_module([many])
    assert re.findall(r"ByVal (\w+) As Variant", functions) == names
    assert re.findall(r"PlainValue\((\w+)\)", functions) == names
    assert descriptions.count('"' + "x" * 255 + '"') == len(names)
    assert max(len(line) for line in (functions + descriptions).split("\n")) <= 1023


def test_a_function_of_too_many_arguments_is_refused() -> None:
    arguments = tuple(Argument(f"amount_{number}", "x" * 255) for number in range(26))
    with pytest.raises(ValueError, match="more lines than VBA joins"):
        descriptions_module([WorksheetFunction("FOCUS_MANY", "Many.", arguments)])


REPEATED = Argument("inputs", "Inputs", repeats=True)
OPTIONAL = Argument("target", "Target", optional=True)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((EDITION, OPTIONAL, REPEATED), "only after required"),
        ((REPEATED,), "only after required"),
        ((EDITION, REPEATED, BOX), "only the last"),
        ((OPTIONAL, EDITION), "cannot follow an optional"),
        ((EDITION, replace(EDITION, name="Edition")), "share the name"),
        ((EDITION, replace(BOX, name="packed")), "share the name"),
        ((replace(BOX, name="focus_sample"),), "share the name"),
        ((replace(BOX, name="Next"),), "keeps the word"),
        ((replace(BOX, name="box number"),), "takes no name"),
        ((replace(BOX, name="_box"),), "takes no name"),
        ((replace(BOX, description="x" * 256),), "1 to 255"),
        ((replace(BOX, description=""),), "1 to 255"),
        ((replace(BOX, description="Box \u00a7 240.15c3-3"),), "plain ASCII"),
        ((replace(BOX, description="two\nlines"),), "plain ASCII"),
    ],
)
def test_what_vba_cannot_express_is_refused(arguments: tuple[Argument, ...], reason: str) -> None:
    function = WorksheetFunction("FOCUS_SAMPLE", "A sample.", arguments)
    with pytest.raises(ValueError, match=reason):
        functions_module([function]) + descriptions_module([function])


@pytest.mark.parametrize("name", ["BOX7010", "R1C1", "rc"])
def test_a_function_named_like_a_cell_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="address of a cell"):
        functions_module([replace(FOCUS_LABEL, name=name)])


def test_two_functions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="share the name"):
        functions_module([FOCUS_LABEL, replace(FOCUS_LABEL, name="focus_label")])
