"""How a page fits the paper: one letter page, as wide as the margins leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from focusxl.files.pages.page import LINE_HEIGHT
from focusxl.files.pages.text_width import column_pixels

_PRINTED_WIDTH, _PRINTED_HEIGHT = 7.5, 9.9
_POINTS_PER_PIXEL = 72 / 96
_SMALLEST_LINE_HEIGHT = 16.0
_HARDLY_SMALLER = 0.03
"""A page this much too high prints a little smaller, and keeps its lines as they are."""


def fitted(
    heights: dict[int, float], printed_widths: Sequence[float], largest: float = LINE_HEIGHT
) -> dict[int, float]:
    """Set the lines of a long page closer, so that it prints as wide as a short one.

    Args:
        heights: the heights of the page's rows.
        printed_widths: the widths of its columns.
        largest: the height up to which lines are set wider apart where there is room.
    """
    width = column_pixels(printed_widths) * _POINTS_PER_PIXEL
    total = sum(heights.values())
    room = width * _PRINTED_HEIGHT / _PRINTED_WIDTH - total
    lines = [row for row, height in heights.items() if height == LINE_HEIGHT]
    if not lines or -total * _HARDLY_SMALLER < room < 0:
        return heights
    height = max(_SMALLEST_LINE_HEIGHT, min(largest, LINE_HEIGHT + room / len(lines)))
    return {**heights, **dict.fromkeys(lines, int(height * 4) / 4)}


def printed_scale(heights: Mapping[int, float], printed_widths: Sequence[float]) -> float:
    """Give how much smaller than it is laid out a page prints, to be on one sheet of paper."""
    width = column_pixels(printed_widths) * _POINTS_PER_PIXEL
    across = 72 * _PRINTED_WIDTH / width
    return min(1.0, across, 72 * _PRINTED_HEIGHT / sum(heights.values()))


def highest(printed_scale: float) -> float:
    """Give the height of a page, in points, up to which it prints no smaller than this."""
    return 72 * _PRINTED_HEIGHT / printed_scale
