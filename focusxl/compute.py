"""Totals from inputs: every total of a filing recomputed, and compared with what it reports."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from focusxl.filing import Filing, Refused
from focusxl.form import Box
from focusxl.formula import (
    BoxUnusable,
    FactUnknown,
    NothingToDivideBy,
    Surroundings,
    evaluate,
)
from focusxl.lacking import operand_lacking
from focusxl.scope import Scope, marks_known, scope_of
from focusxl.supposing import Supposed, suppose


@dataclass(frozen=True, slots=True)
class Total:
    """One total: what the filing reports, what its inputs give, and what counts further on."""

    box: Box
    reported: Decimal | None
    expected: Decimal | None
    """What the inputs give, as it is filed; None where that cannot be said."""
    agrees: bool = True
    """False where a reported total differs from the expected one beyond its tolerance."""
    follows_from: str | None = None
    """The box whose fault this is, where the total is right for the wrong inputs it was given."""
    missing_fact: str | None = None
    """The fact, or the box on a page that is not in the report, without which it is not known."""
    supposed: Mapping[str, bool] | None = None
    """The answers to questions nobody answered under which the reported total is right."""
    as_printed: bool = False
    """True where it is what the form's print gives, and not what the print evidently means."""
    testable: bool = True
    """False where none of the total's inputs is reported, or it would divide by nothing."""
    of_nothing: bool = False
    """True where the report is whole and nothing is entered in what the total is formed from."""

    @property
    def counts_as(self) -> Decimal | None:
        """The amount that totals further on are formed with.

        A reported total that agrees counts as reported: a percentage rounded the filer's way
        must not be held against the next line. Cents are never filed, so they do not count.
        """
        if self.reported is not None and (self.expected is None or self.agrees):
            return self.box.as_filed(self.reported)
        return self.expected


@dataclass(frozen=True)
class Computation:
    """A filing with its totals computed; a place where formulas find their values."""

    filing: Filing
    scope: Scope
    amounts: Mapping[str, Decimal]
    """What every box counts as, totals included, in the box's unit; dates as day numbers."""
    totals: Mapping[str, Total]
    unusable: Mapping[str, str]
    """Boxes that hold no usable amount, each with the box that is the cause."""

    def amount(self, box: str) -> Decimal | None:
        """Give the whole dollars in a box; see `focusxl.formula.Surroundings`."""
        if box in self.unusable:
            raise BoxUnusable(box)
        return self.amounts.get(box)

    def reported(self, box: str) -> bool:
        """Tell whether a box holds anything, or is computed from something.

        Raises:
            FactUnknown: the box is a mark on a page that is not in the report.
        """
        edition = self.filing.edition
        if edition.box(box).kind == "check" and not (
            self.filing.whole or marks_known(self.filing, self.scope.present, box)
        ):
            raise FactUnknown(box)
        return box in self.amounts or (
            box in self.filing.values and box not in self.scope.excluded_boxes
        )

    def text(self, box: str) -> str | None:
        """Give the text in a box; see `focusxl.formula.Surroundings`."""
        if box in self.unusable:
            raise BoxUnusable(box)
        value = self.filing.values.get(box)
        return value if isinstance(value, str) and box not in self.scope.excluded_boxes else None

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


def compute(filing: Filing, scope: Scope | None = None) -> Computation:
    """Compute every total of a filing, each after the totals it is formed from.

    Whole dollars: inputs are rounded before they are added, since that is what is filed. Boxes of
    pages that the firm does not report count as nothing.

    Args:
        filing: the filing.
        scope: the pages it is about, where that is not to be found out from the filing itself.
    """
    amounts: dict[str, Decimal] = {}
    unusable = {number: number for number in filing.lost}
    totals: dict[str, Total] = {}
    scope = scope or scope_of(filing)
    for number, value in filing.values.items():
        if number in scope.excluded_boxes:
            continue
        box = filing.edition.box(number)
        if isinstance(value, Decimal):
            if box.kind != "total":
                amounts[number] = box.as_filed(value)
        elif isinstance(value, Refused):
            unusable[number] = number
        elif isinstance(value, bool):
            amounts[number] = Decimal(1)
        elif isinstance(value, datetime.date):
            amounts[number] = Decimal(value.toordinal())
    computation = Computation(filing, scope, amounts, totals, unusable)
    for box in filing.edition.totals:
        if box.number in scope.excluded_boxes:
            continue
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
    untestable = Total(box, reported, None, testable=False)
    try:
        if not any(computation.amount(operand) is not None for operand in formula.operands):
            if not computation.filing.whole or computation.filing.is_entered(box.number):
                return untestable
            # Every place was there to be filled in: what is blank is nothing, and so is its total.
            return Total(box, reported, None, agrees=not reported, of_nothing=True)
        if reported is None and not computation.scope.has_page_of(
            computation.filing.edition, box.number
        ):
            return untestable
        expected = box.as_filed(evaluate(formula.tree, computation))
    except BoxUnusable as state:
        return Total(box, reported, None, follows_from=computation.unusable[state.box])
    except NothingToDivideBy:
        return untestable
    except FactUnknown:
        return _under_supposed_answers(computation, box, reported)
    return _compared(computation, box, reported, expected, computation)


def _compared(
    computation: Computation,
    box: Box,
    reported: Decimal | None,
    expected: Decimal,
    surroundings: Surroundings,
) -> Total:
    if reported is None or abs(reported - expected) <= box.tolerance:
        return Total(box, reported, expected)
    if _is_as_printed(computation, box, reported):
        return Total(box, reported, expected, as_printed=True)
    lacking = operand_lacking(computation.filing, computation.scope, box, surroundings)
    if lacking is not None:
        return Total(box, reported, None, missing_fact=lacking)
    cause = _wrong_operand(computation, box, reported)
    return Total(box, reported, expected, agrees=False, follows_from=cause)


def _under_supposed_answers(computation: Computation, box: Box, reported: Decimal | None) -> Total:
    """Judge a total that depends on what is not stated by what it would be either way."""
    try:
        possible = suppose(computation, box)
    except BoxUnusable as state:
        return Total(box, reported, None, follows_from=computation.unusable[state.box])
    if reported is None:
        if len({one.expected for one in possible}) == 1:
            return Total(box, None, possible[0].expected)
        return Total(box, None, None, missing_fact=next(iter(possible[0].answers)))
    # Where no answer gives the amount, the one is meant that uses most of what is reported.
    meant = min(
        possible,
        key=lambda one: (
            abs(reported - one.expected) > box.tolerance,
            -one.formed_from,
            abs(reported - one.expected),
        ),
    )
    total = _compared(computation, box, reported, meant.expected, meant.under(computation))
    if len({one.expected for one in possible}) == 1:
        return total
    if not all(_may_be_supposed(computation, one) for one in possible):
        return Total(box, reported, None, missing_fact=next(iter(meant.answers)))
    shown = total.agrees and total.missing_fact is None
    return replace(total, supposed=meant.answers) if shown else total


def _may_be_supposed(computation: Computation, one: Supposed) -> bool:
    """Tell whether the report itself may show the answers, or they have to be asked for."""
    facts = computation.filing.edition.facts
    return all(name not in facts or facts[name].shown_by_report for name in one.answers)


def _is_as_printed(computation: Computation, box: Box, reported: Decimal) -> bool:
    if box.also_accepted is None:
        return False
    try:
        printed = evaluate(box.also_accepted.formula.tree, computation)
    except (BoxUnusable, FactUnknown, NothingToDivideBy):
        return False
    return abs(reported - box.as_filed(printed)) <= box.tolerance


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
    try:
        shown = evaluate(box.formula.tree, computation.as_shown())
    except (BoxUnusable, FactUnknown, NothingToDivideBy):
        return None
    if abs(reported - box.as_filed(shown)) > box.tolerance:
        return None
    return computation.totals[wrong[0]].follows_from or wrong[0]


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
