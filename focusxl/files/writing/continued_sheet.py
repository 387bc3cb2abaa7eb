"""The sheet Continued: texts that do not fit their boxes, in full, each under its box."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from xlsxwriter import Workbook

from focusxl.files.pages.drawing import set_up_paper
from focusxl.files.pages.fitted_texts import CONTINUED_SHEET, Continued
from focusxl.files.pages.styles import Styles
from focusxl.files.pages.text_width import column_pixels, wrapped
from focusxl.filings.filing import Filing

_WIDTHS = (24.0, 24.0, 24.0, 24.0)
"""A single column as wide as the page is not made narrower to fit the paper by every host."""
_LINE_HEIGHT = 13.5
"""Of type of 10 points."""
_LINES_A_ROW = 24
"""The most lines of a row: a higher one is cut off, or does not break between printed pages."""


def write_continued_sheet(
    book: Workbook, styles: Styles, filing: Filing, continued: Sequence[Continued]
) -> None:
    """Add the sheet, as wide as a printed page."""
    sheet = book.add_worksheet(CONTINUED_SHEET)
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    title = styles.custom({"bold": True, "font_size": 12, "bottom": 2, "text_wrap": True})
    head = styles.custom({"bold": True, "text_wrap": True})
    text_look = styles.custom({"text_wrap": True, "align": "left", "valign": "top"})
    room = column_pixels(_WIDTHS) - 20
    period_end = filing.values.get(filing.edition.period_end)
    as_of = f", as of {period_end:%m/%d/%Y}" if isinstance(period_end, datetime.date) else ""
    row = 0

    def write(text: str, look: object, points: float = 10, *, bold: bool = False) -> None:
        nonlocal row
        lines = wrapped(text, room, points, bold=bold)
        for first in range(0, len(lines), _LINES_A_ROW):
            part = lines[first : first + _LINES_A_ROW]
            sheet.set_row(row, len(part) * _LINE_HEIGHT * points / 10 + 4)
            sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", look)
            sheet.write_string(row, 0, "".join(part).rstrip("\n"), look)
            row += 1

    write(f"{filing.edition.form}, {filing.edition.part}: continued{as_of}", title, 12, bold=True)
    for one in continued:
        row += 1
        write(f"Continued: {one.where}", head, bold=True)
        write(one.text, text_look)
    set_up_paper(sheet)
    sheet.fit_to_pages(1, 0)
