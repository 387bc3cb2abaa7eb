"""The add-in: what stands in its file, and where the command puts it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser
from openxml_audit import OpenXmlValidator
from pyopenvba import check_file
from python_calamine import CalamineWorkbook

from focusxl.cli.failure import CommandError
from focusxl.files.openxml.parts import read_parts
from focusxl_udfs.vba.ribbon import ribbon_xml
from focusxl_workbook import addin
from tests.support.vba_books import template

PYTHON = r"C:\Program Files\Python311\pythonw.exe"


@pytest.fixture(scope="module")
def built() -> bytes:
    return addin.build_addin(PYTHON)


def modules(content: bytes) -> dict[str, str]:
    parser = VBA_Parser("book", data=content)
    found = {stream.rpartition("/")[2]: code for _, stream, _, code in parser.extract_macros()}
    return {name: code for name, code in found.items() if not name.startswith("Sheet")}


def test_its_macros_are_those_of_the_template_word_for_word(built: bytes) -> None:
    assert modules(built) == modules(template())
    assert {"FocusXLFunctions", "FocusXLButtons", "FocusXLRibbon"} < modules(built).keys()


def test_it_is_an_add_in_of_excel(built: bytes, tmp_path: Path) -> None:
    types = read_parts(built)["[Content_Types].xml"].decode()
    assert types.count("application/vnd.ms-excel.addin.macroEnabled.main+xml") == 1
    assert "sheet.macroEnabled" not in types
    path = tmp_path / "FocusXL.xlam"
    path.write_bytes(built)
    assert OpenXmlValidator().validate(path).errors == []
    report = check_file(path)
    assert (report.ok, list(report.issues)) == (True, [])


def test_its_tab_is_always_seen(built: bytes) -> None:
    assert read_parts(built)["customUI/customUI14.xml"] == ribbon_xml(of_addin=True)
    assert b"getVisible" not in ribbon_xml(of_addin=True)


def test_it_knows_the_python_it_was_made_with(built: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(built))
    assert book.sheet_names == ["xlwings.conf"]
    settings = dict(book.get_sheet_by_name("xlwings.conf").to_python())
    assert settings["Interpreter_Win"] == PYTHON


def test_two_builds_are_the_same(built: bytes) -> None:
    assert addin.build_addin(PYTHON) == built


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder from which Excel would load add-ins, which is not there yet."""
    folder = tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    place = addin.start_folder("win32", {"APPDATA": str(tmp_path / "Roaming")})
    assert place == folder
    monkeypatch.setattr(addin, "start_folder", lambda: folder)
    return folder


def test_it_is_installed_and_removed(on_windows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert addin.addin("install", None) == 0
    assert [path.name for path in on_windows.iterdir()] == ["FocusXL.xlam"]
    assert [path.name for path in on_windows.parent.iterdir()] == ["XLSTART"]
    assert "Next: start Excel" in capsys.readouterr().out
    assert addin.addin("remove", None) == 0
    assert list(on_windows.iterdir()) == []
    assert "Removed" in capsys.readouterr().out
    assert addin.addin("remove", None) == 0
    assert "not installed" in capsys.readouterr().out


def test_an_older_one_is_replaced_and_nothing_else_touched(on_windows: Path) -> None:
    on_windows.mkdir(parents=True)
    (on_windows / "FocusXL.xlam").write_bytes(b"older")
    (on_windows / "PERSONAL.XLSB").write_bytes(b"the user's")
    addin.addin("install", None)
    assert (on_windows / "FocusXL.xlam").read_bytes() != b"older"
    addin.addin("remove", None)
    assert [path.name for path in on_windows.iterdir()] == ["PERSONAL.XLSB"]


def test_while_excel_has_it_open_it_stays_as_it_is(
    on_windows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use by another process")

    on_windows.mkdir(parents=True)
    (on_windows / "FocusXL.xlam").write_bytes(b"older")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CommandError, match="Close Excel, and type the command again"):
        addin.addin("install", None)
    assert (on_windows / "FocusXL.xlam").read_bytes() == b"older"
    assert [path.name for path in on_windows.parent.iterdir()] == ["XLSTART"]


@pytest.mark.parametrize(
    ("system", "sentence"),
    [
        ("darwin", "Excel for Mac cannot reach Python"),
        ("linux", "not on this computer"),
        ("win32", "not on this computer"),
    ],
)
def test_elsewhere_it_says_for_which_excel_it_is(system: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        addin.start_folder(system, {})


def test_it_can_be_made_for_another_computer(tmp_path: Path) -> None:
    assert addin.addin("install", tmp_path / "share") == 0
    assert [path.name for path in (tmp_path / "share").iterdir()] == ["FocusXL.xlam"]
    assert [path.name for path in tmp_path.iterdir()] == ["share"]
