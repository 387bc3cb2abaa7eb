"""Date functions of formulas, on day numbers; a blank date is in no month."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable
from decimal import Decimal

from focusxl.formulas.environment import NOTHING, AmountOf, Environment
from focusxl.formulas.result import Missing

_DayOf = Callable[[Environment], datetime.date | Missing | None]


def end_of_month(day: AmountOf, months: AmountOf) -> AmountOf:
    """Give the day number of the last day of a date's month, or of the month `months` later."""
    date_of = _date(day)

    def amount(environment: Environment) -> Decimal | Missing:
        date, later = date_of(environment), months(environment)
        if isinstance(date, Missing):
            return date
        if isinstance(later, Missing):
            return later
        if date is None:
            return NOTHING
        years, month = divmod(date.month - 1 + int(later), 12)
        year = date.year + years
        if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
            return NOTHING
        last = calendar.monthrange(year, month + 1)[1]
        return Decimal(datetime.date(year, month + 1, last).toordinal())

    return amount


def month_of(day: AmountOf) -> AmountOf:
    """Give the month of a date, 1 to 12; 0 for a blank date."""
    date_of = _date(day)

    def amount(environment: Environment) -> Decimal | Missing:
        date = date_of(environment)
        if isinstance(date, Missing):
            return date
        return NOTHING if date is None else Decimal(date.month)

    return amount


def months_of(first: AmountOf, last: AmountOf) -> AmountOf:
    """Count the calendar months that a period has days in."""
    first_of, last_of = _date(first), _date(last)

    def amount(environment: Environment) -> Decimal | Missing:
        start, end = first_of(environment), last_of(environment)
        if isinstance(start, Missing):
            return start
        if isinstance(end, Missing):
            return end
        if start is None or end is None:
            return NOTHING
        return Decimal((end.year - start.year) * 12 + end.month - start.month + 1)

    return amount


def _date(day: AmountOf) -> _DayOf:
    """Give the date of a day number; None for a blank date."""

    def date(environment: Environment) -> datetime.date | Missing | None:
        found = day(environment)
        if isinstance(found, Missing):
            return found
        ordinal = int(found)
        return datetime.date.fromordinal(ordinal) if ordinal > 0 else None

    return date
