"""The cells of an open workbook's boxes, by the names in its file.

Every query to a host is a call into another program, and the whole form has some 1,700 names. The
file lists them all at once. It may be older than the open workbook, so it is used only if the two
agree: the print of every page is where the file has it, and on the sheet Fingerprint, whose
formulas follow the present names, every box and answer shows the value of the cell that the file's
name points to. Otherwise the names are read one by one.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from focusxl.amounts import EXCEL_EPOCH, CellState, Number, Text
from focusxl.files.openxml.formula_text import same_formula
from focusxl.files.openxml.outline import Outline, SheetPart, read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.source import LARGEST_WORKBOOK, read_source
from focusxl.files.reading.finding_answers import heading_place
from focusxl.files.reading.template import (
    ABSENT_NAME,
    CHECK_LISTS,
    find_targets,
    list_places,
    places_of,
    printed_sheets,
)
from focusxl.files.stored.cells import Cells, SeenCell, StoredCells, Target, read_cells
from focusxl.files.template.names import (
    FINDING_LISTS,
    FINGERPRINT_SHEET,
    LAST_VALIDATION,
    NEXT_STEP,
    watched_formula,
)
from focusxl.filings.filing import Place
from focusxl_udfs.open_workbook.host_values import state_of

_NAME_COLUMN, _VALUE_COLUMN = 1, 2
_FILLED_IN = ("box_", "fact_", "nothing_")
"""Prefixes of the names of inputs and totals."""
_WRITTEN_BACK = (LAST_VALIDATION, NEXT_STEP)


@dataclass(frozen=True)
class SavedWorkbook:
    """A workbook as it was saved: its outline, the cells of its names, and their contents."""

    outline: Outline
    targets: Mapping[str, Target]
    cells: StoredCells

    @cached_property
    def sheets(self) -> Mapping[str, SheetPart]:
        """Sheets by name."""
        return {sheet.name: sheet for sheet in self.outline.sheets}

    @cached_property
    def printed_sheets(self) -> frozenset[str]:
        """Names of the sheets with boxes or questions."""
        return printed_sheets(self.targets)

    def is_borne_out_by(self, opened: Cells, listed: Sequence[Sequence[object]]) -> bool:
        """Tell whether all names of the open workbook point where they did in its file.

        Args:
            opened: the cells of the open workbook.
            listed: the values of its sheet Fingerprint, from the first cell on.
        """
        return (
            all(self._prints_alike(sheet, opened) for sheet in self.printed_sheets)
            and self._lists_the_same_checks(opened)
            and self._lists_findings_in_the_same_columns(opened)
            and self._shows_by_name_what_stands_there(opened, listed)
        )

    def is_changed(self, sheet: str, opened: Cells) -> bool:
        """Tell whether a box or an answer on a sheet has another value than in the file."""
        return any(
            not _alike(self.cells.cell(target.place).state, opened.cell(target.place).state)
            for name, target in self.targets.items()
            if target.sheet.name == sheet and name.startswith(_FILLED_IN)
        )

    def _prints_alike(self, sheet: str, opened: Cells) -> bool:
        """Compare the print of a sheet with the file, that is, all cells that are not filled in.

        Where rows, columns or cells were inserted or removed, some print has moved.
        """
        rows = opened.rows(sheet)
        own = {
            (target.area.top, target.area.left)
            for name, target in self.targets.items()
            if target.sheet.name == sheet and (name.startswith(_FILLED_IN) or name in _WRITTEN_BACK)
        }
        for row, cells in self.cells.rows(sheet).items():
            seen = rows.get(row, {})
            for column, cell in cells.items():
                if (row, column) not in own and not _print_alike(cell, seen.get(column)):
                    return False
        return True

    def _lists_the_same_checks(self, opened: Cells) -> bool:
        target = self.targets.get(CHECK_LISTS[0])
        return target is None or all(
            _print_alike(self.cells.cell(place), opened.cell(place))
            for place in list_places(target)
        )

    def _lists_findings_in_the_same_columns(self, opened: Cells) -> bool:
        """Compare the headings above the keys of findings and above the answers to them."""
        targets = [self.targets[name] for name in FINDING_LISTS if name in self.targets]
        return all(
            _print_alike(self.cells.cell(place), opened.cell(place))
            for place in map(heading_place, targets)
        )

    def _shows_by_name_what_stands_there(
        self, opened: Cells, listed: Sequence[Sequence[object]]
    ) -> bool:
        """Compare the open workbook's value of each name with the cell of the file's name."""
        shown: dict[object, CellState] = {}
        for row, name in self._listed_names():
            if row <= len(listed) and listed[row - 1][0] == name:
                shown[name.lower()] = state_of(listed[row - 1][1])
        return all(
            name in shown and _alike(shown[name], opened.cell(place).state)
            for name, place in self._filled_in()
        )

    def _listed_names(self) -> Iterator[tuple[int, str]]:
        """Give the rows of the sheet Fingerprint with the name whose value each of them shows."""
        for row, cells in self.cells.rows(FINGERPRINT_SHEET).items():
            caption, shown = cells.get(_NAME_COLUMN), cells.get(_VALUE_COLUMN)
            if caption is None or shown is None or not isinstance(caption.state, Text):
                continue
            name = caption.state.value
            formula = watched_formula(name)
            if shown.formula is not None and (
                shown.formula == formula[1:] or same_formula(shown.formula, formula)
            ):
                yield row, name

    def _filled_in(self) -> Iterator[tuple[str, Place]]:
        nowhere = self.targets.get(ABSENT_NAME)
        for name, target in self.targets.items():
            if name.startswith(_FILLED_IN) and (nowhere is None or target.place != nowhere.place):
                yield name, target.place


def read_saved(path: Path) -> SavedWorkbook:
    """Read the names of a workbook's file, and the cells of their sheets.

    Raises:
        Unreadable: it is not a workbook, or is damaged.
    """
    source = read_source(path, LARGEST_WORKBOOK)
    package = Package(source.content, source.name)
    outline = read_outline(package)
    targets = find_targets(outline)
    cells = read_cells(package, outline, places_of(targets), printed_sheets(targets))
    return SavedWorkbook(outline, targets, cells)


def _print_alike(saved: SeenCell, opened: SeenCell | None) -> bool:
    """Tell whether a cell still has its printed text or its formula."""
    if opened is None:
        return saved == SeenCell()
    if saved.formula is not None or opened.formula is not None:
        return saved.formula is not None and opened.formula is not None
    return _alike(saved.state, opened.state)


def _alike(one: CellState, other: CellState) -> bool:
    """Tell whether two cells hold the same value, a date the same as its serial number."""
    return one == other or _is_day_number(one, other) or _is_day_number(other, one)


def _is_day_number(number: CellState, date: CellState) -> bool:
    if not isinstance(number, Number) or not isinstance(date, Text):
        return False
    try:
        day = datetime.date.fromisoformat(date.value)
    except ValueError:
        return False
    return math.floor(number.value) == (day - EXCEL_EPOCH).days
