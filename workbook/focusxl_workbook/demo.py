"""The command `focusxl demo`: the sample filing of each edition built, checked and exported."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from focusxl.cli.export import export_filing
from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY, CommandError
from focusxl.cli.output import print_report
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.files.writing.atomic_writes import write_new
from focusxl.files.writing.export_series import (
    AUDIT,
    FILING,
    FINDINGS,
    UPLOAD_CSV,
    UPLOAD_TXT,
    UPLOAD_XML,
)
from focusxl.library import read
from focusxl_workbook.templates import SUFFIX, require_new, template_of_firm

if TYPE_CHECKING:
    from focusxl.filings.filing import Filing
    from focusxl.filings.samples import LedgerFiles


def demo(to: Path | None, edition: str) -> int:
    """Build, check and export a sample filing.

    The sample is a real filing of 2014, or a synthetic one of the whole form.
    """
    from focusxl.filings.samples import SAMPLES, ledger_files, load_sample

    if edition not in SAMPLES:
        raise CommandError(
            f"There is no sample of edition {edition}; there is {', '.join(SAMPLES)}."
        )
    folder = to or _unused_folder(Path("focusxl-demo"))
    sample = load_sample(edition)
    book = folder / f"{SAMPLES[edition]}{SUFFIX['udf']}"
    folder.mkdir(parents=True, exist_ok=True)
    require_new(book)
    period = f"{sample.period_end:%B} {sample.period_end.day}, {sample.period_end.year}"
    say(f"1  Building the template workbook, edition {edition}, and filling in the")
    say(f"   report of {sample.firm_name} of {period} ...")
    ledger = ledger_files(edition)
    with at_work("Building the workbook"):
        if ledger is not None:
            sample = _from_ledger(sample, ledger)
        content, pages = template_of_firm(sample, "udf")
    write_new(book, content)
    say(f"2  Made: {pages} pages, every one that the firm reports.")
    if ledger is not None and sample.ledger is not None:
        say(f"   Its amounts are formulas over {len(sample.ledger.accounts)} accounts of its trial")
        say("   balance, loaded as focusxl import does it.")
        for path in ledger:
            write_new(folder / path.name, path.read_bytes())
    say("3  Reading it back, computing every total, making every check ...")
    say()
    with at_work("Checking the workbook"):
        filing = read(book)
        result = filing.check()
    print_report(book.name, filing.report, result)
    say()
    if not result.is_ready:
        return EXIT_BLOCKED
    written = export_filing(filing, folder)
    if written is None:
        return EXIT_BLOCKED
    say(f"Everything is in {folder.resolve()}:")
    sources = () if ledger is None else tuple(folder / path.name for path in ledger)
    width = max(len(path.name) for path in (book, *sources, *written)) + 1
    say(f"  {book.name:<{width}} the workbook, to open in a spreadsheet")
    for path, what in zip(sources, _OF_LEDGER, strict=False):
        say(f"  {path.name:<{width}} {what}")
    for path in written:
        say(f"  {path.name:<{width}} {_description(path)}")
    say(f"Next: focusxl open {book}, or open it in Excel")
    return EXIT_READY


def _from_ledger(sample: Filing, ledger: LedgerFiles) -> Filing:
    """Give a sample whose amounts come from its ledger, and nothing else of what they are."""
    from focusxl.files.reading.balances.balances import read_balances
    from focusxl.files.reading.balances.mapping_file import read_mapping
    from focusxl.filings.ledger.ledger import Ledger, Loaded, mapped_boxes

    file = read_balances(ledger.balances, sample.period_end)
    now = f"{datetime.datetime.now():%m/%d/%Y %H:%M}"
    loaded = Loaded(file.name, file.sha256, now, sample.period_end)
    with_ledger = sample.replaced(
        ledger=Ledger(file.accounts, read_mapping(ledger.mapping), loaded=loaded)
    )
    mapped = {box.number for box in mapped_boxes(with_ledger)}
    typed = {number: one for number, one in sample.entries.items() if number not in mapped}
    return with_ledger.replaced(entries=typed)


_OF_LEDGER = ("the trial balance it was made from", "which account goes into which box")
_DESCRIPTIONS = {
    FILING: "filing-ready: pages as printed, values only",
    UPLOAD_TXT: "line-item id and value, to upload",
    UPLOAD_CSV: "the same, comma separated",
    UPLOAD_XML: "the same, XML, with what the firm is",
    FINDINGS: "the findings, to print or to keep",
    AUDIT: "audit record: what, from what, and when",
}


def _description(path: Path) -> str:
    return next(text for ending, text in _DESCRIPTIONS.items() if path.name.endswith(ending))


def _unused_folder(wanted: Path) -> Path:
    folder, number = wanted, 2
    while folder.exists():
        folder, number = wanted.with_name(f"{wanted.name}-{number}"), number + 1
    return folder
