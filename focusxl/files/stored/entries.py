"""The entries of a filing from the values of a file, with a finding on each value not used."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from focusxl.amounts import CellError, CellState, Nothing
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.openxml.format_codes import GENERAL
from focusxl.files.stored.display import as_displayed
from focusxl.filings.filing import NOWHERE, Entry, Place, as_text, interpret
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box
from focusxl.text import in_one_line
from focusxl.values import Record

MOST_ROWS = 20_000
"""Several times the number of boxes of the form."""


class Given(Record):
    """A box number and value as given in a file; the number may be unknown or repeated."""

    box: str
    state: CellState
    place: Place = NOWHERE
    number_format: str = GENERAL


def gather_entries(
    edition: Edition, given: Iterable[Given]
) -> tuple[dict[str, Entry], tuple[Finding, ...]]:
    """Sort given values into entries, the first where a box is repeated, and findings."""
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    for item in given:
        if item.box not in edition.boxes:
            findings.append(
                general_finding(
                    "BOX-03",
                    place=item.place,
                    reported=in_one_line(item.box, 40),
                    expected=f"a box of edition {edition.name}",
                )
            )
            continue
        box = edition.box(item.box)
        state, unlike = as_displayed(box, item.state, item.number_format, item.place)
        if unlike is not None:
            findings.append(unlike)
        if item.box not in entries:
            entries[item.box] = Entry(state, item.place)
        elif interpret(box, state) != interpret(box, entries[item.box].state):
            findings.append(
                general_finding(
                    "BOX-04",
                    box=item.box,
                    place=item.place,
                    reported=side_of(box, state),
                    expected=side_of(box, entries[item.box].state),
                )
            )
    return entries, tuple(findings)


def side_of(box: Box, state: CellState) -> str | Decimal:
    """Give the state of a cell as a side of a finding, as an amount where it can be read as one."""
    value = interpret(box, state)
    return value if isinstance(value, Decimal) else shown_state(state)


def shown_state(state: CellState) -> str:
    """Describe the state of a cell in a few words.

    >>> shown_state(Nothing())
    'nothing'
    """
    match state:
        case Nothing():
            return "nothing"
        case CellError(name):
            return name
    return in_one_line(as_text(state), 80)
