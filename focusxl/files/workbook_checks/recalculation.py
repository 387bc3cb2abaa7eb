"""The recalculation of the filer's formulas from the cells of their workbook.

Every formula that another one refers to is followed, so that a reference outside the workbook and a
circular reference are found wherever they stand.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from functools import partial
from typing import NamedTuple

from focusxl.errors import Unreadable
from focusxl.files.openxml.addresses import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    cell_name,
    column_number,
    parse_area,
)
from focusxl.files.openxml.formula_text import outside_source
from focusxl.files.openxml.formula_tokens import Token, tokens
from focusxl.files.openxml.formula_value import Evaluator, NotRecomputed, Value, value_of
from focusxl.files.openxml.outline import Outline
from focusxl.files.stored.cells import Cells, Rows, SeenCell
from focusxl.filings.filing import Place

_VOLATILE = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY", "TODAY", "NOW"})
_MOST_CELLS = 1_000_000
"""The most cells that formulas may refer to in all before no further formula is recalculated."""
_MOST_CHARACTERS = 3_000_000
"""The most characters of formulas that are parsed in all; an apostrophe counts for twenty, since it
may begin a sheet name that does not end."""
_COST_OF_A_QUOTE = 20
_INEXACT, _SMALLEST_DIFFERENCE, _LESS_THAN_A_DOLLAR = 1e-13, 1e-9, 0.6
"""Relative, smallest and largest rounding error of a sum of doubles; less than a dollar."""
_THROUGH_A_CELL = "leads to "
_MOST_NAMES = 20
"""The most steps from a name to the names in its definition."""


class Outcome:
    """The result of a formula, or the reason why it is not recalculated."""

    def __init__(self) -> None:
        self.outside: str | None = None
        """What it takes from outside the workbook."""
        self.changes: str | None = None
        """The function that gives another value each time."""
        self.circular = False
        """It depends on itself, or on a formula that does."""
        self.obstacle: str | None = None
        """Why it cannot be recomputed; completes “it …”."""
        self.value: Value = None
        self.exact_to = 0.0
        """By how much a value that is right may differ."""


class _Cell(NamedTuple):
    sheet: str
    row: int
    column: int

    @property
    def place(self) -> Place:
        return Place(self.sheet, cell_name(self.row, self.column))


class _Formula:
    """A formula being recalculated, and the formulas that it refers to."""

    def __init__(self, cell: _Cell, text: str) -> None:
        self.cell = cell
        self.text = text
        self.references: list[_Cell] = []
        self.outcome = Outcome()
        self.returns_to: int | None = None
        """How far up the formulas on the way one of its own leads back, the first being 0."""

    def note_cycle(self, position: int) -> None:
        """Note that the formula refers back to an open formula."""
        known = self.returns_to
        self.returns_to = position if known is None else min(known, position)


class _Sheet:
    """The cells of a sheet, or only those with a formula, for look-up by area."""

    def __init__(self, rows: Rows, formulas: bool) -> None:
        self.rows = rows
        self._columns = {
            row: sorted(
                column for column, seen in cells.items() if not formulas or seen.formula is not None
            )
            for row, cells in rows.items()
        }
        self._row_numbers = sorted(row for row, columns in self._columns.items() if columns)

    def rows_between(self, first: int, last: int) -> Iterator[int]:
        """Give the numbers of the filled rows from the first to the last."""
        numbers = self._row_numbers
        for at in range(bisect_left(numbers, first), bisect_right(numbers, last)):
            yield numbers[at]

    def columns_between(self, row: int, first: int, last: int) -> list[int]:
        """Give the filled columns of a row from the first to the last."""
        columns = self._columns[row]
        return columns[bisect_left(columns, first) : bisect_right(columns, last)]


class Recalculation:
    """A recalculation of the formulas of one workbook, each of them once."""

    def __init__(self, outline: Outline, cells: Cells, boxes: Collection[Place]) -> None:
        """Set up the recalculation.

        Args:
            outline: the sheets, names and links of the workbook.
            cells: the cells of the workbook.
            boxes: the cells of the form. A fault of one of them is found there, so that formulas
                which refer to it use its stored value.
        """
        self._outline = outline
        self._cells = cells
        self._boxes = frozenset(boxes)
        self._known: dict[_Cell, _Formula] = {}
        self._sheets: dict[tuple[str, bool], _Sheet] = {}
        self._named = 0
        self._work = 0

    def outcome(self, place: Place) -> Outcome:
        """Give the outcome of the formula in a cell."""
        area = parse_area(place.cell or "")
        assert area is not None
        start = _Cell(place.sheet or "", area.top, area.left)
        if start not in self._known:
            self._recalculate(start)
        return self._known[start].outcome

    def _recalculate(self, start: _Cell) -> None:
        """Recalculate a formula after all formulas that it refers to."""
        open_formulas = [self._opened(start)]
        waiting: list[Iterator[_Cell]] = [iter(open_formulas[0].references)]
        position = {start: 0}
        while open_formulas:
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                formula = open_formulas.pop()
                if formula.returns_to is not None:
                    formula.outcome.circular = formula.returns_to <= len(open_formulas)
                    if open_formulas and formula.returns_to < len(open_formulas):
                        open_formulas[-1].note_cycle(formula.returns_to)
                del position[formula.cell]
                self._finish(formula)
            elif following in position:
                open_formulas[-1].note_cycle(position[following])
            elif following not in self._known:
                formula = self._opened(following)
                position[following] = len(open_formulas)
                open_formulas.append(formula)
                waiting.append(iter(formula.references))

    def _opened(self, cell: _Cell) -> _Formula:
        seen = self._seen(cell)
        text = seen.formula or ""
        formula = _Formula(cell, text)
        self._known[cell] = formula
        try:
            self._collect_references(text, formula)
        except NotRecomputed as reason:
            formula.outcome.obstacle = formula.outcome.obstacle or str(reason)
        if seen.in_array:
            formula.outcome.obstacle = formula.outcome.obstacle or "fills several cells"
        return formula

    def _collect_references(self, text: str, formula: _Formula) -> None:
        """Collect the cells that a formula refers to, directly or through names."""
        outcome = formula.outcome
        texts = [text]
        for _ in range(_MOST_NAMES):
            if not texts:
                return
            further: list[str] = []
            for part_of in texts:
                self._work += len(part_of) + _COST_OF_A_QUOTE * part_of.count("'")
                if self._work > _MOST_CHARACTERS:
                    raise NotRecomputed("depends on more formulas than FocusXL recalculates")
                outcome.outside = outcome.outside or outside_source(part_of, self._outline)
                self._collect_from_tokens(part_of, formula, further)
            texts = further
        outcome.obstacle = outcome.obstacle or "uses names that refer to other names without end"

    def _collect_from_tokens(self, text: str, formula: _Formula, further: list[str]) -> None:
        sheet = None
        for part in tokens(text):
            if part.kind == "function":
                function = part.text.rpartition(".")[2].upper()
                if function in _VOLATILE:
                    formula.outcome.changes = formula.outcome.changes or function
            elif part.kind == "area":
                area = _area(part.text)
                if area is not None:
                    self._add_references(formula, sheet or formula.cell.sheet, area)
            elif part.kind == "name":
                stands_for = self._definition(part.text, sheet or formula.cell.sheet)
                if stands_for is not None:
                    further.append(stands_for)
            sheet = part.text if part.kind == "sheet" else None

    def _add_references(self, formula: _Formula, sheet: str, area: Area) -> None:
        try:
            name = self._sheet_name(sheet)
            for row, column, _ in self._in_area(name, area, formulas=True):
                formula.references.append(_Cell(name, row, column))
        except NotRecomputed as reason:
            formula.outcome.obstacle = formula.outcome.obstacle or str(reason)

    def _finish(self, formula: _Formula) -> None:
        """Calculate a formula whose references are all known."""
        outcome = formula.outcome
        for following in formula.references:
            other = self._known[following].outcome
            outcome.circular = outcome.circular or other.circular
            if following.place in self._boxes:
                continue
            by_way = f" (by way of {following.place})"
            if other.outside and not outcome.outside:
                outcome.outside = other.outside.partition(" (by")[0] + by_way
            if other.changes and not outcome.changes:
                outcome.changes = other.changes.partition(" (by")[0] + by_way
            outcome.exact_to = max(outcome.exact_to, other.exact_to)
        if outcome.outside or outcome.changes or outcome.circular or outcome.obstacle:
            return
        evaluator = Evaluator(list(tokens(formula.text)), partial(self._values, formula.cell))
        try:
            outcome.value = evaluator.value()
        except NotRecomputed as reason:
            outcome.obstacle = str(reason)
        except OverflowError:
            outcome.obstacle = "gives a number that is too large"
        inexact = min(evaluator.largest * _INEXACT, _LESS_THAN_A_DOLLAR)
        outcome.exact_to = max(outcome.exact_to, _SMALLEST_DIFFERENCE, inexact)

    def _values(self, cell: _Cell, sheet: str | None, part: Token) -> Value | list[Value]:
        """Give the value of a reference in a formula: of one cell, or of several."""
        home = sheet or cell.sheet
        if part.kind == "name":
            stands_for = list(tokens(self._definition(part.text, home) or ""))
            match [token.kind for token in stands_for]:
                case ["sheet", "area"]:
                    home, part = stands_for[0].text, stands_for[1]
                case _:
                    raise NotRecomputed(f"uses the name “{part.text[:40]}”")
        area = _area(part.text.replace("$", ""))
        if area is None:
            raise NotRecomputed(f"uses “{part.text[:40]}”")
        if area.is_cell:
            seen = self._rows(home).get(area.top, {}).get(area.left, SeenCell())
            return self._value(_Cell(self._sheet_name(home), area.top, area.left), seen)
        name = self._sheet_name(home)
        return [
            self._value(_Cell(name, row, column), seen)
            for row, column, seen in self._in_area(name, area)
        ]

    def _value(self, cell: _Cell, seen: SeenCell) -> Value:
        if seen.formula is None:
            return value_of(seen.state)
        if cell.place in self._boxes:
            if not seen.calculated:
                raise NotRecomputed(f"takes the value of {cell.place}, which is not calculated")
            return value_of(seen.state)
        outcome = self._known[cell].outcome
        if outcome.obstacle and outcome.obstacle.startswith(_THROUGH_A_CELL):
            # Report the first formula with the obstacle, not those on the way to it.
            raise NotRecomputed(outcome.obstacle)
        if outcome.obstacle:
            raise NotRecomputed(f"{_THROUGH_A_CELL}{cell.place}, which {outcome.obstacle}")
        return outcome.value

    def _seen(self, cell: _Cell) -> SeenCell:
        return self._rows(cell.sheet).get(cell.row, {}).get(cell.column, SeenCell())

    def _in_area(
        self, sheet: str, area: Area, *, formulas: bool = False
    ) -> Iterator[tuple[int, int, SeenCell]]:
        """Give the filled cells of an area, or only those with a formula, row by row."""
        kind = sheet, formulas
        if kind not in self._sheets:
            self._sheets[kind] = _Sheet(self._rows(sheet), formulas)
        cells = self._sheets[kind]
        for row in cells.rows_between(area.top, area.bottom):
            columns = cells.columns_between(row, area.left, area.right)
            self._named += 1 + len(columns)
            if self._named > _MOST_CELLS:
                raise NotRecomputed("depends on too many cells")
            for column in columns:
                yield row, column, cells.rows[row][column]

    def _rows(self, sheet: str) -> Rows:
        try:
            return self._cells.rows(self._sheet_name(sheet))
        except Unreadable:
            raise NotRecomputed(
                f"depends on the sheet “{sheet[:40]}”, which is too large"
            ) from None

    def _sheet_name(self, sheet: str) -> str:
        part = self._outline.sheet(sheet)
        if part is None:
            raise NotRecomputed(f"refers to a sheet “{sheet[:40]}” that does not exist")
        return part.name

    def _definition(self, name: str, sheet: str) -> str | None:
        """Give the definition of a name on the sheet where it is used."""
        local = self._outline.names_of_sheets
        key = name.lower()
        for own in (local.get(self._stored_sheet_name(sheet), {}), self._outline.names):
            if key in own:
                return own[key].removeprefix("=")
        return None

    def _stored_sheet_name(self, sheet: str) -> str:
        part = self._outline.sheet(sheet)
        return part.name if part else sheet


def _area(text: str) -> Area | None:
    """Read an area, whole columns and rows included."""
    area = parse_area(text)
    if area is not None:
        return area
    first, _, last = text.replace("$", "").partition(":")
    if first.isdigit() and last.isdigit():
        top, bottom = sorted((int(first), int(last)))
        return Area(top, 1, min(bottom, LAST_ROW), LAST_COLUMN)
    if first.isalpha() and last.isalpha():
        left, right = sorted((column_number(first), column_number(last)))
        return Area(1, left, LAST_ROW, min(right, LAST_COLUMN))
    return None
