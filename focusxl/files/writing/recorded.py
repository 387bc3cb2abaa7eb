"""An audit record as it is read again, of which nothing is believed that is not of its form."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AuditedFile(_Record):
    """A file by its name and what is in it."""

    name: str
    sha256: str


class AuditedFinding(_Record):
    """A finding in full, and what the filer answered to which numbers."""

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
    """What the filer wrote in answer to a finding."""

    check: str
    text: str
    answered: str | None


class AuditRecord(_Record):
    """Everything that says how an export came about."""

    program: str
    program_version: str
    exported_at: datetime.datetime
    number: int
    """Which export it is of this firm for this period in this folder."""
    follows: AuditedFile | None
    """The audit record of the export before; None for the first."""
    edition: str
    rules_sha256: str
    """Of the form data, by which the rules were the same or not."""
    source: AuditedFile
    source_kind: str
    inputs_sha256: str
    """Of the canonical inputs, as they stand in `inputs`."""
    inputs: str
    facts: dict[str, bool]
    nothing_to_report: tuple[str, ...]
    """The ids of the pages of which the filer says that there is nothing to report."""
    titles: dict[str, str]
    """What these pages are called."""
    verdict: str
    findings: tuple[AuditedFinding, ...]
    explanations: tuple[AuditedExplanation, ...]
    exported: tuple[AuditedFile, ...]
