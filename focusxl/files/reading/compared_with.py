"""What the report of a template is compared with: the period before, history, and limits."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from focusxl.amounts import CellState, Nothing, Number, Text
from focusxl.checks.finding import Finding
from focusxl.files.openxml.addresses import cell_name
from focusxl.files.reading.prior import read_prior, unusable
from focusxl.files.stored.cells import Cells, Target
from focusxl.files.stored.entries import shown_state
from focusxl.files.stored.values import DAYS_FROM_1900_TO_1904
from focusxl.files.template.comparison_names import (
    HISTORY_ENDS,
    HISTORY_SHEET,
    LIMITS,
    PRIOR_AMOUNTS,
    PRIOR_BOXES,
    PRIOR_END,
    PRIOR_SHEET,
    history_name,
    limit_name,
)
from focusxl.filings.filing import Place, Refused, as_text, interpret, read_date
from focusxl.forms.comparison import comparison_data
from focusxl.forms.edition import Edition

_MOST_ROWS = 10_000
_ON_PRIOR = f", on the sheet {PRIOR_SHEET}"
_ON_HISTORY = f", on the sheet {HISTORY_SHEET}"
_ON_START = ", on the sheet Start; without one, FocusXL's own limit holds"

Months = Mapping[datetime.date, Mapping[str, Decimal]]


class ComparedWith(NamedTuple):
    """What a workbook says of earlier periods, and the filer's limits."""

    prior: Mapping[str, Decimal]
    prior_end: datetime.date | None
    history: Months
    limits: Mapping[str, Decimal]
    findings: tuple[Finding, ...]


def column_of(target: Target) -> list[Place]:
    """Give the cells of a name that is a column; none where it is none of a sensible length."""
    area = target.area
    if area.left != area.right or area.bottom - area.top >= _MOST_ROWS:
        return []
    return [
        Place(target.sheet.name, cell_name(row, area.left))
        for row in range(area.top, area.bottom + 1)
    ]


def read_compared_with(
    edition: Edition, targets: Mapping[str, Target], cells: Cells, *, from_1904: bool
) -> ComparedWith:
    """Read what the report is compared with; a workbook of an earlier version has none of it."""
    reader = _Reader(edition, targets, cells, from_1904)
    prior, prior_end = reader.prior()
    history = reader.history()
    limits = dict(reader.limits())
    return ComparedWith(prior, prior_end, history, limits, tuple(reader.findings))


class _Reader:
    def __init__(
        self, edition: Edition, targets: Mapping[str, Target], cells: Cells, from_1904: bool
    ) -> None:
        self.edition = edition
        self.targets = targets
        self.cells = cells
        self.from_1904 = from_1904
        self.findings: list[Finding] = []

    def prior(self) -> tuple[Mapping[str, Decimal], datetime.date | None]:
        given: dict[str, CellState] = {}
        places: dict[str, Place] = {}
        for box, place in zip(self._column(PRIOR_BOXES), self._column(PRIOR_AMOUNTS), strict=False):
            state = self._state(place)
            if isinstance(state, Nothing):
                continue
            numbered = self._state(box)
            number = as_text(numbered) if isinstance(numbered, Number | Text) else ""
            given[number] = state
            places[number] = place
        target = self.targets.get(PRIOR_END)
        ends = None if target is None else self._date(target.place, "The period before", _ON_PRIOR)
        before = read_prior(self.edition, given, _ON_PRIOR, places)
        self.findings += before.findings
        return before.amounts, ends

    def history(self) -> Months:
        columns = {
            one.box: self._column(history_name(one.box))
            for one in comparison_data().key_amounts_of(self.edition)
        }
        months: dict[datetime.date, dict[str, Decimal]] = {}
        for row, place in enumerate(self._column(HISTORY_ENDS)):
            amounts = dict(self._amounts(columns, row))
            what = f"The month in row {place.cell}"
            day = self._date(place, what, _ON_HISTORY)
            if day is not None:
                months[day] = amounts
            elif amounts and isinstance(self._state(place), Nothing):
                self._refuse(what, "nothing", "the day on which it ended", _ON_HISTORY, place)
        return months

    def _amounts(
        self, columns: Mapping[str, list[Place]], row: int
    ) -> Iterator[tuple[str, Decimal]]:
        for box, places in columns.items():
            if row >= len(places):
                continue
            value = interpret(self.edition.box(box), self._state(places[row]))
            if isinstance(value, Decimal):
                yield box, value
            elif isinstance(value, Refused):
                shown = shown_state(self._state(places[row]))
                self._refuse(f"Box {box}", shown, "an amount", _ON_HISTORY, places[row])

    def limits(self) -> Iterator[tuple[str, Decimal]]:
        for limit in LIMITS:
            target = self.targets.get(limit_name(limit))
            state = Nothing() if target is None else self._state(target.place)
            if target is None or isinstance(state, Nothing):
                continue
            if isinstance(state, Number) and state.value >= 0:
                yield limit, state.value
            else:
                what = "The limit of the comparison"
                self._refuse(what, shown_state(state), "0 or more", _ON_START, target.place)

    def _date(self, place: Place, what: str, where: str) -> datetime.date | None:
        state = self._state(place)
        if isinstance(state, Number) and self.from_1904:
            state = Number(state.value + DAYS_FROM_1900_TO_1904)
        if isinstance(state, Nothing):
            return None
        day = read_date(state) if isinstance(state, Number | Text) else None
        if day is None:
            self._refuse(what, shown_state(state), "a date", where, place)
        return day

    def _refuse(self, what: str, reported: str, expected: str, where: str, place: Place) -> None:
        self.findings.append(unusable(what, reported, expected, where, place))

    def _column(self, name: str) -> list[Place]:
        return column_of(self.targets[name]) if name in self.targets else []

    def _state(self, place: Place) -> CellState:
        return self.cells.cell(place).state
