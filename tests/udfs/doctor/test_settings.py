from pathlib import Path

import pytest

from focusxl.forms.loader import load_edition
from focusxl_udfs.doctor.book import read_book
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.settings import examine_settings, examine_settings_files
from focusxl_workbook.build import build_template
from tests.support.doctor_books import (
    NATIVE,
    SETTINGS,
    XLWINGS,
    book_with,
    named,
    rewritten,
    without,
)

pytestmark = pytest.mark.slow


def test_the_settings_that_focusxl_writes(workbook: Path) -> None:
    book = read_book(workbook)
    assert book.xlwings_version == XLWINGS
    assert book.interpreter == "pythonw"
    found = named(examine_settings(book))
    assert {one.state for one in found.values()} == {"good"}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (None, "no sheet xlwings.conf"),
        ([(None, None), *SETTINGS], "row 1"),
        ([*SETTINGS[:2], (None, None), *SETTINGS[2:]], "row 3"),
        ([], "row 1"),
        ([*SETTINGS, ("udf modules", "x")], "UDF MODULES stands there more than once"),
        ([*without("UDF Modules"), ("UDF_MODULES", "x")], "“UDF_MODULES”"),
        ([*without("Use UDF Server"), ("Use UDF Server ", True)], "“Use UDF Server ”"),
        (without("Interpreter_Win"), "Interpreter_Win: missing"),
    ],
)
def test_a_settings_sheet_that_xlwings_does_not_read(
    workbook: Path, rows: list[tuple[object, object]] | None, found: str
) -> None:
    examination = named(examine_settings(rewritten(workbook, rows)))["settings sheet"]
    assert examination.state == "problem"
    assert found in examination.found
    assert examination.remedy


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        ({"UDF_Modules": "other.module"}, "focusxl_udfs.functions beside UDF Modules"),
        ({"Use_UDF_Server": False}, "TRUE beside Use UDF Server"),
        ({"ADD_WORKBOOK_TO_PYTHONPATH": True}, "FALSE beside ADD_WORKBOOK_TO_PYTHONPATH"),
        ({"PYTHONPATH": r"\\server\share"}, "nothing beside PYTHONPATH"),
        ({"License_Key": "';import x;'"}, "nothing beside License_Key"),
        ({"Conda_Path": "& calc &", "Conda_Env": "x"}, "nothing beside Conda Path, nothing"),
    ],
)
def test_settings_that_say_something_else(changes: dict[str, object], needed: str) -> None:
    examination = named(examine_settings(book_with(**changes)))["settings"]
    assert examination.state == "problem"
    assert needed in examination.remedy


def test_settings_are_not_needed_without_macros_or_workbook() -> None:
    for book in (None, NATIVE):
        assert {one.state for one in examine_settings(book)} == {"not needed here"}


def test_a_native_workbook_is_known_by_its_missing_macros(tmp_path: Path) -> None:
    path = tmp_path / "native.xlsx"
    path.write_bytes(build_template(load_edition("2014"), "native").content)
    book = read_book(path)
    assert not book.has_macros
    assert "no macros" in named(examine_settings(book))["settings"].found


def test_control_characters_of_a_workbook_reach_no_terminal(workbook: Path) -> None:
    rows = [("Interpreter_Win", "py\u009b31mthon\u202e"), *SETTINGS[1:]]
    assert rewritten(workbook, rows).interpreter == "py 31mthon "


def test_a_setting_below_a_gap_does_not_count(workbook: Path) -> None:
    rows = [*without("Interpreter_Win"), (None, None), ("Interpreter_Win", "pythonw")]
    assert rewritten(workbook, rows).interpreter == ""


def test_a_file_of_settings_beside_the_workbook_is_warned_of(
    linux: Machine, tmp_path: Path
) -> None:
    book = book_with(path=tmp_path / "report.xlsm")
    assert examine_settings_files(linux, book).state == "good"
    (tmp_path / "xlwings.conf").write_text('"LICENSE_KEY","x"')
    examination = examine_settings_files(linux, book)
    assert examination.state == "problem"
    assert "beside the workbook" in examination.found
    assert "delete it" in examination.remedy


def test_a_file_of_settings_of_the_user_is_warned_of(linux: Machine, tmp_path: Path) -> None:
    folder = linux.home / ".xlwings"
    folder.mkdir(parents=True)
    (folder / "xlwings.conf").symlink_to("/nowhere")
    examination = examine_settings_files(linux, book_with(path=tmp_path / "report.xlsm"))
    assert examination.state == "problem"
    assert str(folder) in examination.found


def test_a_file_of_settings_does_not_matter_without_macros(linux: Machine) -> None:
    for book in (None, NATIVE):
        assert examine_settings_files(linux, book).state == "not needed here"
