"""The sheet Start: whose report, how far along, what next, is Python there; and the six steps."""

from __future__ import annotations

from dataclasses import dataclass

from focusxl.files.pages.drawing import set_up_list
from focusxl.files.template.names import Flavour, fact_name
from focusxl.filings.filing import NOTHING_TO_REPORT, Filing
from focusxl.text import quoted
from focusxl_workbook.sheets.page_states import Kinds, Progress
from focusxl_workbook.sheets.start_amounts import Amounts, write_amounts
from focusxl_workbook.sheets.start_comparison import write_comparison
from focusxl_workbook.sheets.start_counts import LiveCounts, write_buttons, write_live_counts
from focusxl_workbook.sheets.start_head import write_about, write_head
from focusxl_workbook.sheets.start_history import write_history_charts
from focusxl_workbook.sheets.start_pages import write_kind_of_firm, write_pages, write_progress
from focusxl_workbook.sheets.start_parts import FIRST, LAST, LINK, MIDDLE, SHEET, Start
from focusxl_workbook.sheets.start_sign_off import write_sign_off
from focusxl_workbook.sheets.start_verdict import write_last_validation, write_word

__all__ = ["ABSENT_CELL", "SHEET", "LiveState", "write_start_sheet"]

ABSENT_CELL = (0, LAST + 2)
"""An empty cell, to which the names of absent pages' boxes point."""
_COLUMN_WIDTHS = (2, 42, 23, 11, 10, 10, 18, 58)
_ROW_HEIGHT = 16
_VALIDATE: dict[Flavour, str] = {
    "udf": "Press Validate, at the top. Repair what must be fixed.",
    "native": "Save, run focusxl validate with this file, and paste its line for this sheet below.",
}
_EXPORT: dict[Flavour, str] = {
    "udf": "Save, and press Validate and export: the filing-ready files are written beside the"
    " workbook.",
    "native": "While the word at the top is READY TO FILE, save and run focusxl export with this"
    " file.",
}


@dataclass(frozen=True, slots=True)
class LiveState:
    """The parts of Start that formulas take from the rest of the workbook."""

    filing: Filing
    progress: Progress
    amounts: Amounts
    counts: LiveCounts
    checks: int
    """The number of checks on the sheet Checks."""
    fingerprint_formula: str
    fingerprint: str
    changes: str
    """An expression, never negative, that is recalculated when a box changes."""


def write_start_sheet(start: Start, live: LiveState) -> None:
    """Write the sheet, and name the cells that the button fills in."""
    sheet = start.writer.worksheet
    sheet.hide_gridlines(2)
    sheet.set_default_row(_ROW_HEIGHT)
    for column, width in enumerate(_COLUMN_WIDTHS):
        sheet.set_column(column, column, width)
    row = write_word(start, write_head(start, live.filing))
    if start.flavour == "udf":
        row = write_buttons(start, row, live.changes)
    row = write_progress(start, row, live.progress) + 1
    row, kind_of_firm = _write_questions(start, row)
    row = start.section(
        row,
        "Step 2: fill in the pages",
        "Fill in the yellow cells; grey ones are computed. Where a page stays blank, choose"
        f" “{NOTHING_TO_REPORT}” beside it.",
    )
    write_kind_of_firm(start, kind_of_firm, live.progress, row + 1)
    row = write_pages(start, row, live.progress)
    breaks = [row]
    row = start.section(row, "Step 3: validate", _VALIDATE[start.flavour])
    row = write_last_validation(start, row, live.fingerprint_formula, live.fingerprint)
    row = write_live_counts(start, row, live.counts, live.checks) + 1
    row = start.section(
        row,
        "Step 4: explain",
        "Write why what must be explained is right, beside each check that says EXPLAIN.",
    )
    row = _write_links(start, row) + 1
    row = write_comparison(start, row) + 1
    row = write_sign_off(start, row)
    row = start.section(row, "Step 6: export", _EXPORT[start.flavour]) + 1
    breaks.append(row)
    row = write_amounts(start, row, live.amounts)
    row = write_about(start, row)
    set_up_list(sheet, 0)
    sheet.print_area(0, 0, row - 1, LAST)
    sheet.set_h_pagebreaks(breaks)
    sheet.fit_to_pages(1, 0)
    write_history_charts(start, row)


def _write_links(start: Start, row: int) -> int:
    """Link to the sheets on which checks and findings stand."""
    look = start.styles.custom({**LINK})
    targets = {FIRST: "Checks"} | ({MIDDLE: "Findings"} if start.flavour == "udf" else {})
    for column, target in targets.items():
        link, text = f"internal:{quoted(target)}!A1", f"Go to the sheet {target}"
        start.writer.worksheet.write_url(row, column, link, look, string=text)
    return row + 1


def _write_questions(start: Start, row: int) -> tuple[int, int]:
    """Write the questions that no box answers.

    Returns:
        The row below them, and the row for the kind of firm, which decides on the pages.
    """
    row = start.section(
        row,
        "Step 1: say what the firm is",
        "Answer Yes or No where a page, a total or a check depends on it.",
    )
    facts = start.edition.facts
    kind_of_firm = row
    row += bool(Kinds(start.edition).marked)
    sheet = start.writer.worksheet
    answer = start.styles.styled("Input", {"locked": False, "align": "center", "num_format": "@"})
    deciding = {name for formula in start.edition.filers.values() for name in formula.names}
    for name, fact in facts.items():
        sheet.set_row(row, 13.5 * -(-len(fact.question) // 46))
        start.text(row, FIRST, fact.question)
        sheet.write_blank(row, MIDDLE, None, answer)
        cites = "; ".join(fact.cite)
        what = "Decides which pages the firm reports" if name in deciding else "Needed for checks"
        start.remark(row, f"{what} ({cites}).")
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
    return row + 1, kind_of_firm
