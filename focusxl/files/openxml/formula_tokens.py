"""The text of a spreadsheet formula taken apart; whatever it is, no part of it is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["text", "sheet", "function", "area", "number", "error", "name", "sign"]

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_COLUMNS = r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}"
_ROWS = r"\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6}"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
    |(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>(?:'(?:[^']|''){{0,64}}+'|[^\W\d][\w.]*)!)
    |(?P<function>[^\W\d][\w.]*)\(
    |(?P<area>(?:{_CELL}:{_CELL}|{_COLUMNS}|{_ROWS}|{_CELL})(?![\w.:\[\#]))
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?(?![\w.]))
    |(?P<error>\#[A-Za-z0-9/]+[!?]?)
    |(?P<name>[^\W\d][\w.?\\]*|\\[\w.?\\]*)
    |(?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_THIS_WORKBOOK = "[0]!"


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a formula."""

    kind: TokenKind
    text: str
    """As written; a function without its parenthesis, a sheet without quotes and point."""


def tokens(formula: str) -> Iterator[Token]:
    """Take a formula apart, without the equals sign before it.

    >>> [token.text for token in tokens("SUM('My TB'!B2:B5)*1.5")]
    ['SUM', 'My TB', 'B2:B5', ')', '*', '1.5']
    """
    for found in _TOKEN.finditer(formula.replace(_THIS_WORKBOOK, "")):
        match found.lastgroup:
            case "sheet":
                name = found["sheet"][:-1]
                quoted = name.startswith("'")
                yield Token("sheet", name[1:-1].replace("''", "'") if quoted else name)
            case "function":
                yield Token("function", found["function"])
            case "text" | "area" | "number" | "error" | "name" | "sign" as kind:
                yield Token(kind, found[kind])
