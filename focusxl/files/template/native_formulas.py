"""The translation of formulas into the formula language of Excel and LibreOffice.

The translation follows the engine: whole dollars, a blank counts as zero, and text in an amount
gives an error, never a zero. ``SUM`` and plain ``MAX`` ignore text, so every box is used in a way
that does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from focusxl.forms.edition import Edition, Parameter
from focusxl.forms.model import Box
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
    boxes_of,
    walk,
)
from focusxl.values import Record


class Translator(Record):
    """The translator of an edition's trees, given the cell names of boxes and facts."""

    edition: Edition
    box_name: Callable[[str], str]
    fact_name: Callable[[str], str]

    def total(self, box: Box) -> str:
        """Give the formula of a total's cell: empty while all its inputs are empty."""
        assert box.formula is not None
        return self.unless_empty(box, self._outcome(box, box.formula.tree))

    def _outcome(self, box: Box, tree: Node) -> str:
        """Translate the outcomes of a formula, by branch: an amount as filed, or empty text."""
        match tree:
            case Blank():
                return '""'
            case Call("if", (condition, then, otherwise)):
                branches = self._outcome(box, then), self._outcome(box, otherwise)
                return f"IF({','.join((self.condition(condition), *branches))})"
        amount = self.expression(tree)
        if any(isinstance(node, Arithmetic) and node.operator in "*/" for node in walk(tree)):
            amount = _rounded(amount, box)
        for nothing in dict.fromkeys(self._nothing_to_divide(tree)):
            amount = f'IF({nothing},"",{amount})'
        return amount

    def _nothing_to_divide(self, tree: Node) -> Iterator[str]:
        """Write the conditions on which a quotient is blank: blank dividend, divisor of zero."""
        for node in walk(tree):
            if isinstance(node, Arithmetic) and node.operator == "/":
                above = "&".join(map(self.box_name, boxes_of(node.left)))
                if above:
                    yield f'{above}=""'
                yield f"{self.expression(node.right)}=0"

    def unless_empty(self, box: Box, amount: str) -> str:
        """Give a formula that shows empty text while all inputs of a total are empty.

        The inputs are joined as text, so that an error is shown and text is not taken for a blank.
        """
        assert box.formula is not None
        inputs = "&".join(map(self.box_name, box.formula.operands))
        return f'=IF({inputs}="","",{amount})'

    def expression(self, node: Node) -> str:
        """Translate an arithmetic tree."""
        match node:
            case Number(value):
                return f"{value:f}"
            case BoxReference(box):
                return self._amount(box)
            case NameReference(name) if name in self.edition.parameters:
                return self._parameter(self.edition.parameters[name])
            case Negation(operand):
                return f"-({self.expression(operand)})"
            case Arithmetic(operator, left, right):
                return f"{self._operand(left, operator)}{operator}{self._right(right, operator)}"
            case Call("max" | "min" as function, arguments):
                return f"{function.upper()}({','.join(map(self.expression, arguments))})"
            case Call("if", (condition, then, otherwise)):
                parts = self.condition(condition), self.expression(then), self.expression(otherwise)
                return f"IF({','.join(parts)})"
            case Call("end_of_month", (BoxReference(day), months)):
                name = self.box_name(day)
                return f'IF({name}="",0,EOMONTH({name},{self.expression(months)}))'
            case Call("month_of", (BoxReference(day),)):
                name = self.box_name(day)
                return f'IF({name}="",0,MONTH({name}))'
            case Call("months_of", (BoxReference(first), BoxReference(last))):
                start, end = self.box_name(first), self.box_name(last)
                months_between = f"(YEAR({end})-YEAR({start}))*12+MONTH({end})-MONTH({start})+1"
                return f'IF(OR({start}="",{end}=""),0,{months_between})'
        return self.condition(node)

    def condition(self, node: Node) -> str:
        """Translate a condition; a part that is not needed is not evaluated, as in the engine."""
        match node:
            case Comparison(operator, left, right):
                return f"{self.expression(left)}{operator}{self.expression(right)}"
            case Connective("and", left, right):
                return f"IF({self.condition(left)},{self.condition(right)},FALSE)"
            case Connective("or", left, right):
                return f"IF({self.condition(left)},TRUE,{self.condition(right)})"
            case Call("not", (operand,)):
                return f"NOT({self.condition(operand)})"
            case Call("reported", (BoxReference(box),)):
                return f'({self.box_name(box)}<>"")'
            case Call("one_of", (one, *others)):
                text = self._text(one)
                alike = ",".join(f"{text}={self._text(other)}" for other in others)
                return f'IF({text}="",FALSE,OR({alike}))'
            case Call("stated", (NameReference(name),)):
                return f'({self.fact_name(name)}<>"")'
            case NameReference(name):
                fact = self.fact_name(name)
                return f'IF({fact}="",NA(),{fact}="Yes")'
        return f"{self.expression(node)}<>0"

    def _text(self, node: Node) -> str:
        """Write a text for comparison; the comparison itself ignores case."""
        match node:
            case BoxReference(box):
                return f"TRIM({self.box_name(box)})"
            case TextLiteral(text):
                return f'"{text}"'
        raise TypeError(f"{node} is no text")

    def _amount(self, number: str) -> str:
        box = self.edition.box(number)
        name = self.box_name(number)
        if box.kind == "total":
            return f'IF({name}="",0,{name})'
        if box.kind == "date":
            return name
        return _rounded(name, box)

    def _operand(self, node: Node, operator: str) -> str:
        text = self.expression(node)
        looser = isinstance(node, Arithmetic) and node.operator in "+-" and operator in "*/"
        return f"({text})" if looser else text

    def _right(self, node: Node, operator: str) -> str:
        text = self.expression(node)
        return f"({text})" if isinstance(node, Arithmetic) and operator != "+" else text

    def _parameter(self, parameter: Parameter) -> str:
        """Write the value in force at the end of the period.

        A value that is not in dollars is written as n/100 or as a fraction, which is exact.
        """
        dates = sorted(parameter.values)
        text, divisor = _written(parameter, parameter.values[dates[0]])
        for date in dates[1:]:
            later, divisor = _written(parameter, parameter.values[date])
            period = self.box_name(self.edition.period_end)
            since = f"DATE({date.year},{date.month},{date.day})"
            text = f"IF(AND(ISNUMBER({period}),{period}<{since}),{text},{later})"
        return f"{text}{divisor}"


def _written(parameter: Parameter, value: Decimal | Fraction) -> tuple[str, str]:
    if parameter.unit == "dollars":
        return f"{value:f}", ""
    values = parameter.values.values()
    if isinstance(value, Decimal) and all(isinstance(one, Decimal) for one in values):
        return f"{(value * 100).normalize():f}", "/100"
    divisor = math.lcm(*(Fraction(one).denominator for one in values))
    return f"{Fraction(value) * divisor}", f"/{divisor}"


def _rounded(text: str, box: Box) -> str:
    match box.unit:
        case "percent":
            return f"ROUND({text},2)"
        case "factor":
            return f"({text}+0)"
    if box.rounding == "down":
        return f"TRUNC({text})"
    # ROUNDUP would be shorter, but LibreOffice 7.4 keeps only twelve digits in it: it gives
    # 74,277,781,837 for 74,277,781,837.01.
    return f"IF({text}<0,INT({text}),-INT(-{text}))"
