"""The check of settings: those of a whole workbook under which cells do not show their values."""

from __future__ import annotations

from collections.abc import Iterator

from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.openxml.outline import Outline


def check_settings(outline: Outline) -> Iterator[Finding]:
    """Find settings that the template does not have."""
    if outline.from_1904:
        yield general_finding(
            "WB-21", reported="days counted from 1904", expected="days counted from 1900"
        )
    if outline.settings:
        yield general_finding(
            "WB-20", reported=" and to ".join(outline.settings), expected="automatic calculation"
        )
