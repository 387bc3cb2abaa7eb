"""The computation of a filing: every total from its inputs, compared with the amount as filed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from focusxl.amounts import exactly
from focusxl.filings.filer import Scope, marks_known, scope_of
from focusxl.filings.filing import Filing, Refused
from focusxl.filings.unstated import (
    PossibleTotal,
    missing_operand,
    same_under_every_answer,
    under_every_answer,
)
from focusxl.forms.edition import Fact
from focusxl.forms.model import AlsoAccepted, Box
from focusxl.formulas import Environment, Known, Missing, Named
from focusxl.formulas.tree import NameReference
from focusxl.values import Record


class Total(Record):
    """A total of a filing: as filed, as its inputs give it, and as it counts in later totals."""

    box: Box
    reported: Decimal | None
    expected: Decimal | None
    """The amount that the inputs give, rounded as filed; None where it cannot be computed."""
    agrees: bool = True
    """False where the amount as filed differs from `expected` by more than the tolerance."""
    follows_from: str | None = None
    """The box at fault, where this total is right for the wrong amounts it was computed from."""
    missing_fact: str | None = None
    """The unstated fact, or the box on a missing page, without which the total is not known."""
    supposed: Mapping[str, bool] | None = None
    """The unstated answers under which the total as filed is right."""
    as_printed: bool = False
    """True where the total follows the form as printed and not its evident meaning."""
    testable: bool = True
    """False where none of the total's inputs is reported."""
    of_nothing: bool = False
    """True where the report is whole and every operand of the total is blank."""
    left_blank: bool = False
    """True where its inputs are reported and the total stays blank: it does not apply to the firm,
    or there is nothing to divide or to divide by."""

    @property
    def counts_as(self) -> Decimal | None:
        """Amount that enters the totals computed from this one, rounded as filed.

        A reported total that agrees counts as filed: a percentage rounded the filer's way must not
        make the next line wrong. A total that differs and may be explained counts as filed, too,
        because it is filed as it is. Cents are never filed, so they do not count.
        """
        if self.reported is not None and (
            self.agrees
            or self.box.differs != "must-fix"
            or (self.expected is None and not self.left_blank)
        ):
            return self.box.as_filed(self.reported)
        return self.expected


class Computation(Record):
    """The totals of a filing, with the amounts, marks and facts they were computed from."""

    filing: Filing
    scope: Scope
    environment: Environment
    """The values of the report as formulas see them: every box as it counts, totals included."""
    totals: Mapping[str, Total]
    shown_facts: Mapping[str, bool] = MappingProxyType({})
    """Facts that are not stated and that a condition of the form data infers from the report."""

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """Amounts of all boxes as they count, in the box's unit, with totals; dates as ordinals."""
        return self.environment.amounts

    @property
    def unusable(self) -> Mapping[str, Missing]:
        """Boxes without a usable amount, each with the box that is the cause."""
        return self.environment.unreadable

    @cached_property
    def as_shown(self) -> Computation:
        """The same computation with every total as filed, right or wrong."""
        return self.replaced(environment=_as_shown(self.environment, self.totals))

    @cached_property
    def with_shown_facts(self) -> Environment:
        """The environment for checks that depend on a fact: it includes the facts inferred."""
        answers = self.inferred_facts
        return self.environment.answering(answers) if answers else self.environment

    @cached_property
    def inferred_facts(self) -> Mapping[str, bool]:
        """Facts that are not stated and that the amounts of the report imply without contradiction.

        A fact is inferred from a condition of the form data, from a total that is right under one
        answer only, and from a filled-in page that only firms of one filer type report.
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

    Inputs are rounded to whole dollars before they are added, since that is what is filed. Boxes
    on pages that the firm does not report count as zero.

    Args:
        filing: the filing.
        scope: the pages in the report; found from the filing where it is not given.
    """
    scope = scope or scope_of(filing)
    computation = _computed(filing, scope, {})
    shown = {
        name: answers[0]
        for name, fact in filing.edition.facts.items()
        if name not in filing.facts and len(answers := _implied_answers(computation, fact)) == 1
    }
    return _computed(filing, scope, shown) if shown else computation


def _implied_answers(computation: Computation, fact: Fact) -> list[bool]:
    """Give the answers to a fact that the report implies; two answers decide nothing."""
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
        marks=_unknown_marks(filing, scope),
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


def _unknown_marks(filing: Filing, scope: Scope) -> Mapping[str, Missing]:
    """Give the marks on pages that are not in the report, where an empty mark is no answer."""
    if filing.whole:
        return {}
    return {
        box: Missing("page not submitted", box)
        for page, boxes in filing.edition.marks
        if not marks_known(filing, scope.present, page)
        for box in boxes
    }


def _named(filing: Filing, shown: Mapping[str, bool]) -> Mapping[str, Named | Missing]:
    """Give the parameters at the end of the period, and the facts that are stated or inferred."""
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
        return _not_computable(computation, box, reported, environment.unreadable[below])
    if amounts.keys().isdisjoint(operands):
        if not filing.whole or filing.is_entered(box.number):
            return Total(box, reported, None, testable=False)
        # A whole report offers every box, so that blank operands make a blank total.
        return Total(box, reported, None, agrees=not reported, of_nothing=True)
    if box.direct_entry and reported and not any(amounts.get(operand) for operand in operands):
        return Total(box, reported, None, testable=False)
    if reported is None and not computation.scope.has_page_of(box.number):
        return Total(box, reported, None, testable=False)
    result = box.computed(environment)
    if isinstance(result, Missing) and result.is_a_question:
        return _under_unstated_answers(computation, box, reported)
    if isinstance(result, Missing) and not result.is_no_amount:
        return _not_computable(computation, box, reported, result)
    expected = None if isinstance(result, Missing) else result.amount
    return _compared(computation, box, reported, expected, environment)


def _not_computable(
    computation: Computation, box: Box, reported: Decimal | None, unreadable: Missing
) -> Total:
    """Judge a total with an operand that has no usable amount.

    Where the operand stands on a page that is not in the report, the total is not wrong.
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
    lacking = missing_operand(computation.filing, computation.scope, box, environment)
    if lacking is not None:
        return Total(box, reported, None, missing_fact=lacking)
    cause = _wrong_operand(computation, box, reported)
    return Total(box, reported, expected, agrees=False, follows_from=cause, left_blank=blank)


def _under_unstated_answers(computation: Computation, box: Box, reported: Decimal | None) -> Total:
    """Judge a total that depends on unstated answers by its amount under each of them."""
    possible = under_every_answer(computation.environment, box)
    if isinstance(possible, Missing):
        return _not_computable(computation, box, reported, possible)
    if reported is None:
        if same_under_every_answer(possible):
            return _compared(computation, box, None, possible[0].expected, computation.environment)
        return Total(box, None, None, missing_fact=next(iter(possible[0].answers)))
    # Where no answer gives the amount, take the one that uses most of what is reported.
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
    if same_under_every_answer(possible):
        return total
    if not all(_answers_may_be_shown(computation, one) for one in possible):
        return Total(box, reported, None, missing_fact=next(iter(meant.answers)))
    shown = total.agrees and total.missing_fact is None
    return total.replaced(supposed=meant.answers) if shown else total


def _answers_may_be_shown(computation: Computation, one: PossibleTotal) -> bool:
    """Tell whether the report may show the answers; otherwise the filer is asked for them."""
    facts = computation.filing.edition.facts
    return all(name not in facts or facts[name].shown_by_report for name in one.answers)


def as_printed(computation: Computation, box: Box, reported: Decimal) -> AlsoAccepted | None:
    """Find the accepted alternative of a total that equals the amount as filed, if any."""
    for accepted in box.also_accepted:
        printed = accepted.formula.amount(computation.environment)
        if isinstance(printed, Known) and box.agrees(reported, box.as_filed(printed.amount)):
            return accepted
    return None


def _as_shown(environment: Environment, totals: Mapping[str, Total]) -> Environment:
    shown = {one: total.reported for one, total in totals.items() if total.reported is not None}
    return environment.showing({**environment.amounts, **shown})


def _wrong_operand(computation: Computation, box: Box, reported: Decimal) -> str | None:
    """Find the wrong total that explains this one, which is right for its operands as filed."""
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
