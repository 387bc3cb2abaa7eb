"""The sheet Amendment of the filing-ready workbook: why, and every box that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.amounts import plain_amount
from focusxl.files.pages.drawing import set_up_paper
from focusxl.files.pages.styles import AMOUNT_FORMAT, FACTOR_FORMAT, HUNDREDTHS_FORMAT, Styles
from focusxl.files.pages.text_width import column_pixels, wrapped
from focusxl.filings.filing import Filing

if TYPE_CHECKING:
    from focusxl.files.writing.amendment import Amendment, Change

__all__ = ["AMENDMENT_SHEET", "write_amendment_sheet"]

AMENDMENT_SHEET = "Amendment"
_HEADINGS = ("Box", "Page", "Line", "As filed", "As amended")
_WIDTHS = (9.0, 24.0, 50.0, 22.0, 22.0)
_BOX, _PAGE, _LINE, _OLD, _NEW = range(len(_HEADINGS))
_LINE_HEIGHT = 13.5
_HIGHEST = 409.0
_FOOTER_MARGIN = 0.3


def write_amendment_sheet(
    book: Workbook, styles: Styles, filing: Filing, amendment: Amendment
) -> None:
    """Add the sheet: values only, on letter paper, with its headings on every printed page."""
    sheet = book.add_worksheet(AMENDMENT_SHEET)
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    title = styles.custom({"bold": True, "font_size": 14})
    plain = styles.custom({})
    text = styles.custom({"text_wrap": True, "valign": "top"})
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, amendment.title, title)
    end = f"{filing.period_end:%m/%d/%Y}"
    sheet.write_string(1, 0, f"{filing.firm_name}, period ending {end}", plain)
    filed = f"Amends what was exported on {amendment.filed_at:%m/%d/%Y %H:%M} UTC:"
    sheet.write_string(2, 0, f"{filed} {amendment.record}", plain)
    small = styles.custom({"font_size": 8, "font_color": "#595959"})
    sheet.write_string(3, 0, f"SHA-256 of that record: {amendment.sha256}", small)
    room = column_pixels(_WIDTHS) - 20
    reason = f"Reason: {amendment.reason}"
    sheet.set_row(5, min(_HIGHEST, _LINE_HEIGHT * len(wrapped(reason, room)) + 4))
    sheet.merge_range(5, 0, 5, _NEW, "", text)
    sheet.write_string(5, 0, reason, text)
    head = styles.custom({"bold": True, "bottom": 2, "bg_color": "#E8EDF5"})
    right = styles.custom({"bold": True, "bottom": 2, "bg_color": "#E8EDF5", "align": "right"})
    for column, heading in enumerate(_HEADINGS):
        sheet.write_string(7, column, heading, right if column >= _OLD else head)
    for row, change in enumerate(amendment.changes, start=8):
        lines = max(
            len(wrapped(words, column_pixels((_WIDTHS[column],)) - 10))
            for column, words in ((_LINE, change.label), (_OLD, change.old), (_NEW, change.new))
        )
        sheet.set_row(row, min(_HIGHEST, _LINE_HEIGHT * max(lines, 1) + 3))
        if change.box.isdigit():
            sheet.write_number(
                row, _BOX, int(change.box), styles.custom({"align": "left", "valign": "top"})
            )
        else:
            sheet.write_string(row, _BOX, change.box, plain)
        sheet.write_string(row, _PAGE, change.page, text)
        sheet.write_string(row, _LINE, change.label, text)
        for column, value in ((_OLD, change.old), (_NEW, change.new)):
            _write_side(sheet, styles, filing, change, row, column, value)
    sheet.freeze_panes(8, 0)
    set_up_paper(sheet, is_landscape=True)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(7)
    sheet.set_footer(f"&L{amendment.title}&CPage &P of &N", {"margin": _FOOTER_MARGIN})


def _write_side(
    sheet: Worksheet,
    styles: Styles,
    filing: Filing,
    change: Change,
    row: int,
    column: int,
    value: str,
) -> None:
    """Write an amount as a number in its unit, anything else as text, and a blank as blank."""
    placed = filing.edition.boxes.get(change.box)
    amount = plain_amount(value) if placed is not None and placed.box.is_amount else None
    if amount is None or placed is None:
        look = {"text_wrap": True, "align": "right", "valign": "top", "num_format": "@"}
        sheet.write_string(row, column, value or "(blank)", styles.custom(look))
        return
    formats = {"percent": HUNDREDTHS_FORMAT, "factor": FACTOR_FORMAT}
    number_format = formats.get(placed.box.unit, AMOUNT_FORMAT)
    look = {"num_format": number_format, "align": "right", "valign": "top"}
    sheet.write_number(row, column, float(amount), styles.custom(look))
