"""The cells of a workbook, read sheet by sheet as they are needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from functools import cached_property
from typing import Final, Protocol

from focusxl.amounts import NOTHING, CellState
from focusxl.files.openxml.addresses import Area, cell_position, column_number
from focusxl.files.openxml.cell_looks import Look, Looks, read_looks
from focusxl.files.openxml.outline import Outline, SheetPart
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.worksheet import (
    EVERY_CELL,
    ConditionalRule,
    StoredCell,
    StoredSheet,
    read_sheet,
)
from focusxl.files.openxml.xml_reader import Allowance
from focusxl.files.stored.values import SharedParts, has_no_stored_value
from focusxl.filings.filing import Place
from focusxl.forms.model import Box
from focusxl.values import Record, Value


class Target(Record):
    """The sheet and area that a defined name points to."""

    sheet: SheetPart
    area: Area

    @cached_property
    def place(self) -> Place:
        """The first cell, as findings name it."""
        return Place(self.sheet.name, self.area.first_cell)


class SeenCell(Value):
    """A cell as a file stores it or a host shows it."""

    __slots__ = ("calculated", "formula", "in_array", "state")
    __match_args__ = ("state", "formula", "calculated", "in_array")

    def __init__(
        self,
        state: CellState = NOTHING,
        formula: str | None = None,
        calculated: bool = True,
        in_array: bool = False,
    ) -> None:
        self.state: Final = state
        self.formula: Final = formula
        """Without the equals sign; None where the cell holds a constant."""
        self.calculated: Final = calculated
        """False for a formula that has never been calculated."""
        self.in_array: Final = in_array
        """The formula fills other cells, too."""


_DIGITS = "0123456789"
_CELLS_OF_A_LEDGER = 750_000
"""Those of 150,000 accounts."""
Rows = Mapping[int, Mapping[int, SeenCell]]
"""The filled cells of a sheet, by row and column."""


class Cells(Protocol):
    """A workbook whose cells can be read, in a file or in a host."""

    def cell(self, place: Place) -> SeenCell:
        """Give the cell at a place, an empty one if there is none."""
        ...

    def number_format(self, place: Place, box: Box) -> str:
        """Give the number format of a box's cell, General where it is not read."""
        ...

    def rows(self, name: str) -> Rows:
        """Give all cells of a sheet with a value or a formula."""
        ...

    def sheet(self, name: str) -> StoredSheet:
        """Give the sheet with its hidden and merged cells."""
        ...

    def look(self, place: Place) -> Look | None:
        """Give the look of a cell; None where it is not read."""
        ...


class StoredCells:
    """The cells of a workbook file, by place.

    Sheets that are known to be needed are read at once; another sheet, which a formula refers to,
    is read when it is asked for.
    """

    def __init__(
        self,
        package: Package,
        outline: Outline,
        sheets: dict[str, StoredSheet],
        shared: SharedParts | None = None,
    ) -> None:
        """Keep the sheets that have been read, by name.

        Raises:
            Unreadable: a part of the workbook is damaged.
        """
        self._package = package
        self._outline = outline
        self._sheets = sheets
        self._shared = shared or SharedParts(package, outline)
        cells = (cell for stored in sheets.values() for cell in stored.cells.values())
        self._values = self._shared.values(cells)
        self._rows: dict[str, Rows] = {}

    def cell(self, place: Place) -> SeenCell:
        """Give the cell at a place, an empty one if the sheet stores none."""
        stored = self._stored(place)
        return SeenCell() if stored is None else self._seen(stored)

    def rows(self, name: str) -> Rows:
        """Give all cells of a sheet with a value or a formula.

        Raises:
            Unreadable: the sheet is damaged.
        """
        if name not in self._rows:
            sheet = self._sheets.get(name)
            if sheet is None or not sheet.whole:
                self._rows[name] = self._read_later(name)
            else:
                self._rows[name] = self._rows_of(sheet)
        return self._rows[name]

    def number_format(self, place: Place, _: Box) -> str:
        """Give the number format of a cell."""
        return self._values.number_format(self._stored(place))

    def _stored(self, place: Place) -> StoredCell | None:
        sheet = self._sheets.get(place.sheet or "")
        return sheet.cells.get(place.cell or "") if sheet else None

    def sheet(self, name: str) -> StoredSheet:
        """Give the sheet as read."""
        return self._sheets[name]

    def look(self, place: Place) -> Look | None:
        """Give the look of a cell, also of one that is not stored."""
        sheet = self._sheets[place.sheet or ""]
        stored = sheet.cells.get(place.cell or "")
        look = self._looks.of(stored.style if stored else 0)
        if not sheet.conditional or not place.cell:
            return look
        cell = cell_position(place.cell)
        for laid in sheet.conditional:
            if any(cell in covered for covered in laid.areas) and any(
                self._may_hide(rule, look) for rule in laid.rules
            ):
                return look.replaced(may_hide=True)
        return look

    def _may_hide(self, rule: ConditionalRule, look: Look) -> bool:
        if rule.without_value:
            return True
        laid = self._looks.laid
        return rule.format is not None and rule.format < len(laid) and laid[rule.format].hides(look)

    @cached_property
    def _looks(self) -> Looks:
        if self._outline.styles is None:
            return Looks()
        with self._package.open(self._outline.styles) as stream:
            return read_looks(stream)

    def _seen(self, stored: StoredCell) -> SeenCell:
        calculated = not has_no_stored_value(stored)
        state = self._values.state(stored)
        return SeenCell(state, stored.formula, calculated, stored.in_array)

    def _rows_of(self, sheet: StoredSheet) -> Rows:
        rows: dict[int, dict[int, SeenCell]] = {}
        columns: dict[str, int] = {}
        for name, stored in sheet.cells.items():
            if stored.value is None and stored.formula is None:
                continue
            letters = name.rstrip(_DIGITS)
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = column_number(letters)
            row = int(name[len(letters) :])
            cells = rows.get(row)
            if cells is None:
                cells = rows[row] = {}
            cells[column] = self._seen(stored)
        return rows

    def _read_later(self, name: str) -> Rows:
        part = self._outline.sheet(name)
        if part is None:
            return {}
        with self._package.open(part.part) as stream:
            sheet = read_sheet(stream, EVERY_CELL)
        return StoredCells(self._package, self._outline, {name: sheet}, self._shared).rows(name)


def read_cells(
    package: Package,
    outline: Outline,
    places: Iterable[Place],
    whole: Set[str] = frozenset(),
    long: Set[str] = frozenset(),
) -> StoredCells:
    """Read the cells at these places, and all cells of some sheets.

    Args:
        package: the workbook.
        outline: its sheets.
        places: the cells that are certainly needed.
        whole: the names of the sheets whose cells are all needed.
        long: those among them that may be as long as a ledger.

    Raises:
        Unreadable: a part of the workbook is damaged.
    """
    wanted: dict[str, set[str]] = {name: set() for name in whole}
    for place in places:
        wanted.setdefault(place.sheet or "", set()).add(place.cell or "")
    sheets: dict[str, StoredSheet] = {}
    for name, places_of_sheet in wanted.items():
        sheet = outline.sheet(name)
        if sheet is not None:
            allowance = Allowance(cells=_CELLS_OF_A_LEDGER) if name in long else None
            with package.open(sheet.part, allowance) as stream:
                sheets[name] = read_sheet(stream, EVERY_CELL if name in whole else places_of_sheet)
    return StoredCells(package, outline, sheets)


def is_one_cell(target: Target, cells: Cells) -> bool:
    """Tell whether a name points to one cell, or to merged cells as a whole."""
    return target.area.is_cell or cells.sheet(target.sheet.name).is_merged(target.area)
