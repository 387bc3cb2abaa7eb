"""The cover page laid out: captions over entries side by side, and check boxes."""

from __future__ import annotations

import math
from itertools import pairwise

from focusxl.form import Box, Edition, Line, Statement
from focusxl.pages.page import (
    CHARACTERS_PER_WIDTH,
    LINE_HEIGHT,
    WRAPPED_LINE_HEIGHT,
    Page,
    PageCell,
)

_WIDTHS = (36.0, 6.2, 14.0, 6.2, 12.0, 6.2, 20.0, 8.0, 6.2, 16.0)
_LAST = 8
_MARK = 9
_ENTRY_COLUMN = {0: 0, 4: 2, 6: 4, 8: 6}
"""The column in which a field begins, by how many twelfths of the width stand before it."""
_NUMBER_COLUMN = {4: 1, 6: 3, 8: 5, 12: 8}
"""The column of a field's number, by how many twelfths of the width it ends at."""
_FIRST_CHECK, _SECOND_CHECK = 4, 7
_GAP = 8.0
_LABEL_UNTIL = 2


def cover_page(edition: Edition, statement: Statement) -> Page:
    """Lay out the cover page."""
    cells = [
        PageCell(0, 0, "block", f"{edition.form}\nFOCUS Report\nPart II\nCover Page"),
        PageCell(
            0,
            1,
            "title",
            f"UNITED STATES SECURITIES AND EXCHANGE COMMISSION\n{statement.header}",
            _LAST,
        ),
        PageCell(1, 1, "reported_by", "(Please read instructions before preparing Form)", _LAST),
    ]
    heights = {0: 60.0, 1: 18.0, 2: 10.0}
    row = 3
    first = statement.lines[0]
    for before, line in pairwise((first, *statement.lines)):
        if bool(before.fields) != bool(line.fields):
            heights[row] = _GAP
            row += 1
        added, rows = _line(line, row)
        cells += added
        heights.update(rows)
        row += len(rows)
    return Page(edition, statement, _WIDTHS, tuple(cells), heights, row - 1, _LAST)


def _line(line: Line, row: int) -> tuple[list[PageCell], dict[int, float]]:
    if line.fields:
        return _fields(line, row), {row: 13.0, row + 1: 20.0}
    if line.text is not None and line.signature:
        ruled = [PageCell(row, column, "ruled") for column in range(4)]
        signed = PageCell(row + 1, 0, "caption", line.text, _LAST)
        return [*ruled, signed], {row: 30.0, row + 1: 13.0}
    if line.text is not None:
        lines = math.ceil(len(line.text) / (sum(_WIDTHS[: _LAST + 1]) * CHARACTERS_PER_WIDTH))
        height = lines * WRAPPED_LINE_HEIGHT + 10
        return [PageCell(row, 0, "paragraph", line.text, _LAST)], {row: height}
    return _checks(line, row), {row: LINE_HEIGHT}


def _fields(line: Line, row: int) -> list[PageCell]:
    cells: list[PageCell] = []
    before = 0
    for box in line.fields:
        start = _ENTRY_COLUMN[before]
        before += box.width or 12
        end = _NUMBER_COLUMN[before]
        cells.append(PageCell(row, start, "caption", _caption(box)))
        cells.append(PageCell(row + 1, start, "entry", box=box))
        cells += [PageCell(row + 1, column, "ruled") for column in range(start + 1, end)]
        cells.append(PageCell(row + 1, end, "box_number", box.number, box=box))
    marks = tuple(box.number for box in line.fields)
    cells.append(PageCell(row + 1, _MARK, "mark", marks=marks))
    return cells


def _caption(box: Box) -> str:
    """Give the caption; further lines of the same kind have one for findings only."""
    label = box.label or ""
    return "" if label.endswith(("(second)", "(third)", "(fourth)")) else label


def _checks(line: Line, row: int) -> list[PageCell]:
    cells = [PageCell(row, 0, "paragraph", line.title, _LABEL_UNTIL, line.indent or 0)]
    for box, column in zip(line.checks, (_FIRST_CHECK, _SECOND_CHECK), strict=False):
        if len(line.checks) > 1:
            cells.append(PageCell(row, column - 1, "caption_right", box.label or ""))
        cells.append(PageCell(row, column, "entry", box=box))
        cells.append(PageCell(row, column + 1, "box_number", box.number, box=box))
    marks = tuple(box.number for box in line.checks)
    cells.append(PageCell(row, _MARK, "mark", marks=marks))
    return cells
