"""The columns of a page of amounts: the grid columns of labels and of entries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from focusxl.files.pages.text_width import column_pixels, text_pixels
from focusxl.forms.model import Box, Column, Page
from focusxl.values import Record

ITEM_COLUMN = 0
_ITEM_WIDTH = 8.5
_MARK_WIDTH = 16.0
_FEWEST_COLUMNS = 2
"""A page with fewer columns keeps the place of an inner one, so that pages look alike."""
_MOST_COLUMNS_BESIDE_LABELS = 4
"""A page with more columns is a table: its labels are printed where a column has no entry."""


class EntryColumn(Record):
    """The grid columns of one column of entries: symbol, entry, closing sign, box number.

    Symbol and closing sign exist only where they have a width: a column of text has neither.
    """

    name: str
    symbol_width: float
    entry_width: float
    closing_width: float
    number_width: float
    first: int = 0

    @property
    def widths(self) -> tuple[float, ...]:
        """Widths of the grid columns."""
        parts = (self.symbol_width, self.entry_width, self.closing_width, self.number_width)
        return tuple(width for width in parts if width)

    @property
    def symbol(self) -> int | None:
        """Grid column of the symbol before the entry."""
        return self.first if self.symbol_width else None

    @property
    def entry(self) -> int:
        """Grid column of the entry."""
        return self.first + (self.symbol_width > 0)

    @property
    def closing(self) -> int | None:
        """Grid column of the closing parenthesis."""
        return self.entry + 1 if self.closing_width else None

    @property
    def number(self) -> int:
        """Grid column of the box number."""
        return self.first + len(self.widths) - 1

    last = number


class PageColumns(Record):
    """All grid columns of a page: item, label, entries, and marks beside the print."""

    label_width: float
    """Width of the label's own column; 0 in a table."""
    entries: tuple[EntryColumn, ...]

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Widths of all grid columns."""
        label = (self.label_width,) if self.label_width else ()
        entries = (width for column in self.entries for width in column.widths)
        return (_ITEM_WIDTH, *label, *entries, _MARK_WIDTH)

    @property
    def is_table(self) -> bool:
        """Whether labels have no column of their own."""
        return not self.label_width

    @property
    def label(self) -> int:
        """First grid column of labels."""
        return ITEM_COLUMN if self.is_table else ITEM_COLUMN + 1

    @property
    def mark(self) -> int:
        """Grid column of the marks of findings."""
        return len(self.widths) - 1

    @property
    def last(self) -> int:
        """Last grid column that is printed."""
        return self.mark - 1

    @cached_property
    def named(self) -> dict[str, EntryColumn]:
        """Columns of entries, by name."""
        return {column.name: column for column in self.entries}

    def pixels(self, first: int, last: int) -> float:
        """Give the room for text, in pixels, in columns that are printed as one."""
        return column_pixels(self.widths[first : last + 1]) - 6


def page_columns(page: Page) -> PageColumns:
    """Find the columns of a page, and share the width of the page among them."""
    used = {name for line in page.lines for name in line.cells}
    columns = [column for column in page.columns if column.name in used]
    is_table = len(columns) > _MOST_COLUMNS_BESIDE_LABELS
    name = next((column for column in columns if column.name == "name"), None)
    beside = [column for column in columns if is_table or column is not name]
    slots = max(_check_slots(page), _FEWEST_COLUMNS) - len(beside)
    beside = [*(Column(name=f"slot {number}") for number in range(slots)), *beside]
    entries = [_entry_column(page, column, len(beside), is_table) for column in beside]
    if is_table:
        label_width = 0.0
    elif name is None:
        label_width = _LABEL_WIDTH[len(beside)]
    else:
        label_width, name_width = _LABEL_AND_NAME_WIDTH[len(beside)]
        entries.insert(columns.index(name), EntryColumn("name", 0, name_width, 0, 7))
    return PageColumns(label_width, tuple(_placed(entries, 1 if is_table else 2)))


_LABEL_WIDTH = {2: 70.0, 3: 50.0, 4: 42.0}
"""Width of the label column, by the number of columns beside it."""
_LABEL_AND_NAME_WIDTH = {2: (44, 30.0), 3: (26, 26.0), 4: (22, 20.0)}
_AMOUNT_WIDTHS = (3.4, 16.0, 1.6, 7.0)
_NARROW_AMOUNT_WIDTHS = (3.4, 13.5, 1.6, 6.6)
_TABLE_AMOUNT_WIDTHS = (1.8, 13.0, 0.0, 6.0)
_TABLE_TEXT_WIDTH = 19.0
"""A column of width 1.2 holds a legal entity identifier."""


def _check_slots(page: Page) -> int:
    """Give the most check boxes side by side on a line of the page."""
    return max((len(line.checks) for line in page.lines), default=0)


def _entry_column(page: Page, column: Column, count: int, is_table: bool) -> EntryColumn:
    boxes = [line.cells[column.name] for line in page.lines if column.name in line.cells]
    if is_table:
        symbol, entry, closing, number = _TABLE_AMOUNT_WIDTHS
        if not any(opening_symbol(box) for box in boxes):
            symbol = 0.0
        if any(box.parentheses for box in boxes):
            closing = _NARROW_AMOUNT_WIDTHS[2]
        if all(box.kind == "text" for box in boxes):
            entry = _TABLE_TEXT_WIDTH
        return EntryColumn(column.name, symbol, entry * column.width, closing, number)
    narrow = count >= _MOST_COLUMNS_BESIDE_LABELS
    symbol, entry, closing, number = _NARROW_AMOUNT_WIDTHS if narrow else _AMOUNT_WIDTHS
    captions = list(_captions_before(page, column))
    symbol = max([symbol, *(text_pixels(caption) / 7 + 1 for caption in captions)])
    return EntryColumn(column.name, symbol, entry * column.width, closing, number)


def _captions_before(page: Page, column: Column) -> Iterator[str]:
    for line in page.lines:
        if len(line.checks) > 1:
            yield from (box.label or "" for box in line.checks)
        if line.lead and column.name == next(iter(line.cells), None):
            yield f"{line.lead} {opening_symbol(line.cells[column.name])}"


def _placed(entries: list[EntryColumn], first: int) -> Iterator[EntryColumn]:
    for column in entries:
        yield column.replaced(first=first)
        first += len(column.widths)


def opening_symbol(box: Box) -> str:
    """Give the symbol printed before the entry of a box."""
    if not box.is_amount:
        return ""
    symbol = {"dollars": "$", "thousands": "$", "percent": "%"}.get(box.unit, "")
    return f"{symbol} (".lstrip() if box.parentheses else symbol
