"""The commands that build and fill workbooks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

from focusxl.amounts import Text
from focusxl.cli.failure import EXIT_READY, CommandError, complain
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.errors import NotFilled, UnknownFirm
from focusxl.files import Reading, read
from focusxl.files.template.names import Flavour
from focusxl.files.writing.atomic_writes import write_new
from focusxl.filings.computation import Computation, compute
from focusxl.filings.convert import Moved, moved
from focusxl.filings.filer import firm_filing
from focusxl.filings.filing import Entry, Filing, read_date
from focusxl.forms.edition import Edition
from focusxl.forms.loader import edition_of_period, editions, load_edition
from focusxl_workbook.fill_report import what_was_filled
from focusxl_workbook.templates import (
    SUFFIX,
    dates_of_period,
    require_new,
    template_of_firm,
    template_of_period,
)

_NEXT_STEP: dict[Flavour, str] = {
    "udf": "open it in Excel (or type focusxl open {}), fill in the yellow cells, press Validate",
    "native": "open it in a spreadsheet, fill in the yellow cells, save, type focusxl validate {}",
}


def new(book: Path, edition: str | None, as_of: str | None, firm: str | None, native: bool) -> int:
    """Make an empty template workbook."""
    flavour: Flavour = "native" if native else "udf"
    _require_suffix(book, flavour)
    require_new(book)
    period_end = _period_end(as_of)
    form = _edition(edition, period_end)
    dates = {} if period_end is None else dates_of_period(form, period_end)
    with at_work("Building the workbook"):
        if firm is None:
            content, count = template_of_period(form, flavour, dates), len(form.pages)
        else:
            try:
                filing = firm_filing(form, firm.split(","))
            except UnknownFirm as refusal:
                raise CommandError(str(refusal)) from None
            entries = {**filing.entries, **dates}
            content, count = template_of_firm(filing.replaced(entries=entries), flavour)
    write_new(book, content)
    say(f"Made {book}: edition {form.name}, {count} pages.")
    if dates:
        _say_dates(form, dates)
    say(f"Next: {_NEXT_STEP[flavour].format(book)}")
    return EXIT_READY


def _say_dates(form: Edition, dates: Mapping[str, Entry]) -> None:
    """Say in which boxes the dates of the period stand, and which are left to the filer."""
    cover = form.pages[0]
    on_cover = [box.number for box in cover.boxes if box.period == "begins"]
    say(f"The period's dates stand in {_boxes(dates)}.")
    if not dates.keys() >= set(on_cover):
        say(
            f"Enter the period's beginning in {_boxes(form.dates_of_period('begins'))}: the report"
            " may be for the month or for the quarter."
        )


def _boxes(numbers: Iterable[str]) -> str:
    *others, last = numbers
    return f"boxes {', '.join(others)} and {last}" if others else f"box {last}"


def _period_end(as_of: str | None) -> datetime.date | None:
    if as_of is None:
        return None
    period_end = read_date(Text(as_of))
    if period_end is None:
        raise CommandError(f"“{as_of}” is not a date; write it as MM/DD/YYYY.")
    return period_end


def _edition(name: str | None, period_end: datetime.date | None) -> Edition:
    """Find the edition that was asked for, or that reports for a period are filed on."""
    if period_end is None:
        return load_edition(name or editions()[-1])
    form = load_edition(name) if name else edition_of_period(period_end)
    if form is None or not form.covers(period_end):
        known = "; ".join(
            f"{one.name}: {one.in_force[0].lower()}{one.in_force[1:]}"
            for one in map(load_edition, editions())
        )
        wanted = f"Edition {name} of the form is not" if name else "No edition of the form here is"
        raise CommandError(f"{wanted} for a period that ends on {period_end:%m/%d/%Y} ({known}).")
    return form


def fill(book: Path, data: Path, out: Path) -> int:
    """Fill a template with a filing's inputs.

    Totals are computed and not copied. The template itself is not changed. A filing of another
    edition is converted to that of the template, and what has no place there is listed. If an input
    cannot be read, nothing is written.
    """
    from focusxl_workbook.fill import filled
    from focusxl_workbook.fill_refusals import remarks, sentences

    require_new(out)
    target, given = read(book), read(data)
    if target.kind != "workbook":
        raise CommandError(f"{book.name} is not a template workbook. Make one with focusxl new.")
    if out.suffix.lower() != book.suffix.lower():
        raise CommandError(f"{out.name} must end in {book.suffix}, like the template {book.name}.")
    move = moved(given.filing, target.filing.edition, target.filing.absent)
    _stop_at_obstacles(book, target, data, given, move)
    computation = compute(given.filing)
    shown = _implied_answers(computation, target.filing)
    filing = move.filing.replaced(facts={**shown, **move.filing.facts})
    try:
        with at_work("Filling in the workbook"):
            content = filled(book.read_bytes(), target.filing, filing, _flavour_of(book))
    except NotFilled as refusal:
        raise CommandError(f"{refusal} Nothing was written.") from None
    write_new(out, content)
    say(f"Made {out} from {book.name} and {data.name}.")
    for line in what_was_filled(computation, target.filing, filing):
        say(line)
    for name, answer in shown.items():
        question = filing.edition.facts[name].question
        say(f"Taken from the amounts: {question} {'Yes' if answer else 'No'}.")
    for sentence in sentences(remarks(given)):
        complain(f"{data.name}: {sentence}")
    for left in move.left_behind:
        complain(f"{data.name}: not moved: {left}")
    say(f"Next: focusxl validate {out}")
    return EXIT_READY


def _stop_at_obstacles(
    book: Path, target: Reading, data: Path, given: Reading, move: Moved
) -> None:
    """Refuse to fill if an input would be lost or misread, and name every such box."""
    from focusxl_workbook.fill_refusals import obstacles, sentences

    found = [(data.name, sentence) for sentence in sentences(obstacles(given))]
    replaced = move.filing.entries.keys()
    found += [(book.name, sentence) for sentence in sentences(obstacles(target, replaced))]
    if found:
        for name, sentence in found:
            complain(f"{name}: {sentence}")
        raise CommandError("Nothing was written.")


def _implied_answers(computation: Computation, target: Filing) -> Mapping[str, bool]:
    """Give the facts that neither filing states and that the amounts imply."""
    if computation.filing.edition.name != target.edition.name:
        return {}
    shown = computation.inferred_facts
    return {name: answer for name, answer in shown.items() if name not in target.facts}


def _flavour_of(book: Path) -> Flavour:
    return "udf" if book.suffix.lower() == SUFFIX["udf"] else "native"


def _require_suffix(book: Path, flavour: Flavour) -> None:
    if book.suffix.lower() != SUFFIX[flavour]:
        kind = "a native workbook" if flavour == "native" else "a workbook with macros"
        raise CommandError(f"{book.name} must end in {SUFFIX[flavour]}: it is to be {kind}.")
