"""The edit checks of the form data, made on a computed filing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

from focusxl.amounts import show
from focusxl.checks.finding import Finding
from focusxl.checks.state import CheckState, has_needed_pages, state_of_edit
from focusxl.filings.computation import Computation
from focusxl.filings.unstated import rests_on_missing_pages
from focusxl.forms.model import Check

_MESSAGE_BOX = re.compile(r"\[([0-9]+(?:_[a-z]+)?)\]")
_BLANK_BOXES = "[blank]"
"""Placeholder in a message for the boxes of the test that are blank."""
_LONGEST_TEXT = 60
"""The most characters of a text that a message shows."""


def check_edits(computation: Computation) -> Iterator[Finding]:
    """Make every edit check of the edition, in the form's order.

    A check uses the totals as recomputed. Where a total as filed is wrong and the check holds, it
    is made again with the totals as filed: if it fails there, that is a consequence.
    """
    for check in applicable_checks(computation):
        yield from _check_edit(computation, check)


def applicable_checks(computation: Computation, *, that_ask: bool = False) -> Iterator[Check]:
    """Give the edit checks of the pages in the report, in the form's order.

    With `that_ask`, only those that ask for an unstated fact. A page with nothing to report gets no
    edit check; anything entered on it is a finding of its own.
    """
    for page in computation.scope.present:
        if page.id not in computation.filing.nothing_to_report:
            for check in page.checks:
                if (check.asks or not that_ask) and has_needed_pages(computation, check):
                    yield check


def _check_edit(computation: Computation, check: Check) -> Iterator[Finding]:
    state = state_of_edit(computation, check)
    if state.standing == "does not hold":
        if not _rests_on_missing_pages(computation, check):
            yield _finding(computation, check, state)
    elif state.standing != "not known" and _cause(computation, check) is not None:
        shown = state_of_edit(computation.as_shown, check)
        if shown.standing == "does not hold":
            yield _finding(computation.as_shown, check, shown)


def _rests_on_missing_pages(computation: Computation, check: Check) -> bool:
    """Tell whether a check may fail only because a blank total rests on missing pages.

    Such a failure is not a must-fix finding.
    """
    filing, scope = computation.filing, computation.scope
    return check.check_class == "must-fix" and any(
        rests_on_missing_pages(filing, scope, number) for number in check.test.boxes
    )


def _finding(computation: Computation, check: Check, state: CheckState) -> Finding:
    filing = computation.filing
    is_date = filing.edition.box(check.box).kind == "date"
    return Finding(
        id=check.id,
        check_class=check.check_class,
        message=_message(computation, check),
        cite=check.cite,
        box=check.box,
        place=filing.place_of(check.box),
        reported=_side(state.left, is_date, computation, check),
        expected=_side(state.right, is_date, None, check),
        difference=None if is_date else state.difference,
        tolerance=Decimal(check.tolerance),
        consequence_of=_cause(computation, check),
    )


def _message(computation: Computation, check: Check) -> str:
    """Write the message of a check with the values of its boxes and the numbers of blank ones."""
    message = _MESSAGE_BOX.sub(lambda found: _value(computation, found[1]), check.message)
    if _BLANK_BOXES not in message:
        return message
    blank = [box for box in check.test.boxes if computation.environment.reported(box) is False]
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
    # Messages put amounts in parentheses of their own, where a second pair would be confusing.
    return show(amount) if amount >= 0 else f"minus {show(-amount)}"


def _cause(computation: Computation, check: Check) -> str | None:
    """Find a wrong total among the boxes of the check, which may be the cause of its finding."""
    for box in check.test.boxes:
        total = computation.totals.get(box)
        if total is not None and not total.agrees:
            return box
    return None
