"""A formula written out with the values it was computed from."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from focusxl.amount import show
from focusxl.formula.tree import Formula

_BOX_OR_NAME = re.compile(r"\[(?P<box>[0-9]+(?:_[a-z]+)?)\]|\b(?P<name>[a-z]+_[a-z_]+)\b")


def with_values(
    formula: Formula,
    amount: Callable[[str], Decimal | None],
    named: Callable[[str], Decimal | bool | None],
) -> str:
    """Write a formula with each box followed by its amount.

    A box without an amount is shown as “blank”, a rate as a percentage.
    """

    def replace(found: re.Match[str]) -> str:
        box, name = found["box"], found["name"]
        if box is not None:
            value = amount(box)
            return (
                f"{box} ({'blank' if value is None else show(value).strip('()')})"
                if (value is None or value >= 0)
                else f"{box} (minus {show(-value)})"
            )
        return _named(name, named(name))

    return _BOX_OR_NAME.sub(replace, " ".join(formula.text.split()))


def _named(name: str, value: Decimal | bool | None) -> str:
    match value:
        case None:
            return name.replace("_", " ") + " (not stated)"
        case bool():
            return name.replace("_", " ") + (" (yes)" if value else " (no)")
        case _ if value < 10:
            return f"{show(value * 100)}%"
    return show(value)
