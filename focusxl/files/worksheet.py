"""The cells of one sheet as they are stored: value, formula and format, nothing interpreted."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass, field
from typing import IO

from focusxl.files.areas import LAST_ROW, Area, cell_name, column_number, parse_area
from focusxl.files.outline import element_names
from focusxl.files.stored_numbers import read_double, read_position
from focusxl.files.xml_reader import Attributes, NotPlainXml, XmlReader

_DIGITS = "0123456789"
_INLINE = "inlineStr"
"""The type of a cell that holds its text itself; in a cell of another type such text, and in this
one a value, is shown by no spreadsheet."""
_MOST_MERGED = 5_000
_MOST_CONDITIONAL = 5_000
_MOST_ARRAYS = 5_000
_FILLING = ("array", "dataTable")
"""The kinds of formulas that may fill other cells than the one they are stored with."""
_YES, _NO = ("1", "true"), ("0", "false")
_LONGEST_FORMULA = 16_384
_REFERENCE_OR_TEXT = re.compile(
    r'"(?:[^"]|"")*"|(?<![A-Za-z0-9_.$])(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})(?![A-Za-z0-9_.(])'
)


@dataclass(slots=True)
class StoredCell:
    """One cell as the sheet stores it."""

    type: str
    """n number, s shared text, str text of a formula, inlineStr text, b, e, d as in the file."""
    style: int
    value: str | None = None
    formula: str | None = None
    """Without the equals sign; None where the cell holds a constant."""
    shared: tuple[str, str] | None = None
    """Number of a formula stored with another cell, and where this cell is."""
    in_array: bool = False
    """The formula fills several cells, or is told by a table of what-ifs."""


@dataclass(slots=True)
class ConditionalFormat:
    """Where a conditional format may be laid over cells, and which one."""

    areas: tuple[Area, ...]
    format: int | None = None
    """Its position among the conditional formats of the workbook."""
    without_value: bool = False
    """A bar or an icon is shown in place of the value."""


@dataclass(slots=True)
class StoredSheet:
    """What one reading of a sheet found out."""

    whole: bool = False
    """All cells were read, and not only some that were wanted."""
    cells: dict[str, StoredCell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    widths: list[tuple[int, int, float]] = field(default_factory=list)
    """First and last column, and how many characters each is wide."""
    usual_width: float | None = None
    shows_stated_rows_only: bool = False
    """A row whose height is not stated is hidden."""
    hides_zeros: bool = False
    conditional: list[ConditionalFormat] = field(default_factory=list)

    def height(self, row: int) -> float | None:
        """Give the height of a row in points; None where the program chooses it."""
        return self.heights.get(row, 0.0 if self.shows_stated_rows_only else None)

    def width(self, column: int) -> float | None:
        """Give the width of a column in characters; None where the program chooses it."""
        for first, last, width in self.widths:
            if first <= column <= last:
                return width
        return self.usual_width


class _EveryCell:
    """All cells of a sheet."""

    def __contains__(self, place: object) -> bool:
        return True


EVERY_CELL: Container[str] = _EveryCell()


def read_sheet(stream: IO[bytes], wanted: Container[str]) -> StoredSheet:
    """Read the wanted cells of a sheet, named as in ``M12``, and what hides or merges cells.

    Raises:
        NotPlainXml: the sheet is damaged or larger than a report can need.
    """
    return _SheetReader(wanted).read(stream)


class _SheetReader:
    def __init__(self, wanted: Container[str]) -> None:
        self._wanted = wanted
        self._sheet = StoredSheet(whole=wanted is EVERY_CELL)
        self._cell: StoredCell | None = None
        self._place = ""
        self._row = 0
        self._shared: dict[str, tuple[str, str]] = {}
        self._shared_index: str | None = None
        self._filled: Area | None = None
        self._arrays: list[tuple[Area, str]] = []
        self._phonetic = False
        self._conditional_areas: tuple[Area, ...] = ()
        starts = {
            "row": self._begin_row,
            "c": self._begin_cell,
            "f": self._begin_formula,
            "v": self._begin_text,
            "is": self._begin_inline,
            "t": self._begin_text,
            "rPh": self._begin_phonetic,
            "col": self._columns,
            "mergeCell": self._merge,
            "sheetFormatPr": self._usual_sizes,
            "sheetView": self._view,
            "conditionalFormatting": self._begin_conditional,
            "cfRule": self._conditional_rule,
            "dataBar": self._shown_instead,
            "iconSet": self._shown_instead,
        }
        ends = {
            "c": self._end_cell,
            "f": self._end_formula,
            "v": self._end_value,
            "t": self._end_text,
            "rPh": self._end_phonetic,
        }
        self._reader = XmlReader(
            {key: handler for local, handler in starts.items() for key in element_names(local)},
            {key: handler for local, handler in ends.items() for key in element_names(local)},
        )

    def read(self, stream: IO[bytes]) -> StoredSheet:
        self._reader.read(stream)
        for cell in self._sheet.cells.values():
            if cell.shared is not None:
                index, place = cell.shared
                origin, formula = self._shared.get(index, (place, ""))
                cell.formula = _moved(formula, origin, place)
        if self._arrays:
            self._fill_arrays()
        return self._sheet

    def _fill_arrays(self) -> None:
        """Give every cell that a formula elsewhere fills that formula."""
        cells = self._sheet.cells
        for area, formula in self._arrays:
            for name in _names_in(area, cells):
                cell = cells.get(name)
                if cell is not None:
                    cell.formula = cell.formula or formula
                    cell.in_array = True

    def _begin_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        self._row = int(number) if number else self._row + 1
        self._place = ""
        if self._row > LAST_ROW:
            raise NotPlainXml("has more rows than a sheet can have")
        height = attributes.get("ht")
        if height is not None:
            self._sheet.heights[self._row] = float(height)
        if attributes.get("hidden") in _YES:
            self._sheet.hidden_rows.add(self._row)

    def _begin_cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        if place is None:
            place = cell_name(self._row, column_number(self._place.rstrip(_DIGITS)) + 1)
        elif not place.isupper():
            raise NotPlainXml(f"names a cell {place[:20]!a}")
        self._place = place
        if place not in self._wanted:
            self._cell = None
            return
        if place in self._sheet.cells:
            raise NotPlainXml(f"stores cell {place} twice")
        style = int(attributes.get("s", "0"))
        self._cell = StoredCell(attributes.get("t", "n"), style)
        self._sheet.cells[place] = self._cell

    def _end_cell(self) -> None:
        self._cell = None

    def _begin_formula(self, attributes: Attributes) -> None:
        kind = attributes.get("t")
        self._shared_index = attributes.get("si") if kind == "shared" else None
        self._filled = parse_area(attributes.get("ref", "")) if kind in _FILLING else None
        if self._cell is not None or self._shared_index is not None or self._filled is not None:
            self._reader.collect()

    def _end_formula(self) -> None:
        if self._cell is None and self._shared_index is None and self._filled is None:
            return
        text = self._reader.collected()[:_LONGEST_FORMULA]
        if self._shared_index is not None and text:
            self._shared[self._shared_index] = self._place, text
        if self._filled is not None and not self._filled.is_cell:
            self._arrays.append((self._filled, text))
            if len(self._arrays) > _MOST_ARRAYS:
                raise NotPlainXml("has more formulas over many cells than a report can need")
        if self._cell is not None:
            self._cell.formula = text
            if self._shared_index is not None and not text:
                self._cell.shared = self._shared_index, self._place

    def _begin_inline(self, _: Attributes) -> None:
        if self._cell is not None and self._cell.type == _INLINE:
            self._cell.value = ""

    def _begin_text(self, _: Attributes) -> None:
        if self._cell is not None:
            self._reader.collect()

    def _end_value(self) -> None:
        if self._cell is not None:
            value = self._reader.collected()
            if self._cell.type != _INLINE:
                self._cell.value = value
                _check_value(self._cell)

    def _end_text(self) -> None:
        if self._cell is not None:
            text = self._reader.collected()
            if self._cell.type == _INLINE and not self._phonetic:
                self._cell.value = (self._cell.value or "") + text

    def _begin_phonetic(self, _: Attributes) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False

    def _columns(self, attributes: Attributes) -> None:
        span = int(attributes.get("min", "0")), int(attributes.get("max", "0"))
        width = attributes.get("width")
        if width is not None:
            self._sheet.widths.append((*span, float(width)))
        if attributes.get("hidden") in _YES:
            self._sheet.hidden_columns.append(span)

    def _usual_sizes(self, attributes: Attributes) -> None:
        width = attributes.get("defaultColWidth")
        self._sheet.usual_width = None if width is None else float(width)
        self._sheet.shows_stated_rows_only = attributes.get("zeroHeight") in _YES

    def _view(self, attributes: Attributes) -> None:
        if attributes.get("showZeros") in _NO:
            self._sheet.hides_zeros = True

    def _begin_conditional(self, attributes: Attributes) -> None:
        areas = map(parse_area, attributes.get("sqref", "").split())
        self._conditional_areas = tuple(area for area in areas if area is not None)

    def _conditional_rule(self, attributes: Attributes) -> None:
        position = attributes.get("dxfId")
        rule = ConditionalFormat(
            self._conditional_areas, None if position is None else int(position)
        )
        self._sheet.conditional.append(rule)
        if len(self._sheet.conditional) > _MOST_CONDITIONAL:
            raise NotPlainXml("has more conditional formats than a report can need")

    def _shown_instead(self, attributes: Attributes) -> None:
        if self._sheet.conditional and attributes.get("showValue") in _NO:
            self._sheet.conditional[-1].without_value = True

    def _merge(self, attributes: Attributes) -> None:
        area = parse_area(attributes.get("ref", ""))
        if area is not None:
            self._sheet.merged.append(area)
        if len(self._sheet.merged) > _MOST_MERGED:
            raise NotPlainXml("merges more cells than a report can need")


def _names_in(area: Area, cells: Collection[str]) -> Iterator[str]:
    """Give the names of the cells of an area, at least of those that are among some cells."""
    rows, columns = area.bottom - area.top + 1, area.right - area.left + 1
    if rows * columns <= len(cells):
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                yield cell_name(row, column)
        return
    for name in cells:
        place = parse_area(name)
        if place is not None and (place.top, place.left) in area:
            yield name


def _check_value(cell: StoredCell) -> None:
    """Refuse a value that is not of its type while it is known where it stands."""
    value = cell.value or ""
    if (cell.type == "n" and value and read_double(value) is None) or (
        cell.type == "s" and read_position(value) is None
    ):
        raise NotPlainXml("holds a number that is none")


def _moved(formula: str, origin: str, place: str) -> str:
    """Write a formula stored with one cell as it reads in another: relative references move."""
    start, end = parse_area(origin), parse_area(place)
    if start is None or end is None:
        return formula
    down, across = end.top - start.top, end.left - start.left

    def move(found: re.Match[str]) -> str:
        column_fixed, letters, row_fixed, row = found.groups()
        cell = parse_area(f"{letters}{row}") if letters else None
        if cell is None:
            return found[0]
        moved_row = cell.top if row_fixed else cell.top + down
        moved_column = cell.left if column_fixed else cell.left + across
        if moved_row < 1 or moved_column < 1:
            return "#REF!"
        name = cell_name(moved_row, moved_column)
        column = name.rstrip(_DIGITS)
        return f"{column_fixed}{column}{row_fixed}{name[len(column) :]}"

    return _REFERENCE_OR_TEXT.sub(move, formula)
