"""Totals from inputs: every total of a filing recomputed, and compared with what it reports."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from focusxl.amounts import exactly
from focusxl.filings.filer import Scope, marks_known, scope_of
from focusxl.filings.filing import Filing, Refused
from focusxl.filings.lacking_pages import operand_lacking
from focusxl.filings.unstated import Supposed, either_way, suppose
from focusxl.forms.edition import Fact
from focusxl.forms.model import AlsoAccepted, Box
from focusxl.formulas import (
    BoxUnusable,
    FactUnknown,
    Formula,
    LeftBlank,
    Named,
    Surroundings,
    evaluate,
    holds,
)


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
    """False where none of the total's inputs is reported."""
    of_nothing: bool = False
    """True where the report is whole and nothing is entered in what the total is formed from."""
    left_blank: bool = False
    """True where its inputs are reported and nothing belongs there: it does not apply to the firm,
    or there is nothing to divide or to divide by."""

    @property
    def counts_as(self) -> Decimal | None:
        """The amount that totals further on are formed with.

        A reported total that agrees counts as reported: a percentage rounded the filer's way
        must not be held against the next line. So does one that differs and may be explained: it
        is filed as it is. Cents are never filed, so they do not count.
        """
        if self.reported is not None and (
            self.agrees
            or self.box.differs != "must-fix"
            or (self.expected is None and not self.left_blank)
        ):
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
    shown_facts: Mapping[str, bool] = field(default_factory=dict)
    """Facts that nobody has stated, and that the report itself shows."""

    def amount(self, box: str) -> Decimal | None:
        """Give the whole dollars in a box; see `focusxl.formulas.Surroundings`."""
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
        """Give the text in a box; see `focusxl.formulas.Surroundings`."""
        if box in self.unusable:
            raise BoxUnusable(box)
        value = self.filing.values.get(box)
        return value if isinstance(value, str) and box not in self.scope.excluded_boxes else None

    def named(self, name: str) -> Named:
        """Give a parameter at the end of the filing's period, or a fact about the firm."""
        if name in self.shown_facts and name not in self.filing.facts:
            return self.shown_facts[name]
        return _named(self.filing, name)

    def as_shown(self) -> Computation:
        """Give the same with every total as the filing shows it, right or wrong."""
        shown = {
            number: total.reported
            for number, total in self.totals.items()
            if total.reported is not None
        }
        return replace(self, amounts={**self.amounts, **shown})


@exactly
def compute(filing: Filing, scope: Scope | None = None) -> Computation:
    """Compute every total of a filing, each after the totals it is formed from.

    Whole dollars: inputs are rounded before they are added, since that is what is filed. Boxes of
    pages that the firm does not report count as nothing.

    Args:
        filing: the filing.
        scope: the pages it is about, where that is not to be found out from the filing itself.
    """
    scope = scope or scope_of(filing)
    computation = _computed(filing, scope, {})
    shown = {
        name: answers[0]
        for name, fact in filing.edition.facts.items()
        if name not in filing.facts and len(answers := _answers_shown(computation, fact)) == 1
    }
    return _computed(filing, scope, shown) if shown else computation


def _answers_shown(computation: Computation, fact: Fact) -> list[bool]:
    """Give the answers that a report shows; two of them show nothing."""
    return [
        answer for answer, where in fact.shown_where.items() if _is_true(computation, where) is True
    ]


def _is_true(computation: Computation, where: Formula) -> bool | None:
    try:
        return holds(where.tree, computation)
    except (BoxUnusable, FactUnknown):
        return None


def _computed(filing: Filing, scope: Scope, shown_facts: Mapping[str, bool]) -> Computation:
    amounts: dict[str, Decimal] = {}
    unusable = {number: number for number in filing.lost}
    totals: dict[str, Total] = {}
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
    computation = Computation(filing, scope, amounts, totals, unusable, shown_facts)
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
        below = [computation.amount(operand) for operand in formula.operands]
        if all(amount is None for amount in below):
            if not computation.filing.whole or computation.filing.is_entered(box.number):
                return untestable
            # Every place was there to be filled in: what is blank is nothing, and so is its total.
            return Total(box, reported, None, agrees=not reported, of_nothing=True)
        if box.direct_entry and reported and not any(below):
            return untestable
        if reported is None and not computation.scope.has_page_of(
            computation.filing.edition, box.number
        ):
            return untestable
        expected = box.computed(computation)
    except BoxUnusable as state:
        return _cannot_be_formed(computation, box, reported, state.box)
    except FactUnknown:
        return _under_supposed_answers(computation, box, reported)
    return _compared(computation, box, reported, expected, computation)


def _cannot_be_formed(
    computation: Computation, box: Box, reported: Decimal | None, unusable: str
) -> Total:
    """Judge a total that needs a box without a usable amount.

    Where that is for want of a page that is not in the report, nothing is wrong with what it shows.
    """
    cause = computation.unusable[unusable]
    below = computation.totals.get(cause)
    lacking = below.missing_fact if below is not None else None
    of_a_page = lacking is not None and lacking not in computation.filing.edition.facts
    if reported is not None and of_a_page:
        return Total(box, reported, None, missing_fact=lacking)
    return Total(box, reported, None, follows_from=cause)


def _compared(
    computation: Computation,
    box: Box,
    reported: Decimal | None,
    expected: Decimal | None,
    surroundings: Surroundings,
) -> Total:
    blank = expected is None
    if reported is None or box.agrees(reported, expected):
        return Total(box, reported, expected, left_blank=blank)
    if as_printed(computation, box, reported) is not None:
        return Total(box, reported, expected, as_printed=True, left_blank=blank)
    lacking = operand_lacking(computation.filing, computation.scope, box, surroundings)
    if lacking is not None:
        return Total(box, reported, None, missing_fact=lacking)
    cause = _wrong_operand(computation, box, reported)
    return Total(box, reported, expected, agrees=False, follows_from=cause, left_blank=blank)


def _under_supposed_answers(computation: Computation, box: Box, reported: Decimal | None) -> Total:
    """Judge a total that depends on what is not stated by what it would be either way."""
    try:
        possible = suppose(computation, box)
    except BoxUnusable as state:
        return _cannot_be_formed(computation, box, reported, state.box)
    if reported is None:
        if either_way(possible):
            return _compared(computation, box, None, possible[0].expected, computation)
        return Total(box, None, None, missing_fact=next(iter(possible[0].answers)))
    # Where no answer gives the amount, the one is meant that uses most of what is reported.
    meant = min(
        possible,
        key=lambda one: (
            not box.agrees(reported, one.expected),
            -one.formed_from,
            abs(reported - (one.expected or 0)),
        ),
    )
    total = _compared(computation, box, reported, meant.expected, meant.under(computation))
    if either_way(possible):
        return total
    if not all(_may_be_supposed(computation, one) for one in possible):
        return Total(box, reported, None, missing_fact=next(iter(meant.answers)))
    shown = total.agrees and total.missing_fact is None
    return replace(total, supposed=meant.answers) if shown else total


def _may_be_supposed(computation: Computation, one: Supposed) -> bool:
    """Tell whether the report itself may show the answers, or they have to be asked for."""
    facts = computation.filing.edition.facts
    return all(name not in facts or facts[name].shown_by_report for name in one.answers)


def as_printed(computation: Computation, box: Box, reported: Decimal) -> AlsoAccepted | None:
    """Find what else is accepted in a total, where it is the amount reported."""
    for accepted in box.also_accepted:
        try:
            printed = evaluate(accepted.formula.tree, computation)
        except (BoxUnusable, FactUnknown, LeftBlank):
            continue
        if box.agrees(reported, box.as_filed(printed)):
            return accepted
    return None


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
        shown = box.computed(computation.as_shown())
    except (BoxUnusable, FactUnknown):
        return None
    if not box.agrees(reported, shown):
        return None
    return computation.totals[wrong[0]].follows_from or wrong[0]


def _named(filing: Filing, name: str) -> Named:
    edition = filing.edition
    parameter = edition.parameters.get(name)
    if parameter is not None:
        if len(parameter.values) > 1 and isinstance(filing.values.get(edition.period_end), Refused):
            raise BoxUnusable(edition.period_end)
        return parameter.at(filing.period_end)
    if name not in filing.facts:
        raise FactUnknown(name)
    return filing.facts[name]
