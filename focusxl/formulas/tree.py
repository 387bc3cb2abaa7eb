"""The tree of a formula, and the lists that it is kept as where the form is compiled."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, Literal

from focusxl.values import Value

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


class Number(Value):
    """A number written in the formula itself."""

    __slots__ = ("value",)
    __match_args__ = ("value",)

    def __init__(self, value: Decimal) -> None:
        self.value: Final = value


class TextLiteral(Value):
    """A text written in the formula itself, ``"In"``."""

    __slots__ = ("value",)
    __match_args__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value: Final = value


class BoxReference(Value):
    """The value of a box, ``[7010]``."""

    __slots__ = ("box",)
    __match_args__ = ("box",)

    def __init__(self, box: str) -> None:
        self.box: Final = box


class Blank(Value):
    """No amount at all, ``blank``: what a formula gives where the line does not apply."""

    __slots__ = ()


class NameReference(Value):
    """A dated parameter or a fact about the firm, by name."""

    __slots__ = ("name",)
    __match_args__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name


class Negation(Value):
    """Minus one operand."""

    __slots__ = ("operand",)
    __match_args__ = ("operand",)

    def __init__(self, operand: Node) -> None:
        self.operand: Final = operand


class Arithmetic(Value):
    """Two operands and one of ``+ - * /``."""

    __slots__ = ("left", "operator", "right")
    __match_args__ = ("operator", "left", "right")

    def __init__(self, operator: ArithmeticOperator, left: Node, right: Node) -> None:
        self.operator: Final = operator
        self.left: Final = left
        self.right: Final = right


class Comparison(Value):
    """Two sides and how they should stand to each other."""

    __slots__ = ("left", "operator", "right")
    __match_args__ = ("operator", "left", "right")

    def __init__(self, operator: ComparisonOperator, left: Node, right: Node) -> None:
        self.operator: Final = operator
        self.left: Final = left
        self.right: Final = right


class Connective(Value):
    """``and`` or ``or`` between conditions; the right side is looked at only where it matters."""

    __slots__ = ("left", "operator", "right")
    __match_args__ = ("operator", "left", "right")

    def __init__(self, operator: Literal["and", "or"], left: Node, right: Node) -> None:
        self.operator: Final = operator
        self.left: Final = left
        self.right: Final = right


class Call(Value):
    """One of the notation's functions."""

    __slots__ = ("arguments", "function")
    __match_args__ = ("function", "arguments")

    def __init__(self, function: FunctionName, arguments: tuple[Node, ...]) -> None:
        self.function: Final = function
        self.arguments: Final = arguments


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
