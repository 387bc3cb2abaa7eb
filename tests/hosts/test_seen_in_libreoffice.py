"""An open workbook is read as a person sees it, as its file is."""

import zipfile
from pathlib import Path

import pytest

from focusxl.files.openxml.package import Package
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs.libreoffice.engine.names import Names
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from focusxl_udfs.open_workbook import hosted_workbook
from focusxl_udfs.open_workbook.hosted_workbook import read_hosted_workbook
from focusxl_workbook.fill import filled
from focusxl_workbook.templates import template


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The native template of 2014, filled with its sample."""
    form = load_edition("2014")
    path = tmp_path_factory.mktemp("books") / "book.xlsx"
    empty = template(form, "native")
    path.write_bytes(filled(empty, Filing(form, {}, whole=True), load_sample("2014"), "native"))
    return path


def test_what_an_open_workbook_shows_is_held_against_the_print(
    libreoffice: LibreOfficeHost, book: Path
) -> None:
    with libreoffice.open(book) as hosted:
        assert read_hosted_workbook(hosted.book).findings == ()
        sheet = hosted.book.sheets["Segregation"]
        sheet.api.unprotect("")
        sheet["O21"].value = 12442623
        sheet["K22"].formula = "=K21-K21+1"
        sheet["K23"].formula = "=ROUND(7.4,0)"
        sheet["L25"].value = 77
        sheet["K26"].formula = "=TODAY()"
        hosted.book.app.calculate()
        hosted.book.app.calculation = "manual"
        findings = read_hosted_workbook(hosted.book).findings
        hosted.book.app.calculation = "automatic"
    assert {(one.id, one.box) for one in findings if one.id.startswith("WB-")} == {
        ("WB-15", "7080"),
        ("WB-17", "7090"),
        ("WB-11", "7100"),
        ("WB-19", "7110"),
        ("WB-22", None),
        ("WB-20", None),
    }, [one.message for one in findings]


def test_the_names_of_the_file_lead_to_the_same_as_those_of_the_open_workbook(
    libreoffice: LibreOfficeHost, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with libreoffice.open(book) as hosted:
        # LibreOffice tells all names in one call, so the button has no need of the file there.
        monkeypatch.setattr(Names, "in_one_call", False)
        by_the_file = hosted_workbook._read_by_saved_names(hosted.book)
        monkeypatch.undo()
        assert by_the_file is not None
        assert by_the_file == read_hosted_workbook(hosted.book)
        assert by_the_file.filing.values["7010"] == 342_539_729


def test_the_calendar_of_an_open_workbook_is_seen(
    libreoffice: LibreOfficeHost, book: Path, tmp_path: Path
) -> None:
    switched = tmp_path / "switched.xlsx"
    package = Package(book.read_bytes(), "book.xlsx")
    with zipfile.ZipFile(switched, "w") as archive:
        for name in package.parts:
            part = package.read(name)
            if name == "xl/workbook.xml":
                part = part.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
            archive.writestr(name, part)
    with libreoffice.open(switched) as hosted:
        findings = read_hosted_workbook(hosted.book).findings
    assert "WB-21" in {one.id for one in findings}
