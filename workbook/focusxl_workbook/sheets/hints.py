"""The input hints of entries, and the values that they accept."""

from __future__ import annotations

import calendar
import datetime
from typing import Any

from focusxl.amounts import Unit
from focusxl.forms.edition import Edition, PlacedBox
from focusxl.forms.model import Box

_LONGEST_TITLE = 32
_LONGEST_MESSAGE = 255
_LARGEST = 999_999_999_999_999
_EARLIEST_DATE = 29221
"""1 January 1980 as a serial date."""


def validation(edition: Edition, placed: PlacedBox) -> dict[str, Any]:
    """Give the data validation of an entry, as XlsxWriter takes it."""
    box = placed.box
    date = f"a date as MM/DD/YYYY, for example {_end_of_month(edition.assumed_period):%m/%d/%Y}"
    rule: dict[str, Any] = {
        "validate": "any",
        "input_title": f"Box {box.number}"[:_LONGEST_TITLE] if box.numbered else "Description",
        "input_message": _shortened(_hint(placed, date)),
    }
    match box.kind:
        case "input":
            rule |= _amount_rule(box)
        case "date":
            rule |= {
                "validate": "decimal",
                "criteria": ">=",
                "value": _EARLIEST_DATE,
                "error_title": "Not a date",
                "error_message": f"Enter {date}.",
            }
        case "check":
            rule |= {
                "validate": "list",
                "source": ["X"],
                "error_title": "Not a mark",
                "error_message": "Enter X to mark the box, or clear it.",
            }
    return rule


def _end_of_month(day: datetime.date) -> datetime.date:
    """Give the last day of a month: a date such as an edition's own reports have."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def shown_again(box: Box, home: str) -> dict[str, Any]:
    """Give the data validation of a cell that repeats a box of another page."""
    return {
        "validate": "any",
        "input_title": f"Box {box.number}",
        "input_message": _shortened(f"Shown from {home}, where it is entered or computed."),
    }


def _amount_rule(box: Box) -> dict[str, Any]:
    may_be_negative = box.sign == "any" or box.negative == "explain"
    lowest = -_LARGEST if may_be_negative else 0
    wanted = "a number" if may_be_negative else "a number that is not negative"
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": lowest,
        "maximum": _LARGEST,
        "error_title": "Not an amount",
        "error_message": f"Box {box.number} takes {wanted}, in dollars, of at most 15 digits.",
    }


_WORDS_OF_UNIT: dict[Unit, str] = {
    "dollars": "Whole dollars",
    "thousands": "Thousands of dollars",
    "count": "A number of items",
    "percent": "Per cent, 12.5 for 12.5%",
    "factor": "A factor",
}


def _hint(placed: PlacedBox, date: str) -> str:
    box = placed.box
    match box.kind:
        case "total":
            assert box.formula is not None
            formula = " ".join(box.formula.text.split())
            return f"Computed: {formula}. {box.note or placed.help or ''}".strip()
        case "input":
            what = placed.help or f"{placed.label}."
            return (
                f"{what} {_WORDS_OF_UNIT[box.unit]}{_sign_hint(box)}. Leave empty if there is none."
            )
        case "date":
            what = placed.help or placed.label.capitalize() + "."
            return f"{what} {date[0].upper()}{date[1:]}."
        case "check":
            return f"{placed.label}. Put X to mark it."
        case "official":
            return "For official use. Leave empty."
    return f"{placed.help or placed.label + '.'} Text; None or N/A where it does not apply."


def _sign_hint(box: Box) -> str:
    match box.sign:
        case "any":
            return "; a loss, deficit or credit is negative"
        case "deduct":
            return ", as a positive number: the form subtracts it"
    return ""


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_MESSAGE else text[: _LONGEST_MESSAGE - 1] + "…"
