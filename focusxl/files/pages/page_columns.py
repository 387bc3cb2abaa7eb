"""The columns of a page of amounts: the grid columns of labels and of entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from focusxl.files.pages.page import TYPE_POINTS
from focusxl.files.pages.text_width import column_pixels, column_width, text_pixels
from focusxl.forms.model import Box, Column, Page
from focusxl.values import Record

ITEM_COLUMN = 0
_ITEM_WIDTH, _ITEM_WIDTH_OF_SCHEDULE = 6.6, 7.5
_FEWEST_COLUMNS = 2
"""A page of fewer columns keeps the place of an inner one, so that pages look alike."""
_LABEL_PIXELS, _LABEL_PIXELS_BESIDE_MANY, _LABEL_AND_NAME_PIXELS = 240, 150, 400
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
    """All grid columns of a page: item, label, entries."""

    item_width: float
    label_width: float
    """Width of the label's own column; 0 in a table."""
    entries: tuple[EntryColumn, ...]

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Widths of all grid columns."""
        label = (self.label_width,) if self.label_width else ()
        entries = (width for column in self.entries for width in column.widths)
        return (self.item_width, *label, *entries)

    @property
    def is_table(self) -> bool:
        """Whether labels have no column of their own."""
        return not self.label_width

    @property
    def label(self) -> int:
        """First grid column of labels."""
        return ITEM_COLUMN if self.is_table else ITEM_COLUMN + 1

    @property
    def last(self) -> int:
        """The last grid column."""
        return len(self.widths) - 1

    @cached_property
    def named(self) -> dict[str, EntryColumn]:
        """Columns of entries, by name."""
        return {column.name: column for column in self.entries}

    @property
    def has_room(self) -> bool:
        """Whether labels and names have room enough for a few words a line."""
        label = column_pixels((self.label_width,))
        if self.is_table:
            return True
        if "name" in self.named:
            return (
                label + column_pixels((self.named["name"].entry_width,)) >= _LABEL_AND_NAME_PIXELS
            )
        many = len(self.entries) >= _MOST_COLUMNS_BESIDE_LABELS
        return label >= (_LABEL_PIXELS_BESIDE_MANY if many else _LABEL_PIXELS)

    def pixels(self, first: int, last: int) -> float:
        """Give the room for text, in pixels, in columns that are printed as one."""
        return column_pixels(self.widths[first : last + 1]) - 6


def is_table(page: Page) -> bool:
    """Tell whether a page is a table: its labels stand where a column has no entry."""
    used = {name for line in page.lines for name in line.cells}
    return len(used) > _MOST_COLUMNS_BESIDE_LABELS


def page_columns(page: Page, pixels: float) -> PageColumns:
    """Find the columns of a page, and how its width is shared among them.

    Args:
        page: the page.
        pixels: how wide the page is.
    """
    used = {name for line in page.lines for name in line.cells}
    columns = [column for column in page.columns if column.name in used]
    name = next((column for column in columns if column.name == "name"), None)
    item_width = _ITEM_WIDTH if page.schedule is None else _ITEM_WIDTH_OF_SCHEDULE
    left = pixels - column_pixels((item_width,))
    if is_table(page):
        entries = [_table_column(page, column) for column in columns]
        entries = _widened(entries, left - sum(column_pixels(one.widths) for one in entries))
        return PageColumns(item_width, 0.0, tuple(_placed(entries, 1)))
    beside = [column for column in columns if column is not name]
    slots = max(_check_slots(page), _FEWEST_COLUMNS) - len(beside)
    beside = [*(Column(name=f"slot {number}") for number in range(slots)), *beside]
    entries = [_entry_column(page, column, beside) for column in beside]
    left -= sum(column_pixels(one.widths) for one in entries)
    if name is not None:
        left -= column_pixels((_NUMBER_WIDTH,))
        name_pixels = int(left * _SHARE_OF_NAME)
        left -= name_pixels
        named = EntryColumn("name", 0, column_width(name_pixels), 0, _NUMBER_WIDTH)
        entries.insert(columns.index(name), named)
    return PageColumns(item_width, column_width(int(left)), tuple(_placed(entries, 2)))


_AMOUNT_WIDTH, _NARROW_AMOUNT_WIDTH = 16.2, 13.0
"""Room for fifteen digits, and where there are many columns for twelve: hundreds of billions."""
_COUNT_WIDTH = 10.0
_NUMBER_WIDTH = 5.0
_NO_SIGN_WIDTH, _SIGN_WIDTH = 0.5, 1.0
_MARK_TO_TICK_WIDTH = 5.0
_IDENTIFIER_WIDTH = 19.0
"""A column of width 1.2 holds a legal entity identifier."""
_SHARE_OF_NAME = 0.45
_AROUND_SYMBOL = 9
"""Pixels beside a symbol: it touches neither the box before it nor the entry after it."""
_SHORT_CAPTION = 30
"""Pixels of a caption that stands before its entry, as “to” does between two dates."""


def _check_slots(page: Page) -> int:
    """Give the most check boxes side by side on a line of the page."""
    return max((len(line.checks) for line in page.lines), default=0)


def _boxes_in(page: Page, column: Column) -> list[Box]:
    return [line.cells[column.name] for line in page.lines if column.name in line.cells]


def _entry_column(page: Page, column: Column, beside: list[Column]) -> EntryColumn:
    boxes = _boxes_in(page, column)
    entry = _NARROW_AMOUNT_WIDTH if len(beside) >= _MOST_COLUMNS_BESIDE_LABELS else _AMOUNT_WIDTH
    if len(beside) == _MOST_COLUMNS_BESIDE_LABELS - 1 and any(
        "name" in line.cells for line in page.lines
    ):
        entry = _NARROW_AMOUNT_WIDTH
    if not boxes and not any(line.fields for line in page.lines):
        # In the last one stands the date of the page's head.
        entry = _NARROW_AMOUNT_WIDTH if column is beside[-1] else _MARK_TO_TICK_WIDTH
    elif boxes and all(box.unit == "count" for box in boxes):
        entry = _COUNT_WIDTH
    before = [opening_symbol(box) for box in boxes]
    before += _captions_before(page, column, beside)
    symbol = _symbol_width(before)
    closing = _SIGN_WIDTH if any(box.parentheses for box in boxes) else _NO_SIGN_WIDTH
    return EntryColumn(column.name, symbol, entry * column.width, closing, _NUMBER_WIDTH)


def _symbol_width(before: Iterable[str]) -> float:
    """Give the width of what is printed before entries; there is always some."""
    widest = max((text_pixels(text, TYPE_POINTS) for text in before), default=0.0)
    return column_width(max(widest, text_pixels("$", TYPE_POINTS)) + _AROUND_SYMBOL)


def _table_column(page: Page, column: Column) -> EntryColumn:
    boxes = _boxes_in(page, column)
    symbol = _symbol_width(map(opening_symbol, boxes)) if any(map(opening_symbol, boxes)) else 0.0
    closing = _SIGN_WIDTH if any(box.parentheses for box in boxes) else 0.0
    entry = _NARROW_AMOUNT_WIDTH
    if all(box.kind == "text" for box in boxes):
        entry = _IDENTIFIER_WIDTH
    return EntryColumn(column.name, symbol, entry * column.width, closing, _NUMBER_WIDTH)


def _widened(entries: list[EntryColumn], pixels: float) -> list[EntryColumn]:
    """Share out what a table's columns leave of the width of its page."""
    more = max(0.0, pixels // len(entries) / 7)
    return [column.replaced(entry_width=column.entry_width + more) for column in entries]


def _captions_before(page: Page, column: Column, beside: list[Column]) -> Iterator[str]:
    for line in page.lines:
        if len(line.checks) > 1:
            at_end = beside[-len(line.checks) :]
            yield from (
                box.label or ""
                for one, box in zip(at_end, line.checks, strict=True)
                if one is column
            )
        if column is beside[-1]:
            captions = (box.label or "" for box in line.fields[1:])
            yield from (
                text for text in captions if text_pixels(text, TYPE_POINTS) <= _SHORT_CAPTION
            )
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
