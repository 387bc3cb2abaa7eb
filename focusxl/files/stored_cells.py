"""The cells that are wanted of a workbook, read sheet by sheet, each sheet once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from focusxl.amount import NOTHING, CellState
from focusxl.files.areas import Area
from focusxl.files.cell_values import CellValues, has_no_stored_value, read_cell_values
from focusxl.files.outline import Outline, SheetPart
from focusxl.files.package import Package
from focusxl.files.worksheet import StoredCell, StoredSheet, read_sheet
from focusxl.filing import Place
from focusxl.form import Box


@dataclass(frozen=True, slots=True)
class Target:
    """What a defined name points to, on a sheet that exists."""

    sheet: SheetPart
    area: Area

    @property
    def place(self) -> Place:
        """The first cell, as findings name it."""
        return Place(self.sheet.name, self.area.first_cell)

    @property
    def cells(self) -> Iterable[tuple[int, int]]:
        """Every cell, row by row."""
        area = self.area
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                yield row, column


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A cell as it is seen, in a file or in a running spreadsheet."""

    state: CellState = NOTHING
    formula: str | None = None
    """Without the equals sign; None where the cell holds a constant."""
    calculated: bool = True
    """False for a formula whose value nobody has computed yet."""


class Cells(Protocol):
    """Where the cells of a workbook are seen."""

    def cell(self, place: Place) -> SeenCell:
        """Give the cell at a place, an empty one where there is none."""
        ...

    def number_format(self, place: Place, box: Box) -> str:
        """Give the number format of a box's cell, General where it is not looked at."""
        ...

    def sheet(self, name: str) -> StoredSheet:
        """Give what hides or merges cells of a sheet."""
        ...


@dataclass(frozen=True, slots=True)
class StoredCells:
    """Stored cells by their places, and what they mean."""

    sheets: dict[str, StoredSheet]
    values: CellValues

    def cell(self, place: Place) -> SeenCell:
        """Give the cell at a place, an empty one where the sheet stores none."""
        stored = self._stored(place)
        if stored is None:
            return SeenCell()
        calculated = not has_no_stored_value(stored)
        return SeenCell(self.values.state(stored), stored.formula, calculated)

    def number_format(self, place: Place, _: Box) -> str:
        """Give the number format of a cell."""
        return self.values.number_format(self._stored(place))

    def _stored(self, place: Place) -> StoredCell | None:
        sheet = self.sheets.get(place.sheet or "")
        return sheet.cells.get(place.cell or "") if sheet else None

    def sheet(self, name: str) -> StoredSheet:
        """Give what the reading of a sheet found out."""
        return self.sheets[name]


def read_cells(package: Package, outline: Outline, places: Iterable[Place]) -> StoredCells:
    """Read the cells at these places.

    Raises:
        Unreadable: a part of the workbook is damaged.
    """
    wanted: dict[str, set[str]] = {}
    for place in places:
        wanted.setdefault(place.sheet or "", set()).add(place.cell or "")
    sheets: dict[str, StoredSheet] = {}
    for name, places_of_sheet in wanted.items():
        sheet = outline.sheet(name)
        if sheet is not None:
            with package.open(sheet.part) as stream:
                sheets[name] = read_sheet(stream, places_of_sheet)
    cells = (cell for stored in sheets.values() for cell in stored.cells.values())
    return StoredCells(sheets, read_cell_values(package, outline, cells))


def is_one_cell(target: Target, cells: Cells) -> bool:
    """Tell whether a name points to one cell, or to all of the merged cells that are one."""
    return target.area.is_cell or target.area in cells.sheet(target.sheet.name).merged
