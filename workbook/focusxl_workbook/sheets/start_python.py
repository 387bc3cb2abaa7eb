"""The buttons on Start, and whether Python answers behind them."""

from __future__ import annotations

from focusxl_workbook.sheets.start_parts import FIRST, LAST, MIDDLE, Start

NOT_ANSWERED_YET = "Not computed yet: Python has not answered in this workbook so far."
_BUTTON_HEIGHT = 34
NO_ANSWER = "Python does not answer"
STATUS_NAME = "python_status"
_WHY = (
    f"{NO_ANSWER}: macros are off, or this workbook's functions were lost. Enable macros;"
    " focusxl doctor says more."
)


def write_buttons(start: Start, row: int, changes: str) -> int:
    """Write the row of the two buttons, and beside them what Python says of itself.

    Python is asked again whenever a box changes: `changes` is an expression, never negative, that
    is computed anew then.
    """
    sheet = start.writer.worksheet
    sheet.set_row(row, 40)
    for column, macro, caption, width in (
        (FIRST, "ValidateOnly", "Validate", 250),
        (MIDDLE, "ValidateAndExport", "Validate and export", 166),
    ):
        button = {"macro": macro, "caption": caption, "width": width, "height": _BUTTON_HEIGHT}
        sheet.insert_button(row, column, {**button, "x_offset": 1, "y_offset": 4})
    look = start.styles.custom({"text_wrap": True, "indent": 1})
    asked = f'IF({changes}<0,"",FOCUS_STATUS("{start.edition.name}"))'
    shown = f'=IFERROR({asked},"{_WHY}")'
    start.writer.formula(row, LAST, shown, look, NOT_ANSWERED_YET)
    start.name(STATUS_NAME, row, LAST)
    return row + 2
