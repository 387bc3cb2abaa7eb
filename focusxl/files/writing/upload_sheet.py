"""The sheet Upload of the filing-ready workbook: a row for every box that is filled in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.files.openxml.addresses import absolute
from focusxl.files.pages.drawing import set_up_paper
from focusxl.files.pages.styles import DATE_FORMAT, Styles
from focusxl.files.pages.text_width import column_pixels, wrapped
from focusxl.files.upload.rows import UploadValue, stated_rows, upload_rows
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Filing

UPLOAD_SHEET = "Upload"
_ID, _VALUE, _STATED, _ANSWER, _IN_WORDS = 0, 1, 3, 4, 5
_WIDTHS = {_ID: 14, _VALUE: 44, 2: 3, _STATED: 34, _ANSWER: 34, _IN_WORDS: 45}

_LINE_HEIGHT = 13.5
"""Of type of 10 points."""
_HIGHEST_ROW = 409.0
"""Points, the highest row of a spreadsheet. Longer text is on the sheet Continued, too."""


def write_upload_sheet(book: Workbook, styles: Styles, computation: Computation) -> None:
    """Add the sheet: line-item ids and values, and beside them what else the report states.

    That is the edition, the facts of the firm, and the pages with nothing to report.
    """
    sheet = book.add_worksheet(UPLOAD_SHEET)
    head = styles.custom({"bold": True, "bottom": 2})
    for column, width in _WIDTHS.items():
        sheet.set_column(column, column, width)
    sheet.write_string(0, _ID, "Line item", head)
    sheet.write_string(0, _VALUE, "Value", head)
    rows = tuple(upload_rows(computation))
    stated = tuple(stated_rows(computation.filing))
    _write_rows(sheet, styles, rows)
    _write_stated(book, sheet, styles, computation.filing, stated)
    texts = [(row, _VALUE, value) for row, (_, value) in enumerate(rows, start=1)]
    texts += [(row, _IN_WORDS, words) for row, (_, _, words) in enumerate(stated, start=1)]
    _set_heights(sheet, texts)
    sheet.freeze_panes(1, 0)
    set_up_paper(sheet)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _set_heights(sheet: Worksheet, texts: Iterable[tuple[int, int, object]]) -> None:
    """Make rows with text on several lines as high as the text, or as a row can be."""
    heights: dict[int, float] = {}
    for row, column, text in texts:
        if isinstance(text, str):
            lines = len(wrapped(text, column_pixels((_WIDTHS[column],)) - 10))
            heights[row] = max(heights.get(row, 0), lines * _LINE_HEIGHT)
    for row, height in heights.items():
        if height > _LINE_HEIGHT:
            sheet.set_row(row, min(height, _HIGHEST_ROW))


def _write_rows(sheet: Worksheet, styles: Styles, rows: Iterable[tuple[str, UploadValue]]) -> None:
    plain = styles.custom({"align": "left"})
    text = styles.custom({"align": "left", "text_wrap": True})
    whole = styles.custom({"num_format": "0"})
    hundredths = styles.custom({"num_format": "0.00"})
    date_look = styles.custom({"num_format": DATE_FORMAT, "align": "right"})
    for row, (box, value) in enumerate(rows, start=1):
        if box.isdigit():
            sheet.write_number(row, _ID, int(box), plain)
        else:
            sheet.write_string(row, _ID, box, plain)
        match value:
            case datetime.date():
                sheet.write_datetime(row, _VALUE, value, date_look)
            case str():
                sheet.write_string(row, _VALUE, value, text)
            case Decimal() if value.as_tuple().exponent == 0:
                sheet.write_number(row, _VALUE, int(value), whole)
            case Decimal():
                sheet.write_number(row, _VALUE, float(value), hundredths)


def _write_stated(
    book: Workbook,
    sheet: Worksheet,
    styles: Styles,
    filing: Filing,
    stated: Iterable[tuple[str, str, str]],
) -> None:
    head = styles.custom({"bold": True, "bottom": 2})
    plain = styles.custom({"align": "left"})
    wrapping = styles.custom({"align": "left", "text_wrap": True})
    sheet.write_string(0, _STATED, "Edition", head)
    sheet.write_string(0, _ANSWER, filing.edition.name, plain)
    book.define_name("focusxl_edition", absolute(UPLOAD_SHEET, 0, _ANSWER))
    for row, (what, answer, in_words) in enumerate(stated, start=1):
        sheet.write_string(row, _STATED, what, plain)
        sheet.write_string(row, _ANSWER, answer, plain)
        sheet.write_string(row, _IN_WORDS, in_words, wrapping)
