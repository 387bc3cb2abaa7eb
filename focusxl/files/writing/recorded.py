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


class AuditedBalances(AuditedFile):
    """The file of the trial balance that was loaded, and when; its accounts, and their mapping."""

    loaded: str
    accounts: int
    mapping_sha256: str
    """SHA-256 of the rows of the mapping, as in the inputs."""
    adjustments: int


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


class AuditedSignature(_Record):
    """Who signed for the report, and whether that was for the inputs that were exported."""

    role: str
    name: str
    at: datetime.datetime
    inputs: str
    counts: bool


class AuditedChange(_Record):
    """A box, or an answer, that is not what was filed before."""

    box: str
    page: str
    label: str
    old: str
    new: str


class AuditedAmendment(AuditedFile):
    """The audit record of what is amended, and how and why it is amended."""

    number: int
    reason: str
    changes: tuple[AuditedChange, ...]


class AuditRecord(_Record):
    """The record of an export."""

    program: str
    program_version: str
    exported_at: datetime.datetime
    number: int
    """The running number of the export for the firm and period in its folder."""
    follows: AuditedFile | None = None
    """The audit record of the export before, of the same firm and period; None for the first."""
    before: AuditedFile | None = None
    """The newest record of the firm for another period in the folder, so that months chain, too."""
    amends: AuditedAmendment | None = None
    """What is amended; None for a report that is no amendment."""
    edition: str
    rules_sha256: str
    """SHA-256 of the form data."""
    source: AuditedFile
    source_kind: str
    balances: AuditedBalances | None = None
    """The trial balance behind the report; None where there is none."""
    inputs_sha256: str
    """SHA-256 of the canonical inputs, which are in `inputs`."""
    inputs: str
    filed: dict[str, str] = {}
    """What each box that is filled in says, totals included, as in the upload files."""
    signatures: tuple[AuditedSignature, ...] = ()
    facts: dict[str, bool]
    nothing_to_report: tuple[str, ...]
    """Ids of the pages with nothing to report."""
    titles: dict[str, str]
    """The titles of these pages."""
    verdict: str
    findings: tuple[AuditedFinding, ...]
    explanations: tuple[AuditedExplanation, ...]
    exported: tuple[AuditedFile, ...]

    @property
    def is_chained(self) -> bool:
        """Whether it says what it follows; records of earlier versions say nothing of it."""
        return "follows" in self.model_fields_set
