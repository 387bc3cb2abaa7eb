"""The report on a filing as text, for a terminal or a printed page, must-fix findings first."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from focusxl.amounts import plain_amount, show
from focusxl.checks import Result
from focusxl.checks.finding import CLASS_ORDER, Finding
from focusxl.checks.validation_line import VERDICT_WORDS
from focusxl.filings.filing import Filing
from focusxl.forms.model import CheckClass

Emphasis = Literal["ready", "partial", "blocked", "must-fix", "explain", "note", "plain"]

_HEADINGS: dict[CheckClass, str] = {
    "must-fix": "MUST FIX: the report is wrong",
    "explain": "EXPLAIN: fix it, or write why it is right",
    "note": "NOTE: for your information",
}


_FEWEST_GROUPED = 3
"""The number of like findings on different boxes from which they are written as one."""


class ReportLine(NamedTuple):
    """One line of a report, with its emphasis."""

    text: str
    emphasis: Emphasis = "plain"


def report(name: str, filing: Filing, result: Result, width: int = 80) -> Iterator[ReportLine]:
    """Write the report on a file, line by line, none wider than `width` characters."""
    yield from verdict_lines(name, filing, result, width)
    for check_class in CLASS_ORDER:
        findings = [one for one in result.findings if one.check_class == check_class]
        if findings:
            yield ReportLine("")
            yield ReportLine(f"{_HEADINGS[check_class]} ({len(findings)})", check_class)
            for alike in _groups(findings):
                yield from _group_lines(alike, width)


def verdict_lines(
    name: str, filing: Filing, result: Result, width: int = 80
) -> Iterator[ReportLine]:
    """Write the verdict: a line with the counts, and one with firm, period and edition.

    Long names take more lines.
    """
    found = f" - {standing(result)}"
    for line in _whole(f"{VERDICT_WORDS[result.verdict]}: {name}{found}", width):
        yield ReportLine(line, result.verdict)
    period = f"{filing.period_end:%m/%d/%Y}" if _has_period(filing) else "not stated"
    of_what = f", period ending {period}, edition {filing.edition.name}"
    for line in _whole(f"{filing.firm_name or 'firm not named'}{of_what}", width):
        yield ReportLine(line)
    if result.verdict == "partial":
        said = (
            f"A part of a report, {result.coverage}: nothing is wrong in what is here. It cannot "
            "be filed until it is whole; what is missing is noted below."
        )
        yield from (ReportLine(line) for line in textwrap.wrap(said, width))


def standing(result: Result) -> str:
    """Give the counts of findings in words, and the coverage of a partial filing."""
    found = counts(result.findings)
    return found if result.verdict != "partial" else f"{result.coverage}; {found}"


def counts(findings: Sequence[Finding]) -> str:
    """Count findings by what the filer has to do about them."""
    must_fix = sum(one.check_class == "must-fix" for one in findings)
    explain = sum(one.check_class == "explain" and one.blocks for one in findings)
    explained = sum(one.check_class == "explain" and not one.blocks for one in findings)
    notes = sum(one.check_class == "note" for one in findings)
    parts = [f"{must_fix} to fix", f"{explain} to explain"]
    if explained:
        parts.append(f"{explained} explained")
    return ", ".join((*parts, f"{notes} note{'' if notes == 1 else 's'}"))


def _has_period(filing: Filing) -> bool:
    return isinstance(filing.values.get(filing.edition.period_end), datetime.date)


def _groups(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Group findings that differ only in their boxes, each group in the place of its first."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        alone = number if finding.box is None else None
        groups.setdefault((finding.id, finding.cause, finding.cite, alone), []).append(finding)
    return [
        part
        for group in groups.values()
        for part in ([group] if len(group) >= _FEWEST_GROUPED else [[one] for one in group])
    ]


def _group_lines(findings: Sequence[Finding], width: int) -> Iterator[ReportLine]:
    first, *others = findings
    yield from finding_lines(first, width)
    if others:
        boxes = ", ".join(_where(other) for other in others)
        for line in textwrap.wrap(_printable(f"The same goes for boxes {boxes}."), width - 6):
            yield ReportLine(f"    {line}")


def _where(finding: Finding) -> str:
    """Give the box and the cell of a finding."""
    place = f" at {finding.place}" if str(finding.place) else ""
    return f"{finding.box}{place}"


def finding_lines(finding: Finding, width: int = 80) -> Iterator[ReportLine]:
    """Write one finding: its place and check, what was found, and the source."""
    where = " ".join(
        part
        for part in (
            f"Box {finding.box}" if finding.box else "",
            f"at {finding.place}" if str(finding.place) else "",
            f"[{finding.key if finding.check_class == 'explain' else finding.id}]",
        )
        if part
    )
    yield ReportLine(_cut(f"  {where}", width), finding.check_class)
    for line in textwrap.wrap(_printable(finding.message), width - 6, break_on_hyphens=False):
        yield ReportLine(f"    {line}")
    if finding.difference is not None and finding.check_class != "note":
        for line in textwrap.wrap(_printable(_sides(finding)), width - 6):
            yield ReportLine(f"    {line}")
    for line in textwrap.wrap(f"Source: {'; '.join(finding.cite)}", width - 6):
        yield ReportLine(f"    {line}")


def _sides(finding: Finding) -> str:
    sides = [
        f"reported {_amount(finding.reported or '')}",
        f"expected {_amount(finding.expected or '')}",
        f"difference {show(finding.difference or Decimal(0))}",
    ]
    if finding.tolerance:
        sides.append(f"tolerance {show(finding.tolerance)}")
    return "; ".join(sides)


def _amount(text: str) -> str:
    amount = plain_amount(text)
    return text if amount is None else show(amount)


def _whole(text: str, width: int) -> list[str]:
    """Write a text with a name in it whole; no further line of a name passes for one of ours."""
    line = _printable(text)
    if len(line) <= width:
        return [line]
    return textwrap.wrap(line, width, subsequent_indent="    ", break_on_hyphens=False)


def _cut(text: str, width: int) -> str:
    line = _printable(text)
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def _printable(text: str) -> str:
    """Replace characters that would move the cursor or color the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
