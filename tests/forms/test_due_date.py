"""The due date of a report, and the federal holidays by which it is counted."""

from __future__ import annotations

import datetime

import holidays
import pytest

from focusxl.forms.due_date import due_date

RULE = due_date()


def test_seventeen_business_days_by_the_rule_of_the_cftc() -> None:
    assert RULE.business_days == 17
    assert RULE.cite[0] == "17 CFR 1.10(b)(1)(i)"


def test_the_holidays_are_those_of_the_package_holidays() -> None:
    """Another list, kept by other people; days on a weekend are no business days anyway."""
    listed = holidays.country_holidays("US", years=range(2014, 2041), observed=True)
    others = {day for day in listed if day.weekday() < 5 and RULE.first <= day <= RULE.last}
    assert set(RULE.holidays) == others
    assert len(others) == 290


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2014-07-04", "Independence Day"),
        ("2015-07-03", "Independence Day"),  # the 4th was a Saturday
        ("2021-06-18", "Juneteenth National Independence Day"),  # law since the day before
        ("2021-12-31", "New Year's Day"),  # of 2022, a Saturday
        ("2023-01-02", "New Year's Day"),  # the 1st was a Sunday
        ("2040-12-25", "Christmas Day"),
    ],
)
def test_a_holiday_on_a_weekend_is_kept_on_the_day_beside_it(day: str, name: str) -> None:
    assert RULE.holidays[datetime.date.fromisoformat(day)] == name


@pytest.mark.parametrize(
    ("period_end", "due"),
    [
        # July 2014: 1 to 3 are three, 4 is a holiday, 7 to 11 eight, 14 to 18 thirteen, 21 to 24.
        ("2014-06-30", "2014-07-24"),
        # April 2026: 1 to 3 are three, 6 to 10 eight, 13 to 17 thirteen, 20 to 23 seventeen.
        ("2026-03-31", "2026-04-23"),
        # January 2022: the New Year's Day was kept in December; 17 is a holiday.
        ("2021-12-31", "2022-01-26"),
        # A period may end on a Saturday: November 2025 has holidays on 11 and 27.
        ("2025-10-31", "2025-11-26"),
        ("2013-12-31", None),
        ("2040-11-30", None),
    ],
)
def test_the_due_date(period_end: str, due: str | None) -> None:
    expected = None if due is None else datetime.date.fromisoformat(due)
    assert RULE.after(datetime.date.fromisoformat(period_end)) == expected
