"""The conversion of values between Basic and Python, to those of Excel's COM."""

import re
from datetime import date, datetime, time
from typing import Any, TypeAlias

from focusxl_udfs.libreoffice.bridge import load_bridge
from focusxl_udfs.libreoffice.cell_errors import as_number, com_number, is_error_name

ERROR_MARK = re.compile("\ue000([0-9]{1,5})")
"""A cell error as the Basic module FocusXLBridge passes it."""

EXCEL_EPOCH = datetime(1899, 12, 30)
"""Day 0 of LibreOffice's calendar and, from March 1900, of Excel's."""

Plain: TypeAlias = float | str | bool | int | None
"""A cell as Excel's COM passes it; an int that is not a bool is an error's number."""


def from_basic(value: Any) -> Any:
    """Convert one argument for a function: a plain value, or a tuple of row tuples."""
    if isinstance(value, tuple):
        return _table(value)
    return _plain(value)


def _table(rows: tuple[Any, ...]) -> tuple[tuple[Plain, ...], ...]:
    # Basic passes a list such as {1,2} without its outer dimension.
    if not all(isinstance(row, tuple) for row in rows):
        rows = (rows,)
    return tuple(tuple(map(_plain, row)) for row in rows)


def _plain(value: Any) -> Plain:
    if value is None or isinstance(value, bool):
        return value
    # Basic passes a whole number as the shortest integer type that holds it.
    if isinstance(value, int | float):
        return float(value)
    text = str(value)
    if error := ERROR_MARK.fullmatch(text):
        return com_number(int(error[1]))
    return text


def to_basic(result: Any) -> Any:
    """Convert a function's result for the cell, error names to errors."""
    if not isinstance(result, list | tuple):
        return to_cell(result)
    rows = [row if isinstance(row, list | tuple) else (row,) for row in result]
    table = load_bridge().createUnoStruct("com.sun.star.script.ArrayWrapper")
    table.IsZeroIndex = True
    table.Array = _rectangle(rows)
    return table


def _rectangle(rows: list[Any]) -> tuple[tuple[Any, ...], ...]:
    width = max((len(row) for row in rows), default=0)
    missing = as_number("#N/A")
    return tuple(tuple(map(to_cell, row)) + (missing,) * (width - len(row)) for row in rows)


def to_cell(value: object) -> float | str | bool:
    """Convert one value for a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return as_number(value) if is_error_name(value) else value
    if isinstance(value, datetime | date):
        return serial(value)
    if hasattr(value, "__float__"):
        return float(value)
    return str(value)


def serial(moment: datetime | date) -> float:
    """Convert a date to its serial number."""
    at = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    passed = at.replace(tzinfo=None) - EXCEL_EPOCH
    return passed.days + (passed.seconds + passed.microseconds / 1e6) / 86400
