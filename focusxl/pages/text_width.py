"""How wide text is in the page's font, and where it breaks: what a row's height depends on."""

from __future__ import annotations

from collections.abc import Sequence

_WIDTHS = {
    191: "'",
    222: "ijl‘’",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-r`“”",
    389: "*",
    500: "Jckvxyzs",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—…",
    1015: "@",
}
"""Widths of characters in Arial, in thousandths of the type size; most others are 556 wide."""
_WIDTH_OF = {character: width for width, group in _WIDTHS.items() for character in group}
_USUAL_WIDTH = 556
_BOLD = 1.08
_PIXELS_PER_POINT = 96 / 72
_SAFETY = 1.01
"""Hosts space text a little differently; it is taken to be this much wider than it measures."""


def text_pixels(text: str, points: float = 10, *, bold: bool = False) -> float:
    """Give the width of text on one line, in pixels."""
    thousandths = sum(_WIDTH_OF.get(character, _USUAL_WIDTH) for character in text)
    wider = _BOLD if bold else 1
    return thousandths / 1000 * points * _PIXELS_PER_POINT * wider * _SAFETY


def broken(text: str, pixels: float, points: float = 10, *, bold: bool = False) -> list[str]:
    """Break text into the lines that it takes within a width."""
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
    return sum(int(width * 7 + 5) for width in widths)
