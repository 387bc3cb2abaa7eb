"""Totals from inputs: every total of a filing recomputed, and compared with what it reports."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from focusxl.amounts import exactly
from focusxl.filings.filer import Scope, marks_known, scope_of
from focusxl.filings.filing import Filing, Refused
from focusxl.filings.unstated import Supposed, either_way, operand_lacking, suppose
from focusxl.forms.edition import Fact
from focusxl.forms.model import AlsoAccepted, Box
from focusxl.formulas import Environment, Known, Missing, Named
from focusxl.formulas.tree import NameReference
from focusxl.values import Record


class Total(Record):
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


class Computation(Record):
    """A filing with its totals computed."""

    filing: Filing
    scope: Scope
    environment: Environment
    """Where formulas find the report's values: what every box counts as, totals included."""
    totals: Mapping[str, Total]
    shown_facts: Mapping[str, bool] = MappingProxyType({})
    """Facts that nobody has stated, and that the report itself shows."""

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """What every box counts as, totals included, in the box's unit; dates as day numbers."""
        return self.environment.amounts

    @property
    def unusable(self) -> Mapping[str, Missing]:
        """Boxes that hold no usable amount, each with the box that is the cause."""
        return self.environment.unreadable

    @cached_property
    def as_shown(self) -> Computation:
        """The same with every total as the filing shows it, right or wrong."""
        return self.replaced(environment=_as_shown(self.environment, self.totals))

    @cached_property
    def as_far_as_known(self) -> Environment:
        """The environment of a check that asks: it knows what the amounts show of the firm, too."""
        answers = self.answers_shown
        return self.environment.answering(answers) if answers else self.environment

    @cached_property
    def answers_shown(self) -> Mapping[str, bool]:
        """The facts that the report does not state and its amounts show, all of them alike.

        A condition of the form data shows an answer, and so does a total that is right under that
        answer only; a page that is filled in, and that only firms of one kind report, shows that
        the firm is one.
        """
        edition = self.filing.edition
        seen = {name: {answer} for name, answer in self.shown_facts.items()}
        for total in self.totals.values():
            for name, answer in (total.supposed or {}).items():
                seen.setdefault(name, set()).add(answer)
        for page in self.scope.present:
            kinds = [edition.filers[phrase].tree for phrase in page.reported_by]
            match kinds:
                case [NameReference(name)]:
                    seen.setdefault(name, set()).add(True)
        return {
            name: answers.pop()
            for name, answers in seen.items()
            if name in edition.facts and name not in self.filing.facts and len(answers) == 1
        }


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
        answer
        for answer, where in fact.shown_where.items()
        if where.holds(computation.environment) is True
    ]


def _computed(filing: Filing, scope: Scope, shown_facts: Mapping[str, bool]) -> Computation:
    edition, excluded = filing.edition, scope.excluded_boxes
    amounts: dict[str, Decimal] = {}
    texts: dict[str, str] = {}
    unreadable = {number: Missing("unreadable box", number) for number in filing.lost}
    for number, value in filing.values.items():
        if number in excluded:
            continue
        if isinstance(value, Decimal):
            box = edition.boxes[number].box
            if box.formula is None:
                amounts[number] = box.as_filed(value)
        elif isinstance(value, str):
            texts[number] = value
        elif isinstance(value, Refused):
            unreadable[number] = Missing("unreadable box", number)
        elif isinstance(value, bool):
            amounts[number] = Decimal(1)
        elif isinstance(value, datetime.date):
            amounts[number] = Decimal(value.toordinal())
    environment = Environment(
        amounts=amounts,
        unreadable=unreadable,
        texts=texts,
        held=filing.values.keys() - excluded,
        marks=_marks_not_known(filing, scope),
        named=_named(filing, shown_facts),
    )
    totals: dict[str, Total] = {}
    computation = Computation(filing, scope, environment, totals, shown_facts)
    for box in edition.totals:
        number = box.number
        if number in excluded:
            continue
        total = totals[number] = _total(computation, box)
        counts_as = total.counts_as
        if counts_as is not None:
            amounts[number] = counts_as
            unreadable.pop(number, None)
        elif total.follows_from is not None or total.missing_fact is not None:
            unreadable[number] = Missing("unreadable box", total.follows_from or number)
    return computation


def _marks_not_known(filing: Filing, scope: Scope) -> Mapping[str, Missing]:
    """Give the marks on pages that are not in the report: an empty one is no answer there."""
    if filing.whole:
        return {}
    return {
        box: Missing("page not submitted", box)
        for page, boxes in filing.edition.marks
        if not marks_known(filing, scope.present, page)
        for box in boxes
    }


def _named(filing: Filing, shown: Mapping[str, bool]) -> Mapping[str, Named | Missing]:
    """Give the parameters at the end of the period, and the facts that are stated or shown."""
    edition = filing.edition
    named: dict[str, Named | Missing] = {**shown, **filing.facts}
    named.update(edition.rates(filing.period_end))
    if isinstance(filing.values.get(edition.period_end), Refused):
        no_period = Missing("unreadable box", edition.period_end)
        named.update(dict.fromkeys(edition.dated_parameters, no_period))
    return named


def _total(computation: Computation, box: Box) -> Total:
    filing, environment, formula = computation.filing, computation.environment, box.formula
    assert formula is not None
    amounts, operands = environment.amounts, formula.operands
    value = filing.values.get(box.number)
    reported = value if isinstance(value, Decimal) else None
    if not environment.unreadable.keys().isdisjoint(operands):
        below = next(one for one in operands if one in environment.unreadable)
        return _cannot_be_formed(computation, box, reported, environment.unreadable[below])
    if amounts.keys().isdisjoint(operands):
        if not filing.whole or filing.is_entered(box.number):
            return Total(box, reported, None, testable=False)
        # Every place was there to be filled in: what is blank is nothing, and so is its total.
        return Total(box, reported, None, agrees=not reported, of_nothing=True)
    if box.direct_entry and reported and not any(amounts.get(operand) for operand in operands):
        return Total(box, reported, None, testable=False)
    if reported is None and not computation.scope.has_page_of(box.number):
        return Total(box, reported, None, testable=False)
    result = box.computed(environment)
    if isinstance(result, Missing) and result.is_a_question:
        return _under_supposed_answers(computation, box, reported)
    if isinstance(result, Missing) and not result.is_no_amount:
        return _cannot_be_formed(computation, box, reported, result)
    expected = None if isinstance(result, Missing) else result.amount
    return _compared(computation, box, reported, expected, environment)


def _cannot_be_formed(
    computation: Computation, box: Box, reported: Decimal | None, unreadable: Missing
) -> Total:
    """Judge a total that needs a box without a usable amount.

    Where that is for want of a page that is not in the report, nothing is wrong with what it shows.
    """
    cause = unreadable.of
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
    environment: Environment,
) -> Total:
    blank = expected is None
    if reported is None or box.agrees(reported, expected):
        return Total(box, reported, expected, left_blank=blank)
    if as_printed(computation, box, reported) is not None:
        return Total(box, reported, expected, as_printed=True, left_blank=blank)
    lacking = operand_lacking(computation.filing, computation.scope, box, environment)
    if lacking is not None:
        return Total(box, reported, None, missing_fact=lacking)
    cause = _wrong_operand(computation, box, reported)
    return Total(box, reported, expected, agrees=False, follows_from=cause, left_blank=blank)


def _under_supposed_answers(computation: Computation, box: Box, reported: Decimal | None) -> Total:
    """Judge a total that depends on what is not stated by what it would be either way."""
    possible = suppose(computation.environment, box)
    if isinstance(possible, Missing):
        return _cannot_be_formed(computation, box, reported, possible)
    if reported is None:
        if either_way(possible):
            return _compared(computation, box, None, possible[0].expected, computation.environment)
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
    answered = computation.environment.answering(meant.answers)
    total = _compared(computation, box, reported, meant.expected, answered)
    if either_way(possible):
        return total
    if not all(_may_be_supposed(computation, one) for one in possible):
        return Total(box, reported, None, missing_fact=next(iter(meant.answers)))
    shown = total.agrees and total.missing_fact is None
    return total.replaced(supposed=meant.answers) if shown else total


def _may_be_supposed(computation: Computation, one: Supposed) -> bool:
    """Tell whether the report itself may show the answers, or they have to be asked for."""
    facts = computation.filing.edition.facts
    return all(name not in facts or facts[name].shown_by_report for name in one.answers)


def as_printed(computation: Computation, box: Box, reported: Decimal) -> AlsoAccepted | None:
    """Find what else is accepted in a total, where it is the amount reported."""
    for accepted in box.also_accepted:
        printed = accepted.formula.amount(computation.environment)
        if isinstance(printed, Known) and box.agrees(reported, box.as_filed(printed.amount)):
            return accepted
    return None


def _as_shown(environment: Environment, totals: Mapping[str, Total]) -> Environment:
    shown = {one: total.reported for one, total in totals.items() if total.reported is not None}
    return environment.showing({**environment.amounts, **shown})


def _wrong_operand(computation: Computation, box: Box, reported: Decimal) -> str | None:
    """Find the wrong total that explains this one: it is right for the figures as shown."""
    assert box.formula is not None
    totals = computation.totals
    wrong = [one for one in box.formula.boxes if one in totals and not totals[one].agrees]
    if not wrong:
        return None
    result = box.computed(_as_shown(computation.environment, totals))
    if isinstance(result, Missing) and not result.is_no_amount:
        return None
    if not box.agrees(reported, result.amount if isinstance(result, Known) else None):
        return None
    return totals[wrong[0]].follows_from or wrong[0]
