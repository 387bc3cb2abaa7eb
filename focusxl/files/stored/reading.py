"""The reading of a file: the filing, and the findings that only the file shows."""

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
    """Findings that only the file shows, such as overwritten formulas and unknown boxes."""
    kind: FileKind
    sha256: str
    """SHA-256 of the file's bytes, in hexadecimal digits."""
    fingerprint: str | None = None
    """Fingerprint of the inputs as the workbook computed it; None where it does not."""
