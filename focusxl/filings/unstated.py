"""What is not known of a report, and what a total would be if it were.

A part of a report lacks the cover, and with it the marks that say what the firm is; a data file
may leave a fact out. The amount that is reported often shows which answer was meant. Nor is it
known what stands on a page that a part of a report lacks: a total that differs from what the rest
of the report gives is not thereby wrong, and one that is computed from the rest is not the firm's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from focusxl.filings.filer import Scope
from focusxl.filings.filing import Filing
from focusxl.forms.model import Box
from focusxl.formulas import Environment, Missing
from focusxl.values import Record

NOTHING = Decimal(0)


class Supposed(Record):
    """What a total comes to under some answers."""

    answers: Mapping[str, bool]
    """By fact, or by the box of a mark."""
    expected: Decimal | None
    """None where nothing belongs there under them."""
    formed_from: int
    """How many of the amounts that it is formed from are reported."""


def suppose(environment: Environment, box: Box) -> tuple[Supposed, ...] | Missing:
    """Compute a total under every answer to what is not stated; Missing where a box is unreadable.

    Answers are supposed as the formula asks for them, No before Yes.
    """
    possible: list[Supposed] = []
    left: list[dict[str, bool]] = [{}]
    while left:
        answers = left.pop()
        noted = _Noted(environment.amounts)
        result = box.computed(environment.answering(answers).showing(noted))
        if not isinstance(result, Missing):
            possible.append(Supposed(answers, result.amount, len(noted.read)))
        elif result.is_no_amount:
            possible.append(Supposed(answers, None, len(noted.read)))
        elif result.is_a_question:
            left += ({**answers, result.of: True}, {**answers, result.of: False})
        else:
            return result
    return tuple(possible)


def either_way(possible: tuple[Supposed, ...]) -> bool:
    """Tell whether a total comes to the same under every answer, blank counting as nothing."""
    return len({one.expected or NOTHING for one in possible}) == 1


class _Noted(Mapping[str, Decimal]):
    """Amounts that note which of them have been read."""

    def __init__(self, amounts: Mapping[str, Decimal]) -> None:
        self._amounts = amounts
        self.read: set[str] = set()

    def __getitem__(self, box: str) -> Decimal:
        amount = self._amounts[box]
        self.read.add(box)
        return amount

    def __contains__(self, box: object) -> bool:
        return box in self._amounts

    def __iter__(self) -> Iterator[str]:
        return iter(self._amounts)

    def __len__(self) -> int:
        return len(self._amounts)


def operand_lacking(
    filing: Filing, scope: Scope, total: Box, environment: Environment
) -> str | None:
    """Find a box that a total is formed from, and whose pages are not in the report.

    Only the branch of the formula that holds is asked; so are formulas that are accepted, too.
    """
    if filing.whole or total.formula is None:
        return None
    formulas = (total.formula, *(accepted.formula for accepted in total.also_accepted))
    lacking = {
        operand
        for formula in formulas
        for operand in formula.operands
        if _is_lacking(filing, scope, total, operand)
    }
    if not lacking:
        return None
    in_report = environment.without(lacking)
    for formula in formulas:
        result = formula.amount(in_report)
        if isinstance(result, Missing) and result.of in lacking:
            return result.of
    return None


def formed_in_part(filing: Filing, scope: Scope, number: str) -> bool:
    """Tell whether a total that is left out rests on boxes whose pages are not in the report."""
    box = filing.edition.box(number)
    if filing.whole or box.formula is None or number in filing.values:
        return False
    return any(
        _is_lacking(filing, scope, box, operand) or formed_in_part(filing, scope, operand)
        for operand in box.formula.operands
    )


def _is_lacking(filing: Filing, scope: Scope, total: Box, operand: str) -> bool:
    """Tell it of one box; a variant of the total's own page is no page that is lacking."""
    boxes = filing.edition.boxes
    if operand in filing.values or operand in scope.excluded_boxes:
        return False
    if scope.gives_totals_only(operand):
        return True
    placed = boxes[operand]
    if placed.box.formula is not None and scope.has_not(placed.home):
        # A page that shows a total again does not give what it is formed from.
        return True
    return set(placed.pages).isdisjoint(boxes[total.number].pages) and not scope.has_page_of(
        operand
    )
