"""The reading of the open workbook, through xlwings' object model, in a few calls.

The values and the formulas of each page are read once, as two blocks. The places of its boxes are
taken from the workbook's file, if the open workbook agrees with it, and otherwise from the names,
each of which takes several calls. Only the number formats of percentages are read, which decide
whether 0.13 is 13%. The formats of other numbers, and hidden or merged cells, are read in the
file, as every export does.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import xlwings as xw

from focusxl.errors import Unreadable
from focusxl.failure_log import log_failure
from focusxl.files.openxml.addresses import parse_area
from focusxl.files.openxml.format_codes import GENERAL
from focusxl.files.openxml.outline import MANUAL_CALCULATION, Outline, SheetPart
from focusxl.files.openxml.worksheet import StoredSheet
from focusxl.files.reading.template import find_targets, judge_template
from focusxl.files.stored.cells import Cells, Rows, SeenCell
from focusxl.files.stored.reading import Reading
from focusxl.files.template.names import ADDED_SHEETS, FINGERPRINT_SHEET
from focusxl.filings.filing import Place
from focusxl.forms.model import Box
from focusxl_udfs.open_workbook.added_sheets import has_sheet
from focusxl_udfs.open_workbook.host_values import state_of
from focusxl_udfs.open_workbook.saved_names import SavedWorkbook, read_saved

_FROM_1904 = 1904
_OF_NAMES = frozenset({"WB-08", "WB-10", "WB-11", "WB-24", "WB-25", "BOX-03"})
"""The checks of names that are lost or point to another cell."""


def read_hosted_workbook(book: xw.Book) -> Reading:
    """Read an open workbook; its SHA-256 stays empty, since its file may be older.

    Raises:
        Unreadable: it is not a FocusXL workbook.
    """
    try:
        reading = _read_by_saved_names(book)
    except Unreadable:
        reading = None
    except Exception as failure:
        # Whatever fails in a host or in the file, reading by names needs less.
        log_failure("the names of an open workbook, taken from its file", failure)
        reading = None
    return reading or _read_by_own_names(book)


def hosted_cells(book: xw.Book) -> Cells:
    """Give the cells of an open workbook, each sheet read when it is asked for."""
    return _HostedCells(book.sheets, _SheetReader(book).read)


def _read_by_own_names(book: xw.Book) -> Reading:
    """Read an open workbook by all of its own names."""
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
    return judge_template(outline, targets, _HostedCells(sheets, _read_sheet), f"“{book.name}”")


def _read_by_saved_names(book: xw.Book) -> Reading | None:
    """Read an open workbook by the names of its file; None if they may have changed since.

    Raises:
        Unreadable: its file is not a workbook, or is damaged.
    """
    if getattr(book.names.impl, "in_one_call", False):
        return None
    path = Path(book.fullname)
    # A workbook that is not recalculated does not show the present cells of its names.
    if _settings(book) or _counts_from_1904(book) or not path.is_file():
        return None
    saved = read_saved(path)
    added = len(book.sheets) - len(saved.sheets)
    if FINGERPRINT_SHEET not in saved.sheets or added != _added_by_commands(book, saved, added):
        return None
    reader = _SheetReader(book)
    cells = _HostedCells(book.sheets, reader.read)
    listed = reader.read_values(book.sheets[FINGERPRINT_SHEET])
    if not saved.is_borne_out_by(cells, listed):
        return None

    def seen(part: SheetPart) -> SheetPart:
        # A page with unchanged values is judged by the file, which is exported.
        name = part.name
        if name in saved.printed_sheets and (part.hidden or saved.is_changed(name, cells)):
            return part._replace(hidden=not book.sheets[name].visible)
        return part

    outline = Outline(
        sheets=tuple(map(seen, saved.sheets.values())),
        names=saved.outline.names,
        from_1904=False,
        links=(),
        strings=None,
        styles=None,
    )
    reading = judge_template(outline, find_targets(outline), cells, f"“{book.name}”")
    # Findings on names are about the names that the workbook has now.
    return None if any(one.id in _OF_NAMES for one in reading.findings) else reading


def _added_by_commands(book: xw.Book, saved: SavedWorkbook, at_most: int) -> int:
    """Count the sheets without boxes that our own commands have added since the file was saved."""
    return sum(
        has_sheet(book, name) for name in ADDED_SHEETS if at_most > 0 and name not in saved.sheets
    )


def _counts_from_1904(book: xw.Book) -> bool:
    """Tell whether days count from 1904, by Excel's setting or LibreOffice's null date."""
    if getattr(book.api, "Date1904", False) is True:
        return True
    day_nought = getattr(book.api, "NullDate", None)
    return getattr(day_nought, "Year", None) == _FROM_1904


def _settings(book: xw.Book) -> tuple[str, ...]:
    return (MANUAL_CALCULATION,) if book.app.calculation == "manual" else ()


def _names(names: Iterable[xw.Name]) -> dict[str, str]:
    """Give the names of the whole workbook; names of one sheet have the sheet before a “!”."""
    found: dict[str, str] = {}
    for name in names:
        text = str(name.name)
        if "!" not in text:
            found[text.lower()] = str(name.refers_to).removeprefix("=")
    return found


@dataclass(frozen=True, slots=True)
class _Block:
    """The used cells of a sheet from a first row and column, both counted from 1."""

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
        """Give the cells with a value or a formula, by row and column."""
        found: dict[int, dict[int, SeenCell]] = {}
        for row in range(self.top, self.top + len(self.values)):
            for column in range(self.left, self.left + len(self.values[0])):
                cell = self.cell(row, column)
                if cell != SeenCell():
                    found.setdefault(row, {})[column] = cell
        return found


class _Sheets(Protocol):
    """The sheets of a workbook by name."""

    def __getitem__(self, name: str, /) -> xw.Sheet: ...


class _HostedCells:
    def __init__(self, sheets: _Sheets, read: Callable[[xw.Sheet], _Block]) -> None:
        self._sheets = sheets
        self._read = read
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
            self._blocks[name] = self._read(self._sheets[name])
        return self._blocks[name]

    def look(self, place: Place) -> None:
        return None

    def number_format(self, place: Place, box: Box) -> str:
        """Give the number format where it decides the amount: every query is a call."""
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


class _SheetReader:
    """A reader of sheets in two calls each, for values and for formulas.

    For converted values, xlwings would first query the place and the workbook of the cells.
    """

    def __init__(self, book: xw.Book) -> None:
        self._engine = book.app.engine.impl

    def read(self, sheet: xw.Sheet) -> _Block:
        used = _used_from_first_cell(sheet)
        values, formulas = self._values(used), used.formula
        return _Block(1, 1, values, [[formulas]] if isinstance(formulas, str) else formulas)

    def read_values(self, sheet: xw.Sheet) -> list[list[object]]:
        """Read the values only, since formulas can be long."""
        return self._values(_used_from_first_cell(sheet))

    def _values(self, used: Any) -> list[list[object]]:
        values = used.raw_value
        rows = values if isinstance(values, list | tuple) else [[values]]
        cleaned: list[list[object]] = self._engine.clean_value_data(
            rows, datetime.datetime, None, None, True
        )
        return cleaned


def _used_from_first_cell(sheet: xw.Sheet) -> Any:
    """Give the used cells from A1, so that the host need not be asked where they begin."""
    return sheet.impl.range("A1", sheet.impl.used_range)
