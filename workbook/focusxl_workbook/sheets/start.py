"""The sheet Start: the verdict, the buttons, the next step, facts about the firm, the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from focusxl.files.pages.drawing import set_up_paper
from focusxl.files.template.made_by import FORM_NAME, VERSION_NAME, made_now
from focusxl.files.template.names import Flavour, fact_name, nothing_name
from focusxl.filings.filing import NOTHING_TO_REPORT
from focusxl.forms.model import Page
from focusxl.text import quoted
from focusxl_workbook.sheets.start_comparison import write_comparison
from focusxl_workbook.sheets.start_counts import LiveCounts, write_buttons, write_live_counts
from focusxl_workbook.sheets.start_history import write_history_charts
from focusxl_workbook.sheets.start_parts import FIRST, LAST, MIDDLE, SHEET, Start
from focusxl_workbook.sheets.start_verdict import write_last_validation, write_word

__all__ = ["ABSENT_CELL", "SHEET", "LiveState", "write_start_sheet"]

ABSENT_CELL = (0, 4)
"""An empty cell, to which the names of absent pages' boxes point."""
_COLUMN_WIDTHS = (2, 38, 24, 84)
_STEPS: dict[Flavour, tuple[str, ...]] = {
    "udf": (
        "Fill in the yellow cells of each page. Grey cells are computed, and locked.",
        "Answer the questions about the firm below, say of blank pages that there is nothing to"
        " report on them, and press Validate.",
        "Repair what must be fixed, and write on the sheet Checks why what must be explained is"
        " right.",
        "Save, and press Validate and export. The filing-ready files are written beside the"
        " workbook.",
    ),
    "native": (
        "Fill in the yellow cells of each page. Grey cells are computed, and locked.",
        "Answer the questions about the firm below, and say of blank pages that there is nothing"
        " to report on them. The sheet Checks shows every check at work.",
        "Save, and run in a terminal: focusxl validate, with this file. It prints a line for this"
        " sheet: paste it below.",
        "While the word above says READY TO FILE, save and run: focusxl export, with this file.",
    ),
}
_OF_THE_FORM = {"font_color": "#7F7F7F", "font_size": 8}
"""How the digest of the form data looks, which no accountant has a use for."""
_LINE_OF_TITLE = 100
"""The approximate number of characters of a title that fit on one line."""


@dataclass(frozen=True, slots=True)
class LiveState:
    """The parts of Start that formulas take from the rest of the workbook."""

    counts: LiveCounts
    checks: int
    """The number of checks on the sheet Checks."""
    fingerprint_formula: str
    fingerprint: str
    changes: str
    """An expression, never negative, that is recalculated when a box changes."""


def write_start_sheet(start: Start, live: LiveState, pages: Sequence[Page]) -> None:
    """Write the sheet with the workbook's pages, and name the cells that the button fills in."""
    sheet = start.writer.worksheet
    sheet.hide_gridlines(2)
    for column, width in enumerate(_COLUMN_WIDTHS):
        sheet.set_column(column, column, width)
    row = write_word(start, _write_head(start))
    if start.flavour == "udf":
        row = write_buttons(start, row, live.changes)
    row = _write_steps(start, row)
    row = write_last_validation(start, row, live.fingerprint_formula, live.fingerprint)
    row = write_live_counts(start, row, live.counts, live.checks)
    row = _write_facts(start, row)
    row = write_comparison(start, row)
    row = write_pages(start, row, pages)
    set_up_paper(sheet)
    sheet.print_area(0, 0, row - 1, LAST)
    write_history_charts(start, row)


def _write_head(start: Start) -> int:
    sheet, styles, edition = start.writer.worksheet, start.styles, start.edition
    sheet.set_row(0, 26)
    sheet.write_string(0, FIRST, "FocusXL", styles.custom({"bold": True, "font_size": 18}))
    sheet.write_string(1, FIRST, edition.title, styles.custom({"font_size": 11}))
    sheet.write_string(2, FIRST, "Edition of the form", styles.custom({"bold": True}))
    name = styles.custom({"align": "left", "num_format": "@"})
    sheet.write_string(2, MIDDLE, edition.name, name)
    start.name("focusxl_edition", 2, MIDDLE)
    start.text(2, LAST, edition.in_force)
    made_by = made_now(edition)
    sheet.write_string(3, FIRST, "Made by FocusXL", styles.custom({"bold": True}))
    sheet.write_string(3, MIDDLE, made_by.version, name)
    start.name(VERSION_NAME, 3, MIDDLE)
    sheet.write_string(3, LAST, made_by.form, styles.custom({**_OF_THE_FORM, "num_format": "@"}))
    start.name(FORM_NAME, 3, LAST)
    return 5


def _write_steps(start: Start, row: int) -> int:
    row = start.section(row, "What to do")
    for number, step in enumerate(_STEPS[start.flavour], start=1):
        look = start.styles.custom({"text_wrap": True})
        start.writer.worksheet.merge_range(row, FIRST, row, LAST, f"{number}.  {step}", look)
        row += 1
    return row + 1


def _write_facts(start: Start, row: int) -> int:
    if not start.edition.facts:
        return row
    sheet = start.writer.worksheet
    row = start.section(row, "Facts about the firm that no box says")
    answer = start.styles.styled("Input", {"locked": False, "align": "center", "num_format": "@"})
    for name, fact in start.edition.facts.items():
        sheet.set_row(row, 38)
        start.text(row, FIRST, fact.question)
        sheet.write_blank(row, MIDDLE, None, answer)
        cites = "; ".join(fact.cite)
        cite = f"Yes or No; needed where a page, a total or a check depends on it ({cites})."
        start.text(row, LAST, cite, {"indent": 1})
        sheet.data_validation(
            row,
            MIDDLE,
            row,
            MIDDLE,
            {
                "validate": "list",
                "source": ["Yes", "No"],
                "error_title": "Not an answer",
                "error_message": "Answer Yes or No, or clear the cell.",
            },
        )
        start.name(fact_name(name), row, MIDDLE)
        row += 1
    return row + 1


def write_pages(start: Start, row: int, pages: Sequence[Page]) -> int:
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
    for page in pages:
        _write_page(start, row, page)
        row += 1
    return row


def _write_page(start: Start, row: int, page: Page) -> None:
    sheet = start.writer.worksheet
    link = start.styles.custom({"font_color": "#1F4E9E", "underline": 1})
    target = f"internal:{quoted(page.sheet)}!A1"
    sheet.write_url(row, FIRST, target, link, string=page.sheet)
    number = start.edition.pages.index(page) + 1
    title = f"Page {number}: {page.title}"
    start.text(row, LAST, title, {"indent": 1})
    lines = -(-len(title) // _LINE_OF_TITLE)
    sheet.set_row(row, 15.0 if lines == 1 else 13.5 * lines)
    if page.always_reported:
        start.text(row, MIDDLE, "always reported", {"align": "center", "font_color": "#7F7F7F"})
        return
    answer = start.styles.styled("Input", {"locked": False, "align": "center", "num_format": "@"})
    sheet.write_blank(row, MIDDLE, None, answer)
    start.name(nothing_name(page.id), row, MIDDLE)
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
