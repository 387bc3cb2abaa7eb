"""The accounts under a box, where a trial balance stands behind the report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from focusxl.amounts import EXACT
from focusxl.filings.filing import Filing


class AccountLine(NamedTuple):
    """An account or an adjustment, as the box takes it."""

    number: str
    """Empty for an adjustment."""
    description: str
    amount: Decimal


class Accounts(NamedTuple):
    """What a box is made of in the ledger, in dollars and cents, and what that gives as filed.

    The ledger comes with the import of a trial balance: `Filing.ledger`.
    """

    lines: tuple[AccountLine, ...]
    amount: Decimal


def accounts_under(filing: Filing, number: str) -> Accounts | None:
    """Give the accounts that are mapped to a box; None where there are none."""
    ledger: Any = getattr(filing, "ledger", None)
    if ledger is None:
        return None
    lines = [
        AccountLine(part.account.number, part.account.description, part.counted)
        for part in ledger.parts.get(number, ())
    ]
    # An adjustment is in the unit of its box, and accounts are in dollars.
    box = filing.edition.box(number)
    dollars = Decimal(1000) if box.unit == "thousands" else Decimal(1)
    lines += [
        AccountLine("", f"Adjustment: {one.reason}", EXACT.multiply(one.amount, dollars))
        for one in ledger.adjusted.get(number, ())
    ]
    if not lines:
        return None
    return Accounts(tuple(lines), ledger.amount(box))
