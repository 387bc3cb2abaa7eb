"""The marks of a native workbook: beside a line, what the sheet Checks finds on it now.

Such a workbook has no sheet Findings; its checks are formulas, and so are its marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from focusxl.checks.state import STATE_WORDS, state_of
from focusxl.files.pages.page import PageCell
from focusxl.files.template.check_filter import OPEN
from focusxl.files.template.names import CHECK_OPEN
from focusxl.filings.computation import Computation
from focusxl.forms.rule_table import Rule
from focusxl.text import quoted
from focusxl_workbook.sheets import checks as checks_sheet
from focusxl_workbook.sheets.check_rows import is_answered

_BLOCKING = ("must-fix", "explain")
"""The classes of checks that are marked, what must be fixed first."""


def marked_rules(rules: Iterable[tuple[str, Rule]], cell: PageCell) -> list[Rule]:
    """Give the checks on the boxes of a line that can block the report, in the marks' order."""
    own = [rule for _, rule in rules if rule.box in cell.marks and rule.check_class in _BLOCKING]
    return sorted(own, key=lambda rule: _BLOCKING.index(rule.check_class))


def live_mark_formula(cell: PageCell, rules: Sequence[Rule]) -> str:
    """Say the first check on a line that does not hold, and lead to its row."""
    formula = '""'
    for rule in reversed(rules):
        row = f'ROW(INDEX(check_id_list,MATCH("{rule.id}",check_id_list,0)))'
        target = f'"#{quoted(checks_sheet.SHEET)}!A"&{row}'
        shown = f'HYPERLINK({target},"{_words(cell, rule)}")'
        formula = f"IF({_is_open(rule)},{shown},{formula})"
    return f"={formula}"


def live_mark(cell: PageCell, rules: Sequence[Rule], computation: Computation) -> str:
    """Give what a mark says for a filing."""
    for rule in rules:
        fails = state_of(computation, rule).standing == "does not hold"
        if fails and not (rule.check_class == "explain" and is_answered(computation.filing, rule)):
            return _words(cell, rule)
    return ""


def _words(cell: PageCell, rule: Rule) -> str:
    box = f" {rule.box}" if len(cell.marks) > 1 else ""
    return f"{STATE_WORDS[rule.check_class]} ►{box}"


def _is_open(rule: Rule) -> str:
    """Write that a check does not hold and, where that may be explained, is not."""
    state = f'check_id_list,"{rule.id}",check_state_list,"{STATE_WORDS[rule.check_class]}"'
    unexplained = f',{CHECK_OPEN},"{OPEN}"' if rule.check_class == "explain" else ""
    return f"COUNTIFS({state}{unexplained})>0"
