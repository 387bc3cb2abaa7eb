"""Text of others made safe to show: on one line, printable, not a formula; sheet names quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from focusxl.amounts import plain_amount

LONGEST_NAME = 255
"""As long as the name of a file can be, so that none is cut."""
_LIKE_A_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]")
_GUARDED = re.compile(r"'[\s']*[=+\-@＝＋－＠]")
_PLAIN = re.compile(r"[^\W\d][\w.]*")
_LIKE_A_CELL = re.compile(
    r"[A-Z]{1,3}[0-9]{1,7}|R[0-9]*C?[0-9]*|C[0-9]*|TRUE|FALSE", re.IGNORECASE | re.ASCII
)


def quoted(sheet: str) -> str:
    """Quote the name of a sheet as formulas write it, in apostrophes where Excel needs them.

    >>> quoted("Segregation"), quoted("Net capital"), quoted("Year's end"), quoted("R1")
    ('Segregation', "'Net capital'", "'Year''s end'", "'R1'")
    """
    if _PLAIN.fullmatch(sheet) and not _LIKE_A_CELL.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def on_one_line(text: str) -> str:
    r"""Write a text on one line, without invisible characters.

    >>> on_one_line("two\tfields\r\n")
    'two fields'
    """
    return " ".join("".join(x if x.isprintable() else " " for x in text).split())


def with_guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    >>> with_guard("=1+1"), with_guard("'=1+1"), with_guard("Fortune & Co")
    ("'=1+1", "''=1+1", 'Fortune & Co')
    """
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def guarded(fields: Iterable[str]) -> list[str]:
    """Guard every field of a row that is not an amount in plain digits.

    >>> guarded(["-5", "=1+1", "-[7010]"])
    ['-5', "'=1+1", "'-[7010]"]
    """
    return [field if plain_amount(field) is not None else with_guard(field) for field in fields]


def without_guard(text: str) -> str:
    """Remove the apostrophe that `with_guard` put before a text."""
    return text[1:] if _GUARDED.match(text) else text


def shown(path: Path) -> str:
    """Quote the name of a file for a sentence, on one line, whole."""
    return f"“{in_one_line(path.name or str(path), LONGEST_NAME)}”"


def in_one_line(text: str, longest: int) -> str:
    r"""Write text on one line, cut off with an ellipsis after `longest` characters.

    >>> in_one_line("a name\nover lines", 12)
    'a name over…'
    """
    line = "".join(letter if letter.isprintable() else " " for letter in text[: longest + 1])
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
