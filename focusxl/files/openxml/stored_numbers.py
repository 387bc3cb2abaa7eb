"""Numbers as the parts of a workbook spell them, not as Python would."""

from __future__ import annotations

import math
import re

from focusxl.files.openxml.xml_reader import NotPlainXml

_DOUBLE = re.compile(
    r"[ \t\r\n]*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN)[ \t\r\n]*"
)
"""A double of XML Schema, with any spaces around it."""
_POSITION = re.compile(r"[0-9]{1,9}")
_INVALID = "holds an invalid number"


def read_double(text: str) -> float | None:
    """Read a double of XML Schema; None for other text, such as ``1_000``.

    >>> read_double("1.5E3"), read_double("1_000"), read_double("nan"), read_double("١")
    (1500.0, None, None, None)
    """
    found = _DOUBLE.fullmatch(text)
    return None if found is None else float(found[1])


def read_size(text: str) -> float | None:
    """Read a height or a width, not negative; None for other text.

    >>> read_size("12.75"), read_size("-1"), read_size("INF"), read_size("1e999")
    (12.75, None, None, None)
    """
    size = read_double(text)
    return size if size is not None and 0 <= size < math.inf else None


def read_position(text: str) -> int | None:
    """Read the position of an entry in a table; None for other text.

    >>> read_position("12"), read_position("1_2"), read_position("-1")
    (12, None, None)
    """
    return int(text) if _POSITION.fullmatch(text) else None


def required_size(text: str) -> float:
    """Read a height or a width.

    Raises:
        NotPlainXml: the text is not one.
    """
    size = read_size(text)
    if size is None:
        raise NotPlainXml(_INVALID)
    return size


def required_position(text: str) -> int:
    """Read the position of an entry in a table.

    Raises:
        NotPlainXml: the text is not one.
    """
    position = read_position(text)
    if position is None:
        raise NotPlainXml(_INVALID)
    return position
