"""Formulas written as text, with the values they were computed from."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from focusxl.amounts import show, show_ratio
from focusxl.formulas.environment import Named
from focusxl.formulas.formula import Formula
from focusxl.formulas.tree import (
    Arithmetic,
    Blank,
    BoxReference,
    Call,
    Comparison,
    Connective,
    NameReference,
    Negation,
    Node,
    Number,
    TextLiteral,
)

_BOX_OR_NAME = re.compile(
    r"\"[^\"]*\"|\[(?P<box>[0-9]+(?:_[a-z]+)?)\]|\b(?P<name>[a-z]+_[a-z_]+)\b(?!\()"
)


def with_values(
    formula: Formula,
    amount: Callable[[str], Decimal | str | None],
    named: Callable[[str], Named | None],
) -> str:
    """Write a formula with each box followed by its amount.

    A box without an amount is written as “blank”, or with the text given for it; a rate as a
    percentage.
    """

    def replace(found: re.Match[str]) -> str:
        box, name = found["box"], found["name"]
        if box is not None:
            return f"{box} ({_amount(amount(box))})"
        return found[0] if name is None else _named(name, named(name))

    return _BOX_OR_NAME.sub(replace, " ".join(formula.text.split()))


def _amount(value: Decimal | str | None) -> str:
    match value:
        case None:
            return "blank"
        case str():
            return value
    return show(value) if value >= 0 else f"minus {show(-value)}"


def _named(name: str, value: Named | None) -> str:
    match value:
        case None:
            return name.replace("_", " ") + " (not stated)"
        case bool():
            return name.replace("_", " ") + (" (yes)" if value else " (no)")
        case Fraction():
            return show_ratio(value)
    return show_ratio(value) if value < 10 else show(value)


_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _SIGNED = range(6)
"""Binding strengths of the operators, loosest first."""


def written(node: Node, within: int = _OR) -> str:
    """Write a tree in the notation, with no more parentheses than it needs.

    Args:
        node: the tree.
        within: the binding strength of the operator around it.
    """
    match node:
        case BoxReference(box):
            return f"[{box}]"
        case Blank():
            return "blank"
        case NameReference(name):
            return name
        case Number(value):
            return f"{value:f}"
        case TextLiteral(text):
            return f'"{text}"'
        case Call(function, arguments):
            return f"{function}({', '.join(map(written, arguments))})"
        case Negation(operand):
            return f"-{written(operand, _SIGNED)}"
        case Arithmetic("+" | "-" as operator, left, right):
            binds, text = _SUM, f"{written(left, _SUM)} {operator} {written(right, _PRODUCT)}"
        case Arithmetic(operator, left, right):
            binds, text = (
                _PRODUCT,
                f"{written(left, _PRODUCT)} {operator} {written(right, _SIGNED)}",
            )
        case Comparison(comparison, left, right):
            binds, text = _COMPARISON, f"{written(left, _SUM)} {comparison} {written(right, _SUM)}"
        case Connective("and", left, right):
            binds, text = _AND, f"{written(left, _AND)} and {written(right, _COMPARISON)}"
        case Connective(_, left, right):
            binds, text = _OR, f"{written(left, _OR)} or {written(right, _AND)}"
    return f"({text})" if binds < within else text
