"""Arithmetic that drops no digit: sums and products of amounts come out as they are.

Python's own decimals are cut to 28 digits without a word. An amount has at most 15, and a factor
may have many behind its point, so that a product can be longer than that. The context here is
wider than any report can make use of; only a quotient is ever rounded in it, far behind the digits
that are filed.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from fractions import Fraction
from functools import wraps
from typing import ParamSpec, TypeVar

_Arguments = ParamSpec("_Arguments")
_Given = TypeVar("_Given")

EXACT = Context(prec=2_000, traps=[DivisionByZero, InvalidOperation, Overflow])
"""A double has its last digit at most 324 places behind the point and its first 309 before it: the
product of two such numbers and a sum of any number of them keep every digit."""


def share_of(amount: Decimal, share: Fraction) -> Decimal:
    """Give a share of an amount, multiplied first and divided last: a fifteenth of 30 is 2.

    A fifteenth is no decimal number. Cut off after any digit, it would give 1.99… of 30, and a
    dollar less than the rule says.
    """
    return EXACT.divide(EXACT.multiply(amount, share.numerator), share.denominator)


def exactly(work: Callable[_Arguments, _Given]) -> Callable[_Arguments, _Given]:
    """Let a function calculate in the wide context, and all functions that it calls.

    What it gives must be finished: a generator would go on in the context of its reader.
    """

    @wraps(work)
    def worked(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Given:
        with localcontext(EXACT):
            return work(*arguments, **named)

    return worked
