"""The tree of a formula."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ArithmeticOperator = Literal["+", "-", "*", "/"]
ComparisonOperator = Literal["=", "<>", "<", "<=", ">", ">="]
FunctionName = Literal[
    "max",
    "min",
    "if",
    "not",
    "reported",
    "stated",
    "one_of",
    "end_of_month",
    "month_of",
    "months_of",
]


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula itself."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class TextLiteral:
    """A text written in the formula itself, ``"In"``."""

    value: str


@dataclass(frozen=True, slots=True)
class BoxReference:
    """The value of a box, ``[7010]``."""

    box: str


@dataclass(frozen=True, slots=True)
class Blank:
    """No amount at all, ``blank``: what a formula gives where the line does not apply."""


@dataclass(frozen=True, slots=True)
class NameReference:
    """A dated parameter or a fact about the firm, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation:
    """Minus one operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two operands and one of ``+ - * /``."""

    operator: ArithmeticOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and how they should stand to each other."""

    operator: ComparisonOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Connective:
    """``and`` or ``or`` between conditions; the right side is looked at only where it matters."""

    operator: Literal["and", "or"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """One of the notation's functions."""

    function: FunctionName
    arguments: tuple[Node, ...]


Node = (
    Number
    | TextLiteral
    | BoxReference
    | Blank
    | NameReference
    | Negation
    | Arithmetic
    | Comparison
    | Connective
    | Call
)


def parts_of(node: Node) -> tuple[Node, ...]:
    """Give what a node is put together from, left to right."""
    match node:
        case Negation(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right) | Connective(_, left, right):
            return left, right
        case Call(_, arguments):
            return arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and everything below it, left to right."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def outcomes(node: Node) -> Iterator[Node]:
    """Yield what a formula can come to: itself, or the branches of its outermost conditions."""
    match node:
        case Call("if", (_, then, otherwise)):
            yield from outcomes(then)
            yield from outcomes(otherwise)
        case _:
            yield node


def comparisons(node: Node) -> tuple[Comparison, ...]:
    """Give the comparisons that a condition is, all of which have to hold; none of another kind."""
    match node:
        case Comparison():
            return (node,)
        case Connective("and", left, right):
            first, second = comparisons(left), comparisons(right)
            return (*first, *second) if first and second else ()
    return ()


def boxes_of(node: Node) -> tuple[str, ...]:
    """Give the boxes that a part of a formula names, once, in the order of the text."""
    named = (part.box for part in walk(node) if isinstance(part, BoxReference))
    return tuple(dict.fromkeys(named))


def operands_of(node: Node) -> Iterator[str]:
    """Yield the boxes whose amounts a part is formed from; not those asked for a mark or a text."""
    match node:
        case Call("reported" | "one_of"):
            return
        case BoxReference(box):
            yield box
    for part in parts_of(node):
        yield from operands_of(part)
