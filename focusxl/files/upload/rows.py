"""The rows of an upload: a line-item id and a value for every box that holds something."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from focusxl.filings.computation import Computation
from focusxl.text import on_one_line

UploadValue = Decimal | datetime.date | str

MARK = "X"


def upload_rows(computation: Computation) -> Iterator[tuple[str, UploadValue]]:
    """Give the rows in the form's order: amounts, totals as they count, dates and text.

    A mark is an X, and text stands on one line. Pages that the firm does not report are left out.
    """
    filing = computation.filing
    for number, placed in filing.edition.boxes.items():
        if number in computation.scope.excluded_boxes:
            continue
        if placed.box.is_amount:
            amount = computation.amounts.get(number)
            if amount is not None:
                yield number, placed.box.as_filed(amount)
            continue
        value = filing.values.get(number)
        if value is True:
            yield number, MARK
        elif isinstance(value, datetime.date):
            yield number, value
        elif isinstance(value, str) and on_one_line(value):
            yield number, on_one_line(value)


def written(value: UploadValue) -> str:
    """Write the value of a row: plain digits with a leading minus, a date as MM/DD/YYYY.

    >>> written(Decimal("-8479537")), written(datetime.date(2014, 6, 30))
    ('-8479537', '06/30/2014')
    """
    match value:
        case Decimal():
            return f"{value:f}"
        case datetime.date():
            return f"{value.month:02}/{value.day:02}/{value.year:04}"
    return value
