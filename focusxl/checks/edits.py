"""The edit checks that the form data states, made on one computed filing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from focusxl.amounts import EXACT, show
from focusxl.checks.finding import Finding
from focusxl.filings.computation import Computation
from focusxl.filings.filer import claims_nothing
from focusxl.filings.firm import answers_shown
from focusxl.filings.lacking_pages import formed_in_part
from focusxl.filings.unstated import supposing
from focusxl.forms.model import Check
from focusxl.formulas import (
    BoxUnusable,
    FactUnknown,
    LeftBlank,
    Surroundings,
    compares,
    evaluate,
    holds,
)
from focusxl.formulas.tree import Number, boxes_of, comparisons

_MESSAGE_BOX = re.compile(r"\[([0-9]+(?:_[a-z]+)?)\]")
_BLANK_BOXES = "[blank]"
"""Stands in a message for those boxes of the test that hold nothing."""
_LONGEST_TEXT = 60
"""How many letters of a text are shown in a message."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one edit check came out."""

    check: Check
    holds: bool | None
    """None where the check could not be made: parts of the report are not there, or unusable."""
    left: Decimal | None = None
    right: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """Left minus right, where the check has two sides."""
        if self.left is None or self.right is None:
            return None
        return EXACT.subtract(self.left, self.right)


def check_edits(computation: Computation) -> Iterator[Finding]:
    """Make every edit check of the edition, in the form's order.

    A check is made with the totals as recomputed. Where one of them is shown wrong, a check that
    holds is made again with the figures as shown: it may fail there as a consequence.
    """
    as_shown = computation.as_shown()
    for check in checks_to_make(computation):
        yield from _check_edit(computation, as_shown, check)


def checks_to_make(computation: Computation) -> Iterator[Check]:
    """Give the edit checks of the report's pages, in the form's order.

    A page with nothing to report owes no answer: what stands on it all the same is a finding of
    its own.
    """
    for statement in computation.scope.present:
        if statement.id not in computation.filing.nothing_to_report:
            yield from (check for check in statement.checks if is_made(computation, check))


def is_made(computation: Computation, check: Check) -> bool:
    """Tell whether every page that an edit check needs is in the report."""
    filing, scope = computation.filing, computation.scope
    return all(
        number not in scope.excluded_boxes
        and (
            scope.has_page_of(filing.edition, number)
            or claims_nothing(filing.edition, scope.present, number)
        )
        for number in (check.box, *check.test.boxes)
    )


def _check_edit(computation: Computation, as_shown: Computation, check: Check) -> Iterator[Finding]:
    outcome = make_check(computation, check)
    if outcome.holds is False:
        if not _may_be_for_what_is_lacking(computation, check):
            yield _finding(computation, outcome)
    elif outcome.holds and _cause(computation, check) is not None:
        shown = make_check(as_shown, check)
        if shown.holds is False:
            yield _finding(as_shown, shown)


def _may_be_for_what_is_lacking(computation: Computation, check: Check) -> bool:
    """Tell whether a total that is left out fails a check for want of pages it rests on.

    Nothing has to be fixed for that.
    """
    filing, scope = computation.filing, computation.scope
    return check.check_class == "must-fix" and any(
        formed_in_part(filing, scope, number) for number in check.test.boxes
    )


def make_check(computation: Computation, check: Check) -> Outcome:
    """Make one edit check; it is not made where what it needs cannot be read or is not stated."""
    try:
        outcome = make_outcome(as_far_as_known(computation, check), check)
    except (BoxUnusable, FactUnknown, LeftBlank):
        return Outcome(check, None)
    if outcome.holds is False and one_side_left_out(computation, check):
        return Outcome(check, None)
    return outcome


def as_far_as_known(computation: Computation, check: Check) -> Surroundings:
    """Give where a check finds its values; one that asks knows what the amounts show, too."""
    facts = computation.filing.edition.facts.keys() - computation.filing.facts.keys()
    if not check.asks or facts.isdisjoint(name for one in check.formulas for name in one.names):
        return computation
    return supposing(computation, answers_shown(computation))


def make_outcome(surroundings: Surroundings, check: Check) -> Outcome:
    """Make one edit check where everything that it needs is at hand.

    Raises:
        BoxUnusable: a box it needs cannot be read.
        FactUnknown: it needs a fact that has not been stated.
    """
    if check.when is not None and not holds(check.when.tree, surroundings):
        return Outcome(check, True)
    tolerance = Decimal(check.tolerance)
    outcomes: list[Outcome] = []
    for comparison in comparisons(check.test.tree):
        left = evaluate(comparison.left, surroundings)
        right = evaluate(comparison.right, surroundings)
        held = compares(comparison.operator, left - right, tolerance)
        outcomes.append(Outcome(check, held, left, right))
    if not outcomes:
        return Outcome(check, holds(check.test.tree, surroundings, tolerance))
    # Of several comparisons, the sides are shown of the first that fails, or of the first.
    return next((outcome for outcome in outcomes if not outcome.holds), outcomes[0])


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


def _finding(computation: Computation, outcome: Outcome) -> Finding:
    check, filing = outcome.check, computation.filing
    is_date = filing.edition.box(check.box).kind == "date"
    return Finding(
        id=check.id,
        check_class=check.check_class,
        message=_message(computation, check),
        cite=check.cite,
        box=check.box,
        place=filing.place_of(check.box),
        reported=_side(outcome.left, is_date, computation, check),
        expected=_side(outcome.right, is_date, None, check),
        difference=None if is_date else outcome.difference,
        tolerance=Decimal(check.tolerance),
        consequence_of=_cause(computation, check),
    )


def _message(computation: Computation, check: Check) -> str:
    """Write the message of a check with what its boxes hold, and with those that are blank."""
    message = _MESSAGE_BOX.sub(lambda found: _value(computation, found[1]), check.message)
    if _BLANK_BOXES not in message:
        return message
    blank = [box for box in check.test.boxes if not computation.reported(box)]
    return message.replace(_BLANK_BOXES, ", ".join(blank))


def _side(
    side: Decimal | None, is_date: bool, computation: Computation | None, check: Check
) -> str | None:
    if side is None:
        value = computation.amounts.get(check.box) if computation else None
        return None if value is None else f"{value:f}"
    if not is_date:
        return f"{side:f}"
    return datetime.date.fromordinal(int(side)).isoformat() if side > 0 else None


def _value(computation: Computation, box: str) -> str:
    value = computation.filing.values.get(box)
    if isinstance(value, datetime.date):
        return f"{value:%m/%d/%Y}"
    if isinstance(value, str):
        return f"“{value}”" if len(value) <= _LONGEST_TEXT else f"“{value[:_LONGEST_TEXT]}…”"
    amount = computation.amounts.get(box)
    if amount is None:
        return "blank"
    # Messages put amounts in parentheses themselves, where a second pair would not be read.
    return show(amount) if amount >= 0 else f"minus {show(-amount)}"


def _cause(computation: Computation, check: Check) -> str | None:
    """Find a wrong total among the boxes of the check: repairing that may settle this."""
    for box in check.test.boxes:
        total = computation.totals.get(box)
        if total is not None and not total.agrees:
            return box
    return None
