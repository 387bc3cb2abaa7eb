"""A page laid out on a grid: its cells, its columns and rows, and its print scale.

The template and the filing-ready workbook draw the same pages, with different entries.
entries differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from focusxl.files.openxml.addresses import cell_address
from focusxl.files.pages.text_width import column_pixels
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box, Page
from focusxl.values import Record

Role = Literal[
    "block",
    "form_block",
    "heading",
    "title",
    "reported_by",
    "filers_caption",
    "filers",
    "firm",
    "as_of_caption",
    "as_of",
    "section",
    "section_wrapped",
    "column_heading",
    "item",
    "label",
    "label_above",
    "label_right",
    "paragraph",
    "caption",
    "caption_right",
    "symbol",
    "box_number",
    "entry",
    "again",
    "ruled",
    "note",
    "declared",
    "mark",
]
"""The role of a cell; “again” is the entry of a box whose home is another page, “declared” the
answer that there is nothing to report."""

LINE_HEIGHT = 21.0
WRAPPED_LINE_HEIGHT = 13.5
_PRINTED_WIDTH, _PRINTED_HEIGHT = 7.5, 9.9
_POINTS_PER_PIXEL = 72 / 96
_SMALLEST_LINE_HEIGHT = 16.0
_HARDLY_SMALLER = 0.03
"""A page that is this much too high is printed smaller, and keeps the height of its lines."""


class PageCell(NamedTuple):
    """A cell of a page: its place, its role and its text."""

    row: int
    column: int
    role: Role
    text: str = ""
    until: int | None = None
    """Last column of a text printed across several."""
    indent: int = 0
    box: Box | None = None
    """The box whose value or number is in the cell."""
    marks: tuple[str, ...] = ()
    """The boxes whose findings are marked in the cell."""
    last_row: int | None = None
    """Last row of a text printed down several."""

    @property
    def address(self) -> str:
        """Address of the cell in Excel's letters."""
        return cell_address(self.row, self.column)


class LaidOutPage(Record):
    """A page: its cells, the widths of its columns, the heights of its rows."""

    edition: Edition
    page: Page
    widths: tuple[float, ...]
    cells: tuple[PageCell, ...]
    heights: dict[int, float]
    last_row: int
    last_printed_column: int

    @property
    def number(self) -> int:
        """Number of the page on the form."""
        # By identity: comparing pages by value takes long.
        return next(
            number
            for number, form_page in enumerate(self.edition.pages, start=1)
            if form_page is self.page
        )


def fitted(
    heights: dict[int, float], printed_widths: Sequence[float], largest: float = LINE_HEIGHT
) -> dict[int, float]:
    """Reduce the line heights of a long page, so that it prints as wide as a short one.

    Args:
        heights: the heights of the page's rows.
        printed_widths: the widths of its columns.
        largest: the height up to which lines are set wider apart.
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
    """Give the scale at which a page is printed to fit on one sheet of paper."""
    width = column_pixels(printed_widths) * _POINTS_PER_PIXEL
    across = 72 * _PRINTED_WIDTH / width
    return min(1.0, across, 72 * _PRINTED_HEIGHT / sum(heights.values()))


def highest(printed_scale: float) -> float:
    """Give the largest height of a page, in points, that is printed at this scale."""
    return 72 * _PRINTED_HEIGHT / printed_scale
