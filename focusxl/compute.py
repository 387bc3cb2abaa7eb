"""Totals from inputs: every total of a filing recomputed, and compared with what it reports."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from focusxl.amount import whole_dollars
from focusxl.filing import Filing, Refused
from focusxl.form import Box
from focusxl.formula import BoxUnusable, FactUnknown, evaluate


@dataclass(frozen=True, slots=True)
class Total:
    """One total: what the filing reports, what its inputs give, and what counts further on."""

    box: Box
    reported: Decimal | None
    expected: Decimal | None
    """Whole dollars that the inputs give; None where that cannot be said."""
    agrees: bool = True
    """False where a reported total differs from the expected one beyond its tolerance."""
    follows_from: str | None = None
    """The box whose fault this is, where the total is right for the wrong inputs it was given."""
    missing_fact: str | None = None
    testable: bool = True
    """False where none of the total's inputs is reported."""

    @property
    def counts_as(self) -> Decimal | None:
        """The amount that totals further on are formed with.

        A reported total that agrees counts as reported: a percentage rounded the filer's way
        must not be held against the next line. Cents are never filed, so they do not count.
        """
        if self.reported is not None and (self.expected is None or self.agrees):
            return whole_dollars(self.reported, self.box.rounding)
        return self.expected


@dataclass(frozen=True)
class Computation:
    """A filing with its totals computed; a place where formulas find their values."""

    filing: Filing
    amounts: Mapping[str, Decimal]
    """Whole dollars of every box that has any, totals as they count; dates as day numbers."""
    totals: Mapping[str, Total]
    unusable: Mapping[str, str]
    """Boxes that hold no usable amount, each with the box that is the cause."""

    def amount(self, box: str) -> Decimal | None:
        """Give the whole dollars in a box; see `focusxl.formula.Surroundings`."""
        if box in self.unusable:
            raise BoxUnusable(box)
        return self.amounts.get(box)

    def reported(self, box: str) -> bool:
        """Tell whether a box holds anything, or is computed from something."""
        return box in self.amounts or box in self.filing.values

    def named(self, name: str) -> Decimal | bool:
        """Give a parameter at the end of the filing's period, or a fact about the firm."""
        return _named(self.filing, name)

    def as_shown(self) -> Computation:
        """Give the same with every total as the filing shows it, right or wrong."""
        shown = {
            number: total.reported
            for number, total in self.totals.items()
            if total.reported is not None
        }
        return replace(self, amounts={**self.amounts, **shown})


def compute(filing: Filing) -> Computation:
    """Compute every total of a filing, each after the totals it is formed from.

    Whole dollars: inputs are rounded before they are added, since that is what is filed.
    """
    amounts: dict[str, Decimal] = {}
    unusable = {number: number for number in filing.lost}
    totals: dict[str, Total] = {}
    for number, value in filing.values.items():
        box = filing.edition.box(number)
        if isinstance(value, Decimal):
            if box.kind != "total":
                amounts[number] = whole_dollars(value, box.rounding)
        elif isinstance(value, Refused):
            unusable[number] = number
        elif isinstance(value, bool):
            amounts[number] = Decimal(1)
        elif isinstance(value, datetime.date):
            amounts[number] = Decimal(value.toordinal())
    computation = Computation(filing, amounts, totals, unusable)
    for box in filing.edition.totals:
        total = _total(computation, box)
        totals[box.number] = total
        if total.counts_as is not None:
            amounts[box.number] = total.counts_as
            unusable.pop(box.number, None)
        elif total.follows_from is not None or total.missing_fact is not None:
            unusable[box.number] = total.follows_from or box.number
    return computation


def _total(computation: Computation, box: Box) -> Total:
    formula = box.formula
    assert formula is not None
    value = computation.filing.values.get(box.number)
    reported = value if isinstance(value, Decimal) else None
    try:
        if not any(computation.amount(operand) is not None for operand in formula.boxes):
            return Total(box, reported, None, testable=False)
        expected = whole_dollars(evaluate(formula.tree, computation), box.rounding)
    except BoxUnusable as state:
        return Total(box, reported, None, follows_from=computation.unusable[state.box])
    except FactUnknown as state:
        return Total(box, reported, None, missing_fact=state.fact)
    if reported is None or abs(reported - expected) <= box.tolerance:
        return Total(box, reported, expected)
    cause = _wrong_operand(computation, box, reported)
    return Total(box, reported, expected, agrees=False, follows_from=cause)


def _wrong_operand(computation: Computation, box: Box, reported: Decimal) -> str | None:
    """Find the wrong total that explains this one: it is right for the figures as shown."""
    assert box.formula is not None
    wrong = [
        operand
        for operand in box.formula.boxes
        if operand in computation.totals and not computation.totals[operand].agrees
    ]
    if not wrong:
        return None
    shown = evaluate(box.formula.tree, _AsShown(computation))
    if abs(reported - whole_dollars(shown, box.rounding)) > box.tolerance:
        return None
    return computation.totals[wrong[0]].follows_from or wrong[0]


@dataclass(frozen=True, slots=True)
class _AsShown:
    """The figures as the filing shows them, right or wrong."""

    computation: Computation

    def amount(self, box: str) -> Decimal | None:
        total = self.computation.totals.get(box)
        if total is not None and total.reported is not None:
            return total.reported
        return self.computation.amount(box)

    def reported(self, box: str) -> bool:
        return self.computation.reported(box)

    def named(self, name: str) -> Decimal | bool:
        return self.computation.named(name)


def _named(filing: Filing, name: str) -> Decimal | bool:
    edition = filing.edition
    parameter = edition.parameters.get(name)
    if parameter is not None:
        if len(parameter.values) > 1 and isinstance(filing.values.get(edition.period_end), Refused):
            raise BoxUnusable(edition.period_end)
        return parameter.at(filing.period_end)
    if name not in filing.facts:
        raise FactUnknown(name)
    return filing.facts[name]
