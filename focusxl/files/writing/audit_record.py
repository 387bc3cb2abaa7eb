"""The audit record: the filing, its source file, its rules and its findings."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from focusxl import __version__
from focusxl.checks import Result
from focusxl.checks.finding import Finding
from focusxl.files.stored.reading import Reading
from focusxl.filings.canonical_inputs import canonical_inputs

if TYPE_CHECKING:
    from focusxl.files.writing.amendment import Amendment
    from focusxl.filings.ledger.ledger import Ledger


class AuditedFile(NamedTuple):
    """The name and SHA-256 of a file."""

    name: str
    sha256: str


def audit_record(
    reading: Reading,
    result: Result,
    source_name: str,
    exported: Mapping[str, bytes],
    exported_at: datetime.datetime,
    number: int,
    follows: AuditedFile | None,
    filed: Mapping[str, str],
    before: AuditedFile | None = None,
    amendment: Amendment | None = None,
) -> dict[str, Any]:
    """Give the audit record of an export; its fields are those of `focusxl.files.writing.recorded`.

    Args:
        reading: the file as read.
        result: the checked filing.
        source_name: the name of the file that was read, without its folder.
        exported: the bytes of each exported file, by name.
        exported_at: the time of the export, in UTC.
        number: the running number of the export, for the firm and period in its folder.
        follows: the audit record of the export before, if there is one.
        filed: what each box says, as in the upload files.
        before: the newest record of the firm for another period, if there is one.
        amendment: how it amends what was filed, if it does.
    """
    filing = reading.filing
    inputs = canonical_inputs(filing)
    inputs_digest = _sha256(inputs.encode())
    nothing = sorted(filing.nothing_to_report)
    return {
        "program": "focusxl",
        "program_version": __version__,
        "exported_at": exported_at.isoformat().replace("+00:00", "Z"),
        "number": number,
        "follows": None if follows is None else follows._asdict(),
        "before": None if before is None else before._asdict(),
        "amends": None if amendment is None else _amended(amendment),
        "edition": filing.edition.name,
        "rules_sha256": filing.edition.rules_sha256,
        "source": {"name": source_name, "sha256": reading.sha256},
        "source_kind": reading.kind,
        "balances": None if filing.ledger is None else _balances(filing.ledger),
        "inputs_sha256": inputs_digest,
        "inputs": inputs,
        "filed": dict(filed),
        "signatures": [
            {
                "role": one.role,
                "name": one.name,
                "at": one.at.isoformat().replace("+00:00", "Z"),
                "inputs": one.inputs,
                "counts": one.holds_for(inputs_digest),
            }
            for one in filing.signatures
        ],
        "facts": dict(filing.facts),
        "nothing_to_report": nothing,
        "titles": {page: filing.edition.pages_by_id[page].title for page in nothing},
        "verdict": result.verdict,
        "findings": [_audited(finding) for finding in result.findings],
        "explanations": [
            {"check": check, "text": given.text, "answered": given.answered}
            for check, given in sorted(filing.explanations.items())
        ],
        "exported": [
            {"name": name, "sha256": _sha256(content)} for name, content in exported.items()
        ],
    }


def _balances(ledger: Ledger) -> dict[str, Any] | None:
    """Give the file of a trial balance, and what stands between it and the report."""
    loaded = ledger.loaded
    if loaded is None:
        return None
    return {
        "name": loaded.file,
        "sha256": loaded.sha256,
        "loaded": loaded.at,
        "accounts": len(ledger.accounts),
        "mapping_sha256": ledger.digests["mapping"],
        "adjustments": len(ledger.adjustments),
    }


def written(record: Mapping[str, Any]) -> bytes:
    """Write an audit record as the text of its file."""
    return f"{json.dumps(record, indent=2, ensure_ascii=False)}\n".encode()


def _amended(amendment: Amendment) -> dict[str, Any]:
    return {
        "name": amendment.record,
        "sha256": amendment.sha256,
        "number": amendment.number,
        "reason": amendment.reason,
        "changes": [
            {name: getattr(change, name) for name in change.__match_args__}
            for change in amendment.changes
        ],
    }


def _audited(finding: Finding) -> dict[str, str | None]:
    """Give a finding in full, with the filer's explanation and the amounts it answers."""
    record = finding.as_record()
    return {
        **{("check_class" if key == "class" else key): value for key, value in record.items()},
        "consequence_of": finding.consequence_of,
        "explanation": finding.explanation,
        "sides": finding.sides,
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
