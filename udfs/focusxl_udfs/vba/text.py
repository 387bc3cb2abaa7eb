"""The rules of VBA source text: names, string literals, the length and number of lines."""

import re
from collections.abc import Sequence

_LONGEST_LINE = 1023
_MOST_CONTINUATIONS = 24
_COMFORTABLE_WIDTH = 100
_INDENT = "        "

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_CELL_ADDRESS = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*", re.IGNORECASE)
# Words that VBA and LibreOffice Basic reserve.
_RESERVED = """
addressof alias and any append array as attribute base binary boolean byref byte byval call
case cbool cbyte ccur cdate cdbl cdec cint circle class clng clngptr close compare compatible
const csng cstr currency cvar cverr date debug decimal declare defbool defbyte defcur defdate
defdbl defint deflng defobj defsng defstr defvar dim do doevents double each else elseif empty
end endif enum eqv erase error event exit explicit false fix for friend function get global
gosub goto if imp implements in input inputb int integer is lbound len lenb let lib like line
local lock long longlong longptr loop lprint lset me mid midb mod name new next not nothing
null object off on open option optional or output paramarray pi preserve print private
property pset public put raiseevent random randomize read redim rem resume return rset scale
seek select set sgn shared single spc static step stop string sub system tab text then to true
type typeof ubound unlock until variant wait wend while width with withevents write xor
"""
_RESERVED_WORDS = frozenset(_RESERVED.split())


def name(text: str) -> str:
    """Give a text back if it is a name in VBA; otherwise raise a ValueError with the reason."""
    if not _IDENTIFIER.fullmatch(text):
        raise ValueError(f"VBA takes no name {text!r}: letters, digits and _, a letter first.")
    if text.casefold() in _RESERVED_WORDS:
        raise ValueError(f"VBA keeps the word {text!r} for itself: choose another name.")
    return text


def worksheet_function_name(text: str) -> str:
    """Give a name back if it can be called in a cell, where the address of a cell cannot."""
    if _CELL_ADDRESS.fullmatch(text):
        raise ValueError(f"{text!r} is the address of a cell: choose another function name.")
    return name(text)


def literal(text: str) -> str:
    """Write a text as a VBA string literal."""
    if not (text.isascii() and text.isprintable()):
        raise ValueError(f"A VBA text must be plain ASCII on one line: {text!r}.")
    return '"' + text.replace('"', '""') + '"'


def statement(start: str, items: Sequence[str], end: str) -> str:
    """Write `start item, item end` as one statement, over as many lines as it needs."""
    lines = [start]
    for position, item in enumerate(items):
        piece = item + (", " if position + 1 < len(items) else end)
        if len(lines[-1] + piece) > _COMFORTABLE_WIDTH:
            lines.append(_INDENT)
        lines[-1] += piece
    if not items:
        lines[-1] += end
    if len(lines) - 1 > _MOST_CONTINUATIONS:
        raise ValueError(f"{start.strip()!r} needs more lines than VBA joins to one statement.")
    text = " _\n".join(line.rstrip() for line in lines)
    if any(len(line) > _LONGEST_LINE for line in text.split("\n")):
        raise ValueError(f"{start.strip()!r} needs a longer line than VBA reads.")
    return text + "\n"
