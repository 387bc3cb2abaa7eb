"""From what a workbook stores in a cell to one of the four states of a cell."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass

from focusxl.amount import NOTHING, CellError, CellState, Text, cell_state
from focusxl.files.format_codes import GENERAL
from focusxl.files.number_formats import read_number_formats, shows_date
from focusxl.files.outline import Outline
from focusxl.files.package import Package
from focusxl.files.shared_texts import read_shared_texts, unescaped
from focusxl.files.stored_numbers import read_double
from focusxl.files.worksheet import StoredCell
from focusxl.filing import DAY_ZERO, read_date

DAYS_FROM_1900_TO_1904 = 1462
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}
_LAST_DAY = (datetime.date.max - DAY_ZERO).days


@dataclass(frozen=True, slots=True)
class CellValues:
    """What is needed to read stored cells: shared texts, number formats, the calendar."""

    texts: dict[int, str]
    formats: tuple[str, ...]
    from_1904: bool

    def number_format(self, cell: StoredCell | None) -> str:
        """Give the number format of a stored cell."""
        known = cell is not None and 0 <= cell.style < len(self.formats)
        return self.formats[cell.style] if cell is not None and known else GENERAL

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
                return cell_state(_TRUTHS.get(cell.value, cell.value))
            case "e":
                return CellError(cell.value[:40] or "#N/A")
            case "d":
                date = read_date(Text(cell.value))
                return cell_state(cell.value if date is None else date)
        return cell_state(unescaped(cell.value))

    def _number(self, cell: StoredCell) -> CellState:
        if not cell.value:
            return NOTHING
        number = read_double(cell.value)
        if number is None:
            return cell_state(cell.value)
        if math.isfinite(number) and shows_date(self.number_format(cell), number):
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
    formats: tuple[str, ...] = ()
    if outline.styles is not None:
        with package.open(outline.styles) as stream:
            formats = read_number_formats(stream)
    return CellValues(texts, formats, outline.from_1904)


def has_no_stored_value(cell: StoredCell) -> bool:
    """Tell whether a formula has no value beside it; an empty text that is stored is one.

    Some programs leave out the value of a formula that has never been calculated, others that of
    one that gives an empty text.
    """
    if cell.formula is None:
        return False
    return cell.value is None or (cell.type in ("n", "b") and not cell.value)
