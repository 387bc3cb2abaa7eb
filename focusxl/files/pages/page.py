"""A page of the form laid out on a grid, before anyone draws it: its cells, and how it fits paper.

The template and the filing-ready workbook draw the same pages; only what they put into the
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
"""What part a cell plays; “again” is the entry of a box whose home is another page, “declared”
says that there is nothing to report."""

LINE_HEIGHT = 21.0
WRAPPED_LINE_HEIGHT = 13.5
_PRINTED_WIDTH, _PRINTED_HEIGHT = 7.5, 9.9
_POINTS_PER_PIXEL = 72 / 96
_SMALLEST_LINE_HEIGHT = 16.0
_HARDLY_SMALLER = 0.03
"""A page this much too high prints a little smaller, and keeps its lines as they are."""


class PageCell(NamedTuple):
    """One cell of a page: its place, what part it plays, and what it shows."""

    row: int
    column: int
    role: Role
    text: str = ""
    until: int | None = None
    """Last column, where the text is printed across several."""
    indent: int = 0
    box: Box | None = None
    """The box whose value or number stands here."""
    marks: tuple[str, ...] = ()
    """The boxes whose findings are announced here."""
    last_row: int | None = None
    """Last row, where the text is printed down several."""

    @property
    def address(self) -> str:
        """The cell in Excel letters."""
        return cell_address(self.row, self.column)


class LaidOutPage(Record):
    """One page: its cells, the widths of its columns, the heights of its rows."""

    edition: Edition
    page: Page
    widths: tuple[float, ...]
    cells: tuple[PageCell, ...]
    heights: dict[int, float]
    last_row: int
    last_printed_column: int

    @property
    def number(self) -> int:
        """The form's number of the page."""
        # By identity: two pages are compared deeply, which takes long.
        return next(
            number
            for number, form_page in enumerate(self.edition.pages, start=1)
            if form_page is self.page
        )


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
