"""Quick reading of parts that consist of thousands of elements of one plain shape.

Spreadsheet programs write nearly every cell, shared text and name in one of a few shapes. A regular
expression takes those elements out of a part, run by run, and leaves a mark for each run. The rest
is read element by element, and its marks give the place of each run. Anything unusual in a part has
the whole part read element by element, so that both ways of reading give the same result for every
part that the quick one accepts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeVar

from focusxl.files.openxml.xml_reader import (
    Allowance,
    MeasuredStream,
    NotPlainXml,
    Readable,
    XmlReader,
)
from focusxl.values import Record

Found = TypeVar("Found")
Item = tuple[Any, ...]
"""The groups of a shape for one element: texts, and None for groups that did not match."""

_LARGEST = 4 * 1024 * 1024
"""Three times the largest part of a template; a larger part is read as a stream."""
_LARGEST_REST = 1024 * 1024
_PROLOG = re.compile(
    rb'(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="(?:yes|no)")?\?>)?'
    rb"[ \t\r\n]*(?=<[A-Za-z])"
)
_MARK = "<?run?>"
_NO_TEXT = bytes({*range(32)} - {9, 10})
"""Bytes that are no characters in XML, and the carriage return, which XML converts."""
_NO_LETTERS = re.compile(b"\xef\xbf[\xbe\xbf]")
_OTHER_ENTITY = re.compile(rb"&(?!(?:lt|gt|quot|apos|amp);)")


class Shape(Record):
    """The shape of elements that are read quickly, and the element that contains them."""

    holder: re.Pattern[bytes]
    """The tag around the elements."""
    end: bytes
    element: re.Pattern[str]
    """The text of one element; it contains no tags but those in the pattern."""
    unlike: re.Pattern[str] | None = None
    """Text that the rest must not contain, since it could change the meaning of the elements."""


class PlainRuns:
    """A part without its plain elements, and these, run by run."""

    def __init__(self, rest: bytes, lengths: list[int], items: Iterator[Item], left: int) -> None:
        """Keep a part that has been split.

        Args:
            rest: the part with a mark for each run.
            lengths: the number of elements in each run.
            items: the groups of all elements.
            left: the number of elements taken out, with those inside them.
        """
        self.rest = rest
        self.elements = left
        self._lengths = iter(lengths)
        self._items = items

    def next_run(self) -> Iterator[Item]:
        """Give the run whose mark has been reached."""
        length = next(self._lengths, None)
        if length is None:
            raise NotPlainXml("has a mark that is not ours")
        return islice(self._items, length)

    def attend(self, reader: XmlReader, run: Callable[[], None]) -> None:
        """Call a handler at the mark of each run."""
        reader.count_elements(self.elements)

        def reached(_: str, __: str) -> None:
            run()

        reader.parser.ProcessingInstructionHandler = reached


def read_plainly(
    stream: Readable, shape: Shape, read: Callable[[Readable, PlainRuns | None], Found]
) -> Found:
    """Read a part quickly if it is plain, and element by element if not.

    Args:
        stream: the part.
        shape: the shape of most of its elements.
        read: reads the part, or the rest of it with the runs taken out.

    Raises:
        NotPlainXml: the part is damaged or larger than a report can need.
    """
    allowance = stream.allowance if isinstance(stream, MeasuredStream) else Allowance()
    content = _beginning(stream)
    runs = _taken_apart(content, shape) if len(content) <= _LARGEST else None
    if runs is not None:
        trial = allowance.copy()
        try:
            found = read(MeasuredStream(io.BytesIO(runs.rest), trial), runs)
        except NotPlainXml:
            # Whatever is wrong, reading element by element reports it.
            pass
        else:
            allowance.spend(trial)
            return found
    return read(MeasuredStream(_Again(content, stream), allowance), None)


def _beginning(stream: Readable) -> bytes:
    """Read a part to its end, or until it is known to be large."""
    pieces: list[bytes] = []
    left = _LARGEST + 1
    while left and (piece := stream.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


class _Again:
    """A stream of which the beginning has been read."""

    def __init__(self, content: bytes, stream: Readable) -> None:
        self._begun = io.BytesIO(content)
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        """Give the next bytes, at most `size`; none at the end."""
        return self._begun.read(size) or self._stream.read(size)


def _taken_apart(content: bytes, shape: Shape) -> PlainRuns | None:
    """Take the plain elements out of a part; None if it has none that are certain."""
    holder = shape.holder.search(content)
    end = content.find(shape.end, holder.end()) if holder is not None else -1
    if holder is None or end < 0:
        return None
    head, inside = content[: holder.end()], content[holder.end() : end]
    prolog = _PROLOG.match(head)
    if prolog is None or b"<!" in head or b"<?" in head[prolog.end() :]:
        return None
    if (
        len(inside.translate(None, _NO_TEXT)) != len(inside)
        or b"]]>" in inside
        or _OTHER_ENTITY.search(inside)
        or (not inside.isascii() and _NO_LETTERS.search(inside))
    ):
        return None
    try:
        text = inside.decode()
    except UnicodeDecodeError:
        return None
    pieces = shape.element.split(text)
    stride = shape.element.groups + 1
    between = pieces[::stride]
    count = len(between) - 1
    begins = [place for place in range(1, count) if between[place]]
    rests = [between[0], *(between[place] for place in begins), between[-1]]
    rest = "".join(rests)
    if not count or "<!" in rest or "<?" in rest or (shape.unlike and shape.unlike.search(rest)):
        return None
    marked = b"%b%b%b" % (head, _MARK.join(rests).encode(), content[end:])
    if len(marked) > _LARGEST_REST:
        return None
    lengths = [last - first for first, last in zip([0, *begins], [*begins, count], strict=True)]
    items = zip(*(pieces[group::stride] for group in range(1, stride)), strict=True)
    return PlainRuns(marked, lengths, items, _elements(text) - _elements(rest))


def _elements(text: str) -> int:
    """Count the elements in a text without comments and instructions."""
    return text.count("<") - text.count("</")
