"""The state of each check of an edition on one computed filing, as a row of the checks sheet."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from decimal import Decimal

from focusxl.amounts import exactly
from focusxl.checks.edits import make_check
from focusxl.files.pages.page import Page
from focusxl.files.template.names import HOLDS, NOT_MADE, NOTHING_ENTERED, STATE_WORDS, side_in_cell
from focusxl.filings.computation import Computation
from focusxl.forms.edition import Edition
from focusxl.forms.rule_table import Rule, rules_of
from focusxl.formulas import FactUnknown
from focusxl_workbook.sheets.sheet_writer import StoredValue, stored


def sheet_rules(
    edition: Edition, pages: Sequence[Page], places: Container[str]
) -> tuple[tuple[str, Rule], ...]:
    """Give the checks of some pages that a cell can make, each with its sheet.

    Left out are those that point at a box of a page that is not among them.
    """
    return tuple(
        (page.statement.sheet, rule)
        for page in pages
        for rule in rules_of(edition, page.statement)
        if rule.inputs and rule.box in places
    )


@exactly
def check_row(computation: Computation, rule: Rule) -> list[StoredValue]:
    """Give state in words, both sides, and difference, as the check's formula computes them."""
    edition = computation.filing.edition
    match rule.subject:
        case "total":
            total = computation.totals.get(rule.box or "")
            if total is None:
                return [NOT_MADE, "", "", ""]
            if total.expected is None and (total.follows_from or total.missing_fact):
                return [NOT_MADE, "", "", ""]
            shown = total.expected if total.reported is None else total.reported
            return _row(computation, rule, total.agrees, shown, total.expected)
        case "sign" if rule.box in computation.unusable:
            return [NOT_MADE, "", "", ""]
        case "sign":
            amount = computation.amounts.get(rule.box or "")
            return _row(computation, rule, amount is None or amount >= 0, amount, Decimal(0))
    outcome = make_check(computation, edition.checks[rule.id])
    if outcome.holds is None:
        return [NOT_MADE, "", "", ""]
    return _row(computation, rule, outcome.holds, outcome.left, outcome.right)


def _row(
    computation: Computation,
    rule: Rule,
    holds: bool,
    left: Decimal | None,
    right: Decimal | None,
) -> list[StoredValue]:
    edition = computation.filing.edition
    if holds and rule.compared and not any(_holds_something(computation, rule)):
        return [NOTHING_ENTERED, "", "", ""]
    state = HOLDS if holds else STATE_WORDS[rule.check_class]
    sides = [side_in_cell(edition, rule, side) for side in (left, right)]
    difference = None if left is None or right is None else left - right
    return [state, *sides, stored(difference)]


def _holds_something(computation: Computation, rule: Rule) -> Iterator[bool]:
    """Tell of each box that a check compares whether anything stands in it."""
    for box in rule.compared:
        try:
            yield computation.reported(box) or box in computation.unusable
        except FactUnknown:
            yield True
