"""The buttons on Start, and whether Python answers behind them."""

from __future__ import annotations

from focusxl.edition import Edition
from focusxl_workbook.start_parts import FIRST, LAST, MIDDLE, Start

ANSWER_NAME = "python_answer"
NOT_ANSWERED_YET = "Not computed yet: Python has not answered in this workbook so far."
_BUTTON_HEIGHT = 34
_NO_ANSWER = (
    "Python does not answer: macros are off, or this workbook's functions were lost. Enable macros;"
    " focusxl doctor says more."
)


def write_buttons(start: Start, row: int) -> int:
    """Write the row of the two buttons, and beside them what Python says of itself."""
    sheet = start.writer.worksheet
    sheet.set_row(row, 40)
    for column, macro, caption, width in (
        (FIRST, "ValidateOnly", "Validate", 250),
        (MIDDLE, "ValidateAndExport", "Validate and export", 166),
    ):
        button = {"macro": macro, "caption": caption, "width": width, "height": _BUTTON_HEIGHT}
        sheet.insert_button(row, column, {**button, "x_offset": 1, "y_offset": 4})
    look = start.styles.custom({"text_wrap": True, "indent": 1})
    shown = f'=IFERROR({ANSWER_NAME},"{_NO_ANSWER}")'
    start.writer.formula(row, LAST, shown, look, NOT_ANSWERED_YET)
    start.name("python_status", row, LAST)
    return row + 2


def answer_formula(edition: Edition, changes: str) -> str:
    """Give the formula that asks Python; it asks again whenever an input changes.

    It stands in a cell of its own, since not every spreadsheet lets a formula catch that a
    function in it is not known.
    """
    return f'=IF({changes}<0,"",FOCUS_STATUS("{edition.name}"))'
