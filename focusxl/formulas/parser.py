"""The parser of formulas, from text to tree."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple, cast

from focusxl.errors import FormulaError
from focusxl.formulas.formula import Formula
from focusxl.formulas.tree import (
    Arithmetic,
    ArithmeticOperator,
    Blank,
    BoxReference,
    Call,
    Comparison,
    ComparisonOperator,
    Connective,
    FunctionName,
    NameReference,
    Negation,
    Node,
    Number,
    TextLiteral,
    outcomes,
    walk,
)

_ARGUMENT_COUNTS = {
    "max": (2, 99),
    "min": (2, 99),
    "if": (3, 3),
    "not": (1, 1),
    "reported": (1, 1),
    "one_of": (2, 99),
    "end_of_month": (2, 2),
    "month_of": (1, 1),
    "months_of": (2, 2),
    "stated": (1, 1),
}
_OF_BOXES = {
    "reported": (1, "reported takes one box"),
    "one_of": (1, "one_of takes a box first"),
    "end_of_month": (1, "end_of_month takes a box first"),
    "month_of": (1, "month_of takes one box"),
    "months_of": (2, "months_of takes two boxes"),
}
"""Functions whose first arguments are boxes: their number, and the message where one is not."""
_COMPARISONS = ("=", "<>", "<=", ">=", "<", ">")
_TOKEN = re.compile(
    r"\s*(?:"
    r"\[(?P<box>[0-9]+(?:_[a-z]+)?)\]"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<percent>%)?"
    r"|(?P<name>[a-z][a-z0-9_]*)"
    r"|\"(?P<text>[^\"]*)\""
    r"|(?P<symbol><>|<=|>=|[-+*/=<>(),])"
    r")"
)


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


def parse(text: str) -> Formula:
    """Parse a formula or the test of a check.

    >>> parse("[7040] + [7050]").boxes
    ('7040', '7050')

    Raises:
        FormulaError: the text is not in the notation.
    """
    return Formula(text, _Parser(text).whole())


class _Parser:
    """Recursive descent: or, and, not, comparison, sum, product, sign, atom."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split(text)
        self._next = 0

    def _split(self, text: str) -> list[_Token]:
        tokens: list[_Token] = []
        position = 0
        end = len(text.rstrip())
        while position < end:
            found = _TOKEN.match(text, position)
            if found is None:
                raise FormulaError(f"“{text}”: cannot read it from character {position + 1} on")
            kind = found.lastgroup or ""
            if kind == "percent":
                tokens.append(_Token("percent", found["number"], found.start()))
            else:
                tokens.append(_Token(kind, found[kind], found.start()))
            position = found.end()
        return tokens

    def whole(self) -> Node:
        tree = self._either()
        if self._next < len(self._tokens):
            raise self._error(f"“{self._tokens[self._next].text}” is not expected here")
        blanks = sum(isinstance(node, Blank) for node in walk(tree))
        if blanks > sum(isinstance(node, Blank) for node in outcomes(tree)):
            raise self._error("blank is what a whole formula comes to, nothing to compute with")
        return tree

    def _error(self, what: str) -> FormulaError:
        return FormulaError(f"“{self._text}”: {what}")

    def _take(self, *texts: str) -> str | None:
        if self._next < len(self._tokens):
            token = self._tokens[self._next]
            if token.kind in ("symbol", "name") and token.text in texts:
                self._next += 1
                return token.text
        return None

    def _expect(self, text: str) -> None:
        if self._take(text) is None:
            raise self._error(f"“{text}” is missing")

    def _either(self) -> Node:
        left = self._both()
        while self._take("or"):
            left = Connective("or", left, self._both())
        return left

    def _both(self) -> Node:
        left = self._comparison()
        while self._take("and"):
            left = Connective("and", left, self._comparison())
        return left

    def _comparison(self) -> Node:
        left = self._sum()
        operator = self._take(*_COMPARISONS)
        if operator is None:
            return left
        return Comparison(cast("ComparisonOperator", operator), left, self._sum())

    def _sum(self) -> Node:
        left = self._product()
        while operator := self._take("+", "-"):
            left = Arithmetic(cast("ArithmeticOperator", operator), left, self._product())
        return left

    def _product(self) -> Node:
        left = self._signed()
        while operator := self._take("*", "/"):
            left = Arithmetic(cast("ArithmeticOperator", operator), left, self._signed())
        return left

    def _signed(self) -> Node:
        return Negation(self._signed()) if self._take("-") else self._atom()

    def _atom(self) -> Node:
        if self._take("("):
            inner = self._either()
            self._expect(")")
            return inner
        if self._next >= len(self._tokens):
            raise self._error("it ends too early")
        token = self._tokens[self._next]
        self._next += 1
        match token.kind:
            case "box":
                return BoxReference(token.text)
            case "number":
                return Number(Decimal(token.text))
            case "percent":
                return Number(Decimal(token.text) / 100)
            case "name" if token.text == "blank":
                return Blank()
            case "name" if token.text in _ARGUMENT_COUNTS:
                return self._call(token.text)
            case "name" if token.text not in ("and", "or"):
                return NameReference(token.text)
        raise self._error(f"“{token.text}” is not expected here")

    def _call(self, function: str) -> Node:
        self._expect("(")
        argument = self._box_or_text if function == "one_of" else self._either
        arguments = [argument()]
        while self._take(","):
            arguments.append(argument())
        self._expect(")")
        fewest, most = _ARGUMENT_COUNTS[function]
        if not fewest <= len(arguments) <= most:
            raise self._error(f"{function} does not take {len(arguments)} arguments")
        boxes, otherwise = _OF_BOXES.get(function, (0, ""))
        if not all(isinstance(argument, BoxReference) for argument in arguments[:boxes]):
            raise self._error(otherwise)
        if function == "stated" and not isinstance(arguments[0], NameReference):
            raise self._error("stated takes one fact")
        return Call(cast("FunctionName", function), tuple(arguments))

    def _box_or_text(self) -> Node:
        token = self._tokens[self._next] if self._next < len(self._tokens) else None
        if token is not None and token.kind == "text":
            self._next += 1
            return TextLiteral(token.text)
        node = self._atom()
        if not isinstance(node, BoxReference):
            raise self._error("one_of takes boxes and texts")
        return node
