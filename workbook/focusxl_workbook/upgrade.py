"""`focusxl upgrade`: a workbook of another version, carried over into one of this version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from focusxl.cli.failure import EXIT_READY, CommandError, complain
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.errors import NotFilled
from focusxl.files import Reading, read
from focusxl.files.template.names import Flavour
from focusxl.files.writing.atomic_writes import write_new
from focusxl.filings.filer import pages_without
from focusxl.filings.filing import Filing
from focusxl_workbook.fill import filled, filled_anew
from focusxl_workbook.fill_refusals import obstacles, sentences
from focusxl_workbook.templates import SUFFIX, kept_template_of, require_new
from focusxl_workbook.upgrade_report import Contents, contents, not_carried, what_changed

_OF_MACROS = "MAC-"
"""Checks of macros and of what else runs: none of it is carried over."""


def upgrade(book: Path, out: Path) -> int:
    """Carry everything that was entered into a workbook over into one of this version.

    Inputs, facts, explanations with the numbers they answer, and pages with nothing to report go
    into a new template of the same pages. The workbook itself stays as it is. Where something in
    it cannot be read, nothing is written.
    """
    require_new(out)
    reading = read(book)
    if reading.kind != "workbook":
        raise CommandError(f"{book.name} is not a workbook with pages to fill in; give one.")
    flavour = _flavour(out)
    before = contents(book.read_bytes(), book.name)
    if before.flavour != flavour:
        raise CommandError(f"{out.name} must end in {SUFFIX[before.flavour]}, like {book.name}.")
    _stop_at_obstacles(book, reading)
    try:
        with at_work(f"Making {out.name}"):
            content = carried_over(reading.filing, flavour)
    except NotFilled as refusal:
        raise CommandError(f"{refusal} Nothing was written.") from None
    write_new(out, content)
    _tell(book, out, reading, before, contents(content, out.name))
    return EXIT_READY


def carried_over(filing: Filing, flavour: Flavour) -> bytes:
    """Fill what a workbook holds into a template of this version with the same pages.

    Raises:
        NotFilled: the template has no place for something.
    """
    edition, absent = filing.edition, filing.absent
    without = pages_without(edition, absent)
    shown = [page for page in edition.pages if page not in without]
    kept = kept_template_of(edition, flavour, shown)
    if kept is None:
        return filled_anew(_on_its_pages(filing), flavour)
    return filled_from_empty(kept, filing, flavour)


def filled_from_empty(workbook: bytes, filing: Filing, flavour: Flavour) -> bytes:
    """Fill in a workbook in which nothing is entered, and which has the pages of the filing.

    Raises:
        NotFilled: the workbook has no place for something.
    """
    empty = Filing(filing.edition, {}, absent=filing.absent, whole=True)
    return filled(workbook, empty, _on_its_pages(filing), flavour)


def _on_its_pages(filing: Filing) -> Filing:
    entries = filing.entries.items()
    present = {number: one for number, one in entries if number not in filing.absent}
    return filing.replaced(entries=present)


def _flavour(out: Path) -> Flavour:
    for flavour, suffix in SUFFIX.items():
        if out.suffix.lower() == suffix:
            return flavour
    raise CommandError(f"{out.name} must end in {' or '.join(SUFFIX.values())}.")


def obstacles_to(reading: Reading) -> Iterator[str]:
    """Say what would be lost or misread if a workbook were carried over."""
    carried = reading.replaced(
        findings=tuple(one for one in reading.findings if not one.id.startswith(_OF_MACROS)),
    )
    yield from sentences(obstacles(carried))


def _stop_at_obstacles(book: Path, reading: Reading) -> None:
    """End the command where something that was entered would be lost or misread."""
    found = list(obstacles_to(reading))
    for sentence in found:
        complain(f"{book.name}: {sentence}")
    if found:
        raise CommandError("Nothing was written.")


def _tell(book: Path, out: Path, reading: Reading, before: Contents, now: Contents) -> None:
    """Say what was carried over, and what this version does otherwise."""
    filing = reading.filing
    count = sum(filing.is_entered(number) for number in filing.values)
    say(f"Made {out} from {book.name}, made by {before.made_by.shown}.")
    say(
        f"Carried over: {_counted(count, 'box', 'boxes')}, "
        f"{_counted(len(filing.facts), 'answer')} about the firm, "
        f"{_counted(len(filing.explanations), 'explanation')}, "
        f"{_counted(len(filing.nothing_to_report), 'page')} with nothing to report."
    )
    ledger = filing.ledger
    if ledger is not None:
        say(
            f"Carried over: {_counted(len(ledger.accounts), 'account')} of the trial balance, "
            f"{_counted(len(ledger.rules), 'mapping rule')}, "
            f"{_counted(len(ledger.adjustments), 'adjustment')}."
        )
    for one in filing.signatures:
        kept = "Carried over" if one.is_intact else "Not carried over, since it was changed"
        say(f"{kept}: the signature of the {one.role}, {one.shown}.")
    changes = list(what_changed(before, now))
    if changes:
        say("What this version does otherwise:")
        for change in changes:
            say(f"  {change}")
    else:
        say("No formula and no check of this workbook has changed.")
    for sentence in not_carried(before, now):
        complain(sentence)
    say(f"Next: focusxl validate {out}")


def _counted(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"
