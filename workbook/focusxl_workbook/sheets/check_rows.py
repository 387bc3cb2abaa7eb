"""The rows of the sheet Checks for one computed filing."""

from __future__ import annotations

from collections.abc import Container, Sequence

from focusxl.amounts import exactly
from focusxl.checks.state import state_of
from focusxl.files.pages.page import LaidOutPage
from focusxl.files.template.names import side_in_cell
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Filing
from focusxl.forms.edition import Edition
from focusxl.forms.general_checks import explanation_rule
from focusxl.forms.rule_table import Rule, rules_of
from focusxl_workbook.sheets.sheet_writer import StoredValue, stored


def sheet_rules(
    edition: Edition, pages: Sequence[LaidOutPage], places: Container[str]
) -> tuple[tuple[str, Rule], ...]:
    """Give the checks of some pages that a cell can make, each with its sheet.

    Checks with a box on another page are left out.
    """
    return tuple(
        (page.page.sheet, rule)
        for page in pages
        for rule in rules_of(edition, page.page)
        if rule.inputs and rule.box in places
    )


def is_answered(filing: Filing, rule: Rule) -> bool:
    """Tell whether the filer has explained a check in a sentence."""
    given = filing.explanations.get(rule.id)
    return given is not None and explanation_rule().is_met_by(given.text)


@exactly
def check_row(computation: Computation, rule: Rule) -> list[StoredValue]:
    """Give state, both sides and difference, as the check's formula computes them."""
    state = state_of(computation, rule)
    edition = computation.filing.edition
    sides = [side_in_cell(edition, rule, side) for side in (state.left, state.right)]
    return [state.word(rule.check_class), *sides, stored(state.difference)]
