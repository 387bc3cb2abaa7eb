"""The bridge between a cell and Python, run by a VBA interpreter against a model of Excel.

Only XLPy() is replaced, which on Windows starts the Python server.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    NOTHING,
    VBAArray,
    VBAErrorValue,
    VBAObject,
    VBARuntimeError,
    method,
)

from focusxl.forms.loader import load_edition
from focusxl.forms.rule_table import rules
from focusxl_udfs.vba.functions import functions_module
from tests.support.vba_samples import FUNCTIONS

FOLDER = Path(__file__).parents[3] / "udfs" / "focusxl_udfs" / "vba"
XLWINGS = """
Private startable As Object
Private starts As Long

Public Function XLPy() As Variant
    starts = starts + 1
    If startable Is Nothing Then Err.Raise 1000, , "Could not activate Python COM server"
    Set XLPy = startable
End Function

Public Sub Offer(ByVal offered As Object)
    Set startable = offered
End Sub

Public Function Started() As Long
    Started = starts
End Function
"""
REF, VALUE, NOT_AVAILABLE, NAME, NUMBER, DIVISION, NULL = map(
    VBAErrorValue, (2023, 2015, 2042, 2029, 2036, 2007, 2000)
)
SERVER_DIED = VBARuntimeError(462, "The remote server machine does not exist or is unavailable")
DISCONNECTED = VBARuntimeError(-2147417848, "The object invoked has disconnected from its clients.")
# As the DLL of xlwings hands it on: the traceback last line first, without pywin32's own words.
RAISED_IN_PYTHON = VBARuntimeError(
    -2147467259,
    'ZeroDivisionError: division by zero\n  File "functions.py", line 1, in FOCUS_LABEL',
    source="Python COM Server Internal Error",
)
NOT_STARTED = (
    "FocusXL: Python did not start. Run focusxl setup, then focus"
    "xl doctor, or use the native workbook."
)


class Server(VBAObject):
    """In the place of the Python server: answers each call with what stands next in line."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, list[object]]] = []

    @method
    def CallUDF(  # noqa: N802 - as xlwings names it
        self, module: str, function: str, values: VBAArray, workbook: object, caller: object
    ) -> object:
        assert (module, workbook, caller) == ("focusxl_udfs.functions", NOTHING, NOTHING)
        self.calls.append((function, list(values.items)))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Excel:
    """A workbook with our functions, and a Python server that starts or does not."""

    def __init__(self) -> None:
        self.application = ExcelApplication()
        self.application.add_workbook()
        without_attributes = "\n".join(
            line
            for line in functions_module(FUNCTIONS).split("\n")
            if "Attribute FOCUS" not in line
        )
        self.application.add_module(XLWINGS, name="xlwings")
        self.application.add_module(
            (FOLDER / "FocusXLBridge.bas").read_text(), name="FocusXLBridge"
        )
        self.application.add_module(without_attributes, name="FocusXLFunctions")
        sheet = self.application.sheet(1)
        for cell, value in {"A1": 10, "A2": 20, "A3": 30, "B1": "text", "B2": True}.items():
            sheet.set_value(cell, value)
        sheet.sheet.vba_get("Range", ["B3"]).vba_set("Value", DIVISION)

    def call(self, function: str, *arguments: object) -> object:
        return self.application.interpreter.run(function, list(arguments))

    def cells(self, address: str) -> object:
        return self.application.sheet(1).sheet.vba_get("Range", [address])

    def offer(self, server: object) -> None:
        self.call("Offer", server)

    @property
    def starts(self) -> object:
        return self.call("Started")


@pytest.fixture
def excel() -> Excel:
    return Excel()


def array(rows: Sequence[Sequence[object]]) -> VBAArray:
    """Return a two-dimensional array as a call over COM returns one."""
    made = VBAArray([(0, len(rows) - 1), (0, len(rows[0]) - 1)])
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            made.set([row, column], cell)
    return made


def values(found: VBAArray) -> list[object]:
    return list(found.items)


def test_a_cell_is_passed_as_its_value(excel: Excel) -> None:
    server = Server(1.0)
    excel.offer(server)
    for address, value in {"A1": 10, "B1": "text", "B2": True, "B3": DIVISION, "C9": EMPTY}.items():
        assert excel.call("FOCUS_LABEL", "2014", excel.cells(address)) == 1.0
        assert server.calls[-1] == ("FOCUS_LABEL", ["2014", value])


def test_cells_are_passed_as_rows_and_columns(excel: Excel) -> None:
    server = Server(1.0)
    excel.offer(server)
    excel.call("FOCUS_LINE", "2014", 7040, excel.cells("A1:B3"), 5, excel.cells("A2"))
    function, (_, _, block, number, single) = server.calls[-1]
    assert function == "FOCUS_LINE"
    assert (number, single) == (5, 20)
    assert isinstance(block, VBAArray)
    assert [block.get([row, column]) for row in (1, 2, 3) for column in (1, 2)] == [
        10,
        "text",
        20,
        True,
        30,
        DIVISION,
    ]


def test_as_many_cells_as_any_check_needs_are_passed_in_order(excel: Excel) -> None:
    most = max(len(rule.inputs) for rule in rules(load_edition("2026")))
    assert most > 30
    server = Server(1.0)
    excel.offer(server)
    excel.call("FOCUS_LINE", "2026", "SUM", *[excel.cells("A2")] * (most - 1), excel.cells("A3"))
    assert server.calls[-1] == ("FOCUS_LINE", ["2026", "SUM", *[20] * (most - 1), 30])


def test_several_areas_are_an_error_not_the_first_of_them(excel: Excel) -> None:
    server = Server(1.0)
    excel.offer(server)
    excel.call("FOCUS_LINE", "2014", 7040, excel.cells("A1:A2,A3"))
    assert server.calls[-1][1][2] == VALUE


def test_what_is_left_out_stays_left_out(excel: Excel) -> None:
    server = Server(1.0)
    excel.offer(server)
    excel.call("FOCUS_SEGREGATION_EXCESS", 2, 1)
    excel.call("FOCUS_SEGREGATION_EXCESS", 2, 1, 3)
    excel.call("FOCUS_LINE", "2014", 7040)
    assert [arguments for _, arguments in server.calls] == [
        [2, 1, MISSING],
        [2, 1, 3],
        ["2014", 7040],
    ]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("#REF!", REF),
        ("#VALUE!", VALUE),
        ("#N/A", NOT_AVAILABLE),
        ("#NAME?", NAME),
        ("#NUM!", NUMBER),
        ("#DIV/0!", DIVISION),
        ("#NULL!", NULL),
        ("#ref!", "#ref!"),
        ("Box 7010 is #REF!", "Box 7010 is #REF!"),
        ("", ""),
        (0.0, 0.0),
        (True, True),
    ],
)
def test_the_name_of_an_error_becomes_the_error(excel: Excel, name: object, error: object) -> None:
    excel.offer(Server(name))
    assert excel.call("FOCUS_LABEL", "2014", 7040) == error


def test_an_error_within_a_table_becomes_the_error(excel: Excel) -> None:
    excel.offer(Server(array([["Box", 7010.0], ["#N/A", "#VALUE!"], ["", True]])))
    table = excel.call("FOCUS_LABEL", "2014", 7040)
    assert isinstance(table, VBAArray)
    assert [table.get([row, column]) for row in range(3) for column in range(2)] == [
        "Box",
        7010.0,
        NOT_AVAILABLE,
        VALUE,
        "",
        True,
    ]


def test_an_error_within_a_single_row_becomes_the_error(excel: Excel) -> None:
    excel.offer(Server(VBAArray([(0, 2)], items=["Box", 7010.0, "#N/A"])))
    row = excel.call("FOCUS_LABEL", "2014", 7040)
    assert isinstance(row, VBAArray)
    assert values(row) == ["Box", 7010.0, NOT_AVAILABLE]


def test_python_is_started_once(excel: Excel) -> None:
    excel.offer(Server(1.0))
    for _ in range(3):
        assert excel.call("FOCUS_LABEL", "2014", 7040) == 1.0
    assert excel.starts == 1


@pytest.mark.parametrize("death", [SERVER_DIED, DISCONNECTED])
def test_a_server_that_died_is_started_again_and_asked_again(
    excel: Excel, death: Exception
) -> None:
    server = Server(1.0, death, 2.0)
    excel.offer(server)
    assert excel.call("FOCUS_LABEL", "2014", 7040) == 1.0
    assert excel.call("FOCUS_LABEL", "2014", 7050) == 2.0
    assert excel.starts == 2
    assert server.calls[1:] == [("FOCUS_LABEL", ["2014", 7050])] * 2


def test_a_python_that_does_not_start_is_reported(excel: Excel) -> None:
    assert excel.call("FOCUS_LABEL", "2014", 7040) == NOT_STARTED


def test_hundreds_of_cells_do_not_each_wait_for_a_start_that_fails(excel: Excel) -> None:
    noon = datetime(2014, 7, 24, 12)
    for seconds in range(0, 600, 200):
        excel.application.freeze_clock(noon + timedelta(seconds=seconds))
        assert excel.call("FOCUS_LABEL", "2014", 7040) == NOT_STARTED
    assert excel.starts == 1
    excel.offer(Server(1.0))
    assert excel.call("FOCUS_LABEL", "2014", 7040) == NOT_STARTED
    excel.application.freeze_clock(noon + timedelta(seconds=600))
    assert excel.call("FOCUS_LABEL", "2014", 7040) == 1.0


def test_a_server_that_keeps_dying_is_not_started_for_every_cell(excel: Excel) -> None:
    excel.application.freeze_clock(datetime(2014, 7, 24, 12))
    excel.offer(Server(SERVER_DIED))
    for _ in range(5):
        assert excel.call("FOCUS_LABEL", "2014", 7040) == NOT_STARTED
    assert excel.starts == 2


def test_an_exception_in_python_is_a_sentence_and_starts_nothing(excel: Excel) -> None:
    server = Server(RAISED_IN_PYTHON)
    excel.offer(server)
    shown = excel.call("FOCUS_LABEL", "2014", 7040)
    assert isinstance(shown, str)
    assert "ZeroDivisionError" not in shown
    assert "focusxl doctor" in shown
    assert (excel.starts, len(server.calls)) == (1, 1)


def test_excel_for_mac_is_told_what_to_use() -> None:
    application = ExcelApplication()
    bridge = (FOLDER / "FocusXLBridge.bas").read_text()
    application.add_module(bridge.replace("#If Mac Then", "#If True Then"), name="FocusXLBridge")
    shown = application.interpreter.run("CallFunction", ["FOCUS_LABEL", VBAArray([(0, -1)])])
    assert shown == (
        "FocusXL: Excel for Mac cannot reach Python from a cell. Use the native workbook."
    )
