"""The text of a spreadsheet formula taken apart by openpyxl, and its operands into their parts.

What openpyxl does not take apart is given as one sign that no formula is worked out with, so that
no part of it is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

TokenKind = Literal["text", "sheet", "function", "area", "number", "error", "name", "sign"]

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_COLUMNS = r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}"
_ROWS = r"\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6}"
_OPERAND = re.compile(
    rf"""
    (?:(?P<sheet>'(?:[^']|'')*+'|[^\W\d][\w.]*)!)?
    (?:(?P<area>{_CELL}:{_CELL}|{_COLUMNS}|{_ROWS}|{_CELL})
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?)
    |(?P<error>\#[A-Z0-9/]+[!?]?)
    |(?P<name>[^\W\d][\w.?\\]*|\\[\w.?\\]*))
    """,
    re.VERBOSE,
)
_FUNCTION = re.compile(r"(.*?)([^:!@]*)\(", re.DOTALL)
_OTHER_BLANK = re.compile(r'("(?:[^"]|"")*+")|[\t\r]')
"""A tab or the like between the parts of a formula, which openpyxl takes for a letter."""
_THIS_WORKBOOK = "[0]!"
_LONGEST = 16_384
_MOST_BRACKETS = 100
"""For each, openpyxl looks through all of the rest of a formula."""


class Token(NamedTuple):
    """A part of a formula."""

    kind: TokenKind
    text: str
    """As written; a function without its parenthesis, a sheet without quotes and point."""


def tokens(formula: str) -> Iterator[Token]:
    """Take a formula apart, without the equals sign before it.

    >>> [token.text for token in tokens("SUM('My TB'!B2:B5)*1.5")]
    ['SUM', 'My TB', 'B2:B5', ')', '*', '1.5']
    """
    # Loaded when a formula stands where the template has none, which few reports have.
    from openpyxl.formula.tokenizer import Token as Read
    from openpyxl.formula.tokenizer import Tokenizer, TokenizerError

    plain = _OTHER_BLANK.sub(lambda found: found[1] or " ", formula.replace(_THIS_WORKBOOK, ""))
    try:
        if len(plain) > _LONGEST or plain.count("[") > _MOST_BRACKETS:
            raise TokenizerError
        read = Tokenizer(f"={plain}").items
    except (TokenizerError, IndexError):
        yield Token("sign", plain)
        return
    for part in read:
        match part.type, part.subtype:
            case Read.WSPACE, _:
                continue
            case Read.OPERAND, Read.TEXT:
                yield Token("text", part.value)
            case Read.OPERAND, _:
                yield from _operand(part.value)
            case Read.FUNC, Read.OPEN:
                found = _FUNCTION.fullmatch(part.value)
                assert found is not None
                if found[1]:
                    yield Token("sign", found[1])
                yield Token("function", found[2])
            case _:
                yield Token("sign", part.value)


def _operand(text: str) -> Iterator[Token]:
    """Take an operand apart: a number or an error, or an area or a name, after its sheet."""
    found = _OPERAND.fullmatch(text)
    if found is None or found.lastgroup is None:
        yield Token("sign", text)
        return
    sheet = found["sheet"]
    if sheet is not None:
        yield Token("sheet", sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet)
    match found.lastgroup:
        case "area" | "number" | "error" | "name" as kind:
            yield Token(kind, found[kind])
