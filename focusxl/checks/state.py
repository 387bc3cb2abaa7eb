"""The state of a check: it holds, it does not hold, or the reason why it is not known.

The report, the worksheet functions and the table of checks use these states. The formulas of a
native workbook are a translation in the same words (`focusxl.files.template.names`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from focusxl.amounts import EXACT
from focusxl.filings.computation import Computation, Total
from focusxl.filings.filer import makes_no_claim
from focusxl.forms.model import Check, CheckClass
from focusxl.forms.rule_table import Rule
from focusxl.formulas import Environment, Missing
from focusxl.formulas.tree import Number, boxes_of, comparisons
from focusxl.values import Record

Standing = Literal["holds", "does not hold", "not applicable", "nothing entered", "not known"]
"""not applicable: the condition of the check is not met.
nothing entered: the check holds of boxes that are all blank, so it has compared nothing.
not known: something it needs cannot be read, is not stated or is missing."""

STATE_WORDS: Mapping[CheckClass, str] = {
    "must-fix": "MUST FIX",
    "explain": "EXPLAIN",
    "note": "NOTE",
}
"""Words in a cell for a check that does not hold."""
HOLDS = "Holds"
NOTHING_ENTERED = "Nothing entered"
NOT_MADE = "Not made"
"""The word in a cell for a check whose state is not known."""

_ZERO = Decimal(0)


class CheckState(Record):
    """The state of one check, with the two sides that it compares."""

    standing: Standing
    left: Decimal | None = None
    right: Decimal | None = None
    why: Missing | None = None
    """The reason why the state is not known, where a formula gives one."""

    @property
    def holds(self) -> bool | None:
        """Whether the check found nothing; None where that is not known."""
        return None if self.standing == "not known" else self.standing != "does not hold"

    @property
    def difference(self) -> Decimal | None:
        """Left side less right side; None where the check has not two sides."""
        if self.left is None or self.right is None:
            return None
        return EXACT.subtract(self.left, self.right)

    def word(self, check_class: CheckClass) -> str:
        """Give the word in a cell for the state; a check that does not apply holds."""
        match self.standing:
            case "does not hold":
                return STATE_WORDS[check_class]
            case "nothing entered":
                return NOTHING_ENTERED
            case "not known":
                return NOT_MADE
        return HOLDS


NOT_KNOWN = CheckState("not known")
_NOT_APPLICABLE = CheckState("not applicable")


def edit_state(environment: Environment, check: Check) -> CheckState:
    """Make one edit check with the values of an environment."""
    if check.when is not None:
        applies = check.when.holds(environment)
        if isinstance(applies, Missing):
            return CheckState("not known", why=applies)
        if not applies:
            return _NOT_APPLICABLE
    tolerance = Decimal(check.tolerance)
    shown: CheckState | None = None
    for compared in check.test.compared:
        left, right = compared.left(environment), compared.right(environment)
        if isinstance(left, Missing):
            return CheckState("not known", why=left)
        if isinstance(right, Missing):
            return CheckState("not known", why=right)
        holds = compared.relation(EXACT.subtract(left, right), tolerance)
        # Of several comparisons, show the sides of the first that fails, or else of the first.
        if shown is None or (shown.standing == "holds" and not holds):
            shown = CheckState("holds" if holds else "does not hold", left, right)
    if shown is not None:
        return shown
    met = check.test.holds(environment, tolerance)
    if isinstance(met, Missing):
        return CheckState("not known", why=met)
    return CheckState("holds" if met else "does not hold")


def sign_state(environment: Environment, box: str) -> CheckState:
    """Give the state of the check that a box is not negative."""
    amount = environment.amount(box)
    if isinstance(amount, Missing):
        return CheckState("not known", why=amount)
    return CheckState("holds" if amount is None or amount >= 0 else "does not hold", amount, _ZERO)


def total_state(agrees: bool, shown: Decimal | None, expected: Decimal | None) -> CheckState:
    """Give the state of the check that a total agrees with its inputs."""
    return CheckState("holds" if agrees else "does not hold", shown, expected)


def or_nothing_entered(state: CheckState, environment: Environment, rule: Rule) -> CheckState:
    """Replace “holds” by “nothing entered” where all boxes that the check compares are blank."""
    if not (state.holds and rule.compared) or any(
        _is_filled_in(environment, box) for box in rule.compared
    ):
        return state
    return CheckState("nothing entered")


def _is_filled_in(environment: Environment, box: str) -> bool:
    """Tell whether a box is filled in; one that cannot be read is."""
    return box in environment.unreadable or environment.reported(box) is not False


def state_of(computation: Computation, rule: Rule) -> CheckState:
    """Give the state of a check of the rule table on a computed filing."""
    environment = computation.environment
    match rule.subject:
        case "total":
            total = computation.totals.get(rule.box or "")
            state = NOT_KNOWN if total is None else _state_of_total(total)
        case "sign":
            state = sign_state(environment, rule.box or "")
        case _:
            state = state_of_edit(computation, computation.filing.edition.checks[rule.id])
    return or_nothing_entered(state, environment, rule)


def _state_of_total(total: Total) -> CheckState:
    if total.expected is None and (total.follows_from or total.missing_fact):
        return NOT_KNOWN
    shown = total.expected if total.reported is None else total.reported
    return total_state(total.agrees, shown, total.expected)


def state_of_edit(computation: Computation, check: Check) -> CheckState:
    """Make one edit check of a report.

    A check that asks for facts also uses those that the amounts imply. A partial filing that lacks
    all boxes of one side does not fail the check.
    """
    environment = computation.with_shown_facts if check.asks else computation.environment
    state = edit_state(environment, check)
    if state.standing == "does not hold" and lacks_one_side(computation, check):
        return NOT_KNOWN
    return state


def has_needed_pages(computation: Computation, check: Check) -> bool:
    """Tell whether every page that an edit check needs is in the report."""
    scope = computation.scope
    if check.box not in scope.outside and scope.outside.isdisjoint(check.test.boxes):
        return True
    boxes = scope.edition.boxes
    return all(
        number not in scope.excluded_boxes
        and (
            scope.has_page_of(number)
            or makes_no_claim(scope.edition, scope.present, boxes[number].home)
        )
        for number in (check.box, *check.test.boxes)
    )


def lacks_one_side(computation: Computation, check: Check) -> bool:
    """Tell whether a partial filing lacks all boxes of one side of a comparison.

    Comparisons with a constant, such as ``[740] = 0``, are passed over: they ask for a blank.
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
