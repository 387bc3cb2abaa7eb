"""Formulas compared as text, whatever a spreadsheet does to their spelling."""

from __future__ import annotations

import re

from focusxl.files.openxml.outline import Outline

_TEXT = re.compile(r'("(?:[^"]|"")*")')
_PASSED_OVER = re.compile(
    r"\s+|[$@]|_xlfn\.|_xlws\.|_xludf\.|\[0\]!|(?<=\bTRUE)\(\)|(?<=\bFALSE)\(\)", re.IGNORECASE
)
_LINK = re.compile(r"'[^'\[\]]*\[([^\[\]']+)\][^']*'!|\[([^\[\]]+)\][\w.: ]*!|'[^']*'(#)")
_QUOTED = r"'(?:[^']|''){0,300}+'"
_TO_A_PROGRAM = re.compile(
    rf"{_QUOTED}!|(?<![\w.])(?P<program>[\w.]{{1,64}})\|(?:{_QUOTED}|[\w.:/\\]+)!", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?<![\w.])(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-]?[0-9]+)?(?![\w.(])", re.IGNORECASE
)
_THIS_WORKBOOK = "0"
_REMOTE_FUNCTION = re.compile(
    r"(?<![\w.])(?:_xlfn\.|_xlws\.)*"
    r"(WEBSERVICE|RTD|DDE|CUBE\w+|CALL|REGISTER(?:\.ID)?|SQL\.REQUEST|STOCKHISTORY|FIELDVALUE|IMAGE"
    r"|TRANSLATE|DETECTLANGUAGE|COPILOT|PY|_xll\.[\w.]+)\s*\(",
    re.IGNORECASE,
)
_INDIRECT = re.compile(r"(?<![\w.])INDIRECT\s*\(", re.IGNORECASE)


def same_formula(one: str, other: str) -> bool:
    """Tell whether two formulas are the same except for their spelling.

    >>> same_formula("=A1*6.66666666666666999979", "=A1*6.66666666666667")
    True
    >>> same_formula('=FOCUS_LINE("2014", 7060)', '[0]!focus_line("2014",$7060)')
    True
    """
    return _bare(one) == _bare(other) or _plain(one) == _plain(other)


def _bare(formula: str) -> str:
    return formula.strip().removeprefix("=")


def _plain(formula: str) -> str:
    parts = _TEXT.split(_bare(formula))
    parts[::2] = [
        _NUMBER.sub(_as_double, _PASSED_OVER.sub("", part).upper()) for part in parts[::2]
    ]
    return "".join(parts)


def _as_double(number: re.Match[str]) -> str:
    """Write a number as a spreadsheet keeps it: programs write the same double in many ways."""
    return f"{float(number[0]):.15g}"


def outside_source(formula: str, outline: Outline) -> str | None:
    """Give the source outside the workbook that a formula uses; None where it names none.

    A name that is defined as something outside the workbook is not resolved here.
    """
    parts = _TEXT.split(formula)
    bare = "".join(parts[::2])
    for found in _LINK.finditer(bare):
        link = found[1] or found[2]
        if link != _THIS_WORKBOOK:
            return _linked_workbook(link, outline) if link else "another file"
    for found in _TO_A_PROGRAM.finditer(bare):
        if found["program"]:
            return f"{found['program']}, another program"
    remote = _REMOTE_FUNCTION.search(bare)
    if remote is not None:
        return remote[1].removeprefix("_xll.").upper()
    if _INDIRECT.search(bare) and any("[" in text for text in parts[1::2]):
        return "another workbook, by INDIRECT"
    return None


def _linked_workbook(link: str, outline: Outline) -> str:
    """Give the name of a linked workbook: files store its number in the list of links."""
    if link.isascii() and link.isdigit() and len(link) < 5 and int(link) <= len(outline.links):
        return outline.links[int(link) - 1] or f"[{link}]"
    return f"[{link}]"
