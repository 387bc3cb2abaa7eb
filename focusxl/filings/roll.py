"""The report of the next period, begun from this one's: what is carried, and what is asked again.

Cover, names, marks, targets, facts and the mapping of accounts are carried; dates are advanced;
this period's amounts and accounts become those that the next one's are compared with. Nothing that
was counted for this period is carried, and no signature.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from decimal import Decimal

from focusxl.amounts import Number, cell_state
from focusxl.filings.computation import Computation
from focusxl.filings.convert import LeftBehind, moved
from focusxl.filings.filing import Entry, FilerExplanation, Filing
from focusxl.forms.comparison import comparison_data
from focusxl.forms.edition import Edition
from focusxl.values import Record

_OF_ONE_MONTH = ("VAR-", "WB-")
"""What explanations answer that were of the moves of one month, or of one file, are not carried."""


class Rolled(Record):
    """The report of the next period, and what there is to say of how it was begun."""

    filing: Filing
    begins: datetime.date
    ends: datetime.date
    left_behind: tuple[LeftBehind, ...]
    not_explained_again: tuple[str, ...]
    """Explanations that are not carried, since they were of this period's moves."""
    nothing_before: tuple[str, ...]
    """Titles of the pages that had nothing to report, which is asked again."""
    to_date: tuple[str, ...]
    """Boxes that run from the beginning of the statement of income."""
    to_date_from: datetime.date | None
    """The day on which that statement begins now; None where it says none."""
    new_year: bool
    """Whether a statement that ran to the date begins again."""
    months_between: int
    """Whole months between both periods, of which no report is rolled."""


def rolled(
    computation: Computation,
    ends: datetime.date,
    edition: Edition,
    absent: frozenset[str] = frozenset(),
) -> Rolled:
    """Begin the report of a later period.

    Args:
        computation: the report of the period before, which states when it ended.
        ends: the end of the next period, later than that.
        edition: the edition of the form to go on with.
        absent: boxes on the pages that the workbook to be filled was made without.
    """
    before = computation.filing
    ended = before.period_end
    begins = _begins(before, ended, ends)
    statement = _statement_begins(before, begins, ends)
    entries = dict(_carried(before))
    explanations, dropped = _explanations(before, ended)
    # Only what is named here goes on: whatever else a report holds is of its own period.
    kept = Filing(
        before.edition,
        entries,
        before.facts,
        explanations,
        absent=before.absent,
        whole=True,
        limits=before.limits,
        ledger=None if before.ledger is None else before.ledger.for_next_period(),
    )
    move = moved(kept, edition, absent)
    dates = _dates(edition, begins, ends, statement)
    filing = move.filing.replaced(
        entries={**move.filing.entries, **dates},
        prior=_prior(computation, edition),
        prior_end=ended,
        history=_history(computation, ended),
    )
    to_date = comparison_data().year_to_date
    is_to_date = statement is not None and _of(before, to_date.begins) != _cover_begins(before)
    return Rolled(
        filing=filing,
        begins=begins,
        ends=ends,
        left_behind=move.left_behind,
        not_explained_again=dropped,
        nothing_before=tuple(
            page.title for page in before.edition.pages if page.id in before.nothing_to_report
        ),
        to_date=tuple(to_date.lines_of(edition)),
        to_date_from=statement,
        new_year=is_to_date and statement != _of(before, to_date.begins),
        months_between=_months(ended + datetime.timedelta(days=1), begins),
    )


def _carried(filing: Filing) -> Iterator[tuple[str, Entry]]:
    """Give the entries that stay: texts, marks, dates of no period, and the firm's targets."""
    data = comparison_data()
    for number, entry in filing.entries.items():
        box = filing.edition.box(number)
        if number in data.asked_again or box.period is not None:
            continue
        if number in data.carried or not box.is_amount:
            yield number, entry


def _explanations(
    filing: Filing, ended: datetime.date
) -> tuple[dict[str, FilerExplanation], tuple[str, ...]]:
    """Give the texts, as answers to the period before: each is asked for again."""
    answered = f"the period to {ended:%m/%d/%Y}"
    kept = {
        key: FilerExplanation(given.text, answered)
        for key, given in filing.explanations.items()
        if not key.startswith(_OF_ONE_MONTH)
    }
    return kept, tuple(key for key in filing.explanations if key not in kept)


def _prior(computation: Computation, edition: Edition) -> dict[str, Decimal]:
    old = computation.filing.edition
    return {
        number: amount
        for number, amount in computation.amounts.items()
        if old.box(number).is_amount
        and number in edition.boxes
        and edition.box(number).is_amount
        and edition.box(number).unit == old.box(number).unit
    }


def _history(
    computation: Computation, ended: datetime.date
) -> dict[datetime.date, dict[str, Decimal]]:
    data = comparison_data()
    history = {
        day: dict(amounts) for day, amounts in computation.filing.history.items() if day < ended
    }
    history[ended] = key_amounts(computation)
    return {day: history[day] for day in sorted(history)[-data.months_kept :]}


def key_amounts(computation: Computation) -> dict[str, Decimal]:
    """Give the key amounts of a report by box, without those that are blank."""
    listed = comparison_data().key_amounts_of(computation.filing.edition)
    amounts = computation.amounts
    return {one.box: amounts[one.box] for one in listed if one.box in amounts}


def _of(filing: Filing, box: str) -> datetime.date | None:
    value = filing.values.get(box)
    return value if isinstance(value, datetime.date) else None


def _cover_begins(filing: Filing) -> datetime.date | None:
    """Give the beginning of the period, as the cover states it."""
    statement = comparison_data().year_to_date.begins
    for box in filing.edition.dates_of_period("begins"):
        if box != statement:
            return _of(filing, box)
    return None


def _begins(filing: Filing, ended: datetime.date, ends: datetime.date) -> datetime.date:
    """Give the beginning of the next period: as many months as this one, but after it."""
    after = ended + datetime.timedelta(days=1)
    began = _cover_begins(filing)
    if began is None or began.day != 1 or not is_month_end(ended):
        return after
    months = _months(began, after)
    first = ends.year * 12 + ends.month - months
    return max(after, datetime.date(first // 12, first % 12 + 1, 1))


def next_end(filing: Filing, ended: datetime.date) -> datetime.date:
    """Give the end of the period that follows and is as long; of the next month, in doubt."""
    after = ended + datetime.timedelta(days=1)
    began = _cover_begins(filing)
    whole = began is not None and began.day == 1 and is_month_end(ended)
    months = _months(began, after) if whole and began is not None else 1
    last = after.year * 12 + after.month - 1 + max(1, months) - 1
    return month_end(datetime.date(last // 12, last % 12 + 1, 1))


def _statement_begins(
    filing: Filing, begins: datetime.date, ends: datetime.date
) -> datetime.date | None:
    """Give the beginning of the statement of income: it runs on for up to twelve months."""
    began = _of(filing, comparison_data().year_to_date.begins)
    if began is None:
        return None
    if began == _cover_begins(filing):
        return begins
    next_year = began
    while _a_year_later(next_year) <= ends:
        next_year = _a_year_later(next_year)
    return next_year


def _a_year_later(day: datetime.date) -> datetime.date:
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


def _months(first: datetime.date, after: datetime.date) -> int:
    return (after.year - first.year) * 12 + after.month - first.month


def is_month_end(day: datetime.date) -> bool:
    """Tell whether a day is the last of its month."""
    return (day + datetime.timedelta(days=1)).day == 1


def month_end(day: datetime.date) -> datetime.date:
    """Give the last day of the month of a day."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _dates(
    edition: Edition,
    begins: datetime.date,
    ends: datetime.date,
    statement: datetime.date | None,
) -> dict[str, Entry]:
    to_date = comparison_data().year_to_date
    days = dict.fromkeys(edition.dates_of_period("ends"), ends)
    days |= dict.fromkeys(edition.dates_of_period("begins"), begins)
    if statement is not None and to_date.begins in days:
        days[to_date.begins] = statement
    entries = {number: Entry(cell_state(day.isoformat())) for number, day in days.items()}
    first = days.get(to_date.begins)
    if first is not None and first.day == 1 and is_month_end(ends):
        months = _months(first, ends + datetime.timedelta(days=1))
        entries[to_date.months] = Entry(Number(Decimal(months)))
    return entries
