"""The tree of a formula, and the lists that it is kept as where the form is compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal, cast

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


Packed = str | list[Any]
"""A node as JSON has it: a box or a name as it is written, all else a list, its kind first."""


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


def packed(node: Node) -> Packed:
    """Give a node as lists and texts, which JSON can hold.

    >>> packed(Arithmetic("*", BoxReference("7010"), NameReference("rate")))
    ['*', '7010', 'rate']
    """
    match node:
        case BoxReference(box):
            return box
        case NameReference(name):
            return name
        case Number(value):
            return ["number", str(value)]
        case TextLiteral(value):
            return ["text", value]
        case Blank():
            return ["blank"]
        case Negation(operand):
            return ["minus", packed(operand)]
        case Call(function, arguments):
            return ["call", function, *map(packed, arguments)]
    return [node.operator, packed(node.left), packed(node.right)]


def unpacked(plain: Packed) -> Node:
    """Give the node that was packed."""
    if isinstance(plain, str):
        return BoxReference(plain) if _is_box(plain) else NameReference(plain)
    kind = plain[0]
    of_two = _OF_TWO.get(kind)
    if of_two is not None:
        return of_two(kind, unpacked(plain[1]), unpacked(plain[2]))
    match kind:
        case "call":
            return Call(cast("FunctionName", plain[1]), tuple(map(unpacked, plain[2:])))
        case "number":
            return Number(Decimal(plain[1]))
        case "minus":
            return Negation(unpacked(plain[1]))
        case "text":
            return TextLiteral(plain[1])
    return Blank()


_OF_TWO: Mapping[str, type[Arithmetic] | type[Comparison] | type[Connective]] = {
    **dict.fromkeys(("+", "-", "*", "/"), Arithmetic),
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), Comparison),
    **dict.fromkeys(("and", "or"), Connective),
}
_OF_NO_AMOUNT = ("reported", "one_of")
"""Functions that ask a box for a mark or a text."""


def _is_box(word: str) -> bool:
    return word[0] <= "9"


class _Named:
    """What a formula names, each once, in the order of its text."""

    def __init__(self, plain: Packed) -> None:
        self.boxes: dict[str, None] = {}
        self.operands: dict[str, None] = {}
        self.names: dict[str, None] = {}
        self._note(plain, True)

    def _note(self, plain: Packed, amounts: bool) -> None:
        if isinstance(plain, str):
            if not _is_box(plain):
                self.names[plain] = None
                return
            self.boxes[plain] = None
            if amounts:
                self.operands[plain] = None
            return
        match plain[0]:
            case "number" | "text" | "blank":
                return
            case "call":
                amounts = amounts and plain[1] not in _OF_NO_AMOUNT
                parts = plain[2:]
            case _:
                parts = plain[1:]
        for part in parts:
            self._note(part, amounts)


class Formula:
    """A formula as the form data writes it, and its tree."""

    def __init__(self, text: str, tree: Node | Packed) -> None:
        self.text: Final = text
        self._given: Final = tree

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and (self.text, self.tree) == (other.text, other.tree)

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Formula(text={self.text!r}, tree={self.tree!r})"

    @cached_property
    def tree(self) -> Node:
        """The tree, put together when it is first asked for."""
        given = self._given
        return given if isinstance(given, Value) else unpacked(given)

    @cached_property
    def _named(self) -> _Named:
        given = self._given
        return _Named(packed(given) if isinstance(given, Value) else given)

    @cached_property
    def boxes(self) -> tuple[str, ...]:
        """Every box the formula names, once, in the order of the text."""
        return tuple(self._named.boxes)

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """The boxes whose amounts it is formed from; not those asked for a mark or a text."""
        return tuple(self._named.operands)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every parameter and fact the formula names, once, in the order of the text."""
        return tuple(self._named.names)
