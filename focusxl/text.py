"""Sheet names as Excel writes them in formulas and links."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[^\W\d][\w.]*")
_LIKE_A_CELL = re.compile(
    r"[A-Z]{1,3}[0-9]{1,7}|R[0-9]*C?[0-9]*|C[0-9]*|TRUE|FALSE", re.IGNORECASE | re.ASCII
)


def quoted(sheet: str) -> str:
    """Give a sheet's name as formulas write it, in apostrophes where Excel would put them.

    >>> quoted("Segregation"), quoted("Net capital"), quoted("Year's end"), quoted("R1")
    ('Segregation', "'Net capital'", "'Year''s end'", "'R1'")
    """
    if _PLAIN.fullmatch(sheet) and not _LIKE_A_CELL.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"
