"""What a formula gives for one filing."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from focusxl.amounts import EXACT, share_of
from focusxl.formulas.tree import (
    Arithmetic,
    ArithmeticOperator,
    Blank,
    BoxReference,
    Call,
    Comparison,
    ComparisonOperator,
    Connective,
    NameReference,
    Negation,
    Node,
    Number,
    TextLiteral,
    boxes_of,
)

NOTHING = Decimal(0)

_ARITHMETIC: Mapping[ArithmeticOperator, Callable[[Decimal, Decimal], Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
    "/": EXACT.divide,
}


class FactUnknown(Exception):
    """The formula needs a fact about the firm that nobody has stated.

    Or it asks whether a box is marked, and the page that it stands on is not in the report.
    """

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


class BoxUnusable(Exception):
    """The formula needs a box that holds text, an error, or a total that cannot be formed."""

    def __init__(self, box: str) -> None:
        super().__init__(box)
        self.box = box


class LeftBlank(Exception):
    """The formula comes to no amount, which is not zero.

    The line does not apply and the formula says so, or there is nothing to divide or to divide by.
    """


Named = Decimal | Fraction | bool
"""What a name stands for: a fact about the firm (bool), or a parameter, which is a fraction where
no decimal number is what the rule says."""


class Surroundings(Protocol):
    """Where a formula finds its values."""

    def amount(self, box: str) -> Decimal | None:
        """Give the whole dollars in a box, None where nothing is reported.

        Raises:
            BoxUnusable: the box holds something that is no amount.
        """
        ...

    def reported(self, box: str) -> bool:
        """Tell whether the box holds anything at all."""
        ...

    def text(self, box: str) -> str | None:
        """Give the text in a box, None where it is blank.

        Raises:
            BoxUnusable: the box shows an error.
        """
        ...

    def named(self, name: str) -> Named:
        """Give a dated parameter or a fact about the firm.

        Raises:
            FactUnknown: the fact has not been stated.
        """
        ...


def evaluate(node: Node, surroundings: Surroundings) -> Decimal:
    """Compute an arithmetic tree; a blank counts as nothing, as the form says.

    Raises:
        BoxUnusable: a box it needs cannot be read.
        FactUnknown: it needs a fact that has not been stated.
        LeftBlank: it comes to no amount, which is not zero.
    """
    match node:
        case BoxReference():
            return surroundings.amount(node.box) or NOTHING
        case Arithmetic("*", NameReference(name), amount) | Arithmetic(
            "*", amount, NameReference(name)
        ):
            return _times(evaluate(amount, surroundings), surroundings.named(name))
        case Arithmetic():
            left, right = evaluate(node.left, surroundings), evaluate(node.right, surroundings)
            if node.operator == "/" and (right == 0 or _is_blank(node.left, surroundings)):
                raise LeftBlank
            return _ARITHMETIC[node.operator](left, right)
        case Blank():
            raise LeftBlank
        case Number():
            return node.value
        case NameReference():
            return _times(Decimal(1), surroundings.named(node.name))
        case Negation():
            return evaluate(node.operand, surroundings).copy_negate()
        case Call("max", arguments):
            return max(evaluate(argument, surroundings) for argument in arguments)
        case Call("min", arguments):
            return min(evaluate(argument, surroundings) for argument in arguments)
        case Call("if", (condition, then, otherwise)):
            return evaluate(then if holds(condition, surroundings) else otherwise, surroundings)
        case Call("end_of_month", (day, months)):
            return _end_of_month(_day(day, surroundings), int(evaluate(months, surroundings)))
        case Call("month_of", (day,)):
            found = _day(day, surroundings)
            return NOTHING if found is None else Decimal(found.month)
        case Call("months_of", (first, last)):
            return _months_of(_day(first, surroundings), _day(last, surroundings))
    return Decimal(holds(node, surroundings))


def _times(amount: Decimal, named: Named) -> Decimal:
    if isinstance(named, Fraction):
        return share_of(amount, named)
    return EXACT.multiply(amount, Decimal(named))


def _is_blank(node: Node, surroundings: Surroundings) -> bool:
    """Tell whether a part of a formula is made of boxes, and all of them are blank."""
    boxes = boxes_of(node)
    return bool(boxes) and all(surroundings.amount(box) is None for box in boxes)


def holds(node: Node, surroundings: Surroundings, tolerance: Decimal = NOTHING) -> bool:
    """Tell whether a condition holds, comparisons within the tolerance (whole dollars).

    Raises:
        BoxUnusable: a box it needs cannot be read.
        FactUnknown: it needs a fact that has not been stated.
    """
    match node:
        case Comparison(operator, left, right):
            difference = EXACT.subtract(evaluate(left, surroundings), evaluate(right, surroundings))
            return compares(operator, difference, tolerance)
        case Connective("and", left, right):
            return holds(left, surroundings, tolerance) and holds(right, surroundings, tolerance)
        case Connective("or", left, right):
            return holds(left, surroundings, tolerance) or holds(right, surroundings, tolerance)
        case Call("not", (operand,)):
            return not holds(operand, surroundings, tolerance)
        case Call("reported", (BoxReference(box),)):
            return surroundings.reported(box)
        case Call("one_of", (one, *others)):
            text = _text(one, surroundings)
            return bool(text) and any(text == _text(other, surroundings) for other in others)
        case Call("stated", (NameReference(name),)):
            return _is_stated(name, surroundings)
        case NameReference(name):
            return bool(surroundings.named(name))
    return evaluate(node, surroundings) != 0


def _day(node: Node, surroundings: Surroundings) -> datetime.date | None:
    """Give the date in a box, None where it is blank: a month of nothing is nothing."""
    ordinal = int(evaluate(node, surroundings))
    return datetime.date.fromordinal(ordinal) if ordinal > 0 else None


def _end_of_month(day: datetime.date | None, later: int) -> Decimal:
    """Give the day number of the last day of the month of a date, or of one some months later."""
    if day is None:
        return NOTHING
    years, month = divmod(day.month - 1 + later, 12)
    year = day.year + years
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return NOTHING
    last = calendar.monthrange(year, month + 1)[1]
    return Decimal(datetime.date(year, month + 1, last).toordinal())


def _months_of(first: datetime.date | None, last: datetime.date | None) -> Decimal:
    """Count the months of the calendar that a period has days in."""
    if first is None or last is None:
        return NOTHING
    return Decimal((last.year - first.year) * 12 + last.month - first.month + 1)


def _text(node: Node, surroundings: Surroundings) -> str:
    """Give a text as it is compared: capitals and the number of spaces make no difference."""
    match node:
        case TextLiteral(text):
            found: str | None = text
        case BoxReference(box):
            found = surroundings.text(box)
        case _:
            found = None
    return " ".join(filter(None, (found or "").lower().split(" ")))


def _is_stated(name: str, surroundings: Surroundings) -> bool:
    try:
        surroundings.named(name)
    except FactUnknown:
        return False
    return True


def compares(operator: ComparisonOperator, difference: Decimal, tolerance: Decimal) -> bool:
    """Tell whether left minus right is what the operator asks for, within the tolerance."""
    match operator:
        case "=":
            return difference.copy_abs() <= tolerance
        case "<>":
            return difference.copy_abs() > tolerance
        case "<=":
            return difference <= tolerance
        case ">=":
            return difference >= tolerance.copy_negate()
        case "<":
            return difference < tolerance
        case _:
            return difference > tolerance.copy_negate()
