"""The accounts of a trial balance, with their balances: debits positive, credits negative."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from focusxl.filings.filing import NOWHERE, Place
from focusxl.values import Value


class Account(Value):
    """One account of a trial balance."""

    __slots__ = ("balance", "before", "description", "key", "number", "place")
    __match_args__ = ("number", "description", "balance", "before", "place")

    def __init__(
        self,
        number: str,
        description: str,
        balance: Decimal,
        before: Decimal | None = None,
        place: Place = NOWHERE,
    ) -> None:
        self.number: Final = number
        self.description: Final = description
        self.balance: Final = balance
        """In dollars and cents; a debit is positive, a credit negative."""
        self.before: Final = before
        """The balance of the period before; None where the account was not there."""
        self.place: Final = place
        self.key: Final = number.casefold()
        """The number as accounts are told apart: case does not matter."""
