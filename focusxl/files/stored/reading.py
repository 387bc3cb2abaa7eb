"""The reading of a file: the filing, and the findings that only the file shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from focusxl.checks.finding import Finding
from focusxl.filings.filing import Filing

FileKind = Literal["workbook", "upload", "data"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read."""

    filing: Filing
    findings: tuple[Finding, ...]
    """Findings that only the file shows, such as overwritten formulas and unknown boxes."""
    kind: FileKind
    sha256: str
    """SHA-256 of the file's bytes, in hexadecimal digits."""
    fingerprint: str | None = None
    """Fingerprint of the inputs as the workbook computed it; None where it does not."""
