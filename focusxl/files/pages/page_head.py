"""The head of a page of amounts: what form it is, its title, who reports it, firm and date."""

from __future__ import annotations

import re

from focusxl.files.pages.page import WRAPPED_LINE_HEIGHT, PageCell
from focusxl.files.pages.page_columns import PageColumns
from focusxl.files.pages.text_width import broken, text_pixels
from focusxl.forms.model import Statement

_SCHEDULE = re.compile(r"Schedule [0-9]+")
_RULE_NUMBER = re.compile(r"[0-9]+[a-z][0-9]*-[0-9]+")
_FILERS_CAPTION = "Items on this page to be reported by a:"
_TITLE_POINTS = 10.5
_DATE_WIDTH = 12.0


def page_head(
    statement: Statement, columns: PageColumns
) -> tuple[list[PageCell], dict[int, float]]:
    """Lay out the head of a page; give its cells and the heights of its rows."""
    cells, heights = (
        _with_filers(statement, columns) if statement.reported_by else _plain(statement, columns)
    )
    row = len(heights)
    as_of = _as_of_column(columns)
    cells += [
        PageCell(row, 1, "firm", "Name of firm:"),
        PageCell(row, as_of - 1, "as_of_caption", "As of:"),
        PageCell(row, as_of, "as_of"),
    ]
    return cells, {**heights, row: 22.0, row + 1: 10.0}


def _plain(statement: Statement, columns: PageColumns) -> tuple[list[PageCell], dict[int, float]]:
    right = columns.last
    cells = [
        PageCell(0, 0, "block", "FOCUS\nReport\nPart II"),
        PageCell(0, 1, "title", _in_capitals(statement.title), right),
        PageCell(1, 1, "reported_by", "Reported by: Futures Commission Merchant", right),
    ]
    return cells, {0: 44.0, 1: 18.0}


def _with_filers(
    statement: Statement, columns: PageColumns
) -> tuple[list[PageCell], dict[int, float]]:
    right = columns.last
    schedule = _SCHEDULE.match(statement.title)
    block = "\n".join(["FOCUS", "Report", "Part II", *([schedule[0]] if schedule else [])])
    title = _in_capitals(statement.title)
    title_lines = len(broken(title, columns.pixels(1, right), _TITLE_POINTS, bold=True))
    caption_until = _caption_until(columns)
    room = columns.pixels(caption_until + 1, right)
    lines = sum(len(broken(phrase, room)) for phrase in statement.reported_by)
    filers = "\n".join(statement.reported_by)
    cells = [
        PageCell(0, 0, "form_block", block, last_row=2),
        PageCell(0, 1, "title", title, right),
        PageCell(2, 1, "filers_caption", _FILERS_CAPTION, caption_until),
        PageCell(2, caption_until + 1, "filers", filers, right),
    ]
    return cells, {
        0: 12.0 + 14.0 * title_lines,
        1: 5.0,
        2: max(26.0, 6.0 + WRAPPED_LINE_HEIGHT * lines),
    }


def _in_capitals(title: str) -> str:
    """Write a title in capitals; a rule keeps its number, 15c3-3."""
    return " ".join(
        word if _RULE_NUMBER.fullmatch(word) else word.upper() for word in title.split()
    )


def _caption_until(columns: PageColumns) -> int:
    """Give the last column of the words before the list of those who report the page."""
    needed = text_pixels(_FILERS_CAPTION) + 12
    return next(
        (until for until in range(1, columns.last) if columns.pixels(1, until) >= needed),
        columns.last - 1,
    )


def _as_of_column(columns: PageColumns) -> int:
    """Give the column of the date: the last one that is wide enough for it."""
    return max(
        place for place, width in enumerate(columns.widths[: columns.last]) if width >= _DATE_WIDTH
    )
