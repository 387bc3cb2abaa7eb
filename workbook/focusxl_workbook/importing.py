"""`focusxl import`: a trial balance loaded into a workbook, by its mapping."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal

from focusxl.amounts import show
from focusxl.checks.finding import Finding
from focusxl.checks.ledger import check_ledger
from focusxl.checks.text_report import finding_lines
from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY, CommandError, complain
from focusxl.cli.output import print_line
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.errors import NotFilled
from focusxl.files import Reading, read
from focusxl.files.reading.balances.balances import BalanceFile, read_balances, what_was_skipped
from focusxl.files.reading.balances.mapping_file import read_mapping
from focusxl.files.reading.balances.table import refuse_if_open
from focusxl.files.template.ledger_names import MAPPING_SHEET
from focusxl.files.template.ledger_sheets import placed
from focusxl.files.template.names import Flavour
from focusxl.files.writing.atomic_writes import write_new
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl.filings.ledger.ledger import Ledger, Loaded, mapped_boxes, with_mapped_amounts
from focusxl.filings.ledger.loading import loaded_ledger, with_proposals
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.forms.edition import Edition
from focusxl.text import in_one_line
from focusxl.values import Record
from focusxl_workbook.fill import filled
from focusxl_workbook.fill_refusals import obstacles, sentences
from focusxl_workbook.templates import SUFFIX, require_new

_IMPORTED = re.compile(r"(.+?)-imported(?:-[0-9]+)?")
_MOST_NAMED = 12
_OF_LEDGER = "TB-"


class Import(Record):
    """A trial balance taken into a report, before anything is written."""

    filing: Filing
    """The report with its new ledger, and with what it gives in the mapped boxes."""
    file: BalanceFile
    findings: tuple[Finding, ...]
    """What is wrong with the trial balance or its mapping."""
    given_way: tuple[str, ...]
    """The boxes in which typed amounts gave way to formulas, with both amounts."""
    proposed: int
    """The accounts for which a box is proposed."""

    @property
    def ledger(self) -> Ledger:
        """The new ledger."""
        assert self.filing.ledger is not None
        return self.filing.ledger


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
        done = taken_in(book.name, reading, balances, mapping)
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


def taken_in(name: str, reading: Reading, balances: Path, mapping: Path | None) -> Import:
    """Take a trial balance into the report of a workbook, without writing anything.

    Args:
        name: the name of the workbook, for messages.
        reading: the workbook as read.
        balances: the file of the trial balance.
        mapping: a file with the mapping; the workbook's own if left out.

    Raises:
        Unreadable: a file cannot be read, or contradicts the report.
        CommandError: something in the workbook would be lost or misread.
    """
    filing = reading.filing
    if reading.kind != "workbook":
        raise CommandError(f"{name} is not a workbook with pages to fill in; give one.")
    ends = filing.values.get(filing.edition.period_end)
    period_end = ends if isinstance(ends, datetime.date) else None
    file = read_balances(balances, period_end)
    held = filing.ledger
    rules: Sequence[MappingRule] = () if held is None else held.rules
    if mapping is not None:
        rules = read_mapping(mapping)
        _refuse_unknown_boxes(mapping, rules, filing.edition)
    now = datetime.datetime.now()
    loaded = Loaded(file.name, file.sha256, f"{now:%m/%d/%Y %H:%M}", period_end)
    ledger = loaded_ledger(held, file.accounts, rules, loaded)
    ledger, proposed = with_proposals(placed(ledger), filing)
    with_ledger = filing.replaced(ledger=ledger)
    mapped = [box.number for box in mapped_boxes(with_ledger)]
    _stop_at_obstacles(name, reading, frozenset(mapped), is_map_given=mapping is not None)
    together = with_mapped_amounts(with_ledger, filing)
    findings = tuple(check_ledger(compute(together)))
    return Import(together, file, findings, tuple(_replaced(filing, together, mapped)), proposed)


def _beside(book: Path) -> Path:
    """Give a free name beside a workbook, which is never written over itself."""
    again = _IMPORTED.fullmatch(book.stem)
    stem = again[1] if again else book.stem
    path, number = book.with_name(f"{stem}-imported{book.suffix}"), 2
    while path.exists():
        path, number = book.with_name(f"{stem}-imported-{number}{book.suffix}"), number + 1
    return path


def _refuse_unknown_boxes(path: Path, rules: Sequence[MappingRule], edition: Edition) -> None:
    unknown = [rule for rule in rules if rule.box and rule.box not in edition.boxes]
    if not unknown:
        return
    first = unknown[0]
    row = (first.place.cell or "").lstrip("A")
    others = f" The same goes for {len(unknown) - 1} more rows." if len(unknown) > 1 else ""
    raise CommandError(
        f"“{path.name}”, row {row} maps {in_one_line(first.account, 40)} to box {first.box}, which "
        f"edition {edition.name} of the form does not have; correct the number, or give the "
        f"mapping of this edition.{others} Nothing was written."
    )


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


def _replaced(before: Filing, now: Filing, mapped: Sequence[str]) -> Iterator[str]:
    """Say where a typed amount gives way to what the accounts give."""
    was_mapped = {box.number for box in mapped_boxes(before)}
    for number in mapped:
        old, new = before.values.get(number), now.values.get(number)
        if number in was_mapped or not isinstance(old, Decimal) or not isinstance(new, Decimal):
            continue
        if old != new:
            yield f"{number} ({show(old)} typed, {show(new)} by its accounts)"


def what_was_loaded(done: Import) -> Iterator[str]:
    """Say what was loaded, what was skipped and where it went."""
    file, ledger = done.file, done.ledger
    sheet = f", sheet {in_one_line(file.sheet, 40)}" if file.sheet else ""
    period = f", {file.period.shown}" if file.period is not None else ""
    yield (
        f"Loaded {len(file.accounts):,} accounts from {file.name}{sheet}{period}: {file.columns}."
    )
    yield from what_was_skipped(file)
    yield (
        f"Debits {show(ledger.debits)}, credits {show(ledger.credits)}, sum {show(ledger.total)}."
    )
    boxes = len(mapped_boxes(done.filing))
    out = len(ledger.left_out)
    yield (
        f"Mapped into {boxes} box{'' if boxes == 1 else 'es'}; left out on purpose: {out:,}; "
        f"without a mapping: {len(ledger.unmapped):,}."
    )
    if ledger.has_before:
        yield f"Since the period before: {len(ledger.new)} new, {len(ledger.gone)} gone."
    if done.given_way:
        named = "; ".join(done.given_way[:_MOST_NAMED])
        rest = len(done.given_way) - _MOST_NAMED
        more = f"; and {rest} more" if rest > 0 else ""
        yield f"Typed amounts that gave way to formulas: {named}{more}."
    if done.proposed:
        yield (
            f"For {done.proposed:,} accounts without a row, a box is proposed on the sheet Mapping."
            " None of these is used until you enter it under Box."
        )


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
