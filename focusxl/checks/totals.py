"""Every total is recomputed from its inputs: no total is trusted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from focusxl.amount import Nothing, show
from focusxl.checks.general import general_finding
from focusxl.compute import Computation, Total
from focusxl.finding import Finding
from focusxl.form import Box, CheckClass
from focusxl.formula import FactUnknown
from focusxl.formula.words import with_values


def total_check_id(box: Box) -> str:
    """Give the id of the check that recomputes this total."""
    return f"SUM-{box.number}"


def check_totals(computation: Computation) -> Iterator[Finding]:
    """Compare every total with what its inputs give, in the form's order."""
    for number in computation.filing.edition.boxes:
        total = computation.totals.get(number)
        if total is not None:
            yield from _check_total(computation, total)


def _check_total(computation: Computation, total: Total) -> Iterator[Finding]:
    filing = computation.filing
    box = total.box
    entry = filing.entries.get(box.number)
    if total.missing_fact is not None:
        yield general_finding(
            "FACT-01",
            box=box.number,
            place=filing.place_of(box.number),
            expected=total.missing_fact,
            fact=total.missing_fact,
            question=filing.edition.facts[total.missing_fact].question,
        )
    elif total.expected is not None and entry is not None and isinstance(entry.state, Nothing):
        yield _finding(
            computation,
            total,
            "must-fix",
            f"The total is blank, but its inputs give {show(total.expected)}: "
            f"{_worked(computation, box)}.",
        )
    elif not total.testable and total.reported is not None:
        inputs = ", ".join(box.formula.boxes if box.formula else ())
        yield _finding(
            computation,
            total,
            "note",
            f"The total ({show(total.reported)}) is not testable: none of its inputs "
            f"({inputs}) is reported.",
        )
    elif total.follows_from is not None and total.reported is not None and total.expected is None:
        yield _finding(
            computation,
            total,
            "must-fix",
            f"The total ({show(total.reported)}) cannot be recomputed while box "
            f"{total.follows_from} cannot be read.",
        )
    elif total.agrees or total.reported is None or total.expected is None:
        return
    elif entry is not None and entry.by_formula and total.follows_from is None:
        yield general_finding(
            "WB-04",
            box=box.number,
            place=entry.place,
            reported=show(total.reported),
            expected=show(total.expected),
            difference=total.reported - total.expected,
        )
    else:
        note = f" {box.note}" if box.note else ""
        yield _finding(
            computation,
            total,
            "must-fix",
            f"The total shows {show(total.reported)}, but its inputs give {show(total.expected)}: "
            f"{_worked(computation, box)}.{_because(total)}{note}",
        )


def _because(total: Total) -> str:
    if total.follows_from is None:
        return ""
    return f" This follows from box {total.follows_from}; repair that one first."


def _worked(computation: Computation, box: Box) -> str:
    assert box.formula is not None

    def amount(number: str) -> Decimal | None:
        return computation.amounts.get(number)

    def named(name: str) -> Decimal | bool | None:
        try:
            return computation.named(name)
        except FactUnknown:
            return None

    return with_values(box.formula, amount, named)


def _difference(total: Total) -> Decimal | None:
    if total.reported is None or total.expected is None:
        return None
    return total.reported - total.expected


def _finding(
    computation: Computation, total: Total, check_class: CheckClass, message: str
) -> Finding:
    filing = computation.filing
    box = total.box
    return Finding(
        id=total_check_id(box),
        check_class=check_class,
        message=message,
        cite=filing.edition.boxes[box.number].cite,
        box=box.number,
        place=filing.place_of(box.number),
        reported=None if total.reported is None else f"{total.reported:f}",
        expected=None if total.expected is None else f"{total.expected:f}",
        difference=_difference(total),
        tolerance=Decimal(box.tolerance),
        consequence_of=total.follows_from,
    )
