"""The check of stray amounts: those on a page of the form that stand in no box.

The filer may keep a note or a calculation beside the form, so a stray amount is to be explained and
not removed; but an amount that was typed beside its box must not be lost silently.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import zip_longest

from focusxl.amounts import CellState, Number, Text, parse_amount, show
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.errors import NotAnAmount
from focusxl.files.openxml.addresses import Area, cell_name, parse_area
from focusxl.files.openxml.formula_text import same_formula
from focusxl.files.stored.cells import Cells, SeenCell, Target
from focusxl.files.stored.entries import shown_state
from focusxl.files.stored.uncalculated import listed
from focusxl.files.template.comparison_names import is_compared
from focusxl.files.template.names import box_name
from focusxl.filings.filing import Place, as_text
from focusxl.forms.edition import Edition
from focusxl.text import in_one_line
from focusxl.values import Record

_FEWEST_DIGITS = 3
"""Text with fewer digits is an item number: the form prints “1.” to “36.”."""
_LONGEST_AMOUNT = 100
"""The longest text that is read as an amount, in characters."""
_MOST_SHOWN = 12
_DIGIT = re.compile(r"[0-9]")


def check_stray_amounts(
    edition: Edition,
    targets: Mapping[str, Target],
    printed: Mapping[Place, str],
    told: Collection[str],
    cells: Cells,
) -> Iterator[Finding]:
    """Find amounts outside the boxes of the pages, sheet by sheet.

    Args:
        edition: the edition of the form.
        targets: the cells of the names of the workbook.
        printed: the cells that print the number of a box.
        told: boxes whose names are lost or wrong, which have a finding already; the amounts
            before their numbers get none.
        cells: the cells of the workbook.
    """
    ours: dict[str, set[tuple[int, int]]] = {}
    compared = {
        target.sheet.name: target.area for name, target in targets.items() if is_compared(name)
    }
    pages: dict[str, set[int]] = {}
    """The sheets with pages of the form, and their columns of printed numbers."""
    for name, target in targets.items():
        if name.startswith(("box_", "again_", "fact_", "focusxl_")):
            ours.setdefault(target.sheet.name, set()).update(_first_cell(target))
    for place in printed:
        area = parse_area(place.cell or "")
        if area is not None and place.sheet is not None:
            ours.setdefault(place.sheet, set()).add((area.top, area.left))
            pages.setdefault(place.sheet, set()).add(area.left)
    for sheet, number_columns in pages.items():
        page = _Page(edition, ours[sheet], number_columns, told, compared.get(sheet))
        found = [
            (cell_name(row, column), _shown(columns[column].state))
            for row, columns in sorted(cells.rows(sheet).items())
            for column, beside in _columns_with_next(columns)
            if _is_amount(columns[column]) and not page.accounts_for(row, column, beside, columns)
        ]
        if found:
            shown = [f"{cell} ({amount})" for cell, amount in found]
            yield general_finding(
                "WB-22",
                place=Place(sheet, found[0][0]),
                reported=in_one_line(f"{sheet}: {', '.join(shown)}", 4_000),
                expected="no amount outside the boxes",
                sheet=sheet,
                amounts=listed(shown, _MOST_SHOWN),
            )


def _first_cell(target: Target) -> Iterator[tuple[int, int]]:
    """Give the first cell of a name, which holds the value of merged cells."""
    yield target.area.top, target.area.left


class _Page(Record):
    """A sheet with a page of the form, and the cells on it that are accounted for."""

    edition: Edition
    ours: Collection[tuple[int, int]]
    """The cells that have a name, and the printed numbers beside them."""
    number_columns: Collection[int]
    told: Collection[str]
    compared: Area | None = None
    """The columns beside the form that compare its amounts by formulas."""

    def accounts_for(
        self, row: int, column: int, beside: int | None, cells: Mapping[int, SeenCell]
    ) -> bool:
        """Tell whether an amount is part of the form, or has a finding already."""
        if (row, column) in self.ours or self._is_period_end(cells[column]):
            return True
        compares = self.compared is not None and (row, column) in self.compared
        if compares and cells[column].formula is not None:
            return True
        if self._number_at(column, cells):
            # The printed number of a box whose own name is lost or points elsewhere.
            return True
        return self._number_at(beside, cells) in self.told

    def _is_period_end(self, cell: SeenCell) -> bool:
        name = box_name(self.edition.period_end)
        formula = f'=IF({name}="","",{name})'
        return cell.formula is not None and same_formula(cell.formula, formula)

    def _number_at(self, column: int | None, cells: Mapping[int, SeenCell]) -> str:
        """Give the box number that is printed in a column; empty where none is."""
        if column is None or column not in self.number_columns:
            return ""
        cell = cells[column]
        text = as_text(cell.state) if isinstance(cell.state, Number | Text) else ""
        return text if cell.formula is None and text in self.edition.boxes else ""


def _columns_with_next(cells: Mapping[int, SeenCell]) -> Iterator[tuple[int, int | None]]:
    """Give the columns of a row from left to right, each with the next one."""
    columns = sorted(cells)
    return zip_longest(columns, columns[1:])


def _shown(state: CellState) -> str:
    return show(state.value) if isinstance(state, Number) else shown_state(state)


def _is_amount(cell: SeenCell) -> bool:
    match cell.state:
        case Number():
            return True
        case Text(text) if (
            len(text) <= _LONGEST_AMOUNT and len(_DIGIT.findall(text)) >= _FEWEST_DIGITS
        ):
            try:
                parse_amount(text)
            except NotAnAmount:
                return False
            return True
    return False
