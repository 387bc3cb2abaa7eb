"""The tokens of a spreadsheet formula, by openpyxl's tokenizer, with operands split into parts.

Text that openpyxl does not tokenize becomes one token that no formula is calculated with, so that
no part of it is ignored.
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
"""The most brackets: for each, openpyxl searches the rest of the formula."""


class Token(NamedTuple):
    """A part of a formula."""

    kind: TokenKind
    text: str
    """The text as written; a function without its parenthesis, a sheet without quotes and “!”."""


def tokens(formula: str) -> Iterator[Token]:
    """Split a formula, without its equals sign, into tokens.

    >>> [token.text for token in tokens("SUM('My TB'!B2:B5)*1.5")]
    ['SUM', 'My TB', 'B2:B5', ')', '*', '1.5']
    """
    # Imported here, since few reports have formulas of the filer's own.
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
    """Split an operand: a number or an error, or a sheet and an area or a name."""
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
