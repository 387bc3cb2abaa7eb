"""VBA sources compared as the compiler reads them, whatever an editor did to their format.

Excel keeps the code of a module but not its format: it changes the case of names throughout a
project, the spaces around operators and the blank lines, and adds or drops Attribute lines, which
run nothing. Everything else counts, with comments.
"""

from __future__ import annotations

import hashlib
import re

_LINES = re.compile(r"\r\n|\r|\n")
_VALUE = r'(?:"(?:[^"]|"")*"|True|False|-?[0-9]+)'
_ATTRIBUTE = re.compile(
    rf"\s*Attribute [\w.]+ = {_VALUE}(?:, ?{_VALUE})*\s*", re.ASCII | re.IGNORECASE
)
_TEXTS = re.compile(r'("(?:[^"]|"")*")')
_BLANKS = re.compile(r"[ \t]+")
_BESIDE_A_SIGN = re.compile(r" ?([^\w ]) ?", re.ASCII)
_OF_NO_MATTER = frozenset({"", "option classmodule", "option vbasupport 1"})
"""Blank lines, and lines that LibreOffice adds."""
_NO_CODE = frozenset({"", "option explicit"})


def normal_form(source: str) -> str:
    r"""Normalize a source, so that sources which compile to the same code are equal.

    >>> normal_form('Attribute VB_Name = "A"\r\n  x=Foo( "A  b" )\r\n\r\n')
    'x=foo("A  b")'
    """
    lines = (_line(line) for line in _LINES.split(source) if not _ATTRIBUTE.fullmatch(line))
    return "\n".join(line for line in lines if line not in _OF_NO_MATTER)


def _line(line: str) -> str:
    pieces = _TEXTS.split(line)
    for index in range(0, len(pieces), 2):
        piece = _BLANKS.sub(" ", pieces[index])
        piece = "".join(letter.lower() if letter.isascii() else letter for letter in piece)
        piece = _BESIDE_A_SIGN.sub(r"\1", piece)
        # A space beside a string literal does not matter either.
        if index > 0:
            piece = piece.removeprefix(" ")
        if index + 1 < len(pieces):
            piece = piece.removesuffix(" ")
        pieces[index] = piece
    return "".join(pieces).strip(" ")


def holds_code(source: str) -> bool:
    """Tell whether a module has any code beyond what Excel writes into an empty one."""
    return any(line not in _NO_CODE for line in normal_form(source).split("\n"))


def digest(source: str) -> str:
    """Give the SHA-256 of the normal form, by which a module is known."""
    return hashlib.sha256(normal_form(source).encode("utf-8")).hexdigest()
