"""What reading a file gives: a filing and what was noticed on the way, or why it cannot be read."""

from __future__ import annotations

from typing import Literal

from focusxl.checks.finding import Finding
from focusxl.filings.filing import Filing
from focusxl.values import Record

FileKind = Literal["workbook", "upload", "data"]


class Reading(Record):
    """A file as read."""

    filing: Filing
    findings: tuple[Finding, ...]
    """What only the file shows: overwritten formulas, unknown boxes and the like."""
    kind: FileKind
    sha256: str
    """Of the file's bytes, in hexadecimal digits."""
    fingerprint: str | None = None
    """Of the inputs, as a workbook computes it by itself; None where it does not."""
