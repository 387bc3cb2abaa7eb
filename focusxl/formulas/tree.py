"""The tree of a formula, node by node."""

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
    """A number written in the formula."""

    __slots__ = ("value",)
    __match_args__ = ("value",)

    def __init__(self, value: Decimal) -> None:
        self.value: Final = value


class TextLiteral(Value):
    """A text written in the formula, ``"In"``."""

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
    """The outcome ``blank`` of a formula whose line does not apply."""

    __slots__ = ()


class NameReference(Value):
    """A dated parameter or a fact about the firm, by name."""

    __slots__ = ("name",)
    __match_args__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name


class Negation(Value):
    """The negative of one operand."""

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
    """Two sides and the operator between them."""

    __slots__ = ("left", "operator", "right")
    __match_args__ = ("operator", "left", "right")

    def __init__(self, operator: ComparisonOperator, left: Node, right: Node) -> None:
        self.operator: Final = operator
        self.left: Final = left
        self.right: Final = right


class Connective(Value):
    """``and`` or ``or`` between conditions; the right side is evaluated only where it matters."""

    __slots__ = ("left", "operator", "right")
    __match_args__ = ("operator", "left", "right")

    def __init__(self, operator: Literal["and", "or"], left: Node, right: Node) -> None:
        self.operator: Final = operator
        self.left: Final = left
        self.right: Final = right


class Call(Value):
    """A call of one of the notation's functions."""

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
    """Give the nodes directly below a node, left to right."""
    match node:
        case Negation(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right) | Connective(_, left, right):
            return left, right
        case Call(_, arguments):
            return arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, left to right."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def outcomes(node: Node) -> Iterator[Node]:
    """Yield the outcomes of a formula: itself, or the branches of its outer conditions."""
    match node:
        case Call("if", (_, then, otherwise)):
            yield from outcomes(then)
            yield from outcomes(otherwise)
        case _:
            yield node


def comparisons(node: Node) -> tuple[Comparison, ...]:
    """Give the comparisons of a condition, all of which must hold; none if it is another kind."""
    match node:
        case Comparison():
            return (node,)
        case Connective("and", left, right):
            first, second = comparisons(left), comparisons(right)
            return (*first, *second) if first and second else ()
    return ()


def boxes_of(node: Node) -> tuple[str, ...]:
    """Give the boxes in a part of a formula, each once, in the order of the text."""
    named = (part.box for part in walk(node) if isinstance(part, BoxReference))
    return tuple(dict.fromkeys(named))
