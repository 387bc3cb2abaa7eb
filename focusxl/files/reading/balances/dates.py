"""The dates that a balance file names: which month its balances are of."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_MONTHS = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = re.compile(
    rf"""(?ix)
    (?<![0-9]) (?P<iso_year>20[0-9]{{2}}) ([-./_]?) (?P<iso_month>0[1-9]|1[0-2]) \2
        (?P<iso_day>0[1-9]|[12][0-9]|3[01]) (?![0-9])
    | (?<![0-9]) (?P<us_month>[01]?[0-9]) ([-/.]) (?P<us_day>[0-3]?[0-9]) \6
        (?P<us_year>20[0-9]{{2}}|[0-9]{{2}}) (?![0-9])
    | (?<![a-z]) (?P<word>{_MONTH}) \.? [\s_-]* (?P<word_day>[0-3]?[0-9]) (?:st|nd|rd|th)?
        [,\s_-]+ (?P<word_year>20[0-9]{{2}}) (?![0-9])
    | (?<![0-9]) (?P<first_day>[0-3]?[0-9]) [\s_-]+ (?P<first_word>{_MONTH}) \.? [,\s_-]+
        (?P<first_year>20[0-9]{{2}}) (?![0-9])
    | (?<![a-z]) (?P<month_word>{_MONTH}) \.? [,\s_'-]* (?P<month_year>20[0-9]{{2}}) (?![0-9])
    | (?<![0-9]) (?P<only_year>20[0-9]{{2}}) [-._]? (?P<only_month>0[1-9]|1[0-2]) (?![0-9])
    """
)
_OF_THE_RUN = re.compile(
    r"(?i)\b(?:print(?:ed)?|run|generated|created|exported|extracted|prepared|posted|as at run"
    r"|report date|date/time)\b"
)


class Named(NamedTuple):
    """A date that a file names, or a month."""

    day: datetime.date
    is_month: bool
    """Only the month is named; the day is its last."""

    @property
    def shown(self) -> str:
        """The date as it is said to the user."""
        return f"{self.day:%B %Y}" if self.is_month else f"{self.day:%m/%d/%Y}"

    def is_of(self, period_end: datetime.date) -> bool:
        """Tell whether it names the end of a period, or its month."""
        if self.is_month:
            return (self.day.year, self.day.month) == (period_end.year, period_end.month)
        return self.day == period_end

    @property
    def ends_a_month(self) -> bool:
        """Whether it is the last day of a month."""
        return self.day == _month_end(self.day.year, self.day.month)


def dates_in(cells: Iterable[object]) -> Iterator[Named]:
    """Give the dates in the cells of a title or of headings; those of printing are passed over.

    >>> [one.shown for one in dates_in(["As of March 31, 2026", "Printed 04/05/2026"])]
    ['03/31/2026']
    """
    is_of_run = False
    for cell in cells:
        match cell:
            case datetime.datetime():
                if not is_of_run:
                    yield Named(cell.date(), is_month=False)
            case datetime.date():
                if not is_of_run:
                    yield Named(cell, is_month=False)
            case str():
                is_of_run = _OF_THE_RUN.search(cell) is not None
                if not is_of_run:
                    yield from _in_text(cell)


def dates_in_name(stem: str) -> list[Named]:
    """Give the dates in the name of a file that are the end of a month, or name one.

    Any other day is taken for the day on which the file was made.
    """
    return [one for one in _in_text(stem) if one.is_month or one.ends_a_month]


def _in_text(text: str) -> Iterator[Named]:
    for found in _DATES.finditer(text[:1_000]):
        named = {key: value for key, value in found.groupdict().items() if value is not None}
        one = _named(named)
        if one is not None:
            yield one


def _named(said: dict[str, str]) -> Named | None:
    match said:
        case {"iso_year": year, "iso_month": month, "iso_day": day}:
            return _day(int(year), int(month), int(day))
        case {"us_year": year, "us_month": month, "us_day": day}:
            return _day(int(year) + 2000 * (len(year) == 2), int(month), int(day))
        case {"word": word, "word_day": day, "word_year": year}:
            return _day(int(year), _MONTHS[word.casefold()], int(day))
        case {"first_word": word, "first_day": day, "first_year": year}:
            return _day(int(year), _MONTHS[word.casefold()], int(day))
        case {"month_word": word, "month_year": year}:
            return Named(_month_end(int(year), _MONTHS[word.casefold()]), is_month=True)
        case {"only_year": year, "only_month": month}:
            return Named(_month_end(int(year), int(month)), is_month=True)
    return None


def _day(year: int, month: int, day: int) -> Named | None:
    try:
        return Named(datetime.date(year, month, day), is_month=False)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
