"""Prints reports to a terminal; emphasis is added where the terminal shows it."""

from __future__ import annotations

from typing import Any

from focusxl.checks import Result
from focusxl.checks.text_report import Emphasis, ReportLine, report
from focusxl.cli.terminal import say
from focusxl.filings.filing import Filing

_LOOKS: dict[Emphasis, dict[str, Any]] = {
    "ready": {"bold": True, "fg": "green"},
    "partial": {"bold": True, "fg": "yellow"},
    "blocked": {"bold": True, "fg": "red"},
    "must-fix": {"bold": True, "fg": "red"},
    "explain": {"bold": True, "fg": "yellow"},
    "note": {"bold": True},
    "plain": {},
}


def print_report(name: str, filing: Filing, result: Result) -> None:
    """Print a verdict and its findings."""
    for line in report(name, filing, result):
        print_line(line)


def print_line(line: ReportLine) -> None:
    """Print one line of a report."""
    say(line.text, **_LOOKS[line.emphasis])
