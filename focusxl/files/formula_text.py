"""Formulas held against each other as text, whatever a spreadsheet does to their spelling."""

from __future__ import annotations

import re

from focusxl.files.outline import Outline

_TEXT = re.compile(r'("(?:[^"]|"")*")')
_PASSED_OVER = re.compile(
    r"\s+|[$@]|_xlfn\.|_xlws\.|_xludf\.|\[0\]!|(?<=\bTRUE)\(\)|(?<=\bFALSE)\(\)", re.IGNORECASE
)
_LINK = re.compile(r"'[^'\[\]]*\[([^\[\]']+)\][^']*'!|\[([^\[\]]+)\][\w. ]*!")
_THIS_WORKBOOK = "0"
_REMOTE_FUNCTION = re.compile(r"\b(?:WEBSERVICE|RTD)\s*\(", re.IGNORECASE)


def same_formula(one: str, other: str) -> bool:
    """Tell whether two formulas are the same but for spelling.

    >>> same_formula('=FOCUS_LINE("2014", 7060)', '[0]!focus_line("2014",$7060)')
    True
    """
    return _plain(one) == _plain(other)


def _plain(formula: str) -> str:
    parts = _TEXT.split(formula.strip().removeprefix("="))
    parts[::2] = [_PASSED_OVER.sub("", part).upper() for part in parts[::2]]
    return "".join(parts)


def outside_source(formula: str, outline: Outline) -> str | None:
    """Name what a formula takes from outside its workbook; None where it takes nothing."""
    bare = "".join(_TEXT.split(formula)[::2])
    for found in _LINK.finditer(bare):
        link = found[1] or found[2]
        if link != _THIS_WORKBOOK:
            return _linked_workbook(link, outline)
    remote = _REMOTE_FUNCTION.search(bare)
    return remote[0].rstrip("( ").upper() if remote else None


def _linked_workbook(link: str, outline: Outline) -> str:
    """Give the name of a linked workbook: files store its number in the list of links."""
    if link.isascii() and link.isdigit() and len(link) < 5 and int(link) <= len(outline.links):
        return outline.links[int(link) - 1] or f"[{link}]"
    return f"[{link}]"
