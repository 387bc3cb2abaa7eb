"""The drawing of laid-out pages on XlsxWriter sheets, and their print settings."""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.worksheet import Worksheet

from focusxl.files.pages.layout import pages
from focusxl.files.pages.page import (
    MARGIN,
    MARGIN_BELOW,
    SCREEN_ROWS,
    LaidOutPage,
    PageCell,
    Role,
)
from focusxl.files.pages.styles import Styles

__all__ = ["Draw", "draw_page", "pages", "set_up_list", "set_up_paper", "set_up_print"]

Draw = Callable[[PageCell], None]

_LETTER_PAPER = 1
_FOOTER_MARGIN = 0.3
_FILLED_BY_CALLER: frozenset[Role] = frozenset({"entry", "again", "firm", "as_of", "mark"})


def draw_page(worksheet: Worksheet, page: LaidOutPage, styles: Styles, draw_value: Draw) -> None:
    """Draw the printed text of a page; `draw_value` draws what depends on the filing."""
    worksheet.hide_gridlines(2)
    for column, width in enumerate(page.widths):
        worksheet.set_column(column, column, width)
    worksheet.freeze_panes(SCREEN_ROWS, page.labels_until + 1)
    for row, height in page.heights.items():
        worksheet.set_row(row, height)
    for cell in page.cells:
        if cell.role in _FILLED_BY_CALLER:
            draw_value(cell)
        else:
            _draw_text(worksheet, cell, styles)


def _draw_text(worksheet: Worksheet, cell: PageCell, styles: Styles) -> None:
    look = styles.role(cell.role, cell.indent)
    last_row, last_column = cell.last_row or cell.row, cell.until or cell.column
    if (last_row, last_column) != (cell.row, cell.column):
        worksheet.merge_range(cell.row, cell.column, last_row, last_column, cell.text, look)
    elif cell.role == "box_number" and cell.text.isdigit():
        worksheet.write_number(cell.row, cell.column, int(cell.text), look)
    elif cell.text:
        worksheet.write_string(cell.row, cell.column, cell.text, look)
    else:
        worksheet.write_blank(cell.row, cell.column, None, look)


def set_up_print(worksheet: Worksheet, page: LaidOutPage, number: int, count: int) -> None:
    """Print the page on one sheet of letter paper, without what stands beside it."""
    worksheet.print_area(page.first_row, page.first_column, page.last_row, page.last_printed_column)
    set_up_paper(worksheet, is_landscape=page.is_landscape)
    look = '&"Arial,Regular"&9'
    form = f"{page.edition.form}, {page.edition.part}"
    # Not made smaller with the page.
    footer = f"&L{look}{form}&C{look}Page {number} of {count}"
    worksheet.set_footer(footer, {"scale_with_doc": False, "margin": _FOOTER_MARGIN})


def set_up_paper(worksheet: Worksheet, *, is_landscape: bool = False) -> None:
    """Print on letter paper, one page wide and one page high."""
    worksheet.set_paper(_LETTER_PAPER)
    if is_landscape:
        worksheet.set_landscape()
    else:
        worksheet.set_portrait()
    worksheet.fit_to_pages(1, 1)
    worksheet.set_margins(left=MARGIN, right=MARGIN, top=MARGIN, bottom=MARGIN_BELOW)
    worksheet.center_horizontally()


def set_up_list(worksheet: Worksheet, heading_row: int) -> None:
    """Print a long list on as many pages as it takes, one page wide, each with its headings.

    Type is as large as the width of its columns leaves it.
    """
    worksheet.set_paper(_LETTER_PAPER)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=MARGIN, right=MARGIN, top=MARGIN, bottom=MARGIN_BELOW)
    worksheet.repeat_rows(heading_row)
    # Made smaller with the page, as its type is.
    look = '&"Arial,Regular"&10'
    worksheet.set_footer(f"&L{look}&A&C{look}Page &P of &N", {"margin": _FOOTER_MARGIN})
