"""The evaluation of formulas for one report.

A tree is compiled once into Python functions that take an environment. They do not depend on a
report, and are kept with the formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from focusxl.amounts import EXACT, share_of
from focusxl.formulas.dates import end_of_month, month_of, months_of
from focusxl.formulas.environment import NOTHING, AmountOf, Environment
from focusxl.formulas.result import BLANK, DIVISION_BY_NOTHING, Known, Missing
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

TruthOf = Callable[[Environment, Decimal], bool | Missing]
"""A function that tells whether a condition holds, within a tolerance in whole dollars."""
Relation = Callable[[Decimal, Decimal], bool]
"""A function of left less right and a tolerance that tells whether a comparison holds."""
_TextOf = Callable[[Environment], str | Missing]

_ONE = Decimal(1)
_ARITHMETIC: Mapping[ArithmeticOperator, Callable[[Decimal, Decimal], Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
    "/": EXACT.divide,
}
_RELATIONS: Mapping[ComparisonOperator, Relation] = {
    "=": lambda difference, tolerance: difference.copy_abs() <= tolerance,
    "<>": lambda difference, tolerance: difference.copy_abs() > tolerance,
    "<=": lambda difference, tolerance: difference <= tolerance,
    ">=": lambda difference, tolerance: difference >= tolerance.copy_negate(),
    "<": lambda difference, tolerance: difference < tolerance,
    ">": lambda difference, tolerance: difference > tolerance.copy_negate(),
}


def evaluate(node: Node, environment: Environment) -> Known | Missing:
    """Compute an arithmetic tree, in the unit of its box, not rounded."""
    amount = amount_of(node)(environment)
    return amount if isinstance(amount, Missing) else Known(amount)


def holds(node: Node, environment: Environment, tolerance: Decimal = NOTHING) -> bool | Missing:
    """Tell whether a condition holds, its comparisons within the tolerance in whole dollars."""
    return truth_of(node)(environment, tolerance)


def amount_of(node: Node) -> AmountOf:
    """Compile an arithmetic tree."""
    match node:
        case BoxReference(box):
            return _box(box)
        case Arithmetic("+" | "-", _, _):
            return _sum(node)
        case Arithmetic("*", NameReference(name), of) | Arithmetic("*", of, NameReference(name)):
            return _share(name, amount_of(of))
        case Arithmetic(operator, left, right):
            product = _both_known(_ARITHMETIC[operator], amount_of(left), amount_of(right))
            return product if operator == "*" else _quotient(left, right)
        case Blank():
            return lambda environment: BLANK
        case Number(value):
            return lambda environment: value
        case NameReference(name):
            return _number_named(name)
        case Negation(operand):
            return _negative(amount_of(operand))
        case Call("max", arguments):
            return _one_of_several(max, tuple(map(amount_of, arguments)))
        case Call("min", arguments):
            return _one_of_several(min, tuple(map(amount_of, arguments)))
        case Call("if", (condition, then, otherwise)):
            return _branch(truth_of(condition), amount_of(then), amount_of(otherwise))
        case Call("end_of_month", (day, months)):
            return end_of_month(amount_of(day), amount_of(months))
        case Call("month_of", (day,)):
            return month_of(amount_of(day))
        case Call("months_of", (first, last)):
            return months_of(amount_of(first), amount_of(last))
    return _one_where_true(truth_of(node))


def truth_of(node: Node) -> TruthOf:
    """Compile a condition."""
    match node:
        case Comparison(operator, left, right):
            return _comparison(_RELATIONS[operator], amount_of(left), amount_of(right))
        case Connective(word, left, right):
            return _connective(word == "or", truth_of(left), truth_of(right))
        case Call("not", (operand,)):
            return _opposite(truth_of(operand))
        case Call("reported", (BoxReference(box),)):
            return lambda environment, tolerance: environment.reported(box)
        case Call("one_of", (one, *others)):
            return _one_of_texts(_text(one), tuple(map(_text, others)))
        case Call("stated", (NameReference(name),)):
            return _stated(name)
        case NameReference(name):
            return _true_of_name(name)
    return _is_not_zero(amount_of(node))


def relation(operator: ComparisonOperator) -> Relation:
    """Give the relation of a comparison operator."""
    return _RELATIONS[operator]


def _box(box: str) -> AmountOf:
    def amount(environment: Environment) -> Decimal | Missing:
        if box in environment.unreadable:
            return environment.unreadable[box]
        return environment.amounts.get(box, NOTHING)

    return amount


def _sum(node: Arithmetic) -> AmountOf:
    """Add a whole chain of terms, left to right; most totals of the form add boxes."""
    first, terms = _terms(node)
    if not all(isinstance(term, BoxReference) for _, term in terms):
        total = amount_of(first)
        for operation, term in terms:
            total = _both_known(operation, total, amount_of(term))
        return total
    begin = amount_of(first)
    boxes = [(operation, term.box) for operation, term in terms if isinstance(term, BoxReference)]

    def amount(environment: Environment) -> Decimal | Missing:
        total = begin(environment)
        if isinstance(total, Missing):
            return total
        unreadable, amounts = environment.unreadable, environment.amounts
        for operation, box in boxes:
            if box in unreadable:
                return unreadable[box]
            total = operation(total, amounts.get(box, NOTHING))
        return total

    return amount


def _terms(node: Node) -> tuple[Node, list[tuple[Callable[[Decimal, Decimal], Decimal], Node]]]:
    if not (isinstance(node, Arithmetic) and node.operator in ("+", "-")):
        return node, []
    first, terms = _terms(node.left)
    return first, [*terms, (_ARITHMETIC[node.operator], node.right)]


def _both_known(
    operation: Callable[[Decimal, Decimal], Decimal], left: AmountOf, right: AmountOf
) -> AmountOf:
    def amount(environment: Environment) -> Decimal | Missing:
        one = left(environment)
        if isinstance(one, Missing):
            return one
        two = right(environment)
        return two if isinstance(two, Missing) else operation(one, two)

    return amount


def _quotient(left: Node, right: Node) -> AmountOf:
    """Divide; a blank dividend or a divisor of zero gives a blank result, not zero."""
    above, below, boxes = amount_of(left), amount_of(right), boxes_of(left)

    def amount(environment: Environment) -> Decimal | Missing:
        one = above(environment)
        if isinstance(one, Missing):
            return one
        two = below(environment)
        if isinstance(two, Missing):
            return two
        if two == 0:
            return DIVISION_BY_NOTHING
        # The dividend is blank only if all its boxes are.
        for box in boxes:
            found = environment.amount(box)
            if isinstance(found, Missing):
                return found
            if found is not None:
                break
        else:
            if boxes:
                return DIVISION_BY_NOTHING
        return EXACT.divide(one, two)

    return amount


def _share(name: str, of: AmountOf) -> AmountOf:
    """Give a share of an amount, such as 8%."""
    unstated = Missing("unstated fact", name)

    def amount(environment: Environment) -> Decimal | Missing:
        whole = of(environment)
        if isinstance(whole, Missing):
            return whole
        share = environment.named.get(name, unstated)
        if isinstance(share, Missing):
            return share
        if isinstance(share, Fraction):
            return share_of(whole, share)
        return EXACT.multiply(whole, Decimal(share))

    return amount


def _number_named(name: str) -> AmountOf:
    return _share(name, lambda environment: _ONE)


def _negative(operand: AmountOf) -> AmountOf:
    def amount(environment: Environment) -> Decimal | Missing:
        found = operand(environment)
        return found if isinstance(found, Missing) else found.copy_negate()

    return amount


def _one_of_several(
    choose: Callable[[list[Decimal]], Decimal], arguments: tuple[AmountOf, ...]
) -> AmountOf:
    def amount(environment: Environment) -> Decimal | Missing:
        known: list[Decimal] = []
        for argument in arguments:
            found = argument(environment)
            if isinstance(found, Missing):
                return found
            known.append(found)
        return choose(known)

    return amount


def _branch(condition: TruthOf, then: AmountOf, otherwise: AmountOf) -> AmountOf:
    def amount(environment: Environment) -> Decimal | Missing:
        true = condition(environment, NOTHING)
        if isinstance(true, Missing):
            return true
        return then(environment) if true else otherwise(environment)

    return amount


def _one_where_true(condition: TruthOf) -> AmountOf:
    def amount(environment: Environment) -> Decimal | Missing:
        true = condition(environment, NOTHING)
        return true if isinstance(true, Missing) else Decimal(true)

    return amount


def _comparison(relation: Relation, left: AmountOf, right: AmountOf) -> TruthOf:
    def truth(environment: Environment, tolerance: Decimal) -> bool | Missing:
        one = left(environment)
        if isinstance(one, Missing):
            return one
        two = right(environment)
        if isinstance(two, Missing):
            return two
        return relation(EXACT.subtract(one, two), tolerance)

    return truth


def _connective(settles: bool, left: TruthOf, right: TruthOf) -> TruthOf:
    """Join two conditions; the right one is evaluated where the left one does not decide."""

    def truth(environment: Environment, tolerance: Decimal) -> bool | Missing:
        one = left(environment, tolerance)
        if isinstance(one, Missing) or one is settles:
            return one
        return right(environment, tolerance)

    return truth


def _opposite(operand: TruthOf) -> TruthOf:
    def truth(environment: Environment, tolerance: Decimal) -> bool | Missing:
        found = operand(environment, tolerance)
        return found if isinstance(found, Missing) else not found

    return truth


def _stated(name: str) -> TruthOf:
    def truth(environment: Environment, tolerance: Decimal) -> bool | Missing:
        found = environment.value(name)
        if isinstance(found, Missing):
            return False if found.why == "unstated fact" else found
        return True

    return truth


def _true_of_name(name: str) -> TruthOf:
    unstated = Missing("unstated fact", name)

    def truth(environment: Environment, tolerance: Decimal) -> bool | Missing:
        found = environment.named.get(name, unstated)
        return found if isinstance(found, Missing) else bool(found)

    return truth


def _is_not_zero(operand: AmountOf) -> TruthOf:
    def truth(environment: Environment, tolerance: Decimal) -> bool | Missing:
        found = operand(environment)
        return found if isinstance(found, Missing) else found != 0

    return truth


def _one_of_texts(one: _TextOf, others: tuple[_TextOf, ...]) -> TruthOf:
    def truth(environment: Environment, tolerance: Decimal) -> bool | Missing:
        text = one(environment)
        if isinstance(text, Missing):
            return text
        if not text:
            return False
        for other in others:
            found = other(environment)
            if isinstance(found, Missing):
                return found
            if found == text:
                return True
        return False

    return truth


def _text(node: Node) -> _TextOf:
    """Give a text for comparison: case and the number of spaces do not matter."""
    match node:
        case TextLiteral(written):
            literal = _compared(written)
            return lambda environment: literal
        case BoxReference(box):

            def text(environment: Environment) -> str | Missing:
                found = environment.text(box)
                return found if isinstance(found, Missing) else _compared(found or "")

            return text
    return lambda environment: ""


def _compared(text: str) -> str:
    return " ".join(filter(None, text.lower().split(" ")))
