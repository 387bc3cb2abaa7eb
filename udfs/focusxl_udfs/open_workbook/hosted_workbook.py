"""Reads the workbook that is open in a host, through xlwings' object model, in a few reads.

Of each page the values and the formulas are read once, as two blocks. Of number formats only those
of percentages are asked for, which say whether 0.13 is 13%. How other numbers look, and what hides
or merges cells, is seen in the file, which every export reads as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from focusxl.files.openxml.addresses import parse_area
from focusxl.files.openxml.format_codes import GENERAL
from focusxl.files.openxml.outline import MANUAL_CALCULATION, Outline, SheetPart
from focusxl.files.openxml.worksheet import StoredSheet
from focusxl.files.reading.template import find_targets, judge_template
from focusxl.files.stored.cells import Rows, SeenCell
from focusxl.files.stored.reading import Reading
from focusxl.filings.filing import Place
from focusxl.forms.model import Box
from focusxl_udfs.open_workbook.host_values import state_of

_FROM_1904 = 1904


def read_hosted_workbook(book: xw.Book) -> Reading:
    """Read an open workbook; its SHA-256 stays empty, since its file may be older.

    Raises:
        Unreadable: it is no FocusXL workbook.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    outline = Outline(
        sheets=tuple(SheetPart(name, "", not sheet.visible) for name, sheet in sheets.items()),
        names=_names(book.names),
        from_1904=_counts_from_1904(book),
        links=(),
        strings=None,
        styles=None,
        settings=_settings(book),
    )
    targets = find_targets(outline)
    return judge_template(outline, targets, _HostedCells(sheets), f"“{book.name}”")


def _counts_from_1904(book: xw.Book) -> bool:
    """Tell whether a workbook counts days from 1904: Excel says so, LibreOffice its day nought."""
    if getattr(book.api, "Date1904", False) is True:
        return True
    day_nought = getattr(book.api, "NullDate", None)
    return getattr(day_nought, "Year", None) == _FROM_1904


def _settings(book: xw.Book) -> tuple[str, ...]:
    return (MANUAL_CALCULATION,) if book.app.calculation == "manual" else ()


def _names(names: Iterable[xw.Name]) -> dict[str, str]:
    """Give the names of the whole workbook; those of one sheet carry the sheet before a “!”."""
    found: dict[str, str] = {}
    for name in names:
        text = str(name.name)
        if "!" not in text:
            found[text.lower()] = str(name.refers_to).removeprefix("=")
    return found


@dataclass(frozen=True, slots=True)
class _Block:
    """The used cells of a sheet, from a first row and column on, both counted from 1."""

    top: int
    left: int
    values: list[list[object]]
    formulas: Sequence[Sequence[str]]

    def cell(self, row: int, column: int) -> SeenCell:
        row_index, column_index = row - self.top, column - self.left
        if not (0 <= row_index < len(self.values) and 0 <= column_index < len(self.values[0])):
            return SeenCell()
        formula = str(self.formulas[row_index][column_index] or "")
        return SeenCell(
            state_of(self.values[row_index][column_index]),
            formula.removeprefix("=") if formula.startswith("=") else None,
        )

    def rows(self) -> dict[int, dict[int, SeenCell]]:
        """Give the cells that hold something or calculate it, by row and column."""
        found: dict[int, dict[int, SeenCell]] = {}
        for row in range(self.top, self.top + len(self.values)):
            for column in range(self.left, self.left + len(self.values[0])):
                cell = self.cell(row, column)
                if cell != SeenCell():
                    found.setdefault(row, {})[column] = cell
        return found


class _HostedCells:
    def __init__(self, sheets: Mapping[str, xw.Sheet]) -> None:
        self._sheets = sheets
        self._blocks: dict[str, _Block] = {}
        self._rows: dict[str, Rows] = {}

    def cell(self, place: Place) -> SeenCell:
        area = parse_area(place.cell or "")
        if area is None or place.sheet is None:
            return SeenCell()
        return self._block(place.sheet).cell(area.top, area.left)

    def rows(self, name: str) -> Rows:
        if name not in self._rows:
            self._rows[name] = self._block(name).rows()
        return self._rows[name]

    def _block(self, name: str) -> _Block:
        if name not in self._blocks:
            self._blocks[name] = _read_sheet(self._sheets[name])
        return self._blocks[name]

    def look(self, place: Place) -> None:
        return None

    def number_format(self, place: Place, box: Box) -> str:
        """Ask only where the format says what the amount is: every question is a call."""
        if box.unit != "percent" or place.sheet is None or place.cell is None:
            return GENERAL
        return str(self._sheets[place.sheet].range(place.cell).number_format or GENERAL)

    def sheet(self, name: str) -> StoredSheet:
        return StoredSheet()


def _read_sheet(sheet: xw.Sheet) -> _Block:
    used = sheet.used_range
    values = used.options(ndim=2, err_to_str=True).value
    formulas: Any = used.formula
    return _Block(used.row, used.column, values, [[formulas]] if used.count == 1 else formulas)
