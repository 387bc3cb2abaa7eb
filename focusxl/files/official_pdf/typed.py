"""How a text is typed into its blank: as large as the form's own print, smaller if it is long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pypdf._codecs.core_font_metrics import CORE_FONT_METRICS

from focusxl.files.official_pdf.blank import Blank, Unplaced
from focusxl.files.official_pdf.shown import Shown

_SMALLEST = 6.0
"""The smallest size of letters, in points."""
_AT_FULL_WIDTH = 2
"""How many sizes are tried before letters are condensed."""
_STEP = 0.5
_CONDENSED = 0.82
"""The width of condensed letters, as a share of their own; the form's own print is as narrow."""
_FIRST_LINE, _SECOND_LINE = 0.17, -0.83
"""The baselines of two lines from the middle of a cell, as shares of the letters' size."""
_TWO_LINES = range(11, 31)
"""The heights of a cell, in points, that two lines fit into."""
_WIDTHS: dict[str, float] = {
    letter: width
    for letter, width in CORE_FONT_METRICS["Helvetica"].character_widths.items()
    if len(letter) == 1
}
"""The widths of the letters, in thousandths of their size."""
ENCODING = "cp1252"
"""The letters that every PDF reader can print without a font in the file."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text in its place, in Helvetica."""

    text: str
    left: float
    baseline: float
    size: float
    stretch: float


@dataclass(frozen=True, slots=True)
class NotTyped:
    """A text that its blank has no room for, or that has letters which cannot be printed."""


def typed_into(shown: Shown, blank: Blank) -> tuple[Typed, ...] | Unplaced | NotTyped:
    """Fit a text into a blank, or into the free room around it where the blank is too short.

    A long text in the cell of a table is typed on two lines.
    """
    if shown.in_parentheses != blank.in_parentheses:
        printed = "with" if blank.in_parentheses else "without"
        return Unplaced(f"is printed {printed} parentheses, so that its sign would be misread")
    if not all(map(is_printable, shown.text)):
        return NotTyped()
    one_line = _on_one_line(shown, blank)
    if one_line is not None:
        return (one_line,)
    two_lines = _on_two_lines(shown, blank)
    return NotTyped() if two_lines is None else two_lines


def _on_one_line(shown: Shown, blank: Blank) -> Typed | None:
    width = text_width(shown.text)
    for left, right in (
        (blank.left, blank.right),
        (blank.farthest_left, blank.farthest_right),
    ):
        for size, stretch in _sizes(blank.size):
            spare = right - left - width * size * stretch
            if spare >= 0:
                start = {"left": 0.0, "middle": spare / 2, "right": spare}[shown.side]
                return Typed(shown.text, left + start, blank.baseline, size, stretch)
    return None


def _on_two_lines(shown: Shown, blank: Blank) -> tuple[Typed, ...] | None:
    cell = blank.cell
    if cell is None or int(cell.top - cell.bottom) not in _TWO_LINES or shown.side != "left":
        return None
    lines = min(_splits(shown.text), key=lambda lines: max(map(text_width, lines)))
    if max(map(text_width, lines)) * _SMALLEST * _CONDENSED > blank.right - blank.left:
        return None
    middle = (cell.top + cell.bottom) / 2
    return tuple(
        Typed(line, blank.left, middle + shift * _SMALLEST, _SMALLEST, _CONDENSED)
        for line, shift in zip(lines, (_FIRST_LINE, _SECOND_LINE), strict=True)
    )


def _splits(text: str) -> list[tuple[str, str]]:
    """Give the ways to break a text in two: between its words, or in the middle of a single one."""
    words = text.split(" ")
    if len(words) == 1:
        middle = (len(text) + 1) // 2
        return [(text[:middle], text[middle:])]
    return [(" ".join(words[:count]), " ".join(words[count:])) for count in range(1, len(words))]


def text_width(text: str) -> float:
    """Give the width of a text, as a multiple of the size of its letters."""
    return sum(_WIDTHS[letter] for letter in text) / 1000


def _sizes(printed: float) -> Iterator[tuple[float, float]]:
    """Give the sizes to try, widest first, each with how far the letters are condensed."""
    for step in range(_AT_FULL_WIDTH):
        yield printed - step * _STEP, 1.0
    size = printed
    while size >= _SMALLEST:
        yield size, _CONDENSED
        size -= _STEP


def is_printable(letter: str) -> bool:
    """Tell whether every PDF reader has a letter."""
    try:
        return letter in _WIDTHS and bool(letter.encode(ENCODING))
    except UnicodeEncodeError:
        return False
