"""Buttons pressed in LibreOffice, through their own bindings."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost

Open = Callable[..., HostedWorkbook]


def test_a_workbook_lists_its_buttons(open_echoing: Open) -> None:
    buttons = open_echoing().buttons
    assert [(button.sheet, button.caption) for button in buttons] == [
        ("Form page", "Validate and export"),
        ("Form page", "Validate only"),
    ]


def test_the_caller_is_the_workbook_whose_button_was_pressed(open_echoing: Open) -> None:
    first = open_echoing(name="first.xlsm")
    second = open_echoing(name="second.xlsm")
    first.press("Validate and export")
    assert first.book.sheets["Second"]["A1:B1"].value == ["called by", "first.xlsm"]
    assert second.book.sheets["Second"]["A1:B1"].value == [5, None]
    second.press("Validate and export")
    assert second.book.sheets["Second"]["A1:B1"].value == ["called by", "second.xlsm"]


def test_nothing_of_ours_is_left_in_xlwings(open_echoing: Open) -> None:
    engines = list(xw.engines)
    workbook = open_echoing()
    workbook.press("Validate and export")
    with pytest.raises(LibreOfficeError):
        workbook.press("Validate only")
    assert list(xw.engines) == engines
    assert xw.engines.active is None
    with pytest.raises(Exception, match=r"must not be called directly|_xlwindows"):
        xw.Book.caller()


def test_a_caller_set_before_is_set_again(open_echoing: Open) -> None:
    before = open_echoing(name="before.xlsm")
    before.book.set_mock_caller()
    try:
        open_echoing().press("Validate and export")
        assert xw.Book.caller().name == "before.xlsm"
    finally:
        del xw.Book._mock_caller


def test_a_failing_button_says_why_and_is_logged(open_echoing: Open, log: Path) -> None:
    workbook = open_echoing()
    with pytest.raises(LibreOfficeError, match="'Validate only' failed: Nothing was validated"):
        workbook.press("Validate only")
    assert "Nothing was validated" in log.read_text()


def test_an_unknown_button_is_refused(open_echoing: Open) -> None:
    with pytest.raises(LibreOfficeError, match="no button 'Export'"):
        open_echoing().press("Export")


@pytest.mark.parametrize(
    "command",
    [
        "import os; os.getcwd()",
        "print('hello')",
        "import focusxl_udfs.button; focusxl_udfs.button.validate_only(); print()",
        "import focusxl_udfs.button; focusxl_udfs.button._private()",
    ],
)
def test_a_workbook_runs_no_command_but_our_buttons(
    echoing: LibreOfficeHost, open_echoing: Open, command: str
) -> None:
    workbook = open_echoing()
    echoing.service.execute(command, workbook.document.RuntimeUID)
    assert isinstance(echoing.service.failure, PermissionError)


def test_an_error_of_the_office_inside_a_button_is_reported(open_echoing: Open) -> None:
    workbook = open_echoing()
    workbook.book.sheets["Second"].delete()
    with pytest.raises(LibreOfficeError, match="'Validate and export' failed"):
        workbook.press("Validate and export")
    with pytest.raises(LibreOfficeError, match="'Validate only' failed: Nothing was validated"):
        workbook.press("Validate only")
