"""The reasons for not filling in a filing: findings on inputs that would be lost or misread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from focusxl.checks.boxes import check_shape, refused_finding
from focusxl.checks.finding import Finding
from focusxl.files import Reading
from focusxl.filings.filing import NOWHERE, Refused

_SAID = ("BOX-03", "FACT-05")
"""Checks of inputs without a place in the workbook, which are listed and passed over."""
_OF_TOTALS = ("WB-01", "WB-02", "WB-04")
"""Checks of the formulas and values of totals, which are computed anew."""


def obstacles(reading: Reading, replaced: Set[str] = frozenset()) -> Iterator[Finding]:
    """Find the findings that prevent the inputs of a file from being used as they were read.

    Args:
        reading: the file as read.
        replaced: the boxes whose inputs are not taken from this file.
    """
    filing = reading.filing
    for finding in reading.findings:
        if finding.check_class == "must-fix" and not _is_harmless(reading, finding):
            yield finding
    for number, value in filing.values.items():
        if not filing.is_entered(number) or number in replaced:
            continue
        misshapen = check_shape(filing, number)
        if isinstance(value, Refused):
            yield refused_finding(filing, number, value)
        elif misshapen is not None and misshapen.check_class == "must-fix":
            yield misshapen


def _is_harmless(reading: Reading, finding: Finding) -> bool:
    """Tell whether a finding loses no input: it is on a computed total, or it is listed."""
    if finding.id in _SAID + _OF_TOTALS:
        return True
    box = reading.filing.edition.boxes.get(finding.box or "")
    if box is None or box.box.formula is None:
        return False
    if finding.id in ("WB-03", "WB-14"):
        return True
    # Where two names share a cell, it is not known whose amount it holds.
    return finding.id == "WB-08" and finding.place == NOWHERE and not box.box.direct_entry


def remarks(reading: Reading) -> Iterator[Finding]:
    """Give the findings on inputs of a file that do not prevent filling."""
    blocking = [finding for finding in obstacles(reading) if finding in reading.findings]
    for finding in reading.findings:
        if finding.id in _SAID:
            yield finding.replaced(message=f"{finding.message} It was not filled in.")
        elif finding not in blocking and finding.id not in _OF_TOTALS:
            yield finding


def sentences(findings: Iterable[Finding]) -> Iterator[str]:
    """Write each cause once, with all boxes it is found on."""
    causes: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        key = finding.cause if finding.box else finding.message
        causes.setdefault((finding.id, key), []).append(finding)
    for first, *others in causes.values():
        where = f"Box {first.box}" if first.box else ""
        at = f"at {first.place}" if str(first.place) else ""
        opening = " ".join(part for part in (where, at) if part)
        sentence = f"{opening}: {first.message}" if opening else first.message
        if others:
            boxes = ", ".join(map(_with_side, others))
            sentence += f" The same goes for box{'es' if len(others) > 1 else ''} {boxes}."
        yield sentence


def _with_side(finding: Finding) -> str:
    return f"{finding.box} ({finding.reported})" if finding.reported else f"{finding.box}"
