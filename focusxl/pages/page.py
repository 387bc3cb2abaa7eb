"""A page of the form laid out on a grid, before anyone draws it: what stands in which cell.

The template and the filing-ready workbook draw the same pages; only what they put into the
entries differs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from focusxl.form import Box, Edition, Line, Statement
from focusxl.pages.grid import cell_address

Role = Literal[
    "block",
    "heading",
    "title",
    "reported_by",
    "firm",
    "as_of_caption",
    "as_of",
    "section",
    "item",
    "label",
    "paragraph",
    "caption",
    "caption_right",
    "symbol",
    "box_number",
    "entry",
    "ruled",
    "note",
    "mark",
]

LINE_HEIGHT = 21.0
WRAPPED_LINE_HEIGHT = 13.5
CHARACTERS_PER_WIDTH = 1.3
"""How many characters of the page's font fit into one unit of a column's width, about."""


@dataclass(frozen=True, slots=True)
class PageCell:
    """One cell of a page: its place, what part it plays, and what it shows."""

    row: int
    column: int
    role: Role
    text: str = ""
    until: int | None = None
    """Last column, where the text is printed across several."""
    indent: int = 0
    box: Box | None = None
    """The box whose value or number stands here."""
    marks: tuple[str, ...] = ()
    """The boxes whose findings are announced here."""

    @property
    def address(self) -> str:
        """The cell in Excel letters."""
        return cell_address(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its cells, the widths of its columns, the heights of its rows."""

    edition: Edition
    statement: Statement
    widths: tuple[float, ...]
    cells: tuple[PageCell, ...]
    heights: dict[int, float]
    last_row: int
    last_printed_column: int


@dataclass(frozen=True, slots=True)
class _Span:
    """Columns that are printed as one."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which grid column holds what, on a page of amounts."""

    widths: tuple[float, ...]
    item: int
    label: int
    name: int | None
    inset: int
    """The opening sign of the inner amounts; amount, closing sign and number follow."""
    amount: int
    mark: int

    @property
    def last(self) -> int:
        return self.amount + 3

    def label_of(self, line: Line) -> _Span:
        """Give the columns of a line's label: up to the first of its amounts."""
        if line.inset is not None or line.name is not None:
            return _Span(self.label, self.inset - 1)
        return _Span(self.label, self.last if line.amount is None else self.amount - 1)


_AMOUNT_GROUP = (3.4, 16, 1.6, 7)
_MARK_WIDTH = 16.0
_PLAIN = _Columns((8.5, 66, *_AMOUNT_GROUP, *_AMOUNT_GROUP, _MARK_WIDTH), 0, 1, None, 2, 6, 10)
_NAMED = _Columns((8.5, 42, 30, 7, *_AMOUNT_GROUP, *_AMOUNT_GROUP, _MARK_WIDTH), 0, 1, 2, 4, 8, 12)
_LINE_ITEM_PAGE_HEADER_ROWS = 4


def statement_page(edition: Edition, statement: Statement) -> Page:
    """Lay out a page of amounts: labels at the left, amounts and their box numbers at the right."""
    columns = _columns(statement)
    cells = _header(statement, columns)
    heights = {0: 44.0, 1: 18.0, 2: 22.0, 3: 10.0}
    row = _LINE_ITEM_PAGE_HEADER_ROWS
    for line in statement.lines:
        cells += _line_cells(line, row, columns)
        heights[row] = _height(line, columns)
        row += 1
        for box in line.boxes:
            if box.note is not None:
                span = columns.label_of(line)
                cells.append(PageCell(row, span.first, "note", box.note, span.last))
                heights[row] = _wrapped(box.note, columns, span, 0)
                row += 1
    return Page(edition, statement, columns.widths, tuple(cells), heights, row - 1, columns.last)


def _columns(statement: Statement) -> _Columns:
    has_names = any(line.name is not None for line in statement.lines)
    return _NAMED if has_names else _PLAIN


def _header(statement: Statement, columns: _Columns) -> list[PageCell]:
    right = columns.last
    return [
        PageCell(0, 0, "block", "FOCUS\nReport\nPart II"),
        PageCell(0, 1, "title", statement.title.upper(), right),
        PageCell(1, 1, "reported_by", "Reported by: Futures Commission Merchant", right),
        PageCell(2, 1, "firm", "Name of firm:"),
        PageCell(2, columns.amount, "as_of_caption", "As of:"),
        PageCell(2, columns.amount + 1, "as_of"),
    ]


def _line_cells(line: Line, row: int, columns: _Columns) -> list[PageCell]:
    if line.section is not None:
        return [PageCell(row, columns.item, "section", line.section)]
    if line.text is not None:
        return [
            PageCell(row, columns.label, "paragraph", line.text, columns.last, line.indent or 0)
        ]
    cells = _label_cells(line, row, columns)
    if line.inset is not None:
        cells += _amount_cells(line.inset, row, columns.inset)
    if line.amount is not None:
        cells += _amount_cells(line.amount, row, columns.amount)
    marks = tuple(box.number for box in line.boxes)
    if marks:
        cells.append(PageCell(row, columns.mark, "mark", marks=marks))
    return cells


def _label_cells(line: Line, row: int, columns: _Columns) -> list[PageCell]:
    indent = line.indent or 0
    text = line.label or ""
    cells: list[PageCell] = []
    if line.item and not indent:
        cells.append(PageCell(row, columns.item, "item", line.item))
    elif line.item:
        text = f"{line.item} {text}"
    if line.name is not None and columns.name is not None:
        cells += [
            PageCell(
                row, columns.label, "caption_right" if indent else "label", text, None, indent
            ),
            PageCell(row, columns.name, "entry", box=line.name),
        ]
        if line.name.numbered:
            cells.append(_number(line.name, row, columns.name + 1))
        return cells
    span = columns.label_of(line)
    wrapped = len(text) > _capacity(columns, span, indent)
    role: Role = "label" if line.boxes and not wrapped else "paragraph"
    cells.append(PageCell(row, span.first, role, text, span.last, indent))
    return cells


def _amount_cells(box: Box, row: int, column: int) -> list[PageCell]:
    opening, closing = ("$ (", ")") if box.parentheses else ("$", "")
    return [
        PageCell(row, column, "symbol", opening),
        PageCell(row, column + 1, "entry", box=box),
        PageCell(row, column + 2, "symbol", closing),
        _number(box, row, column + 3),
    ]


def _number(box: Box, row: int, column: int) -> PageCell:
    return PageCell(row, column, "box_number", box.number, box=box)


def _capacity(columns: _Columns, span: _Span, indent: int) -> float:
    """Estimate the characters that fit on one line of a label."""
    width = sum(columns.widths[span.first : span.last + 1])
    return width * CHARACTERS_PER_WIDTH - 2 * indent


def _height(line: Line, columns: _Columns) -> float:
    indent = line.indent or 0
    if line.section is not None:
        return 24.0
    if line.text is not None:
        return _wrapped(line.text, columns, columns.label_of(line), indent)
    if line.name is not None:
        return LINE_HEIGHT
    text = line.title if indent else line.label or ""
    return _wrapped(text, columns, columns.label_of(line), indent)


def _wrapped(text: str, columns: _Columns, span: _Span, indent: int) -> float:
    lines = math.ceil(len(text) / _capacity(columns, span, indent))
    return LINE_HEIGHT if lines <= 1 else lines * WRAPPED_LINE_HEIGHT + 4
