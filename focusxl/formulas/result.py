"""What a formula comes to: an amount that is known, or why there is none.

Missing is never a number, and what a program says of an amount that is missing follows from why.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, NoReturn

from focusxl.values import Value

Why = Literal[
    "blank", "division by nothing", "unstated fact", "page not submitted", "unreadable box"
]
"""blank: nothing belongs there, the line does not apply and the formula says so.
division by nothing: there is nothing to divide, or to divide by.
unstated fact: a fact about the firm decides, and nobody has stated it.
page not submitted: the page of a box, or of a mark, is not in the report.
unreadable box: a box holds text or an error where an amount belongs, or a total that cannot be
formed."""


class Known(Value):
    """An amount that is known."""

    __slots__ = ("amount",)
    __match_args__ = ("amount",)

    def __init__(self, amount: Decimal) -> None:
        self.amount: Final = amount


class Missing(Value):
    """Why there is no amount, or why a condition neither holds nor fails."""

    __slots__ = ("of", "why")
    __match_args__ = ("why", "of")

    def __init__(self, why: Why, of: str = "") -> None:
        self.why: Final = why
        self.of: Final = of
        """The fact, or the box; empty where no box is at fault."""

    @property
    def is_no_amount(self) -> bool:
        """Whether all is known and there is no amount all the same, which is not zero."""
        return self.why in ("blank", "division by nothing")

    @property
    def is_a_question(self) -> bool:
        """Whether an answer, Yes or No, would settle it: a fact, or a mark on a lacking page."""
        return self.why in ("unstated fact", "page not submitted")

    def __bool__(self) -> NoReturn:
        """Refuse to be taken for true or false."""
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
