"""The one door through which commands write: no foreign text moves a cursor or colours a word.

Names of firms, file names and whole sentences come out of files that anybody may have made. What a
terminal would obey (ESC, C1 and other control characters, marks that turn the direction of text)
is shown as a sign that something was there. Looks are put on here, after that.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

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
    import unicodedata

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


def say(text: str = "", *, err: bool = False, looks: str = "") -> None:
    """Print one line.

    Args:
        text: what to say; whatever a terminal would obey in it is taken out.
        err: whether it goes to the error stream.
        looks: words like "red bold", put on where a terminal shows them.
    """
    stream = sys.stderr if err else sys.stdout
    line = one_line(text)
    # Looks are control characters as well, and go beneath what cleans foreign text.
    beneath = stream.beneath if isinstance(stream, CleanStream) else stream
    if beneath is None:
        return
    if looks and line and shows_looks(beneath):
        if sys.platform == "win32":
            _say_on_windows(line, looks, beneath)
            return
        codes = "".join(f"\x1b[{_CODES[word]}m" for word in looks.split())
        line = f"{codes}{line}\x1b[0m"
    beneath.write(f"{line}\n")
    beneath.flush()


_CODES = {"bold": 1, "red": 31, "green": 32, "yellow": 33}


def shows_looks(stream: TextIO) -> bool:
    """Tell whether a terminal shows the stream, and its user wants colours (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _say_on_windows(line: str, looks: str, stream: TextIO) -> None:
    """Print a line with looks also on a console that obeys no control characters."""
    from rich.console import Console
    from rich.text import Text

    Console(file=stream).print(Text(line, style=looks), soft_wrap=True)
