"""The hiding of rows by a sheet's filter, written into its XML; every other byte is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

from focusxl.files.openxml.sheet_text import SheetText

_FILTERED = re.compile(rb"<(?:\w+:)?filterColumn\s")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*(?:"[^"]*"|'[^']*')""")


def filter_rows(sheet: bytes, shown: Mapping[int, bool]) -> bytes:
    """Hide the rows that the filter of a sheet does not list, and show those that it lists.

    A sheet whose filter lists everything stays as it is.

    Args:
        sheet: the part that holds the sheet.
        shown: whether each row, counted from 1, is listed; other rows stay as they are.

    Raises:
        NotPlainXml: the sheet is damaged.
    """
    if not _FILTERED.search(sheet):
        return sheet
    text = SheetText(sheet)
    parts: list[bytes] = []
    done = 0
    for row in text.rows:
        if row.number in shown:
            tag = text.open_tag(row.element)
            hidden = b"" if shown[row.number] else b' hidden="1"'
            end = row.element.start + len(tag)
            parts += (text.text[done : row.element.start], _HIDDEN.sub(b"", tag), hidden)
            done = end
    return b"".join((*parts, text.text[done:]))
