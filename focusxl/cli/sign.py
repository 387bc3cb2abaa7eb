"""The command `focusxl sign`, which records who prepared or reviewed a report."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from focusxl.cli.failure import EXIT_READY, CommandError
from focusxl.cli.terminal import say
from focusxl.errors import NotFilled
from focusxl.files.openxml.source import refuse_if_open
from focusxl.filings.canonical_inputs import inputs_sha256
from focusxl.filings.signature import LONGEST_NAME, Role, Signature
from focusxl.library import Filing, read

_OTHER: dict[Role, Role] = {"preparer": "reviewer", "reviewer": "preparer"}


def sign(book: Path, role: Role, name: str, out: Path | None) -> int:
    """Write a copy of a workbook that is signed for its present inputs."""
    signer = " ".join(name.split())
    if not signer or len(signer) > LONGEST_NAME:
        raise CommandError(f"Give the name of the {role}, in at most {LONGEST_NAME} letters.")
    refuse_if_open(book)
    filing = read(book)
    at = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    signature = Signature(role, signer, at, inputs_sha256(filing.report))
    if filing.kind != "workbook":
        raise CommandError(_by_hand(filing, signature))
    if out is None:
        raise CommandError("Say where the signed workbook is to go: -o OUT.")
    if out.suffix.lower() != book.suffix.lower():
        raise CommandError(f"{out.name} must end in {book.suffix}, like {book.name}.")
    _write(filing, signature, book, out)
    say(f"Made {out}: signed as {role} by {signature.shown}.")
    say(f"  for the inputs with SHA-256 {signature.inputs}")
    say("This is a record, not a lock: it counts as long as no input is changed.")
    say(f"Next: {_next_step(filing, signature, out)}")
    return EXIT_READY


def _write(filing: Filing, signature: Signature, book: Path, out: Path) -> None:
    from focusxl.files.writing.atomic_writes import write_new
    from focusxl.files.writing.signing import signed

    if out.exists():
        raise CommandError(f"{out} exists already; choose another name.")
    try:
        content = signed(book.read_bytes(), signature, filing.reading.fingerprint or "")
    except NotFilled as refusal:
        raise CommandError(f"{refusal} Nothing was written.") from None
    write_new(out, content)


def _by_hand(filing: Filing, signature: Signature) -> str:
    """Say how a file that is no workbook is signed."""
    if filing.kind == "upload":
        return f"{filing.path.name} is an upload file, which holds no signatures; sign a workbook."
    written = {
        "role": signature.role,
        "name": signature.name,
        "at": signature.at.isoformat().replace("+00:00", "Z"),
        "inputs": signature.inputs,
    }
    return (
        f"{filing.path.name} is a data file, which this command does not change. To sign it, add "
        f"to its “signatures”: {json.dumps(written, ensure_ascii=False)}"
    )


def _next_step(filing: Filing, signature: Signature, out: Path) -> str:
    """Give the step after a signature: the other one, if it is required and missing."""
    other = _OTHER[signature.role]
    has_other = any(
        one.role == other and one.holds_for(signature.inputs) for one in filing.report.signatures
    )
    if filing.report.asks_for_review and not has_other:
        return f"focusxl sign {out} --as {other} --name NAME -o OUT"
    return f"focusxl validate {out}"
