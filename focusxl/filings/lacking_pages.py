"""What a total is formed from that stands on pages which a part of a report lacks.

What stands on such a page is not known. So a total that differs from what the rest of the report
gives is not thereby wrong, and one that is computed from the rest is not the firm's.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from focusxl.filings.filer import Scope
from focusxl.filings.filing import Filing
from focusxl.forms.model import Box
from focusxl.formulas import BoxUnusable, FactUnknown, LeftBlank, Named, Surroundings, evaluate


class _Lacking(Exception):
    """The formula needs a box whose page is not in the report."""

    def __init__(self, box: str) -> None:
        super().__init__(box)
        self.box = box


def operand_lacking(
    filing: Filing, scope: Scope, total: Box, surroundings: Surroundings
) -> str | None:
    """Find a box that a total is formed from, and whose pages are not in the report.

    Only the branch of the formula that holds is asked; so are formulas that are accepted, too.
    """
    if filing.whole or total.formula is None:
        return None
    in_report = _InReport(filing, scope, total, surroundings)
    for formula in (total.formula, *(accepted.formula for accepted in total.also_accepted)):
        try:
            evaluate(formula.tree, in_report)
        except _Lacking as lacking:
            return lacking.box
        except (BoxUnusable, FactUnknown, LeftBlank):
            continue
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
    if scope.gives_totals_only(filing.edition, operand):
        return True
    home = boxes[operand].statement
    if boxes[operand].box.formula is not None and home in (*scope.missing, *scope.undecided):
        # A page that shows a total again does not give what it is formed from.
        return True
    return set(boxes[operand].pages).isdisjoint(
        boxes[total.number].pages
    ) and not scope.has_page_of(filing.edition, operand)


@dataclass(frozen=True, slots=True)
class _InReport:
    """The surroundings of a total, in which the boxes of pages that are lacking are refused."""

    filing: Filing
    scope: Scope
    total: Box
    surroundings: Surroundings

    def amount(self, box: str) -> Decimal | None:
        if _is_lacking(self.filing, self.scope, self.total, box):
            raise _Lacking(box)
        return self.surroundings.amount(box)

    def reported(self, box: str) -> bool:
        return self.surroundings.reported(box)

    def text(self, box: str) -> str | None:
        return self.surroundings.text(box)

    def named(self, name: str) -> Named:
        return self.surroundings.named(name)
