"""The packed trees of formulas, lists and texts, as the compiled form stores them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from focusxl.formulas.tree import (
    Arithmetic,
    Blank,
    BoxReference,
    Call,
    Comparison,
    Connective,
    FunctionName,
    NameReference,
    Negation,
    Node,
    Number,
    TextLiteral,
)

Packed = str | list[Any]
"""A node in JSON: a box or a name as it is written, any other as a list, its kind first."""


def packed(node: Node) -> Packed:
    """Pack a node into lists and texts, for JSON.

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
    """Unpack a node."""
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
"""Functions that ask a box for a mark or a text, not for an amount."""


def _is_box(word: str) -> bool:
    return word[0] <= "9"


class NamedBy:
    """The names in a formula, each once, in the order of its text."""

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
