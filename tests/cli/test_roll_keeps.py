"""`roll` keeps what the user added to the workbook, and nothing else of the period before."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from focusxl.files.writing.clearing import cleared_for_next_period
from focusxl.filings.computation import compute
from focusxl.filings.roll import rolled
from focusxl.forms.loader import load_edition
from focusxl.library import read
from focusxl_workbook.upgrade import carried_over, filled_from_empty
from tests.support.command_line import run, validated
from tests.support.edited_workbook import OWN_SHEET, with_own_sheet
from tests.support.parts import parts_of
from tests.support.real_books import with_cell, with_format, with_row_inserted
from tests.support.whole_book import whole_book

pytestmark = pytest.mark.slow

JULY = datetime.date(2014, 7, 31)
KEPT = "Sheets, notes and looks of your own stay in it."


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole_book(tmp_path_factory.mktemp("whole"))


def cells(path: Path, *, values: bool) -> dict[tuple[str, str], object]:
    """Every cell that holds something: what it shows, or its formula."""
    workbook = openpyxl.load_workbook(path, data_only=values)
    return {
        (sheet.title, cell.coordinate): getattr(cell.value, "text", cell.value)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def alike(one: object, other: object) -> bool:
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    return one == (pytest.approx(other, rel=1e-13) if numbers else other)


@pytest.mark.parametrize("values", [True, False], ids=["values", "formulas"])
def test_a_cleared_workbook_is_filled_in_as_a_new_one_would_be(
    book: Path, tmp_path: Path, values: bool
) -> None:
    form = load_edition("2014")
    given = rolled(compute(read(book).report), JULY, form).filing
    cleared = cleared_for_next_period(book.read_bytes(), form, "native")
    assert cleared.kept == ()
    kept, new = tmp_path / "kept.xlsx", tmp_path / "new.xlsx"
    kept.write_bytes(filled_from_empty(cleared.content, given, "native"))
    new.write_bytes(carried_over(given, "native"))
    now, wanted = cells(kept, values=values), cells(new, values=values)
    assert now.keys() == wanted.keys()
    # The one writes 15 digits of a ratio and the other 17.
    assert {at: (one, wanted[at]) for at, one in now.items() if not alike(one, wanted[at])} == {}


def test_sheets_and_looks_of_the_user_stay(book: Path, tmp_path: Path) -> None:
    june, july = tmp_path / "june.xlsx", tmp_path / "july.xlsx"
    june.write_bytes(with_format(with_own_sheet(book.read_bytes()), "7020", "#,##0.00"))
    outcome = run("roll", june, "--to", "07/31/2014", "-o", july)
    assert outcome.status == 0, outcome.err
    assert KEPT in outcome.out.splitlines()
    before, after = parts_of(june.read_bytes()), parts_of(july.read_bytes())
    assert after[OWN_SHEET] == before[OWN_SHEET]
    changed = {name for name in after if after[name] != before.get(name)}
    assert all(name.startswith("xl/worksheets/sheet") for name in changed)
    cell = openpyxl.load_workbook(july)["Segregation"]["K10"]
    assert (cell.value, cell.number_format) == (None, "#,##0.00")
    filing = read(july).report
    assert "7010" not in filing.values
    assert filing.prior["7010"] == 342_539_729
    assert filing.signatures == ()


def test_a_formula_over_a_sheet_of_the_users_own_stays_and_is_told(
    book: Path, tmp_path: Path
) -> None:
    june, july = tmp_path / "june.xlsx", tmp_path / "july.xlsx"
    formula = "<f>Mine!$B$1</f><v>3</v>"
    june.write_bytes(with_cell(with_own_sheet(book.read_bytes()), "7020", "", formula))
    outcome = run("roll", june, "--to", "07/31/2014", "-o", july)
    assert outcome.status == 0, outcome.err
    told = " So do your formulas in 1 box (7020): bring the sheets that they point to up to date."
    assert f"{KEPT}{told}" in outcome.out.splitlines()
    assert openpyxl.load_workbook(july)["Segregation"]["K10"].value == "=Mine!$B$1"
    # Until it is computed anew the totals are not what it gives, and that is told.
    assert "WB-04" in {one["id"] for one in validated(july).findings}


def test_a_total_that_was_typed_over_is_a_formula_again(book: Path, tmp_path: Path) -> None:
    june, july = tmp_path / "june.xlsx", tmp_path / "july.xlsx"
    june.write_bytes(with_cell(book.read_bytes(), "7190", "", "<v>5</v>"))
    outcome = run("roll", june, "--to", "07/31/2014", "-o", july)
    assert KEPT in outcome.out.splitlines()
    whole = openpyxl.load_workbook(book)["Segregation"]["K38"].value
    assert openpyxl.load_workbook(july)["Segregation"]["K38"].value == whole
    assert "WB-01" not in {one["id"] for one in validated(july).findings}


def test_where_cells_were_moved_a_new_workbook_is_made_and_that_is_told(
    book: Path, tmp_path: Path
) -> None:
    june, july = tmp_path / "june.xlsx", tmp_path / "july.xlsx"
    june.write_bytes(with_row_inserted(book.read_bytes(), "Segregation", 10))
    outcome = run("roll", june, "--to", "07/31/2014", "-o", july)
    assert outcome.status == 0
    (told,) = [line for line in outcome.out.splitlines() if line.startswith("It is a new workbook")]
    assert told.endswith("are not in it. Copy over what you need.")
    assert read(july).report.prior["7010"] == 342_539_729
