"""The input hints of entries, and the values that they accept."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Any

from focusxl.amounts import Unit
from focusxl.forms.edition import Edition, PlacedBox
from focusxl.forms.model import Box

_LONGEST_TITLE = 32
_LONGEST_MESSAGE = 255
_LONGEST_FORMULA = 140
_NUMBER = re.compile(r"\[(\w+)\]")
_SENTENCE_ENDS = re.compile(r"(?<=[a-z0-9)%”])\.(?= [A-Z“])")
"""Not the points of U.S. or No."""
_FORMAT = " (MM/DD/YY)"
"""How the form asks for a date; the hint says it with four digits for the year."""
_LARGEST = 999_999_999_999_999
_EARLIEST_DATE = 29221
"""1 January 1980 as a serial date."""


def validation(edition: Edition, placed: PlacedBox) -> dict[str, Any]:
    """Give the data validation of an entry, as XlsxWriter takes it."""
    box = placed.box
    date = f"a date as MM/DD/YYYY, for example {_example(edition, box):%m/%d/%Y}"
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


def _example(edition: Edition, box: Box) -> datetime.date:
    """Give a date such as an edition's own reports have: the first or last day of a month."""
    day = edition.assumed_period
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=1 if box.period == "begins" else last)


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
        "error_message": f"Box {box.number} takes {wanted}{_IN_UNIT[box.unit]}, of at most 15 "
        "digits.",
    }


_IN_UNIT: dict[Unit, str] = {
    "dollars": ", in dollars",
    "thousands": ", in thousands of dollars",
    "count": "",
    "percent": ", in per cent",
    "factor": "",
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
            return f"{_computed(box)} {box.note or placed.help or ''}".strip()
        case "input":
            what = _what(placed)
            sign = "" if "negative" in what else _sign_hint(box)
            return f"{what} {_WORDS_OF_UNIT[box.unit]}{sign}. Leave empty if there is none."
        case "date":
            what = placed.help or _sentence(placed.label.replace(_FORMAT, "").capitalize())
            return f"{what} {date[0].upper()}{date[1:]}."
        case "check":
            return f"{_sentence(placed.label)} Put X to mark it."
        case "official":
            return "For official use. Leave empty."
    return f"{_what(placed)} Text; None or N/A where it does not apply."


def _what(placed: PlacedBox) -> str:
    """Say what belongs into a box: by its help, or by its label on the form."""
    return placed.help or _sentence(placed.label)


def _sentence(label: str) -> str:
    """Write a label as a sentence.

    >>> _sentence("SEC FILE NO.")
    'SEC FILE NO.'
    """
    return label if label.endswith(".") else f"{label}."


def _computed(box: Box) -> str:
    """Say how a total is formed; of a long formula, where its tree is shown."""
    assert box.formula is not None
    formula = _NUMBER.sub(r"\1", " ".join(box.formula.text.split())).replace("_", " ")
    if formula.isdigit():
        return f"Computed: the amount of box {formula}."
    if len(formula) <= _LONGEST_FORMULA:
        return f"Computed from boxes: {formula}."
    count = len(set(_NUMBER.findall(box.formula.text)))
    return f"Computed from {count} boxes; focusxl explain {box.number} lists them."


def _sign_hint(box: Box) -> str:
    match box.sign:
        case "any":
            return "; a loss, deficit or credit is negative"
        case "deduct":
            return ", as a positive number: the form subtracts it"
    return ""


def _shortened(text: str) -> str:
    """Keep as many whole sentences as a hint holds."""
    if len(text) <= _LONGEST_MESSAGE:
        return text
    ends = [end.end() for end in _SENTENCE_ENDS.finditer(text) if end.end() <= _LONGEST_MESSAGE]
    return text[: ends[-1]] if ends else text[: _LONGEST_MESSAGE - 1] + "…"
