"""The report on a filling: the boxes filled in and those left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from focusxl.amounts import show
from focusxl.filings.computation import Computation, Total
from focusxl.filings.filing import Filing


def what_was_filled(given: Computation, before: Filing, filled: Filing) -> Iterator[str]:
    """Write how many boxes were filled in, and what became of the others.

    Args:
        given: the computation of the filing that was given.
        before: the filing in the workbook before.
        filled: the filing as filled in, in the workbook's edition.
    """
    entered = [number for number in filled.entries if filled.is_entered(number)]
    values = [number for number in entered if number in filled.values]
    held = [number for number in before.values if before.is_entered(number)]
    emptied = [number for number in held if number in filled.entries and number not in values]
    kept = sum(number not in filled.entries for number in held)
    line = f"Filled in {_boxes(len(values))}."
    if emptied:
        line += f" Emptied {_boxes(len(emptied))}: {', '.join(emptied)}."
    if kept:
        line += f" {_boxes(kept).capitalize()} of the workbook kept what was there."
    yield line
    yield from _totals(given)


def _totals(given: Computation) -> Iterator[str]:
    """Write what became of the totals that were given, which a workbook computes itself."""
    totals = [
        total
        for number, total in given.totals.items()
        if total.reported is not None and not given.filing.is_entered(number)
    ]
    if not totals:
        return
    yield f"Left out {_boxes(len(totals), 'total')}: the workbook computes them."
    differing = [one for one in totals if not one.agrees and one.expected is not None]
    if differing:
        yield f"The inputs give other totals: {_listed(differing)}."
    unknown = [one for one in totals if one.expected is None]
    if unknown:
        yield f"Totals without their inputs: {_listed(unknown)}."


def _listed(totals: Sequence[Total]) -> str:
    return "; ".join(
        f"box {total.box.number}, given {_shown(total.reported)}, computed {_shown(total.expected)}"
        for total in totals
    )


def _shown(amount: Decimal | None) -> str:
    return "blank" if amount is None else show(amount)


def _boxes(count: int, what: str = "box") -> str:
    plural = "es" if what.endswith("x") else "s"
    return f"{count} {what}{'' if count == 1 else plural}"
