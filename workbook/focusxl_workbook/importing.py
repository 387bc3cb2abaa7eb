"""`focusxl import`: a trial balance loaded into a workbook, by its mapping."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from focusxl.checks.finding import Finding
from focusxl.checks.text_report import finding_lines
from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY, CommandError, complain
from focusxl.cli.output import print_line
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.errors import NotFilled
from focusxl.files import Reading, read
from focusxl.files.openxml.source import refuse_if_open
from focusxl.files.reading.balances.taking_in import Import, take_in, what_was_loaded
from focusxl.files.template.ledger_names import MAPPING_SHEET
from focusxl.files.template.names import Flavour
from focusxl.files.writing.atomic_writes import write_new
from focusxl.filings.filing import Filing
from focusxl.filings.ledger.ledger import mapped_boxes
from focusxl_workbook.fill import filled
from focusxl_workbook.fill_refusals import obstacles, sentences
from focusxl_workbook.templates import SUFFIX, require_new

_IMPORTED = re.compile(r"(.+?)-imported(?:-[0-9]+)?")
_MOST_NAMED = 12
_OF_LEDGER = "TB-"


def import_balances(
    book: Path,
    balances: Path,
    out: Path | None,
    mapping: Path | None,
    output: Literal["table", "json"],
) -> int:
    """Load a trial balance into a copy of a workbook.

    What cannot be read is refused in a sentence, and nothing is written. What is wrong with the
    trial balance or its mapping is written, said, and found again by validating.
    """
    to = out or _beside(book)
    require_new(to)
    if to.suffix.lower() != book.suffix.lower():
        raise CommandError(f"{to.name} must end in {book.suffix}, like {book.name}.")
    refuse_if_open(book)
    with at_work(f"Loading {balances.name} into {to.name}"):
        reading = read(book)
        if reading.kind != "workbook":
            raise CommandError(f"{book.name} is not a workbook with pages to fill in; give one.")
        done = take_in(reading.filing, balances, mapping)
        both = (*mapped_boxes(done.filing), *mapped_boxes(reading.filing))
        mapped = frozenset(box.number for box in both)
        _stop_at_obstacles(book.name, reading, mapped, is_map_given=mapping is not None)
        flavour: Flavour = "udf" if book.suffix.lower() == SUFFIX["udf"] else "native"
        given = Filing(reading.filing.edition, {}, ledger=done.ledger)
        try:
            content = filled(book.read_bytes(), reading.filing, given, flavour)
        except NotFilled as refusal:
            raise CommandError(f"{refusal} Nothing was written.") from None
    write_new(to, content)
    if output == "json":
        say(json.dumps(_record(book, to, done)).replace("\x7f", "\\u007f"))
    else:
        for line in what_was_loaded(done):
            say(line)
        _print_findings(done.findings)
        say(f"Made {to} from {book.name} and {balances.name}.")
        say(f"Next: {_next_step(to, balances, done)}")
    blocked = any(finding.check_class == "must-fix" for finding in done.findings)
    return EXIT_BLOCKED if blocked else EXIT_READY


def _beside(book: Path) -> Path:
    """Give a free name beside a workbook, which is never written over itself."""
    again = _IMPORTED.fullmatch(book.stem)
    stem = again[1] if again else book.stem
    path, number = book.with_name(f"{stem}-imported{book.suffix}"), 2
    while path.exists():
        path, number = book.with_name(f"{stem}-imported-{number}{book.suffix}"), number + 1
    return path


def _stop_at_obstacles(
    name: str, reading: Reading, mapped: frozenset[str], *, is_map_given: bool
) -> None:
    """End the command where something that was entered would be lost or misread."""

    def is_solved(finding: Finding) -> bool:
        if finding.box in mapped:
            return True
        of_mapping = finding.place.sheet == MAPPING_SHEET and not is_map_given
        return finding.id.startswith(_OF_LEDGER) and not of_mapping

    kept = tuple(one for one in reading.findings if not is_solved(one))
    found = list(sentences(obstacles(reading.replaced(findings=kept), mapped)))
    for sentence in found:
        complain(f"{name}: {sentence}")
    if found:
        raise CommandError("Nothing was written.")


def _print_findings(findings: Sequence[Finding]) -> None:
    for finding in findings:
        for line in finding_lines(finding):
            print_line(line)


def _next_step(out: Path, balances: Path, done: Import) -> str:
    if any(finding.check_class == "must-fix" for finding in done.findings):
        return (
            f"correct what is listed above (the mapping on the sheet Mapping of {out.name}), and "
            f"type focusxl import {out} {balances}"
        )
    return f"focusxl validate {out}"


def _record(book: Path, out: Path, done: Import) -> dict[str, object]:
    file, ledger = done.file, done.ledger
    return {
        "file": str(out),
        "book": str(book),
        "balances": file.name,
        "sha256": file.sha256,
        "sheet": file.sheet or None,
        "accounts": len(file.accounts),
        "skipped": {
            "blank": file.blank_rows,
            "headings": file.headings_within,
            "totals": list(file.totals),
        },
        "debits": f"{ledger.debits:f}",
        "credits": f"{ledger.credits:f}",
        "sum": f"{ledger.total:f}",
        "boxes": {box.number: f"{ledger.amount(box):f}" for box in mapped_boxes(done.filing)},
        "left_out": [one.number for one in ledger.left_out],
        "unmapped": [one.number for one in ledger.unmapped],
        "new": [one.number for one in ledger.new],
        "gone": [one.number for one in ledger.gone],
        "proposed": done.proposed,
        "replaced": list(done.given_way),
        "findings": [finding.as_record() for finding in done.findings],
    }
