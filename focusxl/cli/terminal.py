"""The output of commands, cleaned so that no foreign text controls the terminal.

Names of firms, file names and sentences come from files that anybody may have made. Characters that
a terminal would obey (ESC, C1 and other controls, marks that change the direction of text) are
replaced by a visible sign. Colors are added after that.
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
    r"""Replace the characters that a terminal would obey; line ends and tabs stay.

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
    r"""Write a text clean and on one line, so that it cannot imitate a line of the command.

    >>> one_line("a firm\nREADY: report.xlsx")
    'a firm READY: report.xlsx'
    """
    return clean(text).replace("\n", " ").replace("\t", " ")


class CleanStream(io.TextIOBase):
    """A stream that cleans all text written to it.

    It has no underlying buffer, so that it cannot be bypassed.
    """

    def __init__(self, stream: TextIO) -> None:
        self.beneath = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Encoding of the stream."""
        return getattr(self.beneath, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """Handling of letters that the encoding lacks."""
        return getattr(self.beneath, "errors", None) or "replace"

    def write(self, text: str) -> int:
        """Write a text, cleaned."""
        self.beneath.write(clean(text))
        return len(text)

    def flush(self) -> None:
        """Flush the stream."""
        self.beneath.flush()

    def writable(self) -> bool:
        """Whether the stream can be written to."""
        return True

    def isatty(self) -> bool:
        """Whether a terminal shows the stream."""
        return self.beneath.isatty()

    def fileno(self) -> int:
        """Give the file descriptor of the stream."""
        return self.beneath.fileno()


@contextmanager
def clean_streams() -> Iterator[None]:
    """Clean everything that is printed in the context, with warnings of libraries."""
    out, err = sys.stdout, sys.stderr
    # Without a stream, as under pythonw, output goes nowhere.
    sys.stdout, sys.stderr = (CleanStream(stream or io.StringIO()) for stream in (out, err))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err


def say(text: str = "", *, err: bool = False, looks: str = "") -> None:
    """Print one line.

    Args:
        text: the line, which is cleaned.
        err: whether to print on the error stream.
        looks: words such as "red bold", used where a terminal shows them.
    """
    stream = sys.stderr if err else sys.stdout
    line = one_line(text)
    # Colors are control characters as well, so they are written below the cleaning stream.
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
    """Tell whether a terminal shows the stream, and its user wants colors (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _say_on_windows(line: str, looks: str, stream: TextIO) -> None:
    """Print a line with colors, also on a console without control sequences."""
    from rich.console import Console
    from rich.text import Text

    Console(file=stream).print(Text(line, style=looks), soft_wrap=True)
