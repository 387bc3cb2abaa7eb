"""A streaming reader of untrusted XML: no entities, limited depth, no tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol
from xml.parsers import expat

Attributes = dict[str, str]
StartHandler = Callable[[Attributes], None]
EndHandler = Callable[[], None]

DEEPEST = 64
MOST_ELEMENTS = 2_000_000
"""A hundred times the elements of a page of the form."""
_PIECE = 512 * 1024
_LONGEST_TAG = 2 * 1024 * 1024
_UNKNOWN = "is damaged: unknown encoding, or an invalid number"
"""The message for errors of Python's codecs and conversions while expat reads."""


class NotPlainXml(Exception):
    """XML that is damaged or unsafe; the message completes “it …”."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Give the next bytes, at most `size`; none at the end."""
        ...


class Allowance:
    """The limits on what is read and kept of one file, for all its parts together.

    A report needs a small part of it. It bounds time and memory for any file.
    """

    def __init__(
        self,
        elements: int = 2 * MOST_ELEMENTS,
        cells: int = 250_000,
        names: int = 100_000,
        letters: int = 16_000_000,
    ) -> None:
        self.elements, self.cells, self.names, self.letters = elements, cells, names, letters

    def copy(self) -> Allowance:
        """Give another one of which as much is left."""
        return Allowance(self.elements, self.cells, self.names, self.letters)

    def keep_cell(self) -> None:
        """Count a cell that is kept."""
        self.cells -= 1
        if self.cells < 0:
            raise NotPlainXml("has more cells than a report can need")

    def keep_name(self) -> None:
        """Count a defined name that is kept."""
        self.names -= 1
        if self.names < 0:
            raise NotPlainXml("has more names than a report can need")

    def keep_text(self, text: str) -> None:
        """Count a text that is kept."""
        self.letters -= len(text)
        if self.letters < 0:
            raise NotPlainXml("has more text than a report can need")

    def keep(self, cells: int, letters: int) -> None:
        """Count cells and letters that are kept."""
        self.cells -= cells
        self.letters -= letters
        if self.cells < 0 or self.letters < 0:
            raise NotPlainXml("has more cells or text than a report can need")

    def spend(self, left: Allowance) -> None:
        """Set the rest of the allowance from a copy that was spent on a part."""
        self.elements, self.cells = left.elements, left.cells
        self.names, self.letters = left.names, left.letters


class MeasuredStream:
    """The bytes of one part of a file, and the rest of the file's allowance."""

    def __init__(self, stream: Readable, allowance: Allowance) -> None:
        self._stream = stream
        self.allowance = allowance

    def read(self, size: int = -1, /) -> bytes:
        """Give the next bytes, at most `size`; none at the end."""
        return self._stream.read(size)


class XmlReader:
    """A reader of one document that calls a handler for each element of interest.

    Elements are known by namespace and local name with a space between, as expat gives them.
    """

    def __init__(
        self,
        starts: Mapping[str, StartHandler],
        ends: Mapping[str, EndHandler] | None = None,
    ) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._starts = starts
        self._ends = ends or {}
        self.allowance = Allowance()
        self._depth = 0
        self._elements = 0
        self._most = MOST_ELEMENTS
        self._text: list[str] = []

    @property
    def depth(self) -> int:
        """Number of open elements."""
        return self._depth

    def count_elements(self, number: int) -> None:
        """Count elements that are read in another way before the document."""
        self._elements += number

    def collect(self) -> None:
        """Start to collect the text that follows."""
        self._text = []
        self.parser.CharacterDataHandler = self._text.append

    def collected(self) -> str:
        """Give the collected text, and stop collecting."""
        self.parser.CharacterDataHandler = None
        text, self._text = "".join(self._text), []
        return text

    def read(self, stream: Readable) -> None:
        """Read a document to its end.

        Expat before 2.6 parses an unfinished tag again with every piece, and keeps all of it in
        memory, so the length of a tag is limited.

        Raises:
            NotPlainXml: it is not well-formed, has a document type, is nested too deeply, or has a
                tag that is longer than any that a report needs.
        """
        if isinstance(stream, MeasuredStream):
            self.allowance = stream.allowance
        self._most = min(MOST_ELEMENTS, self.allowance.elements)
        given = 0
        try:
            while piece := stream.read(_PIECE):
                self.parser.Parse(piece, False)
                given += len(piece)
                if given - max(self.parser.CurrentByteIndex, 0) > _LONGEST_TAG:
                    raise NotPlainXml("has a tag that does not end")
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise NotPlainXml("is damaged: " + expat.ErrorString(error.code)) from None
        except (LookupError, ValueError, ArithmeticError):
            raise NotPlainXml(_UNKNOWN) from None
        finally:
            self.allowance.elements -= self._elements

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        self._elements += 1
        if self._elements > self._most:
            raise NotPlainXml("has more content than a report can need")
        if self._depth > DEEPEST:
            raise NotPlainXml("is nested too deeply")
        handler = self._starts.get(name)
        if handler is not None:
            handler(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        handler = self._ends.get(name)
        if handler is not None:
            handler()


def _refuse_doctype(*_: object) -> None:
    raise NotPlainXml("declares a document type, which can hide an attack")


class _RootReached(Exception):
    pass


def check_prolog(stream: Readable) -> None:
    """Read a document up to its root element, before which a document type would be declared.

    Raises:
        NotPlainXml: it declares a document type, or has no root element.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype

    def stop(*_: object) -> None:
        raise _RootReached

    parser.StartElementHandler = stop
    length = 1024
    try:
        while piece := stream.read(length):
            parser.Parse(piece, False)
            length *= 2
        parser.Parse(b"", True)
    except _RootReached:
        return
    except expat.ExpatError as error:
        raise NotPlainXml("is damaged: " + expat.ErrorString(error.code)) from None
    except (LookupError, ValueError):
        raise NotPlainXml(_UNKNOWN) from None
