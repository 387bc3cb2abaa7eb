"""XML from elsewhere, read as it streams by: no entities, no depth without end, no tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

Attributes = dict[str, str]
StartHandler = Callable[[Attributes], None]
EndHandler = Callable[[], None]

DEEPEST = 64
MOST_ELEMENTS = 2_000_000
"""A hundred times what a page of the form consists of."""
_FIRST_PIECE = 64 * 1024
_UNKNOWN = "is damaged: unknown encoding, or a number that is none"
"""What Python's codecs and conversions raise while expat is at work."""


class NotPlainXml(Exception):  # noqa: N818 - completes a sentence about a file
    """The XML is damaged or not to be trusted; the message completes “it …”."""


class XmlReader:
    """Streams through one document and calls a handler for each element of interest.

    Elements are known by namespace and local name with a blank between, as expat gives them.
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
        self._depth = 0
        self._elements = 0
        self._text: list[str] = []

    def collect(self) -> None:
        """Begin to keep the text that follows."""
        self._text = []
        self.parser.CharacterDataHandler = self._text.append

    def collected(self) -> str:
        """Give the text kept, and keep no more."""
        self.parser.CharacterDataHandler = None
        text, self._text = "".join(self._text), []
        return text

    def read(self, stream: IO[bytes]) -> None:
        """Read a document to its end.

        Each piece is as long as all before it: expat before 2.6 begins an unfinished tag anew
        with every piece, which pieces of one size would make very slow.

        Raises:
            NotPlainXml: it is not well-formed, has a document type, or is nested too deeply.
        """
        length = _FIRST_PIECE
        try:
            while piece := stream.read(length):
                self.parser.Parse(piece, False)
                length *= 2
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise NotPlainXml("is damaged: " + expat.ErrorString(error.code)) from None
        except (LookupError, ValueError):
            raise NotPlainXml(_UNKNOWN) from None

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
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


class _RootReached(Exception):  # noqa: N818 - a signal, not an error
    pass


def check_prolog(stream: IO[bytes]) -> None:
    """Read a document up to its root element, before which a document type would stand.

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
