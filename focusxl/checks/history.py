"""The checks that rest on earlier reports: credits of twelve months, and a fall of net capital."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal

from focusxl.amounts import show, show_ratio
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Filing
from focusxl.forms.comparison import DailyReserve, comparison_data
from focusxl.forms.edition import Edition


def check_history(computation: Computation) -> Iterator[Finding]:
    """Check a report against what was reported before."""
    yield from _daily_reserve(computation)
    yield from _net_capital(computation)


def before(filing: Filing) -> str:
    """Give the words for the period before."""
    if filing.prior_end is None:
        return "in the period before"
    return f"in the period to {filing.prior_end:%m/%d/%Y}"


def month_ends(last: datetime.date, count: int) -> Iterator[datetime.date]:
    """Give the last days of so many months, the month of a day first and then back.

    >>> [str(day) for day in month_ends(datetime.date(2026, 3, 31), 3)]
    ['2026-03-31', '2026-02-28', '2026-01-31']
    """
    for _ in range(count):
        following = last.replace(day=28) + datetime.timedelta(days=4)
        yield following - datetime.timedelta(days=following.day)
        last = last.replace(day=1) - datetime.timedelta(days=1)


def earlier(filing: Filing) -> Mapping[datetime.date, Mapping[str, Decimal]]:
    """Give the amounts of earlier periods by their ends, those of the period before included."""
    if filing.prior_end is None or not filing.prior:
        return filing.history
    return {**filing.history, filing.prior_end: filing.prior}


def _daily_reserve(computation: Computation) -> Iterator[Finding]:
    rule, filing = comparison_data().daily_reserve, computation.filing
    ends = filing.values.get(filing.edition.period_end)
    if not isinstance(ends, datetime.date) or ends < rule.in_force:
        return
    if not all(box in filing.edition.boxes for box in (*rule.boxes, rule.computed_daily)):
        return
    now = _sum(computation.amounts, rule)
    if not now or computation.environment.reported(rule.computed_daily) is not False:
        return
    kept = earlier(filing)
    credits = {day: _sum(kept.get(day, {}), rule) for day in month_ends(ends, rule.months)}
    credits[next(iter(credits))] = now
    known = [amount for amount in credits.values() if amount is not None]
    boxes = " + ".join(rule.boxes)
    # Credits are not negative: what is missing can only add to them.
    mean = (sum(known, Decimal(0)) / rule.months).quantize(Decimal(1))
    if mean >= rule.amount:
        finding = general_finding(
            "HST-01",
            box=rule.computed_daily,
            place=filing.place_of(rule.computed_daily),
            reported=mean,
            expected=rule.amount,
            difference=mean - rule.amount,
            boxes=boxes,
            months=str(rule.months),
            last=f"{ends:%m/%d/%Y}",
            daily=rule.computed_daily,
        )
        yield finding.replaced(of_every_box=False)
        return
    missing = sorted(day for day, amount in credits.items() if amount is None)
    if missing:
        mean = (sum(known, Decimal(0)) / len(known)).quantize(Decimal(1))
        yield general_finding(
            "HST-02",
            box=rule.computed_daily,
            place=filing.place_of(rule.computed_daily),
            reported=mean,
            expected=rule.amount,
            boxes=boxes,
            months=str(rule.months),
            known=str(len(known)),
            missing=", ".join(f"{day:%m/%d/%Y}" for day in missing),
            mean=f" The mean of those known is {show(mean)}; the limit is {show(rule.amount)}.",
        )


def _sum(amounts: Mapping[str, Decimal], rule: DailyReserve) -> Decimal | None:
    """Add up credits; None where none is known. A firm without one kind leaves its box blank."""
    known = [amounts[box] for box in rule.boxes if box in amounts]
    return sum(known, Decimal(0)) if known else None


def _net_capital(computation: Computation) -> Iterator[Finding]:
    rule, filing = comparison_data().net_capital_reduction, computation.filing
    prior, now = filing.prior.get(rule.box), computation.amounts.get(rule.box)
    is_bound = _answer(computation, filing.edition, rule.firm)
    if prior is None or now is None or prior <= 0 or is_bound is False:
        return
    fall = prior - now
    if fall < prior * rule.by:
        return
    share = (fall * 100 / prior).quantize(Decimal("0.1"))
    yield general_finding(
        "HST-03",
        box=rule.box,
        place=filing.place_of(rule.box),
        reported=now,
        expected=prior,
        difference=-fall,
        before=before(filing),
        share=f"{show(share)}%",
        firm="" if is_bound else " If the firm is a futures commission merchant, this is a duty.",
        by=show_ratio(rule.by),
    )


def _answer(computation: Computation, edition: Edition, fact: str) -> bool | None:
    """Give the answer to a fact, stated or inferred; an edition that does not ask is of such firms.

    The pages of edition 2014 that are here are those of futures commission merchants.
    """
    if fact not in edition.facts:
        return True
    return computation.filing.facts.get(fact, computation.inferred_facts.get(fact))
