"""Sheets that a command adds to the workbook, and finds again by their first cell."""

from __future__ import annotations

from collections.abc import Sequence

import xlwings as xw

from focusxl.errors import FocusXLError

_LINK_COLOR = (0x1F, 0x4E, 0x9E)


class SheetTaken(FocusXLError):
    """A sheet of the user's has the name of ours; nothing of it is written over."""


def has_sheet(book: xw.Book, name: str) -> bool:
    """Tell whether a workbook has a sheet of a name."""
    try:
        return book.sheets[name] is not None
    except Exception:
        # Each host has an error of its own for a sheet that is not there.
        return False


def find_added_sheet(book: xw.Book, name: str, title: str) -> xw.Sheet | None:
    """Find a sheet that a command has added; its first cell begins with the title.

    Raises:
        SheetTaken: there is one of that name, and it is not ours.
    """
    if not has_sheet(book, name):
        return None
    sheet = book.sheets[name]
    first = sheet.range("A1").value
    if first is not None and not str(first).startswith(title):
        raise SheetTaken(
            f"The workbook has a sheet “{name}” of your own, where this command would write. "
            "Rename that sheet, and try again."
        )
    return sheet


def write_added_sheet(
    book: xw.Book,
    name: str,
    title: str,
    rows: Sequence[Sequence[str | float]],
    links: Sequence[Sequence[str]],
    link_column: int,
    widths: Sequence[int],
    first_row: int,
) -> xw.Sheet:
    """Write a sheet anew, adding it at the end where it is not there; its first row is the title.

    Args:
        book: the workbook.
        name: the name of the sheet.
        title: how its first cell begins.
        rows: what stands in it, all rows of one length.
        links: a formula for each row from `first_row` on, counted from 0.
        link_column: the column of the links, from 0 on.
        widths: the widths of the columns, in characters.
        first_row: the first row with a link; the one above has the headings.

    Raises:
        SheetTaken: the user has a sheet of that name.
    """
    sheet = find_added_sheet(book, name, title)
    if sheet is None:
        sheet = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
    else:
        sheet.used_range.clear()
    sheet.range((1, 1), (len(rows), len(rows[0]))).value = [list(row) for row in rows]
    for column, width in enumerate(widths, start=1):
        sheet.range((1, column)).column_width = width
    sheet.range((first_row, 1), (len(rows), len(rows[0]))).wrap_text = True
    for row in (1, first_row):
        sheet.range((row, 1), (row, len(rows[0]))).font.bold = True
    if links:
        column, last = link_column + 1, first_row + len(links)
        write_links(sheet.range((first_row + 1, column), (last, column)), links)
    return sheet


def write_links(cells: xw.Range, links: Sequence[Sequence[str]]) -> None:
    """Write links into a column of cells, in the color of links."""
    cells.formula = [list(one) for one in links]
    cells.font.color = _LINK_COLOR
