"""The one door through which commands write: no foreign text moves a cursor or colours a word.

Names of firms, file names and whole sentences come out of files that anybody may have made. What a
terminal would obey (ESC, C1 and other control characters, marks that turn the direction of text)
is shown as a sign that something was there. Looks are put on here, after that.
"""

from __future__ import annotations

import io
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import typer

_KEPT = "\n\t"
_IN_PLACE_OF_A_CONTROL = "\N{REPLACEMENT CHARACTER}"


def clean(text: str) -> str:
    r"""Write a text without what a terminal would obey; line ends and tabs stay.

    >>> clean("READY\x1b[2K\x9b1A"), clean("two\u2028lines\n")
    ('READY�[2K�1A', 'two lines\n')
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(letter: str) -> str:
    if letter in _KEPT or letter.isprintable():
        return letter
    return " " if unicodedata.category(letter).startswith("Z") else _IN_PLACE_OF_A_CONTROL


def one_line(text: str) -> str:
    r"""Write a text clean and on one line: no line of it passes for one of the command's own.

    >>> one_line("a firm\nREADY: report.xlsx")
    'a firm READY: report.xlsx'
    """
    return clean(text).replace("\n", " ").replace("\t", " ")


class CleanStream(io.TextIOBase):
    """A stream behind which text arrives clean, whoever writes it.

    It has no buffer beneath, so that nobody passes it by.
    """

    def __init__(self, stream: TextIO) -> None:
        self.beneath = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream."""
        return getattr(self.beneath, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """What is done with letters that the encoding lacks."""
        return getattr(self.beneath, "errors", None) or "replace"

    def write(self, text: str) -> int:
        """Write a text, cleaned."""
        self.beneath.write(clean(text))
        return len(text)

    def flush(self) -> None:
        """Let what is written arrive."""
        self.beneath.flush()

    def writable(self) -> bool:
        """Whether the stream can be written to."""
        return True

    def isatty(self) -> bool:
        """Whether a terminal shows the stream."""
        return self.beneath.isatty()

    def fileno(self) -> int:
        """Give the number of the stream."""
        return self.beneath.fileno()


@contextmanager
def clean_streams() -> Iterator[None]:
    """Clean whatever is printed meanwhile, warnings of libraries included."""
    out, err = sys.stdout, sys.stderr
    # Where there is no stream, as under pythonw, what is printed goes nowhere.
    sys.stdout, sys.stderr = (CleanStream(stream or io.StringIO()) for stream in (out, err))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err


def say(text: str = "", *, err: bool = False, **looks: Any) -> None:
    """Print one line, with looks where the terminal shows them."""
    stream = sys.stderr if err else sys.stdout
    line = one_line(text)
    # Looks are control characters as well, and go beneath what cleans foreign text.
    beneath = stream.beneath if isinstance(stream, CleanStream) else stream
    typer.echo(typer.style(line, **looks) if looks else line, file=beneath)
