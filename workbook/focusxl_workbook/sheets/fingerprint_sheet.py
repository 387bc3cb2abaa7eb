"""The sheet Fingerprint, which lists every input by formula, so that Start shows any change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.workbook import Workbook

from focusxl.amounts import EXCEL_EPOCH
from focusxl.files.openxml.addresses import absolute_address, absolute_area, cell_address
from focusxl.files.pages.styles import DATE_FORMAT, Styles
from focusxl.files.template.names import FINGERPRINT_SHEET, watched_formula
from focusxl.forms.due_date import due_date
from focusxl_workbook.sheets.fingerprint import (
    MOST_ROWS,
    first_formula,
    parts,
    second_formula,
    weight,
    whole_formula,
)
from focusxl_workbook.sheets.sheet_writer import SheetWriter, StoredValue

SHEET = FINGERPRINT_SHEET
_FIRST_ROW = 5
_HEADINGS = (
    ("Input", 40),
    ("Holds now", 40),
    ("First number", 16),
    ("Second number", 16),
    ("Weight", 10),
    ("Input of page", 30),
    ("Federal holiday", 16),
    ("Kept for", 40),
)
_VALUE, _FIRST, _SECOND, _WEIGHT, _PAGE, _HOLIDAY = 1, 2, 3, 4, 5, 6
INPUT_PAGES, INPUT_NUMBERS = "input_page_list", "input_number_list"
"""The names of two columns: the page of each input, and a number, nought where it is empty."""
HOLIDAYS = "federal_holidays"
"""The name of the days on which federal holidays are kept."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A cell that the fingerprint covers: its name, its formula and its value."""

    caption: str
    formula: str
    value: StoredValue
    page: str = ""
    """The sheet of a box that is filled in; empty for any other cell."""


def named(name: str, value: StoredValue, page: str = "") -> Watched:
    """Cover the cell of a defined name; an empty cell is not zero."""
    return Watched(name, watched_formula(name), value, page)


def value_cell(place: int) -> str:
    """Give the cell that shows the value of a row, counted from nought."""
    return absolute_address(_FIRST_ROW + place, _VALUE)


def fingerprint_formula(count: int) -> str:
    """Give the formula of the fingerprint over `count` rows."""
    return whole_formula(*(_column(number, count) for number in (_FIRST, _SECOND, _WEIGHT)))


def changes_with(count: int) -> str:
    """Give an expression that is recalculated when one of the first `count` rows changes."""
    return f"SUM({_column(_FIRST, count)},{_column(_SECOND, count)})"


def write_fingerprint_sheet(
    workbook: Workbook, writer: SheetWriter, styles: Styles, watched: Sequence[Watched]
) -> None:
    """Write the sheet: a row for each covered cell, in the order given.

    Beside them stands what Start counts by: the page of each input, and the federal holidays.
    """
    if len(watched) > MOST_ROWS:
        raise ValueError(f"a fingerprint has {MOST_ROWS} rows, not {len(watched)}")
    sheet = writer.worksheet
    sheet.hide_gridlines(2)
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, "Fingerprint", styles.role("heading"))
    for row, text in enumerate(
        (
            "Every input of this workbook in numbers. Start compares their weighted sums with those"
            " of the last validation, and says so when anything was changed.",
            "Start counts by them how much of a page is filled in, and by the federal holidays when"
            " the report is due. There is nothing to fill in here.",
        ),
        start=1,
    ):
        sheet.write_string(row, 0, text, styles.custom({}))
    head = styles.custom({"bold": True, "bottom": 2, "bg_color": "#E8EDF5"})
    for column, (heading, width) in enumerate(_HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(_FIRST_ROW - 1, column, heading, head)
    plain = styles.custom({})
    value = styles.custom({"align": "left"})
    for row, one in enumerate(watched, start=_FIRST_ROW):
        cell = f"${cell_address(row, _VALUE)}"
        first, second = _numbers(one)
        sheet.write_string(row, 0, one.caption, plain)
        writer.formula(row, _VALUE, one.formula, value, one.value)
        writer.formula(row, _FIRST, first_formula(cell), plain, first)
        writer.formula(row, _SECOND, second_formula(cell), plain, second)
        sheet.write_number(row, _WEIGHT, weight(row - _FIRST_ROW + 1), plain)
        if one.page:
            sheet.write_string(row, _PAGE, one.page, plain)
    for name, column in ((INPUT_PAGES, _PAGE), (INPUT_NUMBERS, _FIRST)):
        workbook.define_name(name, f"={_column(column, len(watched))}")
    _write_holidays(workbook, writer, styles)
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.set_paper(1)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_FIRST_ROW - 1)


def _write_holidays(workbook: Workbook, writer: SheetWriter, styles: Styles) -> None:
    plain = styles.custom({})
    day_look = styles.custom({"num_format": DATE_FORMAT, "align": "left"})
    holidays = due_date().holidays
    for row, (day, name) in enumerate(holidays.items(), start=_FIRST_ROW):
        writer.worksheet.write_number(row, _HOLIDAY, (day - EXCEL_EPOCH).days, day_look)
        writer.worksheet.write_string(row, _HOLIDAY + 1, name, plain)
    workbook.define_name(HOLIDAYS, f"={_column(_HOLIDAY, len(holidays))}")


def _numbers(one: Watched) -> tuple[float, float]:
    first, second = parts(one.value)
    return float(first), float(second)


def _column(number: int, count: int) -> str:
    last = _FIRST_ROW + count - 1
    return absolute_area(SHEET, _FIRST_ROW, number, last, number).removeprefix("=")
