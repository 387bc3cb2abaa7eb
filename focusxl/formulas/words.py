"""Formulas in words, as an accountant would say them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from focusxl.amounts import show, show_ratio
from focusxl.formulas.environment import Environment
from focusxl.formulas.evaluator import holds
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

NameInWords = Callable[[str], str]
"""Gives a rate as a percentage, or a fact about the firm in a few words."""

_RELATIONS = {
    "=": "equals",
    "<>": "differs from",
    "<": "is less than",
    "<=": "is not more than",
    ">": "is more than",
    ">=": "is at least",
}
_ARITHMETIC = {"+": "plus", "-": "less", "*": "times", "/": "divided by"}
_ZERO = Number(Decimal(0))
_SUM, _PRODUCT, _OPERAND = range(3)
"""How close the words around stand, loosest first."""


class Term(NamedTuple):
    """A part of a sum: what is added, or taken off."""

    is_less: bool
    node: Node


def in_words(node: Node, name: NameInWords, within: int = _SUM) -> str:
    """Say a formula in words: “8% of box 7415”, “the greater of box 7305 and box 7355”."""
    match node:
        case BoxReference(box):
            return f"box {box}"
        case Blank():
            return "nothing (the line stays blank)"
        case NameReference(of):
            return name(of)
        case Number(value):
            return show(value)
        case TextLiteral(text):
            return f"“{text}”"
        case Negation(operand):
            return f"minus {in_words(operand, name, _OPERAND)}"
        case Arithmetic("*", NameReference(rate), of) | Arithmetic("*", of, NameReference(rate)):
            return f"{name(rate)} of {in_words(of, name, _OPERAND)}"
        case Arithmetic(operator, left, right):
            binds = _SUM if operator in "+-" else _PRODUCT
            sides = in_words(left, name, binds), in_words(right, name, binds + 1)
            text = f" {_ARITHMETIC[operator]} ".join(sides)
            return f"({text})" if binds < within else text
        case Call("if", (condition, then, otherwise)):
            text = (
                f"{in_words(then, name)} if {in_words(condition, name)}, otherwise "
                f"{in_words(otherwise, name)}"
            )
            return f"({text})" if within > _SUM else text
        case Comparison(relation, left, right):
            return f"{in_words(left, name)} {_RELATIONS[relation]} {in_words(right, name)}"
        case Connective(word, left, right):
            return f"{in_words(left, name)} {word} {in_words(right, name)}"
        case Call(function, arguments):
            return _call(function, [in_words(one, name, _OPERAND) for one in arguments])
    raise ValueError(f"no words for {node!r}")


def _call(function: str, arguments: list[str]) -> str:
    listed = _listed(arguments)
    match function:
        case "max":
            return f"the {'greater' if len(arguments) == 2 else 'greatest'} of {listed}"
        case "min":
            return f"the {'lesser' if len(arguments) == 2 else 'least'} of {listed}"
        case "not":
            return f"not ({arguments[0]})"
        case "reported":
            return f"{arguments[0]} is filled in"
        case "stated":
            return f"it is stated that {arguments[0]}"
        case "one_of":
            return f"{arguments[0]} is one of {_listed(arguments[1:])}"
        case "end_of_month":
            return f"the end of the month {arguments[1]} months after {arguments[0]}"
        case "month_of":
            return f"the month of {arguments[0]}"
    return f"the months from {arguments[0]} to {arguments[-1]}"


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def name_in_words(name: str, value: Decimal | Fraction | bool | None) -> str:
    """Say a rate as a percentage, a dollar amount with its commas, a fact by its name."""
    if value is None or isinstance(value, bool):
        return name.replace("_", " ")
    if isinstance(value, Fraction) or value < 10:
        return show_ratio(value)
    return show(value)


def applicable(node: Node, environment: Environment) -> Node:
    """Give a formula as it applies in a report: of each condition that is known, its branch.

    A part of a greatest or least amount that a condition makes zero is left out.
    """
    match node:
        case Call("if", (condition, then, otherwise)):
            met = holds(condition, environment)
            if met is True:
                return applicable(then, environment)
            if met is False:
                return applicable(otherwise, environment)
        case Call("max" | "min" as function, arguments):
            found = [(one, applicable(one, environment)) for one in arguments]
            kept = [new for old, new in found if new == old or new != _ZERO]
            if len(kept) == 1:
                return kept[0]
            return Call(function, tuple(kept or arguments))
        case Arithmetic(operator, left, right):
            return Arithmetic(
                operator, applicable(left, environment), applicable(right, environment)
            )
        case Negation(operand):
            return Negation(applicable(operand, environment))
    return node


def terms(node: Node, is_less: bool = False) -> Iterator[Term]:
    """Give the parts of a sum, left to right; a formula that is no sum is its one part."""
    match node:
        case Arithmetic("+" | "-" as operator, left, right):
            yield from terms(left, is_less)
            yield from terms(right, is_less != (operator == "-"))
        case Negation(operand):
            yield from terms(operand, not is_less)
        case _:
            yield Term(is_less, node)
