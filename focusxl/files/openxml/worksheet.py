"""The cells of one sheet as they are stored: value, formula and format."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator
from functools import cached_property, partial

from focusxl.files.openxml.addresses import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    cell_name,
    column_number,
    parse_area,
)
from focusxl.files.openxml.outline import element_names
from focusxl.files.openxml.plain_runs import PlainRuns, Shape, read_plainly
from focusxl.files.openxml.shared_texts import LONGEST_STORED, stored_text
from focusxl.files.openxml.stored_numbers import (
    read_double,
    read_position,
    required_position,
    required_size,
)
from focusxl.files.openxml.xml_reader import Attributes, NotPlainXml, Readable, XmlReader
from focusxl.files.openxml.xml_text import without_entities

_DIGITS = "0123456789"
_INLINE = "inlineStr"
"""The type of a cell with text of its own; no spreadsheet shows such text in a cell of another
type, or a value in a cell of this type."""
_MOST_MERGED = 5_000
_MOST_CONDITIONAL = 500
_MOST_CONDITIONAL_AREAS = 5_000
_MOST_COLUMNS = 20 * LAST_COLUMN
"""The most columns described, with repeats."""
_MOST_ARRAYS = 5_000
_MOST_MOVED = 5_000_000
"""The most characters of formulas that are shared with other cells."""
_MOST_FILLED = 500_000
"""The most cells and rows that formulas over many cells cover in all."""
_FILLING = ("array", "dataTable")
"""The kinds of formulas that may fill other cells than their own."""
_YES, _NO = ("1", "true"), ("0", "false")
_LONGEST_FORMULA = 16_384
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_REFERENCE_OR_TEXT = re.compile(
    r'"(?:[^"]|"")*"|(?<![A-Za-z0-9_.$])(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})(?![A-Za-z0-9_.(])'
)
_PLAIN_CELLS = Shape(
    re.compile(rb"<sheetData>"),
    b"</sheetData>",
    re.compile(
        r'<c r="([A-Z]{1,3}([1-9][0-9]{0,6}))"(?: s="([0-9]{1,9})")?(?: t="([A-Za-z]{1,9})")?'
        r'(?:/>|>(?:<f(?: aca="false")?>([^<]*)</f>)?'
        r"(?:<v>(?:([0-9]{1,9})(?=<)|([^<]*))</v>"
        r'|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    ),
    re.compile(":row"),
)
"""Cells as Excel, LibreOffice and XlsxWriter write them: place, row, style, type, formula, a value
of digits alone, another value, text. Beside rows with a prefix, cells without one are different."""
_DEPTH_OF_CELLS = 3


class StoredCell:
    """A cell as the sheet stores it."""

    __slots__ = ("formula", "in_array", "shared", "style", "type", "value")

    def __init__(self, kind: str, style: int, value: str | None = None) -> None:
        self.type = kind
        """n number, s shared text, str text of a formula, inlineStr text, b, e, d as in the
        file."""
        self.style = style
        self.value = value
        self.formula: str | None = None
        """Formula without the equals sign; None for a constant."""
        self.shared: tuple[str, str] | None = None
        """Number of a formula stored with another cell, and where this cell is."""
        self.in_array = False
        """Whether the formula fills several cells, or is a data table."""

    def filled_by(self, formula: str) -> StoredCell:
        """Give the same cell as one that a formula stored elsewhere fills."""
        filled = StoredCell(self.type, self.style, self.value)
        filled.formula, filled.shared = self.formula or formula, self.shared
        filled.in_array = True
        return filled


class ConditionalRule:
    """The effect of a conditional format on a cell."""

    def __init__(self, position: int | None) -> None:
        self.format = position
        """Its position among the conditional formats of the workbook."""
        self.without_value = False
        """A bar or an icon is shown in place of the value."""


class ConditionalFormat:
    """The areas and rules of conditional formats."""

    def __init__(self, areas: tuple[Area, ...]) -> None:
        self.areas = areas
        self.rules: list[ConditionalRule] = []


class StoredSheet:
    """The contents of a sheet from one reading."""

    def __init__(self, whole: bool = False) -> None:
        self.whole = whole
        """All cells were read, and not only some that were wanted."""
        self.cells: dict[str, StoredCell] = {}
        self.hidden_rows: set[int] = set()
        """Of the rows in which a wanted cell is stored."""
        self.hidden_columns: set[int] = set()
        self.merged: list[Area] = []
        self.heights: dict[int, float] = {}
        """Of the same rows, in points."""
        self.widths: dict[int, float] = {}
        """How many characters each column is wide."""
        self.usual_width: float | None = None
        self.shows_stated_rows_only = False
        """A row whose height is not stated is hidden."""
        self.hides_zeros = False
        self.conditional: list[ConditionalFormat] = []

    def height(self, row: int) -> float | None:
        """Give the height of a row in points; None where the program chooses it."""
        return self.heights.get(row, 0.0 if self.shows_stated_rows_only else None)

    def width(self, column: int) -> float | None:
        """Give the width of a column in characters; None where the program chooses it."""
        return self.widths.get(column, self.usual_width)

    def merged_at(self, row: int, column: int) -> list[Area]:
        """Give the merged areas of a cell; in a sound workbook there is one at most."""
        return [
            area
            for area in self.merged
            if area.top <= row <= area.bottom and area.left <= column <= area.right
        ]

    def is_merged(self, area: Area) -> bool:
        """Tell whether the cells of an area are merged into one."""
        return area in self._merged_areas

    @cached_property
    def _merged_areas(self) -> frozenset[Area]:
        return frozenset(self.merged)


class _EveryCell:
    """The set of all cells of a sheet."""

    def __contains__(self, place: object) -> bool:
        return True


EVERY_CELL: Container[str] = _EveryCell()


def read_sheet(stream: Readable, wanted: Container[str]) -> StoredSheet:
    """Read wanted cells of a sheet, named as in ``M12``, and what hides or merges cells.

    Raises:
        NotPlainXml: the sheet is damaged or larger than a report can need.
    """
    return read_plainly(stream, _PLAIN_CELLS, partial(_read, wanted))


def _read(wanted: Container[str], stream: Readable, runs: PlainRuns | None) -> StoredSheet:
    return _SheetReader(wanted, runs).read(stream)


class _SheetReader:
    def __init__(self, wanted: Container[str], runs: PlainRuns | None = None) -> None:
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
        self._row_is_named = False
        self._rows: set[int] = set()
        """Rows with a wanted cell."""
        self._hidden = array("L")
        self._stated = array("L"), array("d")
        """Rows and their heights."""
        self._runs: list[str] = []
        self._described = 0
        self._conditional_areas = 0
        self._conditional_rules = 0
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
            "is": self._end_inline,
            "t": self._end_text,
            "rPh": self._end_phonetic,
        }
        self._runs_of_cells = runs
        self._row_is_open = False
        self._blanks: dict[str | None, StoredCell] = {}
        """Plain cells without a value, one for all of the same look."""
        if runs is not None:
            ends["row"] = self._end_row
        self._reader = XmlReader(
            {key: handler for local, handler in starts.items() for key in element_names(local)},
            {key: handler for local, handler in ends.items() for key in element_names(local)},
        )

    def read(self, stream: Readable) -> StoredSheet:
        if self._runs_of_cells is not None:
            self._runs_of_cells.attend(self._reader, partial(self._run, self._runs_of_cells))
        self._reader.read(stream)
        sheet = self._sheet
        sheet.hidden_rows = self._rows.intersection(self._hidden)
        moved = 0
        rows_and_heights = zip(*self._stated, strict=True)
        sheet.heights = {row: height for row, height in rows_and_heights if row in self._rows}
        for cell in sheet.cells.values():
            if cell.shared is not None:
                index, place = cell.shared
                origin, formula = self._shared.get(index, (place, ""))
                cell.formula = _moved(formula, origin, place)
                self._reader.allowance.keep_text(cell.formula)
                moved += len(formula)
                if moved > _MOST_MOVED:
                    raise NotPlainXml("has more formulas than a report can need")
        if self._arrays:
            self._fill_arrays()
        return sheet

    def _fill_arrays(self) -> None:
        """Give its formula to every cell that a formula elsewhere fills."""
        cells = self._sheet.cells
        stored = _ByPlace(cells)
        for area, formula in self._arrays:
            for name in stored.in_area(area):
                cell = cells[name]
                # Another cell, since blank ones may be stored as one.
                cells[name] = cell.filled_by(formula)

    def _begin_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        self._row = required_position(number) if number else self._row + 1
        self._row_is_named = bool(number)
        self._row_is_open = self._reader.depth == _DEPTH_OF_CELLS
        self._place = ""
        if self._row > LAST_ROW:
            raise NotPlainXml("has more rows than a sheet can have")
        height = attributes.get("ht")
        if height is not None:
            rows, heights = self._stated
            rows.append(self._row)
            heights.append(required_size(height))
        if attributes.get("hidden") in _YES:
            self._hidden.append(self._row)

    def _end_row(self) -> None:
        self._row_is_open = False

    def _run(self, runs: PlainRuns) -> None:
        """Read the cells of a run, each as if it began and ended here."""
        if self._reader.depth != _DEPTH_OF_CELLS or not self._row_is_open:
            raise NotPlainXml("has cells outside of its rows")
        cells, wanted, every = self._sheet.cells, self._wanted, self._sheet.whole
        named = str(self._row) if self._row_is_named else ""
        blanks = self._blanks
        place, kept, letters, before = "", 0, 0, len(cells)
        for place, row, style, kind, formula, digits, other, text in runs.next_run():
            if not every and place not in wanted:
                continue
            if row != named:
                if named:
                    raise NotPlainXml(f"has cell {place} in row {named}")
                self._row = int(row)
                self._rows.add(self._row)
            kept += 1
            if kind is formula is digits is other is text is None:
                # A blank cell with a format only, as half of all cells are.
                cell = blanks.get(style)
                if cell is None:
                    cell = blanks[style] = StoredCell("n", int(style) if style else 0)
                cells[place] = cell
                continue
            cell = cells[place] = StoredCell(kind or "n", int(style) if style else 0)
            if formula is not None:
                cell.formula = without_entities(formula)[:_LONGEST_FORMULA]
                letters += len(cell.formula)
            value = digits
            if other is not None:
                value = without_entities(other)
                if len(value) > LONGEST_STORED:
                    raise NotPlainXml("holds a text that is too long")
            if kind == _INLINE:
                value = stored_text((without_entities(text),)) if text is not None else None
            if value is not None:
                cell.value = value
                letters += len(value)
                if other is not None:
                    _check_value(cell)
        self._place = place
        if kept:
            self._rows.add(self._row)
        self._reader.allowance.keep(kept, letters)
        if len(cells) != before + kept:
            raise NotPlainXml("stores a cell twice")

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
        self._check_row(place)
        style = required_position(attributes.get("s", "0"))
        self._cell = StoredCell(attributes.get("t", "n"), style)
        self._sheet.cells[place] = self._cell
        self._rows.add(self._row)
        self._reader.allowance.keep_cell()

    def _check_row(self, place: str) -> None:
        """Refuse a cell that is stored in another row than its name says."""
        found = _PLACE.fullmatch(place)
        if found is None:
            raise NotPlainXml(f"names a cell {place[:20]!a}")
        row = int(found[2])
        if row != self._row and self._row_is_named:
            raise NotPlainXml(f"has cell {place} in row {self._row}")
        self._row = row

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
        self._reader.allowance.keep_text(text)
        if self._cell is not None:
            self._cell.formula = text
            if self._shared_index is not None and not text:
                self._cell.shared = self._shared_index, self._place

    def _begin_inline(self, _: Attributes) -> None:
        self._runs = []

    def _end_inline(self) -> None:
        if self._cell is not None and self._cell.type == _INLINE:
            self._keep_value(self._cell, stored_text(self._runs))
        self._runs = []

    def _keep_value(self, cell: StoredCell, value: str) -> None:
        cell.value = value
        self._reader.allowance.keep_text(value)

    def _begin_text(self, _: Attributes) -> None:
        if self._cell is not None:
            self._reader.collect()

    def _end_value(self) -> None:
        if self._cell is not None:
            value = stored_text((self._reader.collected(),))
            if self._cell.type != _INLINE:
                self._keep_value(self._cell, value)
                _check_value(self._cell)

    def _end_text(self) -> None:
        if self._cell is not None:
            text = self._reader.collected()
            if not self._phonetic:
                self._runs.append(text)

    def _begin_phonetic(self, _: Attributes) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False

    def _columns(self, attributes: Attributes) -> None:
        first, last = (required_position(attributes.get(end, "0")) for end in ("min", "max"))
        columns = range(max(first, 1), min(last, LAST_COLUMN) + 1)
        self._described += len(columns)
        if self._described > _MOST_COLUMNS:
            raise NotPlainXml("describes its columns too often")
        width = attributes.get("width")
        if width is not None:
            size = required_size(width)
            for column in columns:
                self._sheet.widths.setdefault(column, size)
        if attributes.get("hidden") in _YES:
            self._sheet.hidden_columns.update(columns)

    def _usual_sizes(self, attributes: Attributes) -> None:
        width = attributes.get("defaultColWidth")
        self._sheet.usual_width = None if width is None else required_size(width)
        self._sheet.shows_stated_rows_only = attributes.get("zeroHeight") in _YES

    def _view(self, attributes: Attributes) -> None:
        if attributes.get("showZeros") in _NO:
            self._sheet.hides_zeros = True

    def _begin_conditional(self, attributes: Attributes) -> None:
        texts = attributes.get("sqref", "").split(maxsplit=_MOST_CONDITIONAL_AREAS)
        self._conditional_areas += len(texts)
        if self._conditional_areas > _MOST_CONDITIONAL_AREAS:
            raise NotPlainXml("has more conditional formats than a report can need")
        areas = tuple(area for area in map(parse_area, texts) if area is not None)
        self._sheet.conditional.append(ConditionalFormat(areas))

    def _conditional_rule(self, attributes: Attributes) -> None:
        position = attributes.get("dxfId")
        self._conditional_rules += 1
        if self._conditional_rules > _MOST_CONDITIONAL:
            raise NotPlainXml("has more conditional formats than a report can need")
        if self._sheet.conditional:
            rule = ConditionalRule(None if position is None else required_position(position))
            self._sheet.conditional[-1].rules.append(rule)

    def _shown_instead(self, attributes: Attributes) -> None:
        rules = self._sheet.conditional[-1].rules if self._sheet.conditional else []
        if rules and attributes.get("showValue") in _NO:
            rules[-1].without_value = True

    def _merge(self, attributes: Attributes) -> None:
        area = parse_area(attributes.get("ref", ""))
        if area is not None:
            self._sheet.merged.append(area)
        if len(self._sheet.merged) > _MOST_MERGED:
            raise NotPlainXml("merges more cells than a report can need")


class _ByPlace:
    """The names of stored cells by row and column, for look-up by area."""

    def __init__(self, cells: Iterable[str]) -> None:
        rows: dict[int, list[tuple[int, str]]] = {}
        for name in cells:
            found = _PLACE.fullmatch(name)
            if found is not None:
                rows.setdefault(int(found[2]), []).append((column_number(found[1]), name))
        self._rows = sorted(rows)
        self._cells = {row: sorted(cells, key=_column) for row, cells in rows.items()}
        self._left = _MOST_FILLED

    def in_area(self, area: Area) -> Iterator[str]:
        """Give the cells of an area."""
        first = bisect_left(self._rows, area.top)
        for row in self._rows[first : bisect_right(self._rows, area.bottom)]:
            cells = self._cells[row]
            left = bisect_left(cells, area.left, key=_column)
            inside = cells[left : bisect_right(cells, area.right, key=_column)]
            self._left -= 1 + len(inside)
            if self._left < 0:
                raise NotPlainXml("has more formulas over many cells than a report can need")
            for _, name in inside:
                yield name


def _column(place: tuple[int, str]) -> int:
    return place[0]


def _check_value(cell: StoredCell) -> None:
    """Refuse a value of the wrong type while its place is known."""
    value = cell.value or ""
    if (cell.type == "n" and value and read_double(value) is None) or (
        cell.type == "s" and read_position(value) is None
    ):
        raise NotPlainXml("holds an invalid number")


def _moved(formula: str, origin: str, place: str) -> str:
    """Write a shared formula as it reads in another cell: relative references move."""
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
