"""The check of calculated inputs: formulas in boxes that the filer fills in."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from decimal import Decimal

from focusxl.amounts import (
    EXCEL_EPOCH,
    CellError,
    CellState,
    Nothing,
    Number,
    Text,
    cell_state,
    show,
)
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.openxml.formula_value import Value
from focusxl.files.openxml.outline import Outline
from focusxl.files.stored.cells import Cells, SeenCell
from focusxl.files.stored.entries import shown_state, side_of
from focusxl.files.workbook_checks.recalculation import Outcome, Recalculation
from focusxl.filings.filing import Place
from focusxl.forms.model import Box
from focusxl.text import in_one_line

_LONGEST_FORMULA_SHOWN = 240


class CalculatedInputs:
    """The inputs of a workbook that are filled in by the filer's own formulas."""

    def __init__(self, outline: Outline, cells: Cells, boxes: Collection[Place]) -> None:
        """Set up the recalculation; `boxes` are the cells of the form."""
        self._recalculation = Recalculation(outline, cells, boxes)

    def check(self, box: Box, place: Place, cell: SeenCell) -> Iterator[Finding]:
        """Check the formula in an input and yield one finding, the gravest."""
        outcome = self._recalculation.outcome(place)
        formula = in_one_line(f"={cell.formula}", _LONGEST_FORMULA_SHOWN)
        if outcome.outside:
            outside = in_one_line(outcome.outside, 120)
            yield _finding("WB-07", box, place, outside, "a value", formula)
        elif outcome.circular:
            yield _finding("WB-18", box, place, formula, "a formula that ends", formula)
        elif outcome.changes:
            yield _finding("WB-19", box, place, outcome.changes, "a value", formula)
        elif not cell.calculated:
            return
        elif outcome.obstacle:
            yield _finding(
                "WB-17",
                box,
                place,
                side_of(box, cell.state),
                f"what {formula} gives",
                formula,
                shown=_shown(cell.state),
                obstacle=outcome.obstacle,
            )
        elif _agrees(cell.state, outcome):
            yield _finding("WB-15", box, place, formula, None, formula, shown=_shown(cell.state))
        else:
            yield _finding(
                "WB-16",
                box,
                place,
                side_of(box, cell.state),
                _side(outcome.value),
                formula,
            )


def _finding(
    check: str,
    box: Box,
    place: Place,
    reported: str | Decimal,
    expected: str | Decimal | None,
    formula: str,
    shown: str = "",
    obstacle: str = "",
) -> Finding:
    return general_finding(
        check,
        box=box.number,
        place=place,
        reported=reported,
        expected=expected,
        formula=formula,
        shown=shown,
        obstacle=obstacle,
    )


def _agrees(stored: CellState, outcome: Outcome) -> bool:
    """Tell whether a cell holds the result of its formula; any error matches any other."""
    match outcome.value:
        case float(value):
            number = _number(stored)
            return number is not None and abs(number - value) <= outcome.exact_to
        case CellError():
            return isinstance(stored, CellError)
        case str(text):
            return stored == Text(text.strip()) or (
                isinstance(stored, Nothing) and not text.strip()
            )
    return False


def _number(state: CellState) -> float | None:
    """Give a number as formulas see it, a date as its serial number."""
    match state:
        case Number(value):
            return float(value)
        case Text(text):
            try:
                return float((datetime.date.fromisoformat(text) - EXCEL_EPOCH).days)
            except ValueError:
                return None
    return None


def _shown(state: CellState) -> str:
    return show(state.value) if isinstance(state, Number) else shown_state(state)


def _side(value: Value) -> str | Decimal:
    state = value if isinstance(value, CellError) else cell_state(value)
    return state.value if isinstance(state, Number) else shown_state(state)
