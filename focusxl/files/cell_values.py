"""From what a workbook stores in a cell to one of the four states of a cell."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass

from focusxl.amount import NOTHING, CellError, CellState, cell_state
from focusxl.files.number_formats import read_date_formats
from focusxl.files.outline import Outline
from focusxl.files.package import Package
from focusxl.files.shared_texts import read_shared_texts, unescaped
from focusxl.files.worksheet import StoredCell
from focusxl.filing import DAY_ZERO

DAYS_FROM_1900_TO_1904 = 1462
_LAST_DAY = (datetime.date.max - DAY_ZERO).days


@dataclass(frozen=True, slots=True)
class CellValues:
    """What is needed to read stored cells: shared texts, formats of dates, the calendar."""

    texts: dict[int, str]
    date_formats: frozenset[int]
    from_1904: bool

    def state(self, cell: StoredCell | None) -> CellState:
        """Give the state of a stored cell, or of one that is not stored."""
        if cell is None or cell.value is None:
            return NOTHING
        match cell.type:
            case "n":
                return self._number(cell)
            case "s":
                return cell_state(unescaped(self.texts.get(int(cell.value), "")))
            case "b":
                return cell_state(cell.value in ("1", "true"))
            case "e":
                return CellError(cell.value[:40] or "#N/A")
            case "d":
                return cell_state(cell.value[:10])
        return cell_state(unescaped(cell.value))

    def _number(self, cell: StoredCell) -> CellState:
        if not cell.value:
            return NOTHING
        number = float(cell.value)
        if cell.style in self.date_formats and math.isfinite(number):
            days = math.floor(number) + DAYS_FROM_1900_TO_1904 * self.from_1904
            if 0 < days <= _LAST_DAY:
                return cell_state(DAY_ZERO + datetime.timedelta(days=days))
        return cell_state(number)


def read_cell_values(package: Package, outline: Outline, cells: Iterable[StoredCell]) -> CellValues:
    """Read what these cells need of the parts that all sheets share.

    Raises:
        Unreadable: one of the parts is damaged.
    """
    wanted = {int(cell.value) for cell in cells if cell.type == "s" and cell.value}
    texts: dict[int, str] = {}
    if outline.strings is not None and wanted:
        with package.open(outline.strings) as stream:
            texts = read_shared_texts(stream, wanted)
    if wanted - texts.keys():
        package.refuse_damaged(outline.strings or "")
    date_formats: frozenset[int] = frozenset()
    if outline.styles is not None:
        with package.open(outline.styles) as stream:
            date_formats = read_date_formats(stream)
    return CellValues(texts, date_formats, outline.from_1904)


def has_no_stored_value(cell: StoredCell) -> bool:
    """Tell whether a formula has no value beside it; an empty text that is stored is one.

    Some programs leave out the value of a formula that has never been calculated, others that of
    one that gives an empty text.
    """
    if cell.formula is None:
        return False
    return cell.value is None or (cell.type in ("n", "b") and not cell.value)
