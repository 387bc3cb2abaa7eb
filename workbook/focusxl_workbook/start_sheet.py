"""The first sheet: the buttons, the verdict, what to do next, and the facts about the firm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.workbook import Workbook

from focusxl.cells import NOT_MADE, Flavour, fact_name
from focusxl.edition import Edition
from focusxl.form import Statement
from focusxl.pages.drawing import set_up_paper
from focusxl.pages.grid import absolute
from focusxl.pages.styles import Styles
from focusxl.sheet_names import quoted
from focusxl_workbook.sheet_writer import SheetWriter

SHEET = "Start"
ABSENT_CELL = (0, 4)
"""An empty cell, for the boxes of pages that the workbook has not."""
NOT_VALIDATED = "NOT VALIDATED YET"
_COLUMN_WIDTHS = (2, 38, 24, 84)
_LINE_OF_TITLE = 122
"""How many characters of a title fit on one line, about."""
_BUTTON = {"width": 250, "height": 34}
_STEPS: dict[Flavour, tuple[str, ...]] = {
    "udf": (
        "Fill in the yellow cells of each page. Grey cells are computed, and locked.",
        "Answer the questions about the firm below, and press Validate.",
        "Repair what must be fixed, and write on the sheet Checks why what must be explained is"
        " right.",
        "Save, and press Validate and export. The filing-ready files are written beside the"
        " workbook.",
    ),
    "native": (
        "Fill in the yellow cells of each page. Grey cells are computed, and locked.",
        "Answer the questions about the firm below. The sheet Checks shows every check at work.",
        "Save, and run in a terminal: focusxl validate, then focusxl export, with this file.",
    ),
}


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """How many checks stand in which state, for the values stored beside the formulas."""

    must_fix: int
    explain: int
    made: int


def write_start_sheet(
    workbook: Workbook,
    writer: SheetWriter,
    styles: Styles,
    edition: Edition,
    flavour: Flavour,
    counts: LiveCounts,
    statements: Sequence[Statement],
) -> None:
    """Write the sheet, with the pages that the workbook has, and name what the button fills in."""
    sheet = writer.worksheet
    sheet.hide_gridlines(2)
    for column, width in enumerate(_COLUMN_WIDTHS):
        sheet.set_column(column, column, width)
    bold = styles.custom({"bold": True})
    plain = styles.custom({"text_wrap": True})
    sheet.set_row(0, 26)
    sheet.write_string(0, 1, "FocusXL", styles.custom({"bold": True, "font_size": 18}))
    sheet.write_string(1, 1, edition.title, styles.custom({"font_size": 11}))
    sheet.write_string(2, 1, "Edition of the form", bold)
    sheet.write_string(2, 2, edition.name, styles.custom({"align": "left", "num_format": "@"}))
    workbook.define_name("focusxl_edition", absolute(SHEET, 2, 2))
    sheet.write_string(2, 3, edition.in_force, plain)
    row = _write_steps(writer, styles, flavour, 4)
    if flavour == "udf":
        row = _write_buttons(writer, row)
        row = _write_verdict(workbook, writer, styles, row)
    row = _write_live_counts(writer, styles, row, counts)
    row = _write_facts(workbook, writer, styles, edition, row)
    row = _write_pages(writer, styles, edition, statements, row)
    set_up_paper(sheet)
    sheet.print_area(0, 0, row - 1, 3)


def _section(writer: SheetWriter, styles: Styles, row: int, text: str) -> int:
    look = styles.custom({"bold": True, "font_size": 11, "bottom": 1})
    writer.worksheet.write_string(row, 1, text, look)
    writer.worksheet.write_blank(row, 2, None, look)
    writer.worksheet.write_blank(row, 3, None, look)
    return row + 1


def _write_steps(writer: SheetWriter, styles: Styles, flavour: Flavour, row: int) -> int:
    row = _section(writer, styles, row, "What to do")
    for number, step in enumerate(_STEPS[flavour], start=1):
        look = styles.custom({"text_wrap": True})
        writer.worksheet.merge_range(row, 1, row, 3, f"{number}.  {step}", look)
        row += 1
    return row + 1


def _write_buttons(writer: SheetWriter, row: int) -> int:
    sheet = writer.worksheet
    sheet.set_row(row, 40)
    sheet.insert_button(row, 1, {"macro": "ValidateOnly", "caption": "Validate", **_BUTTON})
    sheet.insert_button(
        row,
        3,
        {"macro": "ValidateAndExport", "caption": "Validate and export", **_BUTTON},
    )
    return row + 2


def _write_verdict(workbook: Workbook, writer: SheetWriter, styles: Styles, row: int) -> int:
    sheet = writer.worksheet
    row = _section(writer, styles, row, "Last validation")
    verdict = styles.styled("Check Cell", {"locked": False, "num_format": "@", "font_size": 12})
    text = styles.custom({"locked": False, "text_wrap": True, "valign": "top", "num_format": "@"})
    for caption, name, value, look, height in (
        ("Verdict", "verdict", NOT_VALIDATED, verdict, 20.0),
        ("When", "verdict_time", "", text, 14.0),
        ("What to do next", "next_step", "Fill in the pages, then press Validate.", text, 44.0),
    ):
        sheet.set_row(row, height)
        sheet.write_string(row, 1, caption, styles.custom({"bold": True, "valign": "top"}))
        sheet.merge_range(row, 2, row, 3, value, look)
        workbook.define_name(name, absolute(SHEET, row, 2))
        row += 1
    return row + 1


def _write_live_counts(writer: SheetWriter, styles: Styles, row: int, counts: LiveCounts) -> int:
    row = _section(writer, styles, row, "Checks at this moment")
    look = styles.styled("Check Cell", {"align": "right"})
    states = "check_state_list"
    for caption, formula, value in (
        ("Must be fixed", f'=COUNTIF({states},"MUST FIX")', counts.must_fix),
        (
            "To be explained, no explanation yet",
            f'=COUNTIFS({states},"EXPLAIN",check_explanation_list,"")',
            counts.explain,
        ),
        (
            "Checks made",
            f'=COUNTIF({states},"?*")-COUNTIF({states},"{NOT_MADE}")',
            counts.made,
        ),
    ):
        writer.worksheet.write_string(row, 1, caption, styles.custom({}))
        writer.formula(row, 2, formula, look, value)
        row += 1
    writer.worksheet.write_string(
        row - 1,
        3,
        "See the sheet Checks for each of them.",
        styles.custom({"italic": True, "indent": 1}),
    )
    return row + 1


def _write_facts(
    workbook: Workbook, writer: SheetWriter, styles: Styles, edition: Edition, row: int
) -> int:
    if not edition.facts:
        return row
    sheet = writer.worksheet
    row = _section(writer, styles, row, "Facts about the firm that no box says")
    answer = styles.styled("Input", {"locked": False, "align": "center", "num_format": "@"})
    for name, fact in edition.facts.items():
        sheet.set_row(row, 38)
        sheet.write_string(row, 1, fact.question, styles.custom({"text_wrap": True}))
        sheet.write_blank(row, 2, None, answer)
        cites = "; ".join(fact.cite)
        cite = f"Yes or No; needed where a page, a total or a check depends on it ({cites})."
        sheet.write_string(row, 3, cite, styles.custom({"text_wrap": True, "indent": 1}))
        sheet.data_validation(
            row,
            2,
            row,
            2,
            {
                "validate": "list",
                "source": ["Yes", "No"],
                "error_title": "Not an answer",
                "error_message": "Answer Yes or No, or clear the cell.",
            },
        )
        workbook.define_name(fact_name(name), absolute(SHEET, row, 2))
        row += 1
    return row + 1


def _write_pages(
    writer: SheetWriter,
    styles: Styles,
    edition: Edition,
    statements: Sequence[Statement],
    row: int,
) -> int:
    row = _section(writer, styles, row, "Pages")
    link = styles.custom({"font_color": "#1F4E9E", "underline": 1})
    title = styles.custom({"text_wrap": True})
    for statement in statements:
        target = f"internal:{quoted(statement.sheet)}!A1"
        writer.worksheet.write_url(row, 1, target, link, string=statement.sheet)
        text = f"Page {edition.statements.index(statement) + 1}: {statement.title}"
        writer.worksheet.merge_range(row, 2, row, 3, text, title)
        writer.worksheet.set_row(row, _height_of_title(text))
        row += 1
    return row


def _height_of_title(title: str) -> float:
    return 14.0 * -(-len(title) // _LINE_OF_TITLE)
