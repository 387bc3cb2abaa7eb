"""The head of a page of amounts: form, title, filer types, firm and date."""

from __future__ import annotations

import re

from focusxl.files.pages.page import TYPE_POINTS, WRAPPED_LINE_HEIGHT, PageCell
from focusxl.files.pages.page_columns import PageColumns
from focusxl.files.pages.text_width import broken, text_pixels
from focusxl.forms.edition import Edition
from focusxl.forms.model import Page

_RULE_NUMBER = re.compile(r"[0-9]+[a-z][0-9]*-[0-9]+")
_TITLE_POINTS = 10.5
_DATE_WIDTH = 12.0


def page_head(
    edition: Edition, page: Page, columns: PageColumns
) -> tuple[list[PageCell], dict[int, float]]:
    """Lay out the head of a page; give its cells and the heights of its rows."""
    cells, heights = (
        _with_filers(edition, page, columns) if page.reported_by else _plain(edition, page, columns)
    )
    row = len(heights)
    as_of = _as_of_column(columns)
    cells += [
        PageCell(row, 1, "firm", edition.printed.firm),
        PageCell(row, as_of - 1, "as_of_caption", edition.printed.as_of),
        PageCell(row, as_of, "as_of"),
    ]
    return cells, {**heights, row: 18.0, row + 1: 6.0}


def _plain(
    edition: Edition, page: Page, columns: PageColumns
) -> tuple[list[PageCell], dict[int, float]]:
    right = columns.last
    cells = [
        PageCell(0, 0, "block", _block(edition, page)),
        PageCell(0, 1, "title", _in_capitals(page.title), right),
        PageCell(1, 1, "reported_by", edition.printed.reported_by, right),
    ]
    return cells, {0: 42.0, 1: 15.0}


def _with_filers(
    edition: Edition, page: Page, columns: PageColumns
) -> tuple[list[PageCell], dict[int, float]]:
    right = columns.last
    title = _in_capitals(page.title)
    title_lines = len(broken(title, columns.pixels(1, right), _TITLE_POINTS, bold=True))
    caption = edition.printed.reported_by
    caption_until = _caption_until(columns, caption)
    room = columns.pixels(caption_until + 1, right)
    lines = sum(len(broken(phrase, room, TYPE_POINTS)) for phrase in page.reported_by)
    filers = "\n".join(page.reported_by)
    cells = [
        PageCell(0, 0, "form_block", _block(edition, page), last_row=2),
        PageCell(0, 1, "title", title, right),
        PageCell(2, 1, "filers_caption", caption, caption_until),
        PageCell(2, caption_until + 1, "filers", filers, right),
    ]
    return cells, {
        0: 8.0 + 14.0 * title_lines,
        1: 5.0,
        2: max(20.0, 4.0 + WRAPPED_LINE_HEIGHT * lines),
    }


def _block(edition: Edition, page: Page) -> str:
    """Write the name of the form, a word a line, and the number of the schedule."""
    words = [*edition.printed.report.split(), edition.part, page.schedule]
    return "\n".join(filter(None, words))


def _in_capitals(title: str) -> str:
    """Write a title in capitals; a rule keeps its number, 15c3-3."""
    return " ".join(
        word if _RULE_NUMBER.fullmatch(word) else word.upper() for word in title.split()
    )


def _caption_until(columns: PageColumns, caption: str) -> int:
    """Give the last column of the words before the list of those who report the page."""
    needed = text_pixels(caption, TYPE_POINTS) + 20
    return next(
        (until for until in range(1, columns.last) if columns.pixels(1, until) >= needed),
        columns.last - 1,
    )


def _as_of_column(columns: PageColumns) -> int:
    """Give the column of the date: the last one that is wide enough for it."""
    return max(
        place for place, width in enumerate(columns.widths[: columns.last]) if width >= _DATE_WIDTH
    )
