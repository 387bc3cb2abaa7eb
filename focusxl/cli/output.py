"""The printing of reports on a terminal, with emphasis where the terminal shows it."""

from __future__ import annotations

from focusxl.checks import Result
from focusxl.checks.text_report import Emphasis, ReportLine, report
from focusxl.cli.terminal import say
from focusxl.filings.filing import Filing

_LOOKS: dict[Emphasis, str] = {
    "ready": "green bold",
    "partial": "yellow bold",
    "blocked": "red bold",
    "must-fix": "red bold",
    "explain": "yellow bold",
    "note": "bold",
    "plain": "",
}


def print_report(name: str, filing: Filing, result: Result) -> None:
    """Print a verdict and its findings."""
    for line in report(name, filing, result):
        print_line(line)


def print_line(line: ReportLine) -> None:
    """Print one line of a report."""
    say(line.text, looks=_LOOKS[line.emphasis])
