"""The layout of a page of amounts: labels at the left, entries and box numbers at the right."""

from __future__ import annotations

import re
from collections.abc import Mapping

from focusxl.files.pages.page import (
    LAST_OF_LABEL_HEIGHT,
    LINE_HEIGHT,
    MARK_COLUMN,
    SCALES,
    TYPE_POINTS,
    WRAPPED_LINE_HEIGHT,
    LaidOutPage,
    PageCell,
    Paper,
    Role,
    fitted,
    lowest,
    paper,
    with_screen,
)
from focusxl.files.pages.page_columns import (
    ITEM_COLUMN,
    EntryColumn,
    PageColumns,
    is_table,
    opening_symbol,
    page_columns,
)
from focusxl.files.pages.page_head import page_head
from focusxl.files.pages.text_width import broken, column_pixels, text_pixels
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box, Line, Page

_SHORTEST_REST = 0.15
_AFTER_ROMAN_NUMBER = re.compile(r"(?<=^I) |(?<=^II) |(?<=^III) |(?<=^IV) ")
_BEFORE_PARENTHESIS = re.compile(r" (?=\()")
_SECTION_HEIGHT = 17.0
_LARGEST_TABLE_LINE_HEIGHT = 24.0
_INDENT_PIXELS = 9.0


def amount_page(edition: Edition, page: Page) -> LaidOutPage:
    """Lay out a page of amounts, as large as it fits its paper; a table lies on its side."""
    on_side = is_table(page)
    sheet = paper(is_landscape=on_side)
    layout, scale = _largest(edition, page, sheet)
    columns = layout.columns
    highest = sheet.height / scale
    heights = (
        fitted(layout.heights, highest, _LARGEST_TABLE_LINE_HEIGHT)
        if columns.is_table
        else fitted(layout.heights, highest)
    )
    printed = LaidOutPage(
        edition,
        page,
        columns.widths,
        tuple(layout.cells),
        heights,
        layout.row - 1,
        columns.last,
        on_side,
    )
    headings = _screen_headings(page, columns)
    # What a table's lines are called stands in its first column.
    until = columns.entries[0].last if columns.is_table else columns.label
    return with_screen(printed, headings, until)


def _largest(edition: Edition, page: Page, sheet: Paper) -> tuple[_Layout, float]:
    """Lay out a page at the largest of the scales at which it fits its paper.

    Where there is such a scale, its lines have air between them.
    """
    *larger, last = SCALES
    dense: tuple[_Layout, float] | None = None
    for scale in larger:
        pixels = int(sheet.pixels(scale))
        columns = page_columns(page, pixels)
        if columns.has_room and column_pixels(columns.widths) <= pixels:
            layout = _laid_out(edition, page, columns)
            highest = sheet.height / scale
            if lowest(layout.heights, LAST_OF_LABEL_HEIGHT) <= highest:
                return layout, scale
            if dense is None and lowest(layout.heights) <= highest:
                dense = layout, scale
    if dense is not None:
        return dense
    return _laid_out(edition, page, page_columns(page, int(sheet.pixels(last)))), last


def _laid_out(edition: Edition, page: Page, columns: PageColumns) -> _Layout:
    layout = _Layout(edition, page, columns)
    layout.lay_out()
    return layout


def _screen_headings(page: Page, columns: PageColumns) -> dict[int, tuple[int, str]]:
    """Give the headings of the columns that stay in sight, with those that come further down."""
    headings: dict[str, list[str]] = {}
    for column in page.columns:
        if column.heading:
            headings.setdefault(column.name, []).append(column.heading)
    for line in page.lines:
        for name, heading in line.headings.items():
            headings.setdefault(name, []).append(heading)
    return {
        column.first: (column.last, " / ".join(headings[column.name]))
        for column in columns.entries
        if column.name in headings and not (columns.is_table and column is columns.entries[0])
    }


def _set_apart(heading: str) -> str:
    """Put a column's roman numeral, and text in parentheses, on lines of their own."""
    return _BEFORE_PARENTHESIS.sub("\n", _AFTER_ROMAN_NUMBER.sub("\n", heading))


class _Layout:
    """The layout of one page, built from top to bottom."""

    def __init__(self, edition: Edition, page: Page, columns: PageColumns) -> None:
        self.home = page
        self.columns = columns
        self.cells, self.heights = page_head(edition, page, self.columns)
        self.row = len(self.heights)
        self._height_of_entries = LINE_HEIGHT
        self._headings = {column.name: column.heading for column in page.columns if column.heading}
        self._headings_due = bool(self._headings)

    def lay_out(self) -> None:
        """Lay out all lines."""
        lines = self.home.lines
        for line, after in zip(lines, (*lines[1:], None), strict=True):
            if self._headings_due and line.section is None and line.text is None:
                self._add_headings(self._headings)
            if line.section is not None:
                self._add_section(line.section, after)
            elif line.text is not None:
                self._add_text(line)
            elif line.headings:
                self._headings |= line.headings
                self._add_headings(line.headings)
            elif line.fields:
                self._add_fields(line)
            else:
                self._add_line(line)

    def _next_row(self, height: float) -> None:
        self.heights[self.row] = height
        self.row += 1

    def _add(
        self,
        column: int,
        role: Role,
        text: str = "",
        until: int | None = None,
        indent: int = 0,
        box: Box | None = None,
    ) -> None:
        self.cells.append(PageCell(self.row, column, role, text, until, indent, box))

    def _add_section(self, section: str, after: Line | None) -> None:
        columns = self.columns
        heads_boxes = after is not None and bool(after.cells)
        if heads_boxes and columns.is_table:
            self._headings_due = bool(self._headings)
        lines = len(
            broken(section, columns.pixels(ITEM_COLUMN, columns.last), TYPE_POINTS, bold=True)
        )
        if lines > 1:
            self._add(ITEM_COLUMN, "section_wrapped", section, columns.last)
            self._next_row(lines * WRAPPED_LINE_HEIGHT + 6)
            return
        self._add(ITEM_COLUMN, "section", section)
        headed = not (after is None or after.section or after.text)
        if self._headings_due and headed and self._fits_before_headings(section):
            self._add_headings(self._headings)
        else:
            self._next_row(_SECTION_HEIGHT)

    def _fits_before_headings(self, section: str) -> bool:
        """Tell whether the name of a section fits in the row of the column headings."""
        first = min(
            (column.first for column in self.columns.entries if column.name in self._headings),
            default=0,
        )
        room = self.columns.pixels(ITEM_COLUMN, first - 1) if first > self.columns.label else 0
        return text_pixels(section, TYPE_POINTS, bold=True) <= room

    def _add_headings(self, headings: Mapping[str, str]) -> None:
        lines = 1
        for column in self.columns.entries:
            heading = _set_apart(headings.get(column.name, ""))
            if heading:
                self._add(column.first, "column_heading", heading, column.last)
                room = self.columns.pixels(column.first, column.last)
                lines = max(lines, len(broken(heading, room, TYPE_POINTS, bold=True)))
        self._headings_due = False
        self._next_row(lines * WRAPPED_LINE_HEIGHT + 5)

    def _add_text(self, line: Line) -> None:
        columns, indent = self.columns, line.indent or 0
        text = line.text or ""
        self._add(columns.label, "paragraph", text, columns.last, indent)
        self._next_row(self._wrapped_height(text, columns.label, columns.last, indent))

    def _add_fields(self, line: Line) -> None:
        """Put captioned boxes side by side; a box with a long caption begins a row."""
        columns = self.columns
        rows: list[list[Box]] = []
        for box in line.fields:
            room = column_pixels((columns.entries[-1].symbol_width,))
            fits = text_pixels(box.label or "", TYPE_POINTS) < room
            if rows and fits and len(rows[-1]) < len(columns.entries):
                rows[-1].append(box)
            else:
                rows.append([box])
        for boxes in rows:
            places = columns.entries[-len(boxes) :]
            self._add(columns.label, "label", boxes[0].label or "", places[0].first - 1)
            for place, box in zip(places, boxes, strict=True):
                self._add_entry(box, place, "" if box is boxes[0] else box.label or "")
            self._add_marks(boxes)
            self._next_row(LINE_HEIGHT)

    def _add_line(self, line: Line) -> None:
        places = self._places(line)
        self._add_label(line, places)
        captioned = len(line.checks) > 1
        for place, box in places:
            symbol = opening_symbol(box)
            if captioned and box in line.checks:
                symbol = box.label or ""
            elif line.lead and box is places[0][1]:
                symbol = f"{line.lead} {symbol}".rstrip()
            self._add_entry(box, place, symbol)
        ends = [*(after.first - 1 for after, _ in places[1:]), self.columns.last]
        for (place, box), end in zip(places, ends, strict=False):
            if not box.numbered:
                # There is room to write up to what follows on the line.
                for column in range(place.entry + 1, end + 1):
                    self._add(column, "ruled")
        self._add_marks([box for _, box in places])
        self._next_row(self._height_of_entries)
        for box in line.boxes:
            if box.note is not None:
                first, until = self.columns.label, self.columns.last
                self._add(first, "note", box.note, until)
                self._next_row(self._wrapped_height(box.note, first, until, 0))

    def _places(self, line: Line) -> list[tuple[EntryColumn, Box]]:
        """Find the column of each box of a line; check boxes are at the end of it."""
        named = [(self.columns.named[name], box) for name, box in line.cells.items()]
        if not line.checks:
            return named
        at_end = self.columns.entries[-len(line.checks) :]
        return [*named, *zip(at_end, line.checks, strict=True)]

    def _label_span(self, places: list[tuple[EntryColumn, Box]]) -> tuple[int, int]:
        """Give the columns of a line's label: up to the first of its boxes."""
        columns = self.columns
        last = places[0][0].first - 1 if places else columns.last
        return columns.label, max(last, columns.label)

    def _add_label(self, line: Line, places: list[tuple[EntryColumn, Box]]) -> None:
        columns, indent = self.columns, line.indent or 0
        self._height_of_entries = LINE_HEIGHT
        item, text = line.item, line.label or ""
        if item and indent:
            item, text = None, f"{item} {text}".rstrip()
        first, last = self._label_span(places)
        if columns.is_table:
            self._add_table_label(item, text, last, indent)
            return
        names = bool(places) and places[0][0].name == "name"
        if names and indent and text == line.label:
            self._add(first, "caption_right", text, last, indent)
            return
        if not places:
            if item:
                self._add(ITEM_COLUMN, "item", item)
            self._add(first, "paragraph", text, last, indent)
            self._height_of_entries = self._wrapped_height(text, first, last, indent)
            return
        # Further lines of a label are below its text, not below the item number.
        hanging = indent + (text != line.label)
        above, rest = self._broken_label(text, first, last, hanging, names=names)
        if item:
            self._add(ITEM_COLUMN, "item", item)
        for number, line_above in enumerate(above):
            # Not merged: the text runs over empty cells, whatever font a host uses.
            self._add(first, "label_above", line_above, None, hanging if number else indent)
            self._next_row(WRAPPED_LINE_HEIGHT)
            self._height_of_entries = LAST_OF_LABEL_HEIGHT
        self._add(first, "label", rest, last, hanging if above else indent)

    def _broken_label(
        self, text: str, first: int, last: int, indent: int, *, names: bool
    ) -> tuple[list[str], str]:
        """Break a label into the lines above, and the line that leads to the entries."""
        room = self.columns.pixels(first, last) - indent * _INDENT_PIXELS
        lines = broken(text, room, TYPE_POINTS)
        if len(lines) > 1 and names:
            # The lines above may run over the section's name; only the last is kept clear of it.
            words = text.split()
            start = next(
                place
                for place in range(len(words))
                if text_pixels(" ".join(words[place:]), TYPE_POINTS) <= room
            )
            wide = self.columns.pixels(first, self.columns.last) - indent * _INDENT_PIXELS
            return broken(" ".join(words[:start]), wide, TYPE_POINTS), " ".join(words[start:])
        *above, rest = lines
        while above and text_pixels(rest, TYPE_POINTS) < room * _SHORTEST_REST and " " in above[-1]:
            # A word alone before the leaders looks lost; it takes others along.
            above[-1], word = above[-1].rsplit(" ", 1)
            rest = f"{word} {rest}"
        return above, rest

    def _add_table_label(self, item: str | None, text: str, last: int, indent: int) -> None:
        """Print a label in a table, in the columns before the first entry."""
        if item:
            self._add(ITEM_COLUMN, "item", item)
        if text:
            beyond_first = self.columns.entries[0].last < last < self.columns.last
            role: Role = "label_right" if beyond_first else "paragraph"
            self._add(ITEM_COLUMN, role, text, last, indent)
            self._height_of_entries = self._wrapped_height(text, ITEM_COLUMN, last, indent)

    def _add_entry(self, box: Box, place: EntryColumn, symbol: str) -> None:
        if place.symbol is not None:
            self._add(place.symbol, "symbol", symbol)
        self._add(place.entry, "entry", box=box)
        if place.closing is not None:
            self._add(place.closing, "closing", ")" if box.parentheses else "")
        if box.numbered:
            self._add(place.number, "box_number", box.number, box=box)

    def _add_marks(self, boxes: list[Box]) -> None:
        marks = tuple(box.number for box in boxes)
        if marks:
            self.cells.append(PageCell(self.row, MARK_COLUMN, "mark", marks=marks))

    def _wrapped_height(self, text: str, first: int, last: int, indent: int) -> float:
        room = self.columns.pixels(first, last) - indent * _INDENT_PIXELS
        lines = len(broken(text, room, TYPE_POINTS))
        return LINE_HEIGHT if lines <= 1 else lines * WRAPPED_LINE_HEIGHT + 4
