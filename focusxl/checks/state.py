"""How a check stands: it holds or it does not, or why that cannot be said.

The report, the worksheet functions and the table of all checks take it from here. What a native
workbook computes itself is a translation (`focusxl.files.template.names`) in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from focusxl.amounts import EXACT
from focusxl.filings.computation import Computation, Total
from focusxl.filings.filer import claims_nothing
from focusxl.forms.model import Check, CheckClass
from focusxl.forms.rule_table import Rule
from focusxl.formulas import Environment, Missing
from focusxl.formulas.tree import Number, boxes_of, comparisons
from focusxl.values import Record

Standing = Literal["holds", "does not hold", "not applicable", "nothing entered", "not known"]
"""not applicable: the condition on which the check applies is not met.
nothing entered: it would hold, of boxes none of which holds anything; it has not compared a thing.
not known: something it needs cannot be read, is not stated or is not there."""

STATE_WORDS: Mapping[CheckClass, str] = {
    "must-fix": "MUST FIX",
    "explain": "EXPLAIN",
    "note": "NOTE",
}
"""What a cell says of a check that does not hold."""
HOLDS = "Holds"
NOTHING_ENTERED = "Nothing entered"
NOT_MADE = "Not made"
"""What it says of one of which it is not known."""

_ZERO = Decimal(0)


class CheckState(Record):
    """How one check stands, and the two sides that it compares."""

    standing: Standing
    left: Decimal | None = None
    right: Decimal | None = None
    why: Missing | None = None
    """Why it is not known, where a formula says it."""

    @property
    def holds(self) -> bool | None:
        """Whether nothing is held against the report; None where it is not known."""
        return None if self.standing == "not known" else self.standing != "does not hold"

    @property
    def difference(self) -> Decimal | None:
        """Left minus right, where the check has two sides."""
        if self.left is None or self.right is None:
            return None
        return EXACT.subtract(self.left, self.right)

    def word(self, check_class: CheckClass) -> str:
        """Give the word for it in a cell; a check that does not apply holds."""
        match self.standing:
            case "does not hold":
                return STATE_WORDS[check_class]
            case "nothing entered":
                return NOTHING_ENTERED
            case "not known":
                return NOT_MADE
        return HOLDS


NOT_KNOWN = CheckState("not known")
_APPLIES_NOT = CheckState("not applicable")


def edit_state(environment: Environment, check: Check) -> CheckState:
    """Make one edit check with the values of an environment."""
    if check.when is not None:
        applies = check.when.holds(environment)
        if isinstance(applies, Missing):
            return CheckState("not known", why=applies)
        if not applies:
            return _APPLIES_NOT
    tolerance = Decimal(check.tolerance)
    shown: CheckState | None = None
    for compared in check.test.compared:
        left, right = compared.left(environment), compared.right(environment)
        if isinstance(left, Missing):
            return CheckState("not known", why=left)
        if isinstance(right, Missing):
            return CheckState("not known", why=right)
        holds = compared.relation(EXACT.subtract(left, right), tolerance)
        # Of several comparisons, the sides are shown of the first that fails, or of the first.
        if shown is None or (shown.standing == "holds" and not holds):
            shown = CheckState("holds" if holds else "does not hold", left, right)
    if shown is not None:
        return shown
    met = check.test.holds(environment, tolerance)
    if isinstance(met, Missing):
        return CheckState("not known", why=met)
    return CheckState("holds" if met else "does not hold")


def sign_state(environment: Environment, box: str) -> CheckState:
    """Tell whether a box is not below zero."""
    amount = environment.amount(box)
    if isinstance(amount, Missing):
        return CheckState("not known", why=amount)
    return CheckState("holds" if amount is None or amount >= 0 else "does not hold", amount, _ZERO)


def total_state(agrees: bool, shown: Decimal | None, expected: Decimal | None) -> CheckState:
    """Tell how a total that can be recomputed stands to what its inputs give."""
    return CheckState("holds" if agrees else "does not hold", shown, expected)


def unless_nothing_entered(state: CheckState, environment: Environment, rule: Rule) -> CheckState:
    """Give the state; a check that holds of boxes all of which are blank has compared nothing."""
    if not (state.holds and rule.compared) or any(
        _holds_something(environment, box) for box in rule.compared
    ):
        return state
    return CheckState("nothing entered")


def _holds_something(environment: Environment, box: str) -> bool:
    """Tell whether anything stands in a box; what cannot be read is something."""
    return box in environment.unreadable or environment.reported(box) is not False


def state_of(computation: Computation, rule: Rule) -> CheckState:
    """Tell how a check of the table stands on a computed filing."""
    environment = computation.environment
    match rule.subject:
        case "total":
            total = computation.totals.get(rule.box or "")
            state = NOT_KNOWN if total is None else _state_of_total(total)
        case "sign":
            state = sign_state(environment, rule.box or "")
        case _:
            state = make_check(computation, computation.filing.edition.checks[rule.id])
    return unless_nothing_entered(state, environment, rule)


def _state_of_total(total: Total) -> CheckState:
    if total.expected is None and (total.follows_from or total.missing_fact):
        return NOT_KNOWN
    shown = total.expected if total.reported is None else total.reported
    return total_state(total.agrees, shown, total.expected)


def make_check(computation: Computation, check: Check) -> CheckState:
    """Make one edit check of a report.

    One that asks knows what the amounts show of the firm, too. A part of a report that lacks all
    that one side is made of does not fail for that.
    """
    environment = computation.as_far_as_known if check.asks else computation.environment
    state = edit_state(environment, check)
    if state.standing == "does not hold" and one_side_left_out(computation, check):
        return NOT_KNOWN
    return state


def is_made(computation: Computation, check: Check) -> bool:
    """Tell whether every page that an edit check needs is in the report."""
    scope = computation.scope
    if check.box not in scope.outside and scope.outside.isdisjoint(check.test.boxes):
        return True
    boxes = scope.edition.boxes
    return all(
        number not in scope.excluded_boxes
        and (
            scope.has_page_of(number)
            or claims_nothing(scope.edition, scope.present, boxes[number].home)
        )
        for number in (check.box, *check.test.boxes)
    )


def one_side_left_out(computation: Computation, check: Check) -> bool:
    """Tell whether a part of a report lacks all that one side of a comparison is made of.

    A comparison with a number that is written there, ``[740] = 0``, asks whether anything is there.
    """
    if computation.filing.whole or check.check_class != "explain":
        return False
    for comparison in comparisons(check.test.tree):
        sides = comparison.left, comparison.right
        if any(isinstance(side, Number) for side in sides):
            continue
        for boxes in map(boxes_of, sides):
            if boxes and not any(
                box in computation.filing.entries or box in computation.amounts for box in boxes
            ):
                return True
    return False
