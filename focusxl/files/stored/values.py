"""The values of stored cells as one of the four states of a cell."""

from __future__ import annotations

import datetime
import math
from collections.abc import Container, Iterable, Mapping
from decimal import Decimal

from focusxl.amounts import (
    EXCEL_EPOCH,
    MOST_SIGNIFICANT_DIGITS,
    NOTHING,
    CellError,
    CellState,
    Number,
    Text,
    cell_state,
)
from focusxl.files.openxml.format_codes import GENERAL
from focusxl.files.openxml.number_formats import may_show_date, read_number_formats, shows_date
from focusxl.files.openxml.outline import Outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.shared_texts import read_shared_texts, unescaped
from focusxl.files.openxml.stored_numbers import read_double
from focusxl.files.openxml.worksheet import StoredCell
from focusxl.filings.filing import read_date
from focusxl.values import Record

DAYS_FROM_1900_TO_1904 = 1462
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}
_LAST_DAY = (datetime.date.max - EXCEL_EPOCH).days


class CellValues(Record):
    """The shared texts, number formats and calendar with which stored cells are read."""

    texts: Mapping[int, CellState]
    """States of the cells that show a shared text, by its position, converted once."""
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
                return self.texts.get(int(cell.value), NOTHING)
            case "b":
                return cell_state(_TRUTHS.get(cell.value, cell.value))
            case "e":
                return CellError(cell.value[:40] or "#N/A")
            case "d":
                date = read_date(Text(cell.value))
                return cell_state(cell.value if date is None else date)
        return cell_state(unescaped(cell.value))

    def _number(self, cell: StoredCell) -> CellState:
        value = cell.value
        if not value:
            return NOTHING
        if (
            value.isdecimal()
            and value.isascii()
            and len(value) <= MOST_SIGNIFICANT_DIGITS
            and not may_show_date(self.number_format(cell))
        ):
            # Whole dollars, most cells of a report: a double holds each of them exactly.
            return Number(Decimal(value))
        number = read_double(value)
        if number is None:
            return cell_state(value)
        if math.isfinite(number) and shows_date(self.number_format(cell), number):
            days = math.floor(number) + DAYS_FROM_1900_TO_1904 * self.from_1904
            if 0 < days <= _LAST_DAY:
                return cell_state(EXCEL_EPOCH + datetime.timedelta(days=days))
        return cell_state(number)


class SharedParts:
    """The parts that all sheets share, texts and number formats, read as they are needed."""

    def __init__(self, package: Package, outline: Outline) -> None:
        """Read the number formats.

        Raises:
            Unreadable: the part is damaged.
        """
        self._package = package
        self._outline = outline
        self._texts: dict[int, CellState] = {}
        self._all_texts = False
        self._formats: tuple[str, ...] = ()
        if outline.styles is not None:
            with package.open(outline.styles) as stream:
                self._formats = read_number_formats(stream)

    def values(self, cells: Iterable[StoredCell]) -> CellValues:
        """Give the values with which these cells are read.

        The first call reads the texts that its cells show, the next call all of them: the table is
        read twice at most, however many sheets a formula refers to.

        Raises:
            Unreadable: the table of texts is damaged, or lacks a text.
        """
        wanted = {int(cell.value) for cell in cells if cell.type == "s" and cell.value}
        lacking = wanted - self._texts.keys()
        if lacking and self._outline.strings is not None and not self._all_texts:
            again = bool(self._texts)
            self._read_texts(self._outline.strings, _Every() if again else lacking)
            self._all_texts = again
        if wanted - self._texts.keys():
            self._package.refuse_damaged(self._outline.strings or "")
        return CellValues(self._texts, self._formats, self._outline.from_1904)

    def _read_texts(self, part: str, wanted: Container[int]) -> None:
        with self._package.open(part) as stream:
            texts = read_shared_texts(stream, wanted)
        self._texts.update(
            (position, cell_state(unescaped(text))) for position, text in texts.items()
        )


class _Every:
    """The set of all positions in the table of texts."""

    def __contains__(self, position: object) -> bool:
        return True


def has_no_stored_value(cell: StoredCell) -> bool:
    """Tell whether a formula has no stored value; stored empty text is a value.

    Some programs leave out the value of a formula that has never been calculated, others that of
    a formula that gives empty text.
    """
    if cell.formula is None:
        return False
    return cell.value is None or (cell.type in ("n", "b") and not cell.value)
