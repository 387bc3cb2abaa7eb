"""The checks of the trial balance and of its mapping."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from string import ascii_uppercase

from focusxl.amounts import show
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Filing
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Ledger, why_not_mapped
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.text import in_one_line

_MOST_ALONE = 40
"""The most accounts without a mapping that have a finding each; the others share one."""
_MOST_NAMED = 60


def check_ledger(computation: Computation) -> Iterator[Finding]:
    """Check the ledger behind a report, where it has one."""
    filing = computation.filing
    ledger = filing.ledger
    if ledger is None:
        return
    yield from _rules(computation, ledger)
    yield from _adjustments(computation, ledger)
    if not ledger.accounts:
        return
    if ledger.total:
        yield general_finding(
            "TB-04",
            reported=ledger.total,
            expected=Decimal(0),
            difference=ledger.total,
            debits=show(ledger.debits),
            credits=show(ledger.credits),
        )
    yield from _period(filing, ledger)
    yield from _unmapped(ledger)
    for twice in ledger.twice:
        one, other = twice.rules
        is_out = other.leaves_out or one.leaves_out
        yield general_finding(
            "TB-10",
            box=twice.box if twice.box in filing.edition.boxes else None,
            place=other.place,
            reported=twice.account.number,
            account=_named(twice.account),
            how="both mapped and left out" if is_out else "counted twice",
            one=in_one_line(one.account, 40),
            other=in_one_line(other.account, 40),
            where=f" in box {twice.box}",
        )
    yield from _changed(ledger)
    if ledger.left_out:
        total = sum((account.balance for account in ledger.left_out), Decimal(0))
        yield general_finding("TB-13", reported=_listed(ledger.left_out), total=show(total))


def _unmapped(ledger: Ledger) -> Iterator[Finding]:
    one_sided = {
        account.key
        for parts in ledger.parts.values()
        for account, rule in parts
        if not rule.applies(account.balance)
    }
    for account in ledger.unmapped[:_MOST_ALONE]:
        side = "debit" if account.balance > 0 else "credit"
        yield general_finding(
            "TB-01",
            place=account.place,
            reported=f"Account {_named(account)} has a balance of {show(account.balance)}",
            side=f" for a {side}" if account.key in one_sided else "",
            them="it",
            they="it belongs",
        )
    others = ledger.unmapped[_MOST_ALONE:]
    if others:
        yield general_finding(
            "TB-01",
            place=others[0].place,
            reported=f"{len(others):,} more accounts have a balance ({_listed(others)})",
            side="",
            them="them",
            they="they belong",
        )


def _rules(computation: Computation, ledger: Ledger) -> Iterator[Finding]:
    filing = computation.filing
    for rule in ledger.rules:
        if rule.box:
            yield from _rule(computation, filing, rule)


def _rule(computation: Computation, filing: Filing, rule: MappingRule) -> Iterator[Finding]:
    edition = filing.edition
    placed = edition.boxes.get(rule.box)
    check, why, box = "TB-03", None, None
    if placed is None:
        why = f"which edition {edition.name} of the form does not have"
    else:
        box = rule.box
        page = placed.home.title
        unfit = why_not_mapped(placed.box)
        if unfit is not None:
            check, why = "TB-02", unfit
        elif rule.box in filing.absent:
            why = f"on the page “{page}”, which this workbook was made without"
        elif rule.box in computation.scope.excluded_boxes:
            why = f"on the page “{page}”, which the firm does not report"
    if why is None:
        return
    row = rule.place.cell.lstrip(ascii_uppercase) if rule.place.cell else ""
    yield general_finding(
        check,
        box=box,
        place=rule.place,
        reported=in_one_line(rule.box, 40),
        row=f"Row {row} of the sheet Mapping" if row else "The mapping",
        account=in_one_line(rule.account, 40),
        why=why,
    )


def _adjustments(computation: Computation, ledger: Ledger) -> Iterator[Finding]:
    for one in ledger.adjustments:
        as_rule = MappingRule("the adjustment", one.box, place=one.place)
        yield from _rule(computation, computation.filing, as_rule)
        if not one.reason:
            yield general_finding(
                "TB-09", place=one.place, reported=f"box {in_one_line(one.box, 20)}"
            )


def _period(filing: Filing, ledger: Ledger) -> Iterator[Finding]:
    loaded = ledger.loaded
    ends = filing.values.get(filing.edition.period_end)
    if loaded is None or loaded.period_end is None or not isinstance(ends, datetime.date):
        return
    if ends != loaded.period_end:
        yield general_finding(
            "TB-11",
            box=filing.edition.period_end,
            place=filing.place_of(filing.edition.period_end),
            reported=f"{loaded.period_end:%m/%d/%Y}",
            expected=f"{ends:%m/%d/%Y}",
        )


def _changed(ledger: Ledger) -> Iterator[Finding]:
    if ledger.new:
        several = len(ledger.new) > 1
        yield general_finding(
            "TB-05",
            reported=_listed(ledger.new),
            them="them" if several else "it",
            they="they" if several else "it",
            s="" if several else "s",
        )
    if ledger.gone:
        several = len(ledger.gone) > 1
        yield general_finding(
            "TB-06",
            reported=_listed(ledger.gone),
            they="they" if several else "it",
            was="were" if several else "was",
        )


def _named(account: Account) -> str:
    described = f" ({in_one_line(account.description, 60)})" if account.description else ""
    return f"{in_one_line(account.number, 40)}{described}"


def _listed(accounts: Sequence[Account]) -> str:
    named = ", ".join(
        _named(one) if len(accounts) <= _MOST_NAMED // 6 else in_one_line(one.number, 40)
        for one in accounts[:_MOST_NAMED]
    )
    rest = len(accounts) - _MOST_NAMED
    many = f"{named} and {rest:,} more" if rest > 0 else named
    return f"account{'' if len(accounts) == 1 else 's'} {many}"
