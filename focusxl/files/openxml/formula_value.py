"""The value of a formula of numbers, the four operations, SUM and cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from focusxl.amounts import CellError, CellState, Nothing, Number, Text
from focusxl.files.openxml.formula_tokens import Token

Value = float | str | CellError | None
"""A number, a text, an error; None for an empty cell."""
Find = Callable[[str | None, Token], Value | list[Value]]
"""A function that gives the value of a sheet's area or name: of one cell, or of the filled cells
of several."""

_DEEPEST = 40
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NotRecomputed(Exception):
    """The reason why a formula is not recalculated; completes “it …”."""


class _Failed(Exception):
    """The formula gives an error."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.name)
        self.error = error


def value_of(state: CellState) -> Value:
    """Give the value of a cell as formulas use it."""
    match state:
        case Nothing():
            return None
        case Number(value):
            return float(value)
        case Text(text):
            return text
    return state


class Evaluator:
    """An evaluator of one formula, from left to right in doubles, as in a spreadsheet."""

    def __init__(self, parts: Sequence[Token], find: Find) -> None:
        """Take the tokens of a formula, and the function that finds cells."""
        self._parts = parts
        self._find = find
        self._at = 0
        self._depth = 0
        self.largest = 0.0
        """The largest number met, which limits the precision of the result."""

    def value(self) -> Value:
        """Calculate the value of the formula.

        Raises:
            NotRecomputed: the formula has a part that is not supported here.
        """
        try:
            value = self._sum()
        except _Failed as failed:
            return failed.error
        if self._at < len(self._parts):
            raise self._refused(self._parts[self._at])
        return 0.0 if value is None else value

    def _peek(self) -> str:
        """Give the next sign, empty if the next token is none."""
        if self._at < len(self._parts) and self._parts[self._at].kind == "sign":
            return self._parts[self._at].text
        return ""

    def _take(self) -> Token:
        if self._at == len(self._parts):
            raise NotRecomputed("ends too early")
        part = self._parts[self._at]
        self._at += 1
        return part

    def _expect(self, sign: str) -> None:
        part = self._take()
        if part.text != sign or part.kind != "sign":
            raise self._refused(part)

    @staticmethod
    def _refused(part: Token) -> NotRecomputed:
        if part.kind == "function":
            return NotRecomputed(f"uses {part.text.rpartition('.')[2].upper()[:40]}")
        return NotRecomputed(f"uses “{part.text[:40]}”")

    def _sum(self) -> Value:
        value = self._product()
        while self._peek() in ("+", "-"):
            sign = self._take().text
            left, right = self._number(value), self._number(self._product())
            value = self._kept(left + right if sign == "+" else left - right)
        return value

    def _product(self) -> Value:
        value = self._signed()
        while self._peek() in ("*", "/"):
            sign = self._take().text
            left, right = self._number(value), self._number(self._signed())
            if sign == "*":
                value = self._kept(left * right)
            elif right == 0:
                raise _Failed(CellError("#DIV/0!"))
            else:
                value = self._kept(left / right)
        return value

    def _signed(self) -> Value:
        negative, signs = False, 0
        while self._peek() in ("+", "-"):
            negative ^= self._take().text == "-"
            signs += 1
        value = self._operand()
        while self._peek() == "%":
            self._take()
            value = self._number(value) / 100
        if not signs:
            return value
        return -self._number(value) if negative else value

    def _operand(self) -> Value:
        part = self._take()
        match part.kind, part.text:
            case "number", text:
                return self._kept(float(text))
            case "text", text:
                return text[1:-1].replace('""', '"')
            case "error", text:
                raise _Failed(CellError(text.upper()))
            case "sign", "(":
                return self._nested(self._in_parentheses)
            case "function", text if text.upper() == "SUM":
                return self._nested(self._sum_of_arguments)
        if part.kind not in ("sheet", "area", "name"):
            raise self._refused(part)
        self._at -= 1
        found = self._cells()
        if isinstance(found, list):
            raise NotRecomputed("uses several cells as one value")
        return found

    def _nested(self, inside: Callable[[], Value]) -> Value:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotRecomputed("is nested too deeply")
        value = inside()
        self._depth -= 1
        return value

    def _in_parentheses(self) -> Value:
        value = self._sum()
        self._expect(")")
        return value

    def _sum_of_arguments(self) -> Value:
        total = 0.0
        while True:
            if self._peek() not in (",", ")"):
                total += self._argument()
            part = self._take()
            if part.text == ")":
                return self._kept(total)
            if part.text != ",":
                raise self._refused(part)

    def _argument(self) -> float:
        """Add up one argument of SUM: only numbers in cells count."""
        start = self._at
        if self._parts[start].kind in ("sheet", "area", "name"):
            found = self._cells()
            if self._peek() in (",", ")"):
                return sum(map(self._counted, found if isinstance(found, list) else [found]))
            self._at = start
        return self._number(self._sum())

    def _counted(self, value: Value) -> float:
        match value:
            case float():
                return self._kept(value)
            case CellError():
                raise _Failed(value)
            case str() if _DATE.fullmatch(value):
                raise NotRecomputed("adds up dates")
        return 0.0

    def _cells(self) -> Value | list[Value]:
        part = self._take()
        sheet = None
        if part.kind == "sheet":
            sheet, part = part.text, self._take()
        if part.kind == "error":
            raise _Failed(CellError(part.text.upper()))
        if part.kind not in ("area", "name"):
            raise self._refused(part)
        return self._find(sheet, part)

    def _number(self, value: Value) -> float:
        match value:
            case float():
                return value
            case None:
                return 0.0
            case CellError():
                raise _Failed(value)
        raise NotRecomputed("calculates with a text")

    def _kept(self, number: float) -> float:
        self.largest = max(self.largest, abs(number))
        return number
