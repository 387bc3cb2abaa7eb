"""The rows of a long table, written into a sheet at once in place of those that were there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from focusxl.files.openxml.addresses import column_letters
from focusxl.files.openxml.shared_texts import escaped
from focusxl.files.openxml.xml_reader import NotPlainXml
from focusxl.files.openxml.xml_text import with_entities

Cells = Sequence[str | Decimal | None]
"""The cells of a row from the first column on; None leaves one out."""

_DATA = re.compile(rb"<((?:\w+:)?)sheetData(?:\s[^<>]*)?(/?)>")
_ROW = re.compile(rb"<(?:\w+:)?row\s(?:[^<>]*?\s)?r\s*=\s*[\"']([0-9]{1,7})[\"']")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^<>]*>")
_DIMENSION = re.compile(rb"(<(?:\w+:)?dimension\s[^<>]*?\bref\s*=\s*[\"'])[^\"'<>]*([\"'])")


def with_rows(sheet: bytes, first: int, rows: Iterable[Cells]) -> bytes:
    """Put rows into a sheet from row `first` on, in place of all that stood from there.

    New cells have the looks of their columns.

    Raises:
        NotPlainXml: the sheet is written in a way that no spreadsheet program uses.
    """
    data = _DATA.search(sheet)
    if data is None:
        raise NotPlainXml("holds no cells")
    prefix = data[1].decode()
    end_tag = f"</{prefix}sheetData>".encode()
    styles = column_styles(sheet[: data.start()])
    if data[2]:
        before, after = sheet[: data.end()].rstrip(b"/>").rstrip() + b">", sheet[data.end() :]
    else:
        end = sheet.find(end_tag, data.end())
        if end < 0:
            raise NotPlainXml("does not end")
        before, after = (
            sheet[: _start_of(sheet, first, data.end(), end)],
            sheet[end + len(end_tag) :],
        )
    written, last = _written(prefix, first, rows, styles)
    widest = max(styles, default=1)
    area = f"A1:{column_letters(widest)}{last}".encode()
    before = _DIMENSION.sub(rb"\g<1>" + area + rb"\g<2>", before, count=1)
    return b"".join((before, written.encode(), end_tag, after))


def column_styles(head: bytes) -> dict[int, int]:
    """Give the look of each column that has one, from the part of a sheet before its cells."""
    found: dict[int, int] = {}
    for column in _COLUMN.finditer(head):
        said = dict(re.findall(rb"\b(min|max|style)\s*=\s*[\"']([0-9]{1,9})[\"']", column[0]))
        if {b"min", b"max", b"style"} <= said.keys():
            first, last = int(said[b"min"]), min(int(said[b"max"]), int(said[b"min"]) + 200)
            found.update(dict.fromkeys(range(first, last + 1), int(said[b"style"])))
    return found


def _start_of(sheet: bytes, first: int, start: int, end: int) -> int:
    """Give the position of the first row from number `first` on."""
    for row in _ROW.finditer(sheet, start, end):
        if int(row[1]) >= first:
            return row.start()
    return end


def _written(
    prefix: str, first: int, rows: Iterable[Cells], styles: dict[int, int]
) -> tuple[str, int]:
    p = prefix
    text = f'" t="inlineStr"><{p}is><{p}t xml:space="preserve">'
    end_of_text = f"</{p}t></{p}is></{p}c>"
    number, end_of_number = f'"><{p}v>', f"</{p}v></{p}c>"
    heads: list[tuple[str, str]] = []
    parts: list[str] = []
    row = first - 1
    for row, cells in enumerate(rows, start=first):
        for column in range(len(heads) + 1, len(cells) + 1):
            heads.append((f'<{p}c r="{column_letters(column)}', f'" s="{styles.get(column, 0)}'))
        parts.append(f'<{p}row r="{row}">')
        for (head, style), cell in zip(heads, cells, strict=False):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                shown = cell if _is_plain(cell) else with_entities(escaped(cell))
                parts.append(f"{head}{row}{style}{text}{shown}{end_of_text}")
            else:
                parts.append(f"{head}{row}{style}{number}{cell:f}{end_of_number}")
        parts.append(f"</{p}row>")
    return "".join(parts), row


def _is_plain(text: str) -> bool:
    """Tell whether a text is stored as it is."""
    return text.isprintable() and not ("&" in text or "<" in text or ">" in text or "_x" in text)
