"""The accounts under a box, where a trial balance stands behind the report."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from focusxl.amounts import EXACT
from focusxl.filings.filing import Filing
from focusxl.filings.ledger.ledger import dollars_of


class AccountLine(NamedTuple):
    """An account or an adjustment, as the box takes it."""

    number: str
    """Empty for an adjustment."""
    description: str
    amount: Decimal


class Accounts(NamedTuple):
    """What a box is made of in the ledger, in dollars and cents, and what that gives as filed."""

    lines: tuple[AccountLine, ...]
    amount: Decimal


def accounts_under(filing: Filing, number: str) -> Accounts | None:
    """Give the accounts that are mapped to a box; None where there are none."""
    ledger = filing.ledger
    if ledger is None:
        return None
    box = filing.edition.box(number)
    lines = [
        AccountLine(part.account.number, part.account.description, part.counted)
        for part in ledger.parts.get(number, ())
    ]
    # An adjustment is in the unit of its box, and accounts are in dollars.
    lines += [
        AccountLine(
            "",
            f"Adjustment: {one.reason or 'no reason given'}",
            EXACT.multiply(one.amount, dollars_of(box)),
        )
        for one in ledger.adjusted.get(number, ())
    ]
    return Accounts(tuple(lines), ledger.amount(box)) if lines else None
