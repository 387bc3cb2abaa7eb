"""The text of a sheet, with the positions of its rows, cells and values in bytes."""

from __future__ import annotations

import io
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

from focusxl.files.openxml.addresses import Area, cell_name, column_number, parse_area
from focusxl.files.openxml.outline import element_names
from focusxl.files.openxml.sheet_rows import column_styles
from focusxl.files.openxml.stored_numbers import read_position
from focusxl.files.openxml.xml_reader import Attributes, NotPlainXml, XmlReader

_TAG = re.compile(rb"""<[^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>""")
_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']""")
_DIGITS = "0123456789"
_MOST_FILLED = 5_000


@dataclass(slots=True)
class Element:
    """The position of an element: its start tag, its content, its end."""

    start: int
    tag_end: int
    content_end: int = 0
    end: int = 0

    @property
    def is_one_tag(self) -> bool:
        """Whether the element is a single self-closing tag."""
        return self.end == self.tag_end


@dataclass(slots=True)
class CellText:
    """A cell: its place on the sheet, and its position in the text."""

    row: int
    column: int
    element: Element
    formula: Element | None = None
    values: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class RowText:
    """A row and the cells that it stores."""

    number: int
    element: Element
    cells: list[CellText] = field(default_factory=list)


class SheetText:
    """The text of a sheet with its elements found."""

    def __init__(self, text: bytes) -> None:
        """Find rows and cells.

        Raises:
            NotPlainXml: the sheet is damaged, or written in a way that Excel does not use.
        """
        encoding = _DECLARED_ENCODING.match(text.removeprefix(b"\xef\xbb\xbf"))
        if encoding is not None and encoding[1].lower() != b"utf-8":
            raise NotPlainXml("is not in UTF-8")
        self.text = text
        self.rows: list[RowText] = []
        self.cells: dict[tuple[int, int], CellText] = {}
        self._filled: list[Area] = []
        self._open: list[Element] = []
        self._data: Element | None = None
        starts = {
            "sheetData": self._begin_data,
            "row": self._begin_row,
            "c": self._begin_cell,
            "f": self._begin_formula,
            "v": self._begin_value,
            "is": self._begin_value,
        }
        self._reader = XmlReader(
            {key: handler for local, handler in starts.items() for key in element_names(local)},
            dict.fromkeys((key for local in starts for key in element_names(local)), self._end),
        )
        self._reader.read(io.BytesIO(text))

    @cached_property
    def column_styles(self) -> dict[int, int]:
        """The looks of the columns that have one."""
        return column_styles(self.text[: self.data.start])

    @cached_property
    def _filled_by_row(self) -> tuple[dict[int, list[Area]], list[Area]]:
        """The areas of one row that a formula fills, by their rows, and the higher ones."""
        low: dict[int, list[Area]] = {}
        high: list[Area] = []
        for area in self._filled:
            if area.top == area.bottom:
                low.setdefault(area.top, []).append(area)
            else:
                high.append(area)
        return low, high

    @property
    def data(self) -> Element:
        """The element around all rows."""
        if self._data is None:
            raise NotPlainXml("holds no cells")
        return self._data

    def row_from(self, number: int) -> RowText | None:
        """Give the row with this number, or the first row below it."""
        at = bisect_left(self.rows, number, key=_number)
        return self.rows[at] if at < len(self.rows) else None

    def open_tag(self, element: Element) -> bytes:
        """Give the start tag of an element without its bracket, so that more can be added."""
        return self.text[element.start : element.tag_end].rstrip(b"/>").rstrip()

    def prefix(self, element: Element) -> bytes:
        """Give the namespace prefix of an element's name, with the colon."""
        name = re.match(rb"<([^\s/>]*:)?", self.text[element.start : element.tag_end])
        return name[1] or b"" if name else b""

    def is_calculated(self, row: int, column: int) -> bool:
        """Tell whether a cell has a formula, or is filled by the formula of another cell."""
        cell = self.cells.get((row, column))
        if cell is not None and cell.formula is not None:
            return True
        low, high = self._filled_by_row
        return any((row, column) in area for area in (*low.get(row, ()), *high))

    def _begin(self) -> Element:
        start = self._reader.parser.CurrentByteIndex
        tag = _TAG.match(self.text, start)
        if tag is None:
            raise NotPlainXml("is not in UTF-8")
        element = Element(start, tag.end())
        self._open.append(element)
        return element

    def _end(self) -> None:
        element = self._open.pop()
        element.content_end = element.end = element.tag_end
        if not self.text.endswith(b"/>", element.start, element.tag_end):
            element.content_end = self._reader.parser.CurrentByteIndex
            element.end = self.text.index(b">", element.content_end) + 1

    def _begin_data(self, _: Attributes) -> None:
        self._data = self._begin()

    def _begin_row(self, attributes: Attributes) -> None:
        previous = self.rows[-1].number if self.rows else 0
        number = read_position(attributes.get("r", str(previous + 1)))
        if number is None:
            raise NotPlainXml("has a row with an invalid number")
        if number <= previous:
            raise NotPlainXml("does not have its rows in order")
        self._reader.allowance.keep_cell()
        self.rows.append(RowText(number, self._begin()))

    def _begin_cell(self, attributes: Attributes) -> None:
        row = self.rows[-1] if self.rows else None
        place = attributes.get("r")
        if row is None or place is None:
            raise NotPlainXml("does not name its cells; save it from Excel first")
        column = column_number(place.rstrip(_DIGITS))
        if place != cell_name(row.number, column):
            raise NotPlainXml(f"has cell {place[:20]!a} in row {row.number}")
        cell = CellText(row.number, column, self._begin())
        self._reader.allowance.keep_cell()
        row.cells.append(cell)
        self.cells[row.number, column] = cell

    def _begin_formula(self, attributes: Attributes) -> None:
        element = self._begin()
        if self.rows and self.rows[-1].cells:
            self.rows[-1].cells[-1].formula = element
        area = parse_area(attributes.get("ref", ""))
        if area is not None and attributes.get("t") in ("array", "dataTable"):
            self._filled.append(area)
            if len(self._filled) > _MOST_FILLED:
                raise NotPlainXml("has more formulas over many cells than a report can need")

    def _begin_value(self, _: Attributes) -> None:
        element = self._begin()
        if self.rows and self.rows[-1].cells:
            self.rows[-1].cells[-1].values.append(element)


def _number(row: RowText) -> int:
    return row.number
