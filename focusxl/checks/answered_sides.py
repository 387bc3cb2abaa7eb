"""Ties a filer's explanation to the numbers it answers, in one text beside it.

Where the numbers change, the explanation is asked for again; where the filer writes a new text, it
answers the numbers as they are now.
"""

from __future__ import annotations

import re
import zlib

_STAMP = re.compile(r"(?P<sides>.*) \[(?P<mark>[0-9a-f]{8})\]", re.DOTALL)


def stamp(explanation: str, sides: str) -> str:
    """Give the text that is kept beside an explanation: the sides it answers, and its mark."""
    return f"{sides} [{_mark(explanation)}]"


def answered_sides(kept: str, explanation: str) -> str | None:
    """Read the sides that an explanation answered; None where it answers whatever there is now.

    >>> answered_sides(stamp("Carried elsewhere.", "5 against 6"), "Carried elsewhere.")
    '5 against 6'
    >>> answered_sides(stamp("Carried elsewhere.", "5 against 6"), "Another reason.") is None
    True
    """
    found = _STAMP.fullmatch(kept.strip())
    if found is None or found["mark"] != _mark(explanation):
        return None
    return found["sides"]


def _mark(explanation: str) -> str:
    return f"{zlib.crc32(explanation.strip().encode()):08x}"
