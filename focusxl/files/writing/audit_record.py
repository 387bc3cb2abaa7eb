"""The audit record: what was filed, from which file, by which rules, and what was found."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from focusxl import __version__
from focusxl.checks import Result
from focusxl.checks.finding import Finding
from focusxl.files.stored.reading import Reading
from focusxl.files.writing.canonical import canonical_inputs


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


def audit_record(
    reading: Reading,
    result: Result,
    source_name: str,
    exported: Mapping[str, bytes],
    exported_at: datetime.datetime,
    number: int,
    follows: AuditedFile | None,
) -> AuditRecord:
    """Record an export.

    Args:
        reading: the file as read.
        result: what was found.
        source_name: the name of the file that was read, without its folder.
        exported: each exported file's bytes by name.
        exported_at: when, in UTC.
        number: which export of the firm for the period it is, in its folder.
        follows: the audit record of the export before, if there is one.
    """
    filing = reading.filing
    inputs = canonical_inputs(filing)
    nothing = sorted(filing.nothing_to_report)
    return AuditRecord(
        program="focusxl",
        program_version=__version__,
        exported_at=exported_at,
        number=number,
        follows=follows,
        edition=filing.edition.name,
        rules_sha256=filing.edition.rules_sha256,
        source=AuditedFile(name=source_name, sha256=reading.sha256),
        source_kind=reading.kind,
        inputs_sha256=_sha256(inputs.encode()),
        inputs=inputs,
        facts=dict(filing.facts),
        nothing_to_report=tuple(nothing),
        titles={page: filing.edition.pages[page].title for page in nothing},
        verdict=result.verdict,
        findings=tuple(map(_audited, result.findings)),
        explanations=tuple(
            AuditedExplanation(check=check, text=given.text, answered=given.answered)
            for check, given in sorted(filing.explanations.items())
        ),
        exported=tuple(
            AuditedFile(name=name, sha256=_sha256(content)) for name, content in exported.items()
        ),
    )


def _audited(finding: Finding) -> AuditedFinding:
    record = finding.as_record()
    return AuditedFinding.model_validate(
        {key: value for key, value in record.items() if key != "class"}
        | {
            "check_class": record["class"],
            "consequence_of": finding.consequence_of,
            "explanation": finding.explanation,
            "sides": finding.sides,
        }
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
