"""The audit record as read from its file and validated."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AuditedFile(_Record):
    """The name and SHA-256 of a file."""

    name: str
    sha256: str


class AuditedFinding(_Record):
    """A finding in full, with the filer's explanation and the amounts it answers."""

    id: str
    check_class: str
    box: str | None
    sheet: str | None
    cell: str | None
    message: str
    reported: str | None
    expected: str | None
    difference: str | None
    tolerance: str | None
    cite: str
    consequence_of: str | None
    explanation: str | None
    sides: str


class AuditedExplanation(_Record):
    """The filer's explanation of a finding."""

    check: str
    text: str
    answered: str | None


class AuditRecord(_Record):
    """The record of an export."""

    program: str
    program_version: str
    exported_at: datetime.datetime
    number: int
    """The running number of the export for the firm and period in its folder."""
    follows: AuditedFile | None
    """The audit record of the export before; None for the first."""
    edition: str
    rules_sha256: str
    """SHA-256 of the form data."""
    source: AuditedFile
    source_kind: str
    inputs_sha256: str
    """SHA-256 of the canonical inputs, which are in `inputs`."""
    inputs: str
    facts: dict[str, bool]
    nothing_to_report: tuple[str, ...]
    """Ids of the pages with nothing to report."""
    titles: dict[str, str]
    """The titles of these pages."""
    verdict: str
    findings: tuple[AuditedFinding, ...]
    explanations: tuple[AuditedExplanation, ...]
    exported: tuple[AuditedFile, ...]
