"""The answers on the sheet Findings: how their column is known, and what stands in it untouched."""

from __future__ import annotations

import re

CHECK_HEADING, ANSWER_HEADING = "Check", "Your explanation"
"""Above the key of each finding, and above the answers to them."""
EXPLAINED = "Explained"
"""The class of a finding to explain that has been."""
_MIRROR = re.compile(
    r'IFERROR\(INDEX\(check_explanation_list,MATCH\(\$?[A-Z]+\$?[0-9]+,check_id_list,0\)\)&"",""\)',
    re.IGNORECASE,
)


def mirror_formula(check: str) -> str:
    """Give the formula that shows the explanation kept on the sheet Checks.

    Args:
        check: the cell with the key of the finding.

    >>> mirror_formula("D5")
    '=IFERROR(INDEX(check_explanation_list,MATCH(D5,check_id_list,0))&"","")'
    """
    return f'=IFERROR(INDEX(check_explanation_list,MATCH({check},check_id_list,0))&"","")'


def is_typed(text: str, formula: str | None, kept: str) -> bool:
    """Tell whether an answer was typed over what the button wrote.

    Args:
        text: what the cell shows.
        formula: its formula without the equals sign; None for a constant.
        kept: the explanation that Checks has for the finding.

    >>> is_typed("Carried elsewhere.", None, "Carried elsewhere.")  # To renew it.
    True
    >>> mirror = mirror_formula("D5").removeprefix("=")
    >>> is_typed("Carried elsewhere.", mirror, "Carried elsewhere.")
    False
    """
    if not text.strip():
        return False
    if formula is None:
        return True
    return not _MIRROR.fullmatch(re.sub(r"\s", "", formula)) and text.strip() != kept.strip()
