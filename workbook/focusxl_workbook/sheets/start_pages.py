"""The pages on Start: a link to each, and the answer that it has nothing to report."""

from __future__ import annotations

from collections.abc import Sequence

from focusxl.files.template.names import nothing_name
from focusxl.filings.filing import NOTHING_TO_REPORT
from focusxl.forms.model import Statement
from focusxl.text import quoted
from focusxl_workbook.sheets.start_parts import FIRST, LAST, MIDDLE, Start

_LINE_OF_TITLE = 100
"""How many characters of a title fit on one line, about."""


def write_pages(start: Start, row: int, statements: Sequence[Statement]) -> int:
    """Write a line for each page of the workbook."""
    row = start.section(row, "Pages")
    start.writer.worksheet.set_row(row, 27)
    explained = (
        "A page that the firm reports and on which nothing stands must be fixed, unless you say"
        f" beside it “{NOTHING_TO_REPORT}”."
    )
    start.writer.worksheet.merge_range(
        row, FIRST, row, LAST, explained, start.styles.custom({"italic": True, "text_wrap": True})
    )
    row += 1
    for statement in statements:
        _write_page(start, row, statement)
        row += 1
    return row


def _write_page(start: Start, row: int, statement: Statement) -> None:
    sheet = start.writer.worksheet
    link = start.styles.custom({"font_color": "#1F4E9E", "underline": 1})
    target = f"internal:{quoted(statement.sheet)}!A1"
    sheet.write_url(row, FIRST, target, link, string=statement.sheet)
    number = start.edition.statements.index(statement) + 1
    title = f"Page {number}: {statement.title}"
    start.text(row, LAST, title, {"indent": 1})
    lines = -(-len(title) // _LINE_OF_TITLE)
    sheet.set_row(row, 15.0 if lines == 1 else 13.5 * lines)
    if statement.always_reported:
        start.text(row, MIDDLE, "always reported", {"align": "center", "font_color": "#7F7F7F"})
        return
    answer = start.styles.styled("Input", {"locked": False, "align": "center", "num_format": "@"})
    sheet.write_blank(row, MIDDLE, None, answer)
    start.name(nothing_name(statement.id), row, MIDDLE)
    sheet.data_validation(
        row,
        MIDDLE,
        row,
        MIDDLE,
        {
            "validate": "list",
            "source": [NOTHING_TO_REPORT],
            "input_title": "Nothing to report?",
            "input_message": "Choose it where this page stays blank because the firm has nothing"
            " to report on it. Otherwise leave the cell empty.",
            "error_title": "Not an answer",
            "error_message": f"Choose “{NOTHING_TO_REPORT}”, or clear the cell.",
        },
    )
