"""Reads the workbook that is open in a host, through xlwings' object model, in a few reads.

Of each page the values and the formulas are read once, as two blocks. Of number formats only those
of percentages are asked for, which say whether 0.13 is 13%. How other numbers look, and what hides
or merges cells, is seen in the file, which every export reads as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from focusxl.files.areas import parse_area
from focusxl.files.format_codes import GENERAL
from focusxl.files.outline import Outline, SheetPart
from focusxl.files.reading import Reading
from focusxl.files.stored_cells import SeenCell
from focusxl.files.template import find_targets, judge_template
from focusxl.files.worksheet import StoredSheet
from focusxl.filing import Place
from focusxl.form import Box
from focusxl_udfs.host_values import state_of


def read_hosted_workbook(book: xw.Book) -> Reading:
    """Read an open workbook; its SHA-256 stays empty, since its file may be older.

    Raises:
        Unreadable: it is no FocusXL workbook.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    outline = Outline(
        sheets=tuple(SheetPart(name, "", not sheet.visible) for name, sheet in sheets.items()),
        names=_names(book.names),
        from_1904=False,
        links=(),
        strings=None,
        styles=None,
    )
    targets = find_targets(outline)
    wanted = {target.sheet.name for target in targets.values()}
    blocks = {name: _read_sheet(sheets[name]) for name in sorted(wanted)}
    cells = _HostedCells(sheets, blocks)
    return judge_template(outline, targets, cells, f"“{book.name}”")


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


@dataclass(frozen=True, slots=True)
class _HostedCells:
    sheets: Mapping[str, xw.Sheet]
    blocks: Mapping[str, _Block]

    def cell(self, place: Place) -> SeenCell:
        area = parse_area(place.cell or "")
        block = self.blocks.get(place.sheet or "")
        return SeenCell() if area is None or block is None else block.cell(area.top, area.left)

    def number_format(self, place: Place, box: Box) -> str:
        """Ask only where the format says what the amount is: every question is a call."""
        if box.unit != "percent" or place.sheet is None or place.cell is None:
            return GENERAL
        return str(self.sheets[place.sheet].range(place.cell).number_format or GENERAL)

    def sheet(self, name: str) -> StoredSheet:
        return StoredSheet()


def _read_sheet(sheet: xw.Sheet) -> _Block:
    used = sheet.used_range
    values = used.options(ndim=2, err_to_str=True).value
    formulas: Any = used.formula
    return _Block(used.row, used.column, values, [[formulas]] if used.count == 1 else formulas)
