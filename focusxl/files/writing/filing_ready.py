"""The filing-ready workbook: the pages as printed, values only, and a sheet to upload.

It is safe to open: it has no formulas, macros, links or hidden parts, and text that starts like a
formula stays text.
"""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.files.pages.drawing import Draw, draw_page, pages, set_up_print
from focusxl.files.pages.fitted_texts import Continued, FittedPage, FittedText, fitted_page
from focusxl.files.pages.page import LINE_HEIGHT, LINK_ROW, LaidOutPage, PageCell
from focusxl.files.pages.styles import Styles, book_options
from focusxl.files.writing.amendment_sheet import write_amendment_sheet
from focusxl.files.writing.continued_sheet import write_continued_sheet
from focusxl.files.writing.upload_sheet import write_upload_sheet
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Filing
from focusxl.forms.model import Box

if TYPE_CHECKING:
    from focusxl.files.writing.amendment import Amendment

_HEADER_MARGIN = 0.25
"""Inches: less than the margin of the print."""
NOTHING_TO_REPORT = "Nothing to report"
_HEAD = ("reported_by", "firm", "as_of")
"""The cells in the last row of a page's head; the row after it is blank."""
_NO_NOTE = 3.0
"""Points: the height of a row whose note is left out, so that lines keep their row numbers."""


def filing_ready_workbook(computation: Computation, amendment: Amendment | None = None) -> bytes:
    """Write the filing-ready workbook of a computed filing.

    Each page of the form is one sheet and one printed page. Text that does not fit its box is on
    the sheet Continued. The sheet Upload has a row for every box that is filled in: line-item
    id and value, amounts in whole dollars, percentages to two places. An amendment says so on the
    cover, outside of what the form prints, and in the head of every printed page; what it changes
    is on a sheet of its own.
    """
    edition = computation.filing.edition
    buffer = io.BytesIO()
    with Workbook(buffer, {**book_options(), "strings_to_formulas": False}) as book:
        book.set_properties(
            {
                "title": f"{edition.form_and_part}, {computation.filing.firm_name}",
                "created": datetime.datetime.combine(
                    computation.filing.period_end, datetime.time(), datetime.UTC
                ),
            }
        )
        styles = Styles(book)
        excluded = {id(form_page) for form_page in computation.scope.excluded}
        reported = [page for page in edition.pages if id(page) not in excluded]
        continued: dict[str, Continued] = {}
        for page in pages(edition, reported):
            fitted = fitted_page(_as_filed(page, computation.filing), computation)
            sheet = book.add_worksheet(page.page.sheet)
            draw_page(sheet, fitted.page, styles, _drawer(sheet, styles, computation, fitted))
            set_up_print(sheet, fitted.page, page.number, len(edition.pages))
            if amendment is not None:
                _mark_amended(sheet, styles, fitted.page, amendment)
            for one in fitted.continued:
                continued.setdefault(one.box.number, one)
        if amendment is not None:
            write_amendment_sheet(book, styles, computation.filing, amendment)
        if continued:
            write_continued_sheet(book, styles, computation.filing, tuple(continued.values()))
        write_upload_sheet(book, styles, computation)
    return buffer.getvalue()


def _mark_amended(
    sheet: Worksheet, styles: Styles, page: LaidOutPage, amendment: Amendment
) -> None:
    """Say that a page is of an amendment, above it on the screen and in its head on paper."""
    sheet.set_header(
        f'&R&"Arial,Bold"&10{amendment.title}', {"scale_with_doc": False, "margin": _HEADER_MARGIN}
    )
    look = styles.custom({"bold": True, "font_color": "#9C0006"})
    sheet.write_string(LINK_ROW, page.first_column, amendment.title, look)


def _as_filed(page: LaidOutPage, filing: Filing) -> LaidOutPage:
    """Give a page without FocusXL's notes, with “Nothing to report” where the filer answered it."""
    printed = _as_printed(page)
    if page.page.id not in filing.nothing_to_report:
        return printed
    row = 1 + max(cell.row for cell in printed.cells if cell.role in _HEAD)
    return printed.replaced(
        cells=(
            *printed.cells,
            PageCell(
                row, page.first_column, "declared", NOTHING_TO_REPORT, page.last_printed_column
            ),
        ),
        heights={**printed.heights, row: LINE_HEIGHT},
    )


def _as_printed(page: LaidOutPage) -> LaidOutPage:
    """Leave out FocusXL's notes beside the lines, which are not part of the form."""
    notes = [cell for cell in page.cells if cell.role == "note"]
    if not notes:
        return page
    return page.replaced(
        cells=tuple(cell for cell in page.cells if cell.role != "note"),
        heights={**page.heights, **dict.fromkeys([note.row for note in notes], _NO_NOTE)},
    )


def _drawer(sheet: Worksheet, styles: Styles, computation: Computation, fitted: FittedPage) -> Draw:
    filing = computation.filing

    def draw_text(cell: PageCell, text: FittedText) -> None:
        looks = {"font_size": text.points, "text_wrap": text.wraps}
        look = (
            styles.role(cell.role, look=looks)
            if cell.box is None
            else styles.printed_text(cell.box, looks)
        )
        if text.until is not None:
            sheet.merge_range(cell.row, cell.column, cell.row, text.until, "", look)
        sheet.write_string(cell.row, cell.column, text.text, look)

    def draw(cell: PageCell) -> None:
        look = styles.role(cell.role) if cell.box is None else styles.printed_entry(cell.box)
        text = fitted.texts.get((cell.row, cell.column))
        if text is not None:
            draw_text(cell, text)
            return
        match cell.role:
            case "as_of":
                date = filing.values.get(filing.edition.period_end)
                if isinstance(date, datetime.date):
                    sheet.write_datetime(cell.row, cell.column, date, look)
            case "entry" | "again" if cell.box is not None:
                value = filing.values.get(cell.box.number)
                amount = computation.amounts.get(cell.box.number)
                if cell.box.is_amount and amount is not None:
                    sheet.write_number(cell.row, cell.column, _written(cell.box, amount), look)
                elif value is True:
                    sheet.write_string(cell.row, cell.column, "X", look)
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(cell.row, cell.column, value, look)
                else:
                    sheet.write_blank(cell.row, cell.column, None, look)

    return draw


def _written(box: Box, amount: Decimal) -> float:
    """Give an amount as the page shows it; only percentages and factors have decimals."""
    filed = box.as_filed(amount)
    return float(filed) if box.unit in ("percent", "factor") else int(filed)
