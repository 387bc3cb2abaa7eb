"""A page laid out on a grid: its cells, its columns and rows, and its print scale.

The template and the filing-ready workbook draw the same pages, with different entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Literal, NamedTuple

from focusxl.files.openxml.addresses import cell_address
from focusxl.files.pages.text_width import broken, column_pixels
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
    "closing",
    "box_number",
    "entry",
    "again",
    "ruled",
    "note",
    "declared",
    "mark",
    "screen_title",
    "screen_heading",
]
"""What part a cell plays; “again” is the entry of a box whose home is another page, “declared”
says that there is nothing to report. What is of the screen stands outside the print."""

TYPE_POINTS = 9.0
"""The size of the type of a page; on paper it is smaller by the scale at which the page prints."""
LINE_HEIGHT = 15.0
LAST_OF_LABEL_HEIGHT = 13.5
"""The line of an entry below the first lines of its label: no further from them than they are."""
WRAPPED_LINE_HEIGHT = 11.25
"""A line of type among several."""
SCALES = (1.0, 0.95, 0.9, 0.86, 0.83)
"""How much smaller than it is laid out a page may print, the best first. None prints below 80%, and
hosts whose letters are a little wider have room to spare."""
LINK_ROW, HEADING_ROW, SCREEN_ROWS = 0, 1, 2
"""Above the print stand links to other sheets, and what stays in sight while a page is scrolled."""
SCREEN_COLUMNS = 1
"""Beside the print, at the left where they are seen, stand our marks."""
MARK_COLUMN = -1
"""Where marks stand while a page is laid out: beside its first column."""
_MARK_WIDTH = 15.0
"""Room for the longest mark, MUST FIX ► 12019, in whatever font a host uses."""
_SCREEN_POINTS = 8.0
_LINK_HEIGHT = 16.5
_MOST_SCREEN_LINES = 3
MARGIN, MARGIN_BELOW = 0.4, 0.55
"""Inches around the print; below it stands the footer."""
_SHORT_SIDE, _LONG_SIDE = 8.5, 11.0
_POINTS_PER_PIXEL = _PIXEL = 72 / 96
_SMALLEST_LINE_HEIGHT = 11.25
_HIGHEST_LINE = 22.5
_USUAL_LINE = 18.75
_NEARLY_FULL = 1.25


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
    is_landscape: bool = False
    first_row: int = 0
    """The first row of the print."""
    first_column: int = 0
    """The first column of the print."""
    labels_until: int = -1
    """The last column that stays in sight while the page is scrolled; before the first, none."""

    @property
    def printed_scale(self) -> float:
        """How much smaller than it is laid out the page prints, to be on one sheet of paper."""
        return self.paper.scale(self.printed_heights, self.printed_widths)

    @property
    def paper(self) -> Paper:
        """The paper that the page is printed on."""
        return paper(is_landscape=self.is_landscape)

    @property
    def printed_widths(self) -> tuple[float, ...]:
        """The widths of the columns that are printed."""
        return self.widths[self.first_column : self.last_printed_column + 1]

    @property
    def printed_heights(self) -> dict[int, float]:
        """The heights of the rows that are printed."""
        return {row: height for row, height in self.heights.items() if row >= self.first_row}

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
    heights: dict[int, float], highest: float, largest: float = _HIGHEST_LINE
) -> dict[int, float]:
    """Set the lines of a page as far apart as fills the paper, or closer so that it fits.

    Args:
        heights: the heights of the page's rows.
        highest: the height of the whole page that is to be filled.
        largest: the height up to which lines are set wider apart where there is room.
    """
    lines = [row for row, height in heights.items() if height == LINE_HEIGHT]
    below = [row for row, height in heights.items() if height == LAST_OF_LABEL_HEIGHT]
    whole = {row: on_screen(height) for row, height in heights.items()}
    if not lines and not below:
        return whole
    room = highest - sum(height for row, height in whole.items() if row not in {*lines, *below})
    height = (room - len(below) * LAST_OF_LABEL_HEIGHT) / len(lines) if lines else largest
    if height < LAST_OF_LABEL_HEIGHT:
        height = room / len([*lines, *below])
    if height > largest * _NEARLY_FULL:
        # The page is not filled in any case; then its lines are as far apart as the form's.
        height = _USUAL_LINE
    height = int(max(_SMALLEST_LINE_HEIGHT, min(largest, height)) / _PIXEL) * _PIXEL
    return {
        **whole,
        **dict.fromkeys(lines, height),
        **dict.fromkeys(below, min(height, LAST_OF_LABEL_HEIGHT)),
    }


def on_screen(height: float) -> float:
    """Give the height that a row has: whole pixels."""
    return ceil(height / _PIXEL) * _PIXEL


def lowest(heights: Mapping[int, float], line: float = _SMALLEST_LINE_HEIGHT) -> float:
    """Give the height of a page whose lines are as close as they can be, or as high as given."""
    return sum(
        line if height in (LINE_HEIGHT, LAST_OF_LABEL_HEIGHT) else on_screen(height)
        for height in heights.values()
    )


def with_screen(
    page: LaidOutPage, headings: Mapping[int, tuple[int, str]], labels_until: int
) -> LaidOutPage:
    """Put above and beside the print of a page what is for the screen alone.

    Args:
        page: the page as printed, from its first row and column on; marks are not placed yet.
        headings: the headings that stay in sight, by their first column, with their last.
        labels_until: the last column that stays in sight, where the name of the page stands.
    """
    down, right = SCREEN_ROWS, SCREEN_COLUMNS
    widths = (_MARK_WIDTH, *page.widths)
    until = labels_until + right
    screen = [PageCell(HEADING_ROW, right, "screen_title", page.page.sheet, until)]
    lines = 1
    for first, (last, text) in headings.items():
        screen.append(PageCell(HEADING_ROW, first + right, "screen_heading", text, last + right))
        room = column_pixels(page.widths[first : last + 1]) - 6
        lines = max(lines, len(broken(text, room, _SCREEN_POINTS, bold=True)))
    taken = {
        column for cell in screen for column in range(cell.column, (cell.until or cell.column) + 1)
    }
    rest = range(right, len(widths))
    screen += [
        PageCell(HEADING_ROW, column, "screen_title") for column in rest if column not in taken
    ]
    moved = (
        cell._replace(
            row=cell.row + down,
            column=cell.column + right,
            until=None if cell.until is None else cell.until + right,
            last_row=None if cell.last_row is None else cell.last_row + down,
        )
        for cell in page.cells
    )
    bar = on_screen(6 + WRAPPED_LINE_HEIGHT * min(lines, _MOST_SCREEN_LINES))
    heights = {LINK_ROW: _LINK_HEIGHT, HEADING_ROW: bar}
    return page.replaced(
        widths=widths,
        cells=(*screen, *moved),
        heights={**heights, **{row + down: height for row, height in page.heights.items()}},
        last_row=page.last_row + down,
        last_printed_column=page.last_printed_column + right,
        first_row=page.first_row + down,
        first_column=page.first_column + right,
        labels_until=until,
    )


class Paper(NamedTuple):
    """A sheet of letter paper: what its margins leave, in points."""

    width: float
    height: float

    def pixels(self, scale: float) -> float:
        """Give how wide a page is that fills it at a scale, in pixels."""
        return self.width / scale / _POINTS_PER_PIXEL

    def scale(self, heights: Mapping[int, float], widths: Sequence[float]) -> float:
        """Give how much smaller than it is laid out a page prints, to be on one sheet of it."""
        across = self.width / (column_pixels(widths) * _POINTS_PER_PIXEL)
        return min(1.0, across, self.height / sum(heights.values()))


def paper(*, is_landscape: bool) -> Paper:
    """Give letter paper, upright or on its side."""
    width, height = (_LONG_SIDE, _SHORT_SIDE) if is_landscape else (_SHORT_SIDE, _LONG_SIDE)
    return Paper(72 * (width - 2 * MARGIN), 72 * (height - MARGIN - MARGIN_BELOW))
