"""The VBA modules of a workbook while it is open in LibreOffice."""

from pathlib import Path

import pytest
from pyopenvba import ExcelFile

from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from tests.support.small_workbooks import echoing_workbook

FOREIGN = """Option Explicit
Public Sub Auto_Open()
    ThisWorkbook.Sheets(1).Range("F1").Value = "foreign code ran"
End Sub
Public Function FOREIGN_FUNCTION() As Variant
    FOREIGN_FUNCTION = "foreign code ran"
End Function
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "small.xlsm"
    path.write_bytes(echoing_workbook({"C1": "=ECHO_BACK(A1)", "C2": "=FOREIGN_FUNCTION()"}))
    return path


def test_a_module_that_does_not_compile_is_named(echoing: LibreOfficeHost, path: Path) -> None:
    with ExcelFile(path) as book:
        source = book.get_module("FocusXLFunctions")
        book.set_module("FocusXLFunctions", source + "\r\nPublic Function (\r\nEnd\r\n")
        book.save()
    with pytest.raises(LibreOfficeError, match="cannot compile FocusXLFunctions:"):
        echoing.open(path)
    assert echoing.office.documents() == []


def test_foreign_macros_do_not_run(echoing: LibreOfficeHost, path: Path) -> None:
    with ExcelFile(path) as book:
        book.vba_project().add_module("Foreign", FOREIGN.replace("\n", "\r\n"))
        book.save()
    sheet = echoing.open(path).book.sheets[0]
    assert sheet["C1"].value == 10
    assert sheet["F1"].value is None
    assert sheet["C2"].options(err_to_str=True).value in ("#NAME?", "#VALUE!")


def test_a_workbook_without_macros_opens_too(echoing: LibreOfficeHost, path: Path) -> None:
    plain = path.with_suffix(".xlsx")
    with echoing.open(path) as workbook:
        workbook.save(plain)
    assert echoing.open(plain).book.sheets[0]["A1"].value == 10
