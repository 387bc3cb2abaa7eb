"""Text in an upload: on one line, and never taken for a formula by the next spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from focusxl.amounts import plain_amount

_LIKE_A_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]")
_GUARDED = re.compile(r"'[\s']*[=+\-@＝＋－＠]")


def on_one_line(text: str) -> str:
    r"""Write a text on one line, without characters that cannot be seen.

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
    """Guard every field of a row that is no amount in plain digits.

    >>> guarded(["-5", "=1+1", "-[7010]"])
    ['-5', "'=1+1", "'-[7010]"]
    """
    return [field if plain_amount(field) is not None else with_guard(field) for field in fields]


def without_guard(text: str) -> str:
    """Take away the apostrophe again."""
    return text[1:] if _GUARDED.match(text) else text
