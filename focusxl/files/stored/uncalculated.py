"""Formulas without a stored value: never calculated, or calculated to empty text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from focusxl.amounts import Nothing
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.computation import compute
from focusxl.filings.filer import whole_form
from focusxl.filings.filing import Filing, Place

_MANY = 3
"""The number of formulas from which the program that saved the file is the cause, reported once."""
_MOST_NAMED = 60


def empty_totals(filing: Filing, totals: Collection[str]) -> frozenset[str]:
    """Find the totals without a stored value whose formulas rightly give empty text.

    A total is empty while all its operands are, and where it would divide by zero.

    Args:
        filing: the other contents of the workbook.
        totals: the boxes whose formulas are ours and have no value.
    """
    known: dict[str, bool] = {}

    def is_empty(number: str) -> bool:
        if number not in known:
            entry = filing.entries.get(number)
            if entry is not None:
                known[number] = isinstance(entry.state, Nothing)
            elif number in totals:
                formula = filing.edition.box(number).formula
                known[number] = formula is not None and all(map(is_empty, formula.operands))
            else:
                known[number] = number in filing.absent
        return known[number]

    empty = {number for number in totals if is_empty(number)}
    if len(empty) < len(totals):
        computation = compute(filing, whole_form(filing.edition))
        empty |= set(totals) - computation.amounts.keys() - computation.unusable.keys()
    return frozenset(empty)


def not_calculated(places: Mapping[str, Place]) -> Iterator[Finding]:
    """Make the findings on formulas that were never calculated, one finding where they are many."""
    if len(places) < _MANY:
        for number, place in places.items():
            yield general_finding(
                "WB-03",
                box=number,
                place=place,
                expected="a value",
                which="The formula has",
                them="it",
            )
        return
    yield general_finding(
        "WB-03",
        place=next(iter(places.values())),
        reported=f"no value for {len(places)} formulas",
        expected="a value",
        which=f"The formulas of {len(places)} boxes have",
        them=f"boxes {listed(list(places))}",
    )


def listed(names: Sequence[str], most: int = _MOST_NAMED) -> str:
    """Write a list of names, with a count of the rest where it would be too long."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
