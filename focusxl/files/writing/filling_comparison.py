"""The filling of what a report is compared with into the cells of a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from focusxl.amounts import EXCEL_EPOCH, NOTHING, CellState, Number, Text
from focusxl.errors import NotFilled
from focusxl.files.reading.compared_with import column_of
from focusxl.files.stored.cells import StoredCells, Target
from focusxl.files.stored.values import DAYS_FROM_1900_TO_1904
from focusxl.files.template.comparison_names import (
    HISTORY_ENDS,
    LIMITS,
    PRIOR_AMOUNTS,
    PRIOR_BOXES,
    PRIOR_END,
    history_name,
    limit_name,
)
from focusxl.filings.filing import Filing, Place, as_text
from focusxl.forms.comparison import comparison_data


def comparison_inputs(
    filing: Filing, targets: Mapping[str, Target], cells: StoredCells, *, from_1904: bool
) -> dict[Place, CellState]:
    """Give the contents of the cells for what a filing is compared with.

    What the filing does not have stays in the workbook as it is; what it has replaces all of it.
    A box of the period before that the workbook has no row for is left out: its page is not there.

    Raises:
        NotFilled: the workbook has lost the cells.
    """
    found: dict[Place, CellState] = {}
    if filing.prior or filing.prior_end:
        places = zip(_column(targets, PRIOR_BOXES), _column(targets, PRIOR_AMOUNTS), strict=False)
        for box, place in places:
            state = cells.cell(box).state
            number = as_text(state) if isinstance(state, Number | Text) else ""
            found[place] = _number(filing.prior.get(number))
        end = filing.prior_end
        found[_place(targets, PRIOR_END)] = NOTHING if end is None else _day(end, from_1904)
    if filing.history:
        ends = _column(targets, HISTORY_ENDS)
        kept = sorted(filing.history)[-len(ends) :]
        days: list[datetime.date | None] = [None] * (len(ends) - len(kept)) + list(kept)
        for place, day in zip(ends, days, strict=True):
            found[place] = NOTHING if day is None else _day(day, from_1904)
        for one in comparison_data().key_amounts_of(filing.edition):
            column = _column(targets, history_name(one.box))
            for place, day in zip(column, days, strict=True):
                amounts = {} if day is None else filing.history[day]
                found[place] = _number(amounts.get(one.box))
    for limit in LIMITS:
        if limit in filing.limits:
            found[_place(targets, limit_name(limit))] = Number(filing.limits[limit])
    return found


def _column(targets: Mapping[str, Target], name: str) -> list[Place]:
    return column_of(_target(targets, name))


def _place(targets: Mapping[str, Target], name: str) -> Place:
    return _target(targets, name).place


def _target(targets: Mapping[str, Target], name: str) -> Target:
    if name not in targets:
        raise NotFilled(f"The workbook has lost its cells {name}; fill in a new template.")
    return targets[name]


def _number(amount: Decimal | None) -> CellState:
    return NOTHING if amount is None else Number(amount)


def _day(day: datetime.date, from_1904: bool) -> CellState:
    return Number(Decimal((day - EXCEL_EPOCH).days - DAYS_FROM_1900_TO_1904 * from_1904))
