"""When a report is due, and the federal holidays, from ``forms/due_date.yaml``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import lru_cache

from focusxl.forms.citation import Citation
from focusxl.forms.model import FormData
from focusxl.forms.store import compiled

_DAY = datetime.timedelta(days=1)
_SATURDAY = 5


class DueDate(FormData):
    """The business days after the end of a period by which its report is due."""

    business_days: int
    cite: tuple[Citation, ...]
    first: datetime.date
    """The first day of the list of holidays."""
    last: datetime.date
    """The last day of the list of holidays."""
    holidays: Mapping[datetime.date, str]
    """Federal holidays by the day on which each is kept."""

    @property
    def last_period(self) -> datetime.date:
        """The last period end whose days are sure to end within the list."""
        # Of any seven days in a row two are no business days, and a few more are holidays.
        return self.last - _DAY * 2 * self.business_days

    def after(self, period_end: datetime.date) -> datetime.date | None:
        """Give the due date; None for a period outside the list of holidays."""
        if not self.first <= period_end <= self.last_period:
            return None
        day, left = period_end, self.business_days
        while left:
            day += _DAY
            left -= day.weekday() < _SATURDAY and day not in self.holidays
        return day


@lru_cache(maxsize=1)
def due_date() -> DueDate:
    """Load the rule of the due date."""
    said = compiled("due_date")
    listed = said["holidays"]
    day = datetime.date.fromisoformat
    return DueDate(
        business_days=said["business_days"],
        cite=tuple(map(Citation, said["cite"])),
        first=day(listed["first"]),
        last=day(listed["last"]),
        holidays={day(kept): name for kept, name in listed["days"].items()},
    )
