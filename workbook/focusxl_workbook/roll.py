"""`focusxl roll`: the workbook of the next period, begun from that of this one."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from focusxl.amounts import Text
from focusxl.checks import check
from focusxl.cli.failure import EXIT_READY, CommandError, complain
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.errors import NotFilled
from focusxl.files import Reading, read
from focusxl.files.openxml.source import refuse_if_open
from focusxl.files.template.names import Flavour
from focusxl.files.writing.atomic_writes import write_new
from focusxl.files.writing.clearing import Cleared, cleared_for_next_period
from focusxl.filings.computation import Computation, compute
from focusxl.filings.filing import Filing, read_date
from focusxl.filings.roll import Rolled, is_month_end, month_end, next_end, rolled
from focusxl.forms.comparison import comparison_data
from focusxl.forms.edition import Edition
from focusxl.forms.loader import edition_of_period, editions, load_edition
from focusxl_workbook.templates import SUFFIX, require_new
from focusxl_workbook.upgrade import carried_over, filled_from_empty, obstacles_to

_LONGEST = 200
"""The longest line of the report that a message box shows."""


class Prepared(NamedTuple):
    """What is to be rolled: the workbook as read, and where it goes."""

    book: Path
    reading: Reading
    computation: Computation
    ends: datetime.date
    form: Edition
    out: Path


def roll(book: Path, to: str | None, out: Path | None, edition: str | None) -> int:
    """Begin the workbook of a later period from the workbook of this one, which stays as it is."""
    ends = None if to is None else _day(to)
    refuse_if_open(book)
    prepared = prepare(book, ends, out, edition)
    refused = list(obstacles_to(prepared.reading))
    for sentence in refused:
        complain(f"{book.name}: {sentence}")
    if refused:
        raise CommandError("Nothing was written.")
    with at_work(f"Making {prepared.out.name}"):
        begun, kept = make(prepared)
    say(f"Made {prepared.out} from {book.name}, which stays as it was.")
    for line in (*what_was_rolled(prepared.computation, begun), kept):
        say(line)
    for line in (*not_ready(prepared), *what_to_look_at(begun)):
        complain(line)
    if begun.filing.ledger is not None:
        say(f"Next: load this period's trial balance: focusxl import {prepared.out} BALANCES")
    else:
        say(f"Next: enter the amounts of this period, and type focusxl validate {prepared.out}")
    return EXIT_READY


def roll_beside(book: Path) -> str:
    """Begin the next period's workbook beside an open one; give what to tell its user.

    Raises:
        FocusXLError: nothing was written; the message says why.
    """
    prepared = prepare(book, None, None, None)
    refused = list(obstacles_to(prepared.reading))
    if refused:
        raise CommandError(" ".join([*refused, "Nothing was written."]))
    begun, kept = make(prepared)
    told = [
        *not_ready(prepared),
        f"Made {prepared.out.name} in the folder of {book.name}, which stays as it was.",
        *(line for line in what_was_rolled(prepared.computation, begun) if len(line) < _LONGEST),
        kept,
        *what_to_look_at(begun),
        "Open it, and load the trial balance of the new period (Load balances)."
        if begun.filing.ledger is not None
        else "Open it, and enter the amounts of the new period.",
        "For another date or name, type focusxl roll in a terminal.",
    ]
    return "\n\n".join(told)


def prepare(
    book: Path, ends: datetime.date | None, out: Path | None, edition: str | None
) -> Prepared:
    """Read a workbook, and find the period, the edition and the file that it goes on to.

    Args:
        book: the workbook.
        ends: the end of the next period; after one of the same length, if left out.
        out: the workbook to make; beside the other, with the new date, if left out.
        edition: the edition to go on with; the workbook's, while it is in force, if left out.

    Raises:
        CommandError: it cannot be rolled; the message says why.
        Unreadable: it cannot be read.
    """
    reading = read(book)
    if reading.kind != "workbook":
        raise CommandError(f"{book.name} is not a workbook with pages to fill in; give one.")
    filing = reading.filing
    ended = filing.values.get(filing.edition.period_end)
    if not isinstance(ended, datetime.date):
        raise CommandError(
            f"{book.name} does not say when its period ends (box {filing.edition.period_end}). "
            "Enter the date, save it, and roll it again."
        )
    ends = next_end(filing, ended) if ends is None else ends
    if ends <= ended:
        following = month_end(ended + datetime.timedelta(days=1))
        raise CommandError(
            f"The period of {book.name} ends on {ended:%m/%d/%Y}; --to must be a later day, "
            f"such as {following:%m/%d/%Y}."
        )
    form = _edition(filing.edition, edition, ends)
    target = out or book.with_name(name_of_next(book.name, ended, ends))
    if target.suffix.lower() != book.suffix.lower():
        raise CommandError(f"{target.name} must end in {book.suffix}, like {book.name}.")
    require_new(target)
    return Prepared(book, reading, compute(filing), ends, form, target)


def make(prepared: Prepared) -> tuple[Rolled, str]:
    """Write the workbook of the next period.

    Returns:
        What was carried, and a sentence on what the user added to the workbook.
    """
    filing = prepared.computation.filing
    absent = filing.absent if prepared.form is filing.edition else frozenset()
    begun = rolled(prepared.computation, prepared.ends, prepared.form, absent)
    given = begun.filing.replaced(absent=absent)
    flavour: Flavour = "udf" if prepared.book.suffix.lower() == SUFFIX["udf"] else "native"
    try:
        content, kept = _rolled_over(prepared, given, flavour)
    except NotFilled as refusal:
        raise CommandError(f"{refusal} Nothing was written.") from None
    write_new(prepared.out, content)
    return begun, kept


def _rolled_over(prepared: Prepared, given: Filing, flavour: Flavour) -> tuple[bytes, str]:
    """Clear the workbook and fill it in again; where that cannot be, fill in a new one.

    Raises:
        NotFilled: the template has no place for something.
    """
    before = prepared.computation.filing.edition
    if given.edition is not before:
        return carried_over(given, flavour), _NEW.format(
            f"edition {given.edition.name} has other pages"
        )
    try:
        cleared = cleared_for_next_period(prepared.book.read_bytes(), before, flavour)
        return filled_from_empty(cleared.content, given, flavour), _kept(cleared)
    except NotFilled as refusal:
        return carried_over(given, flavour), _NEW.format(str(refusal).rstrip("."))


_NEW = (
    "It is a new workbook ({}): sheets and notes that you added to the old one are not in it. Copy "
    "over what you need."
)


def _kept(cleared: Cleared) -> str:
    kept = "Sheets, notes and looks of your own stay in it."
    if cleared.kept:
        kept += (
            f" So do your formulas in {_counted(len(cleared.kept), 'box', 'boxes')} "
            f"({', '.join(cleared.kept)}): bring the sheets that they point to up to date."
        )
    return kept


def _day(written: str) -> datetime.date:
    day = read_date(Text(written))
    if day is None:
        raise CommandError(f"“{written}” is not a date; write it as MM/DD/YYYY.")
    return day


def _edition(before: Edition, name: str | None, ends: datetime.date) -> Edition:
    """Find the edition to go on with: the same while it covers the period."""
    form = load_edition(name) if name else before
    if form.covers(ends):
        return form
    found = None if name else edition_of_period(ends)
    if found is not None:
        return found
    known = "; ".join(
        f"{one.name}: {one.in_force[0].lower()}{one.in_force[1:]}"
        for one in map(load_edition, editions())
    )
    wanted = f"Edition {name} of the form is not" if name else "No edition of the form here is"
    raise CommandError(f"{wanted} for a period that ends on {ends:%m/%d/%Y} ({known}).")


def name_of_next(name: str, ended: datetime.date, ends: datetime.date) -> str:
    """Give the usual name of the next workbook: with its date in place of this one's, or added.

    >>> march, april = datetime.date(2026, 3, 31), datetime.date(2026, 4, 30)
    >>> name_of_next("report-2026-03-31.xlsm", march, april)
    'report-2026-04-30.xlsm'
    >>> name_of_next("focus.xlsx", march, april)
    'focus-2026-04-30.xlsx'
    """
    stem, dot, suffix = name.rpartition(".")
    for pattern in ("%Y-%m-%d", "%Y%m%d", "%Y-%m", "%m-%d-%Y"):
        written = re.compile(rf"(?<![0-9]){ended.strftime(pattern)}(?![0-9-])")
        if written.search(stem):
            return f"{written.sub(ends.strftime(pattern), stem)}{dot}{suffix}"
    return f"{stem}-{ends.isoformat()}{dot}{suffix}"


def not_ready(prepared: Prepared) -> Iterator[str]:
    """Say that the workbook that was rolled is not ready to file, if it is not."""
    result = check(prepared.computation, prepared.reading.findings)
    if not result.is_ready:
        yield (
            f"{prepared.book.name} is not ready to file ({result.verdict}): the amounts beside the "
            "new ones are those that it holds now. Where they change, roll it again."
        )


def what_was_rolled(computation: Computation, begun: Rolled) -> Iterator[str]:
    """Say what the new workbook begins with."""
    filing = begun.filing
    yield (
        f"The period is {begun.begins:%m/%d/%Y} to {begun.ends:%m/%d/%Y}, "
        f"edition {filing.edition.name}."
    )
    targets = sum(number in filing.values for number in comparison_data().carried)
    months = comparison_data().year_to_date.months
    others = sum(
        number in filing.values and filing.edition.box(number).period is None
        for number in filing.entries
    )
    others -= targets + (months in filing.entries)
    yield (
        f"Carried: {_counted(others, 'entry', 'entries')} of the cover, names and marks, "
        f"{_counted(targets, 'target')}, {_counted(len(filing.facts), 'answer')} about the firm, "
        f"{_counted(len(filing.history), 'month')} of history."
    )
    yield from _ledger(computation, begun)
    ended = filing.prior_end
    yield (
        f"The {len(filing.prior)} amounts of the period to {ended:%m/%d/%Y} are now the prior "
        "period, beside each page; this period's are blank."
    )
    if filing.explanations:
        keys = ", ".join(filing.explanations)
        yield f"Explanations carried, each to be renewed where it is asked for: {keys}."
    if begun.nothing_before:
        pages = ", ".join(begun.nothing_before)
        yield f"Asked again whether there is nothing to report on: {pages}."
    yield from _year_to_date(computation, begun)


def _ledger(computation: Computation, begun: Rolled) -> Iterator[str]:
    """Say what is carried of the mapping, and what belonged to the period before alone."""
    before, now = computation.filing.ledger, begun.filing.ledger
    if before is None or now is None:
        return
    yield (
        f"{_counted(len(now.rules), 'mapping rule')} carried. The boxes they lead to are blank "
        "until this period's trial balance is loaded; it is compared with the "
        f"{_counted(len(now.gone), 'account')} of the period before."
    )
    if before.adjustments:
        yield (
            f"Not carried: {_counted(len(before.adjustments), 'adjustment')} beside the accounts. "
            "Enter again, with its reason, what still holds (the sheet Mapping)."
        )


def _year_to_date(computation: Computation, begun: Rolled) -> Iterator[str]:
    edition = begun.filing.edition
    if not begun.to_date:
        return
    sheets: dict[str, list[str]] = {}
    for number in begun.to_date:
        sheets.setdefault(edition.boxes[number].home.sheet, []).append(number)
    begins = edition.boxes[comparison_data().year_to_date.begins].box.number
    if begun.to_date_from is None:
        how = f"The statement of income does not say when it begins (box {begins})."
    elif begun.new_year:
        how = f"A new fiscal year begins: these lines begin again on {begun.to_date_from:%m/%d/%Y}."
    elif begun.to_date_from == begun.begins:
        # Their boxes need no list: nothing is added up over periods.
        yield f"The lines of {', '.join(sheets)} are of this period alone, as they were."
        return
    else:
        how = f"They go on from {begun.to_date_from:%m/%d/%Y} (box {begins})."
    listed = "; ".join(f"{sheet}: {', '.join(boxes)}" for sheet, boxes in sheets.items())
    yield f"Lines to date ({listed}). {how}"


def what_to_look_at(begun: Rolled) -> Iterator[str]:
    """Say what was not carried, and what is unusual about the new period."""
    if not is_month_end(begun.ends):
        yield f"{begun.ends:%m/%d/%Y} is not the end of a month; correct it if that is not meant."
    if begun.months_between:
        yield (
            f"{_counted(begun.months_between, 'month')} between the two periods: the amounts are "
            "compared with those of the earlier one; enter what is missing on the sheet History."
        )
    if begun.not_explained_again:
        keys = ", ".join(begun.not_explained_again)
        yield f"Not carried, since they were of that period's moves or file: {keys}."
    for left in begun.left_behind:
        yield f"not moved: {left}"


def _counted(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"
