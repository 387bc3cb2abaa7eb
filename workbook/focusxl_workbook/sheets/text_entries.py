"""Entries of text on a page: an input looks as wide as the room that there is to write in.

Its cell is one of several and is not merged with them, so that it can be pasted into; a longer text
runs over the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from focusxl.files.pages.page import LaidOutPage, PageCell
from focusxl.files.pages.styles import Styles


def widen_text_entries(worksheet: Worksheet, page: LaidOutPage, styles: Styles) -> None:
    """Frame each input of text together with the blank cells after it."""
    for entry, after in _with_room(page):
        box = entry.box
        assert box is not None
        *between, last = after
        worksheet.write_blank(entry.row, entry.column, None, styles.input(box, ("right",)))
        for cell in between:
            worksheet.write_blank(cell.row, cell.column, None, styles.room(("left", "right")))
        worksheet.write_blank(last.row, last.column, None, styles.room(("left",)))


def _with_room(page: LaidOutPage) -> Iterator[tuple[PageCell, list[PageCell]]]:
    cells = {(cell.row, cell.column): cell for cell in page.cells}
    for cell in page.cells:
        if cell.role != "entry" or cell.box is None or cell.box.kind not in ("text", "date"):
            continue
        after: list[PageCell] = []
        while (beside := cells.get((cell.row, cell.column + 1 + len(after)))) is not None:
            if beside.role != "ruled":
                break
            after.append(beside)
        if after:
            yield cell, after
