"""The history of a firm, from the audit records of its exports: key amounts, period by period."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from focusxl.checks.history import month_ends
from focusxl.errors import Unreadable
from focusxl.files.openxml.source import Source
from focusxl.files.reading.data_file import data_reading
from focusxl.files.writing.audited_folder import AuditedSet, audited_folder, statement
from focusxl.files.writing.recorded import AuditRecord
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl.filings.roll import is_month_end, key_amounts
from focusxl.forms.comparison import comparison_data
from focusxl.forms.key_amounts import KeptAmount
from focusxl.values import Record

_QUARTER = 3


class Period(Record):
    """The key amounts of one period, as last exported."""

    firm: str
    """The firm's number at its regulator."""
    name: str
    ends: datetime.date
    export: str
    """The export that they are taken from, ``19585-2014-06-30-1``."""
    amounts: Mapping[str, Decimal]


class History(Record):
    """The periods of a folder by firm and end, and the sentences on what cannot be used."""

    periods: tuple[Period, ...]
    complaints: tuple[str, ...]

    @property
    def firms(self) -> Mapping[str, tuple[Period, ...]]:
        """The periods of each firm, by its number."""
        firms: dict[str, list[Period]] = {}
        for period in self.periods:
            firms.setdefault(period.firm, []).append(period)
        return {firm: tuple(periods) for firm, periods in firms.items()}


def history_of(folder: Path) -> History:
    """Read the audit records of a folder; of several exports for a period, the last counts.

    The amounts are computed from the inputs in the records, so that they are those that were filed,
    whatever became of the files beside them.

    Raises:
        Unreadable: it is not a folder, or it cannot be read.
    """
    complaints: list[str] = []
    latest: dict[tuple[str, datetime.date], tuple[int, Period]] = {}
    for each in audited_folder(folder).sets:
        if each.state != "whole":
            complaints.append(statement(each))
        record = each.record
        if record is None:
            continue
        period = _period(each, record)
        if isinstance(period, str):
            complaints.append(period)
            continue
        key = period.firm, period.ends
        if key not in latest or latest[key][0] < record.number:
            latest[key] = record.number, period
    periods = sorted((one for _, one in latest.values()), key=lambda one: (one.firm, one.ends))
    return History(tuple(periods), tuple(complaints))


def _period(each: AuditedSet, record: AuditRecord) -> Period | str:
    inputs = record.inputs.encode()
    if hashlib.sha256(inputs).hexdigest() != record.inputs_sha256:
        return f"{each.name}: left out: the inputs in its record were changed."
    try:
        filing = data_reading(Source(Path(each.name), inputs)).filing
    except Unreadable as refusal:
        return f"{each.name}: left out: {refusal}"
    ends = filing.values.get(filing.edition.period_end)
    if not isinstance(ends, datetime.date):
        return f"{each.name}: left out: it does not say when its period ends."
    amounts = key_amounts(compute(filing))
    return Period(_firm(filing), filing.firm_name, ends, each.name, amounts)


def _firm(filing: Filing) -> str:
    value = filing.values.get(filing.edition.firm_id)
    return value if isinstance(value, str) else ""


def listed_amounts(periods: Sequence[Period]) -> tuple[KeptAmount, ...]:
    """Give the key amounts that any of the periods has."""
    held = {box for period in periods for box in period.amounts}
    return tuple(one for one in comparison_data().key_amounts if one.box in held)


def gaps(periods: Sequence[Period]) -> tuple[datetime.date, ...]:
    """Give the month-ends that lack between the first and the last period of a firm.

    Where all periods end with a quarter, so does what is missing.
    """
    ends = [period.ends for period in periods]
    if not ends:
        return ()
    months = (ends[-1].year - ends[0].year) * 12 + ends[-1].month - ends[0].month
    quarters = all(day.month % _QUARTER == 0 and is_month_end(day) for day in ends)
    between = sorted(month_ends(ends[-1], months + 1))
    held = {(day.year, day.month) for day in ends}
    return tuple(
        day
        for day in between
        if (day.year, day.month) not in held and (not quarters or day.month % _QUARTER == 0)
    )


def rows(periods: Sequence[Period]) -> Iterator[list[str]]:
    """Give the table of a firm as rows of text, headings first; amounts in plain digits."""
    listed = listed_amounts(periods)
    yield ["period_end", "firm", "name", "export", *(f"{one.label} ({one.box})" for one in listed)]
    for period in periods:
        amounts = (period.amounts.get(one.box) for one in listed)
        yield [
            period.ends.isoformat(),
            period.firm,
            period.name,
            period.export,
            *("" if amount is None else f"{amount:f}" for amount in amounts),
        ]
