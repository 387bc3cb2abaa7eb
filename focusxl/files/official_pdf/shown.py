"""What is printed on the official form for what a box holds."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from focusxl.amounts import show
from focusxl.filings.filing import BoxValue
from focusxl.forms.model import Box
from focusxl.text import on_one_line

Side = Literal["left", "right", "middle"]

_MARK = "X"


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as it is printed, and the side of its blank that it keeps to."""

    text: str
    side: Side
    in_parentheses: bool = False
    """Whether it is meant to stand between printed parentheses."""


def shown_on_the_form(box: Box, value: BoxValue) -> Shown:
    """Write what a box holds as the form is filled in by hand.

    Where the form prints the parentheses, the bare amount stands between them; an amount that is
    below zero even there has a minus, since a second pair would not be seen as one.
    """
    match value:
        case bool():
            return Shown(_MARK, "middle")
        case Decimal():
            if box.parentheses:
                return Shown(_between_parentheses(value), "right", in_parentheses=True)
            return Shown(show(value), "right")
        case datetime.date():
            return Shown(shown_date(value), "right")
    return Shown(on_one_line(value), "left")


def shown_date(date: datetime.date) -> str:
    """Write a date as the form asks for it, MM/DD/YY.

    >>> shown_date(datetime.date(2026, 3, 31))
    '03/31/26'
    """
    return f"{date:%m/%d/%y}"


def _between_parentheses(amount: Decimal) -> str:
    text = show(amount.copy_abs())
    return f"-{text}" if amount < 0 else text
