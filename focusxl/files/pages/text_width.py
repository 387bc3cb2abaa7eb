"""Text widths in the page's font, and line breaks, from which row heights follow."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from focusxl.files.letter_widths import WIDEST, WIDTHS

_CONTROL_WIDTH = 556
"""The width assumed for control characters."""


class _WidthOf(dict[str, int]):
    """The widths of characters, derived for those that are not listed."""

    def __missing__(self, character: str) -> int:
        """Give the width of the letter under an accent, or the largest width."""
        letter = unicodedata.normalize("NFD", character)[0]
        return self[letter] if letter.isascii() else WIDEST


_WIDTH_OF = _WidthOf({chr(code): _CONTROL_WIDTH for code in range(128)} | WIDTHS)
_BOLD = 1.08
_PIXELS_PER_POINT = 96 / 72
_SAFETY = 1.01
"""Hosts space text differently, so that it is taken to be wider than it measures."""


def text_pixels(text: str, points: float = 10, *, bold: bool = False) -> float:
    """Give the width of a text on one line, in pixels."""
    thousandths = sum(map(_WIDTH_OF.__getitem__, text))
    wider = _BOLD if bold else 1
    return thousandths / 1000 * points * _PIXELS_PER_POINT * wider * _SAFETY


def wrapped(text: str, pixels: float, points: float = 10, *, bold: bool = False) -> list[str]:
    """Split a text into the lines that fit a width; joined, they are the text.

    A word that is wider than a line is cut, as in a cell.
    """
    lines: list[str] = []
    for paragraph in text.splitlines(keepends=True) or [""]:
        lines += _wrapped(paragraph, pixels, points, bold)
    return lines


def _wrapped(paragraph: str, pixels: float, points: float, bold: bool) -> Iterator[str]:
    start = last_blank = 0
    width = 0.0
    for place, character in enumerate(paragraph):
        if character.isspace():
            # A space at the end of a line needs no room.
            last_blank = place + 1
            width += text_pixels(" ", points, bold=bold)
            continue
        added = text_pixels(character, points, bold=bold)
        if width + added > pixels and place > start:
            end = last_blank if last_blank > start else place
            yield paragraph[start:end]
            start = end
            width = text_pixels(paragraph[start:place], points, bold=bold)
        width += added
    yield paragraph[start:]


def broken(text: str, pixels: float, points: float = 10, *, bold: bool = False) -> list[str]:
    """Break a text into the lines that fit a width."""
    space = text_pixels(" ", points, bold=bold)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line: list[str] = []
        width = 0.0
        for word in paragraph.split():
            added = text_pixels(word, points, bold=bold)
            if line and width + space + added > pixels:
                lines.append(" ".join(line))
                line, width = [word], added
            else:
                width += added + (space if line else 0)
                line.append(word)
        lines.append(" ".join(line))
    return lines


def column_pixels(widths: Sequence[float]) -> float:
    """Give the width of columns side by side, in pixels."""
    return sum(
        int(width * 7 + 0.5) + 5 if width >= 1 else int(width * 12 + 0.5) for width in widths
    )


def column_width(pixels: float) -> float:
    """Give the width of a column of so many pixels, in characters."""
    return (pixels - 5) / 7 if pixels >= 12 else pixels / 12
