"""The amounts of the period before, as a file gives them by box."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from focusxl.amounts import CellState
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.stored.entries import shown_state
from focusxl.filings.filing import NOWHERE, Place, Refused, interpret
from focusxl.forms.edition import Edition
from focusxl.text import in_one_line


class PeriodBefore(NamedTuple):
    """What a file says of the period before."""

    amounts: Mapping[str, Decimal]
    ends: datetime.date | None
    findings: tuple[Finding, ...]


def read_prior(
    edition: Edition,
    given: Mapping[str, CellState],
    where: str,
    places: Mapping[str, Place] | None = None,
) -> PeriodBefore:
    """Read the values of the period before: its amounts, and the day on which it ended.

    A whole report may be given: its texts and marks are passed over.

    Args:
        edition: the edition of the report that is compared.
        given: the values by box number.
        where: where they are corrected, for messages; begins with a comma.
        places: the cell of each value, in a workbook.
    """
    amounts: dict[str, Decimal] = {}
    ends: datetime.date | None = None
    findings: list[Finding] = []

    def refuse(number: str, reported: str, expected: str) -> None:
        place = (places or {}).get(number, NOWHERE)
        findings.append(
            unusable(f"Box {in_one_line(number, 40)}", reported, expected, where, place)
        )

    for number, state in given.items():
        placed = edition.boxes.get(number)
        if placed is None:
            refuse(number, in_one_line(number, 40), f"a box of edition {edition.name}")
            continue
        value = interpret(placed.box, state)
        if isinstance(value, Decimal):
            amounts[number] = value
        elif isinstance(value, datetime.date) and number == edition.period_end:
            ends = value
        elif isinstance(value, Refused) and (placed.box.is_amount or number == edition.period_end):
            is_amount = placed.box.is_amount
            refuse(number, shown_state(state), "an amount" if is_amount else "a date")
    return PeriodBefore(amounts, ends, tuple(findings))


def unusable(
    what: str, reported: str, expected: str, where: str, place: Place = NOWHERE
) -> Finding:
    """Make the finding on a value that a report cannot be compared with."""
    return general_finding(
        "VAR-DATA", place=place, reported=reported, expected=expected, what=what, where=where
    )
