"""What LibreOffice saves still works in Excel."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.host import HostedWorkbook

Open = Callable[..., HostedWorkbook]
VBA = "xl/vbaProject.bin"


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def test_a_saved_workbook_holds_the_original_vba_project(
    open_echoing: Open, tmp_path: Path
) -> None:
    workbook = open_echoing({"C1": "=ECHO_BACK(A1)*2"})
    original = (tmp_path / "small.xlsm").read_bytes()
    workbook.book.sheets[0]["A1"].value = 11
    saved = tmp_path / "saved.xlsm"
    workbook.save(saved)
    assert (tmp_path / "small.xlsm").read_bytes() == original
    assert part(saved, VBA) == part(tmp_path / "small.xlsm", VBA)
    modules = {name for _, _, name, _ in VBA_Parser(str(saved)).extract_macros()}
    assert {"xlwings.bas", "FocusXLBridge.bas", "FocusXLFunctions.bas"} <= modules
    assert b'codeName="ThisWorkbook"' in part(saved, "xl/workbook.xml")
    assert b'codeName="Sheet1"' in part(saved, "xl/worksheets/sheet1.xml")
    drawing = "xl/drawings/vmlDrawing1.vml"
    assert part(saved, drawing) == part(tmp_path / "small.xlsm", drawing)
    rows = CalamineWorkbook.from_path(saved).get_sheet_by_name("Form page").to_python()
    assert rows[0][:3] == [11.0, "", 22.0]


@pytest.mark.parametrize("name", ["saved.xlsm", "saved.xlsx"])
def test_a_saved_workbook_follows_the_schemas(
    open_echoing: Open, tmp_path: Path, name: str
) -> None:
    open_echoing({"C1": "=ECHO_BACK(A1)"}).save(tmp_path / name)
    result = OpenXmlValidator().validate(tmp_path / name)
    assert [error.description for error in result.errors] == []


def test_a_saved_workbook_opens_again_and_computes(open_echoing: Open, tmp_path: Path) -> None:
    workbook = open_echoing({"C1": "=ECHO_BACK(A1)*2"})
    workbook.save(tmp_path / "saved.xlsm")
    again = workbook._host.open(tmp_path / "saved.xlsm")
    again.book.sheets[0]["A1"].value = 4
    assert again.book.sheets[0]["C1"].value == 8
    again.press("Validate and export")
    assert again.book.sheets["Second"]["B1"].value == "saved.xlsm"


def test_what_the_user_saves_in_the_window_is_mended(open_echoing: Open, tmp_path: Path) -> None:
    workbook = open_echoing({"C1": "=ECHO_BACK(A1)*2"})
    path = tmp_path / "small.xlsm"
    vba = part(path, VBA)
    workbook.book.sheets[0]["A1"].value = 12
    workbook.document.store()
    assert part(path, VBA) == vba
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Form page").to_python()
    assert rows[0][:3] == [12.0, "", 24.0]
    workbook.book.sheets[0]["A1"].value = 13
    assert workbook.book.sheets[0]["C1"].value == 26


def test_a_button_the_user_removed_stays_removed(open_echoing: Open, tmp_path: Path) -> None:
    workbook = open_echoing()
    page = workbook.document.getSheets().getByIndex(0).getDrawPage()
    page.remove(page.getByIndex(1))
    assert len(workbook.buttons) == 1
    workbook.save(tmp_path / "saved.xlsm")
    assert part(tmp_path / "saved.xlsm", "xl/drawings/vmlDrawing1.vml").count(b"FmlaMacro>") == 2


def test_the_book_object_saves_too(open_echoing: Open, tmp_path: Path) -> None:
    workbook = open_echoing()
    workbook.book.save(tmp_path / "by xlwings.xlsm")
    assert part(tmp_path / "by xlwings.xlsm", VBA) == part(tmp_path / "small.xlsm", VBA)


def test_a_pdf_is_printed(open_echoing: Open, tmp_path: Path) -> None:
    open_echoing().save(tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")


def test_the_opened_file_is_not_written_over(open_echoing: Open, tmp_path: Path) -> None:
    workbook = open_echoing()
    with pytest.raises(LibreOfficeError, match=r"small\.xlsm is the workbook that is open"):
        workbook.save(tmp_path / "small.xlsm")
    with pytest.raises(LibreOfficeError, match="under which other name"):
        workbook.book.save()


def test_an_unknown_kind_of_file_is_refused(open_echoing: Open, tmp_path: Path) -> None:
    with pytest.raises(LibreOfficeError, match=r"choose \.xlsm, \.xlsx, \.pdf"):
        open_echoing().save(tmp_path / "saved.csv")


def test_nothing_is_left_beside_a_saved_file(open_echoing: Open, tmp_path: Path) -> None:
    open_echoing().save(tmp_path / "saved.xlsm")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["saved.xlsm", "small.xlsm"]
