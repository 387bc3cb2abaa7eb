"""Totals that depend on unstated answers or on pages that are not in the report.

A partial filing lacks the cover, and with it the marks of the filer type; a data file may leave
a fact out. The amount as filed often shows which answer was meant. Nor are the boxes of missing
pages known: a total that differs from what the rest of the report gives is not thereby wrong,
and a total computed from the rest alone is not the firm's.
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


class PossibleTotal(Record):
    """A total computed under one set of answers."""

    answers: Mapping[str, bool]
    """Answers by fact, or by the box of a mark."""
    expected: Decimal | None
    """Amount as filed; None where the total is blank under these answers."""
    formed_from: int
    """The number of reported amounts that it is computed from."""


def under_every_answer(environment: Environment, box: Box) -> tuple[PossibleTotal, ...] | Missing:
    """Compute a total under each set of unstated answers; Missing where a box is unreadable.

    Answers are tried in the order in which the formula needs them, No before Yes.
    """
    possible: list[PossibleTotal] = []
    left: list[dict[str, bool]] = [{}]
    while left:
        answers = left.pop()
        noted = _RecordedAmounts(environment.amounts)
        result = box.computed(environment.answering(answers).showing(noted))
        if not isinstance(result, Missing):
            possible.append(PossibleTotal(answers, result.amount, len(noted.read)))
        elif result.is_no_amount:
            possible.append(PossibleTotal(answers, None, len(noted.read)))
        elif result.is_a_question:
            left += ({**answers, result.of: True}, {**answers, result.of: False})
        else:
            return result
    return tuple(possible)


def same_under_every_answer(possible: tuple[PossibleTotal, ...]) -> bool:
    """Tell whether a total is the same under every answer, blank counting as zero."""
    return len({one.expected or NOTHING for one in possible}) == 1


class _RecordedAmounts(Mapping[str, Decimal]):
    """A view of amounts that records which of them have been read."""

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


def missing_operand(
    filing: Filing, scope: Scope, total: Box, environment: Environment
) -> str | None:
    """Find an operand of a total whose pages are not in the report, if there is one.

    Only the branch of the formula that applies is considered, as are the accepted alternatives.
    """
    if filing.whole or total.formula is None:
        return None
    formulas = (total.formula, *(accepted.formula for accepted in total.also_accepted))
    lacking = {
        operand
        for formula in formulas
        for operand in formula.operands
        if _is_missing(filing, scope, total, operand)
    }
    if not lacking:
        return None
    in_report = environment.without(lacking)
    for formula in formulas:
        result = formula.amount(in_report)
        if isinstance(result, Missing) and result.of in lacking:
            return result.of
    return None


def rests_on_missing_pages(filing: Filing, scope: Scope, number: str) -> bool:
    """Tell whether a blank total is computed from boxes whose pages are not in the report."""
    box = filing.edition.box(number)
    if filing.whole or box.formula is None or number in filing.values:
        return False
    return any(
        _is_missing(filing, scope, box, operand) or rests_on_missing_pages(filing, scope, operand)
        for operand in box.formula.operands
    )


def _is_missing(filing: Filing, scope: Scope, total: Box, operand: str) -> bool:
    """Tell whether an operand is missing; a column or variant of the total's own page is not."""
    boxes = filing.edition.boxes
    if operand in filing.values or operand in scope.excluded_boxes:
        return False
    if scope.gives_totals_only(operand):
        return True
    placed = boxes[operand]
    if placed.box.formula is not None and scope.lacks_page(placed.home):
        # A page that carries a total forward does not give the operands of that total.
        return True
    return set(placed.pages).isdisjoint(boxes[total.number].pages) and not scope.has_page_of(
        operand
    )
