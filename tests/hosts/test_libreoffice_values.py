"""What a function is given, and what its cell shows, in a workbook open in LibreOffice."""

import datetime
from collections.abc import Callable

import pytest

from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost

Open = Callable[..., HostedWorkbook]
SHEET = "Form page"


def shown(workbook: HostedWorkbook, address: str) -> object:
    return workbook.book.sheets[SHEET][address].options(err_to_str=True).value


@pytest.mark.parametrize(
    ("cell", "arrives"),
    [
        (12.5, 12.5),
        (7, 7.0),
        (0, 0.0),
        (1, 1.0),
        (-2146826265, -2146826265.0),
        ("some text", "some text"),
        (True, True),
        (False, False),
        (datetime.date(2014, 6, 30), 41820.0),
        ("=1+1", 2.0),
        ('=""', ""),
        ("=2>1", True),
        ("=1/0", -2146826281),
        ("=NA()", -2146826246),
        ("=10^400", -2146826252),
        ('="a"+1', -2146826273),
        ("=NO_SUCH_NAME", -2146826259),
    ],
)
def test_a_cell_arrives_as_excel_passes_it(
    open_echoing: Open, cell: object, arrives: object
) -> None:
    workbook = open_echoing({"B1": cell, "C1": "=ECHO_TEXT(B1)"})
    assert shown(workbook, "C1") == repr((arrives,))


def test_a_blank_cell_is_none(open_echoing: Open) -> None:
    workbook = open_echoing({"C1": "=ECHO_TEXT(B1,B1)"})
    assert shown(workbook, "C1") == "(None, None)"


def test_a_deleted_reference_is_a_reference_error(open_echoing: Open) -> None:
    workbook = open_echoing({"B1": "=Second!A1", "C1": "=ECHO_TEXT(B1)"})
    workbook.book.sheets["Second"].delete()
    workbook.recalculate()
    assert shown(workbook, "C1") == "(-2146826265,)"


def test_a_range_is_a_tuple_of_rows_with_every_state_kept(open_echoing: Open) -> None:
    cells = {"B1": 1, "B2": True, "C1": "text", "C2": "=1/0", "D2": '=""'}
    workbook = open_echoing({**cells, "F1": "=ECHO_TEXT(B1:D2)"})
    assert shown(workbook, "F1") == "(((1.0, 'text', None), (True, -2146826281, '')),)"


def test_a_column_is_a_tuple_of_one_value_rows(open_echoing: Open) -> None:
    workbook = open_echoing({"C1": "=ECHO_TEXT(amounts)"})
    assert shown(workbook, "C1") == "(((10.0,), (20.5,), (30.0,)),)"


def test_names_constants_and_computed_arguments(open_echoing: Open) -> None:
    workbook = open_echoing({"C1": '=ECHO_TEXT("2014",7040,box_7010,box_7010+box_7020,{1,2;3,4})'})
    assert shown(workbook, "C1") == "('2014', 7040.0, 10.0, 30.5, ((1.0, 2.0), (3.0, 4.0)))"


def test_an_optional_argument_left_out_is_none(open_echoing: Open) -> None:
    workbook = open_echoing({"C1": "=ECHO_OPTIONAL(1)", "C2": "=ECHO_OPTIONAL(1,2)"})
    assert shown(workbook, "C1") == "(1.0, None)"
    assert shown(workbook, "C2") == "(1.0, 2.0)"


@pytest.mark.parametrize(
    "name", ["#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"]
)
def test_the_name_of_an_error_becomes_that_error(open_echoing: Open, name: str) -> None:
    workbook = open_echoing({"C1": f'=ECHO_BACK("{name}")', "C2": "=ISERROR(C1)"})
    assert shown(workbook, "C1") == name
    assert workbook.book.sheets[SHEET]["C1"].value is None
    assert shown(workbook, "C2") is True


@pytest.mark.parametrize("result", ["plain text", "#REF! in a sentence", "'apostrophe", "=1+1"])
def test_text_stays_text(open_echoing: Open, result: str) -> None:
    workbook = open_echoing({"B1": "text", "C1": "=ECHO_BACK(B1)"})
    workbook.document.getSheets().getByIndex(0).getCellRangeByName("B1").setString(result)
    assert shown(workbook, "C1") == result


def test_a_table_fills_its_cells_and_keeps_its_errors(open_echoing: Open) -> None:
    workbook = open_echoing({})
    sheet = workbook.book.sheets[SHEET]
    sheet["C1:E3"].formula_array = "=ECHO_TABLE(A1)"
    assert sheet["C1:E3"].options(err_to_str=True).value == [
        ["text", 1.5, "#REF!"],
        [None, 10.0, "#VALUE!"],
        ["short", "#N/A", "#N/A"],
    ]


def test_a_failing_function_shows_a_sentence(open_echoing: Open) -> None:
    workbook = open_echoing({"C1": "=ECHO_FAILURE(1)"})
    text = str(shown(workbook, "C1"))
    assert text.startswith("FocusXL: ECHO_FAILURE failed (KeyError")
    assert "Traceback" not in text


def test_a_changed_input_is_computed_at_once(open_echoing: Open) -> None:
    workbook = open_echoing({"C1": "=ECHO_BACK(box_7010)*2"})
    sheet = workbook.book.sheets[SHEET]
    assert sheet["C1"].value == 20
    sheet["A1"].value = 11
    assert sheet["C1"].value == 22


@pytest.mark.parametrize(
    ("module", "name"),
    [("os", "system"), ("tests.support.echo_functions", "ECHO_BACK"), ("builtins", "eval")],
)
def test_a_workbook_reaches_no_module_but_ours(
    echoing: LibreOfficeHost, module: str, name: str
) -> None:
    answer = echoing.service.call_udf(module, name, ("x",))
    assert answer == (
        f"FocusXL: {name} failed (PermissionError: FocusXL does not run {module}.{name} "
        "for a workbook.); please report it."
    )
