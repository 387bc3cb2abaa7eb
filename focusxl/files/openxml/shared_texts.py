"""The table of texts that the cells of a workbook share."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import partial

from focusxl.files.openxml.outline import element_names
from focusxl.files.openxml.plain_runs import PlainRuns, Shape, read_plainly
from focusxl.files.openxml.xml_reader import Attributes, NotPlainXml, Readable, XmlReader
from focusxl.files.openxml.xml_text import without_entities

LONGEST_TEXT = 32_767
"""The longest text that a spreadsheet keeps in a cell."""
LONGEST_STORED = len("_x000D_") * LONGEST_TEXT
"""The longest stored form, that of a text of control characters."""
_ESCAPED = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
"""A character in four hexadecimal digits; half of a surrogate pair is none."""
_PLAIN_TEXTS = Shape(
    re.compile(rb"<sst(?: [^<>]*)?>"),
    b"</sst>",
    re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>'),
)
"""Texts of one run, as most are."""


def unescaped(text: str) -> str:
    """Give a text as the cell shows it: control characters are stored as ``_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> str:
    r"""Write a text so that reading it gives the same text, with control characters.

    >>> escaped("a\x01b_x0041_")
    'a_x0001_b_x005F_x0041_'
    """
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub(
        "[\\x00-\\x08\\x0b-\\x1f\\ud800-\\udfff\\ufffe\\uffff]",
        lambda found: f"_x{ord(found[0]):04X}_",
        text,
    )


def stored_text(runs: Sequence[str]) -> str:
    """Join a text from its runs.

    Raises:
        NotPlainXml: it is longer than a spreadsheet keeps.
    """
    text = "".join(runs)
    if len(text) > LONGEST_STORED:
        raise NotPlainXml(f"holds a text of more than {LONGEST_TEXT:,} letters")
    return text


def read_shared_texts(stream: Readable, wanted: Container[int]) -> dict[int, str]:
    """Read texts of the table by their positions.

    Raises:
        NotPlainXml: the table is damaged.
    """
    return read_plainly(stream, _PLAIN_TEXTS, partial(_read, wanted))


def _read(wanted: Container[int], stream: Readable, runs: PlainRuns | None) -> dict[int, str]:
    found: dict[int, str] = {}
    position = -1
    phonetic = False
    in_table = False
    texts: list[str] = []

    def begin_table(_: Attributes) -> None:
        nonlocal in_table
        in_table = reader.depth == 1

    def run() -> None:
        nonlocal position
        if not in_table or reader.depth != 1 or runs is None:
            raise NotPlainXml("has texts outside of its table")
        letters = 0
        for (stored,) in runs.next_run():
            position += 1
            if position in wanted:
                text = found[position] = stored_text((without_entities(stored),))
                letters += len(text)
        reader.allowance.keep(0, letters)

    def begin_item(_: Attributes) -> None:
        nonlocal position
        position += 1
        texts.clear()
        if position in wanted:
            found[position] = ""

    def begin_text(_: Attributes) -> None:
        if position in found and not phonetic:
            reader.collect()

    def end_text() -> None:
        if position in found and not phonetic:
            texts.append(reader.collected())

    def end_item() -> None:
        if position in found:
            text = found[position] = stored_text(texts)
            reader.allowance.keep_text(text)

    def begin_phonetic(_: Attributes) -> None:
        nonlocal phonetic
        phonetic = True

    def end_phonetic() -> None:
        nonlocal phonetic
        phonetic = False

    starts = {"sst": begin_table, "si": begin_item, "t": begin_text, "rPh": begin_phonetic}
    ends = {"si": end_item, "t": end_text, "rPh": end_phonetic}
    reader = XmlReader(
        {key: handler for local, handler in starts.items() for key in element_names(local)},
        {key: handler for local, handler in ends.items() for key in element_names(local)},
    )
    if runs is not None:
        runs.attend(reader, run)
    reader.read(stream)
    return found
