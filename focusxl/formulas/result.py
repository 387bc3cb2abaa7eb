"""The result of a formula: an amount, or the reason why there is none.

Missing is never a number, and a program's message about a missing amount follows from the reason.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, NoReturn

from focusxl.values import Value

Why = Literal[
    "blank", "division by nothing", "unstated fact", "page not submitted", "unreadable box"
]
"""blank: the line does not apply, as its formula says.
division by nothing: the dividend is blank, or the divisor is zero.
unstated fact: the formula depends on a fact about the firm that is not stated.
page not submitted: the page of a box, or of a mark, is not in the report.
unreadable box: a box holds text or an error where an amount belongs, or is a total that cannot be
computed."""


class Known(Value):
    """An amount that is known, in the unit of its box."""

    __slots__ = ("amount",)
    __match_args__ = ("amount",)

    def __init__(self, amount: Decimal) -> None:
        self.amount: Final = amount


class Missing(Value):
    """The reason why there is no amount, or why a condition neither holds nor fails."""

    __slots__ = ("of", "why")
    __match_args__ = ("why", "of")

    def __init__(self, why: Why, of: str = "") -> None:
        self.why: Final = why
        self.of: Final = of
        """The fact or the box at fault; empty where there is none."""

    @property
    def is_no_amount(self) -> bool:
        """Whether the line rightly has no amount, which is not zero."""
        return self.why in ("blank", "division by nothing")

    @property
    def is_a_question(self) -> bool:
        """Whether a Yes or No would settle it: a fact, or a mark on a missing page."""
        return self.why in ("unstated fact", "page not submitted")

    def __bool__(self) -> NoReturn:
        """Raise an error, since a missing amount is neither true nor false."""
        raise TypeError(f"it is not known: {self}")

    def __str__(self) -> str:
        match self.why:
            case "blank":
                return "nothing belongs there"
            case "division by nothing":
                return "there is nothing to divide or to divide by"
            case "unstated fact":
                return "it has not been stated"
            case "page not submitted":
                return f"the page of box {self.of} is not in the report"
        return f"it is not known while box {self.of} cannot be read"


BLANK = Missing("blank")
DIVISION_BY_NOTHING = Missing("division by nothing")
