"""The balance in a cell: a number, or text in accountants' notation with CR and DR."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from focusxl.amounts import MOST_SIGNIFICANT_DIGITS, parse_amount
from focusxl.errors import NotAnAmount

_CENT = Decimal("0.01")
_MOST = 1e15
_NOISE, _RELATIVE_NOISE = Decimal("1e-6"), Decimal("1e-14")
"""By how much a double may miss its cents after it was calculated."""
_PLAIN = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]{1,2})?")
_SIDE = re.compile(r"(?i)(?:(?P<before>CR|DR)\.?\s*)?(?P<amount>.*?)(?:\s*(?P<after>CR|DR)\.?)?")
_CURRENCY = re.compile(r"(?i)(?:\bUSD\b|US(?=\$))")
_NEGATED = {"cr": True, "dr": False}


def read_balance(cell: object) -> Decimal | None:
    """Read an amount, in dollars and cents; None for an empty cell.

    An amount marked CR is negative, one marked DR positive. What a spreadsheet adds to a number
    behind its cents is noise of its own, and is cut off.

    >>> read_balance("1,234.50 CR"), read_balance("(12)"), read_balance(0.1 + 0.2)
    (Decimal('-1234.50'), Decimal('-12'), Decimal('0.30'))

    Raises:
        NotAnAmount: the cell holds something else.
    """
    if isinstance(cell, str):
        return _from_text(cell)
    if isinstance(cell, float):
        written = repr(cell)
        if _PLAIN.fullmatch(written):
            return Decimal(written.removesuffix(".0"))
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise NotAnAmount("is not an amount")
    if isinstance(cell, int) or cell.is_integer():
        whole = Decimal(int(cell))
        if whole.adjusted() >= MOST_SIGNIFICANT_DIGITS:
            raise NotAnAmount("has more than 15 digits, more than a spreadsheet can keep")
        return whole
    if not abs(cell) < _MOST:
        raise NotAnAmount("has more than 15 digits, more than a spreadsheet can keep")
    amount = Decimal(repr(cell))
    cents = amount.quantize(_CENT, ROUND_HALF_UP)
    if abs(amount - cents) > _NOISE + abs(cents) * _RELATIVE_NOISE:
        raise NotAnAmount("has more than two digits after the decimal point")
    return cents


def _from_text(text: str) -> Decimal | None:
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(",", ""))
    bare = text.replace("\u00a0", " ").strip()
    if not bare:
        return None
    bare = _CURRENCY.sub("", bare)
    sides = _SIDE.fullmatch(bare)
    if sides is None or not (sides["before"] or sides["after"]):
        return parse_amount(bare)
    if sides["before"] and sides["after"]:
        raise NotAnAmount("is marked for a debit or credit twice")
    amount = parse_amount(sides["amount"])
    is_credit = _NEGATED[(sides["before"] or sides["after"]).lower()]
    if amount < 0 and is_credit:
        raise NotAnAmount("is marked CR and negative as well: keep one of the two")
    return -amount if is_credit else amount
