"""The columns of named cells in an open workbook, as texts and as formulas."""

from __future__ import annotations

from typing import Any

import xlwings as xw

from focusxl.amounts import Number, Text
from focusxl.files.template.names import FINDING_LISTS
from focusxl.filings.filing import as_text
from focusxl_udfs.open_workbook.host_values import state_of


def named(book: xw.Book, name: str) -> xw.Range:
    """Give the cells of a name."""
    return book.names[name].refers_to_range


def column_of(book: xw.Book, name: str) -> list[str]:
    """Give what the cells of a named column show, as text; errors and blanks as nothing."""
    rows: list[list[object]] = named(book, name).options(ndim=2).value
    return [_text(row[0]) for row in rows]


def formulas_of(book: xw.Book, name: str) -> list[str | None]:
    """Give the formulas of a named column without their equals sign; None for a constant."""
    rows: Any = named(book, name).formula
    formulas = (str(row[0] or "") for row in rows)
    return [one.removeprefix("=") if one.startswith("=") else None for one in formulas]


def has_answers(book: xw.Book) -> bool:
    """Tell whether the sheet Findings has a column for answers, which earlier versions lack."""
    try:
        return all(named(book, name) is not None for name in FINDING_LISTS)
    except Exception:
        # Each host has an error of its own for a name that is not there.
        return False


def _text(value: object) -> str:
    state = state_of(value)
    return as_text(state) if isinstance(state, Number | Text) else ""
