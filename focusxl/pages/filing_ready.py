"""The filing-ready workbook: the pages as printed, values only, and one sheet to upload.

It can hurt no one: there are no formulas, macros, links or hidden parts in it, and text that
starts like a formula stays text.
"""

from __future__ import annotations

import datetime
import io
from dataclasses import replace
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.compute import Computation
from focusxl.files.upload_rows import upload_rows
from focusxl.form import Box
from focusxl.pages.drawing import Draw, draw_page, pages, set_up_paper, set_up_print
from focusxl.pages.grid import absolute
from focusxl.pages.page import Page, PageCell
from focusxl.pages.styles import DATE_FORMAT, Styles

UPLOAD_SHEET = "Upload"
_EDITION_CELL = (0, 4)
_NO_NOTE = 3.0
"""The height of a row whose note is left out; lines keep the rows they have in the template."""


def filing_ready_workbook(computation: Computation) -> bytes:
    """Write the filing-ready workbook of a computed filing.

    Each page of the form is one sheet and one printed page. The sheet Upload has a row for every
    box that holds something: line-item id and value, amounts in whole dollars, percentages to two
    places.
    """
    edition = computation.filing.edition
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties(
            {
                "title": f"{edition.form} Part II, {computation.filing.firm_name}",
                "created": datetime.datetime.combine(
                    computation.filing.period_end, datetime.time(), datetime.UTC
                ),
            }
        )
        styles = Styles(book)
        excluded = {id(statement) for statement in computation.scope.excluded}
        reported = [page for page in edition.statements if id(page) not in excluded]
        for page in map(_as_printed, pages(edition, reported)):
            sheet = book.add_worksheet(page.statement.sheet)
            draw_page(sheet, page, styles, _drawer(sheet, styles, computation))
            set_up_print(sheet, page, page.number, len(edition.statements))
        _write_upload_sheet(book, styles, computation)
    return buffer.getvalue()


def _as_printed(page: Page) -> Page:
    """Leave out what FocusXL notes beside the lines: it is no part of the form."""
    notes = [cell for cell in page.cells if cell.role == "note"]
    if not notes:
        return page
    return replace(
        page,
        cells=tuple(cell for cell in page.cells if cell.role != "note"),
        heights={**page.heights, **dict.fromkeys([note.row for note in notes], _NO_NOTE)},
    )


def _drawer(sheet: Worksheet, styles: Styles, computation: Computation) -> Draw:
    filing = computation.filing

    def draw(cell: PageCell) -> None:
        look = styles.role(cell.role) if cell.box is None else styles.printed_entry(cell.box)
        match cell.role:
            case "firm":
                sheet.write_string(
                    cell.row, cell.column, f"{cell.text}  {filing.firm_name}".rstrip(), look
                )
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
                elif isinstance(value, str):
                    sheet.write_string(cell.row, cell.column, value, look)
                else:
                    sheet.write_blank(cell.row, cell.column, None, look)

    return draw


def _written(box: Box, amount: Decimal) -> float:
    """Give an amount as the page shows it; only percentages and factors have decimals."""
    filed = box.as_filed(amount)
    return float(filed) if box.unit in ("percent", "factor") else int(filed)


def _write_upload_sheet(book: Workbook, styles: Styles, computation: Computation) -> None:
    sheet = book.add_worksheet(UPLOAD_SHEET)
    head = styles.custom({"bold": True, "bottom": 2})
    plain = styles.custom({"align": "left"})
    whole = styles.custom({"num_format": "0"})
    hundredths = styles.custom({"num_format": "0.00"})
    date_look = styles.custom({"num_format": DATE_FORMAT, "align": "right"})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 48)
    sheet.write_string(0, 0, "Line item", head)
    sheet.write_string(0, 1, "Value", head)
    sheet.write_string(0, _EDITION_CELL[1] - 1, "Edition", head)
    edition_row, edition_column = _EDITION_CELL
    sheet.write_string(edition_row, edition_column, computation.filing.edition.name, plain)
    book.define_name("focusxl_edition", absolute(UPLOAD_SHEET, edition_row, edition_column))
    for row, (box, value) in enumerate(upload_rows(computation), start=1):
        if box.isdigit():
            sheet.write_number(row, 0, int(box), plain)
        else:
            sheet.write_string(row, 0, box, plain)
        match value:
            case datetime.date():
                sheet.write_datetime(row, 1, value, date_look)
            case str():
                sheet.write_string(row, 1, value, plain)
            case Decimal() if value.as_tuple().exponent == 0:
                sheet.write_number(row, 1, int(value), whole)
            case Decimal():
                sheet.write_number(row, 1, float(value), hundredths)
    sheet.freeze_panes(1, 0)
    set_up_paper(sheet)
    sheet.fit_to_pages(1, 0)
