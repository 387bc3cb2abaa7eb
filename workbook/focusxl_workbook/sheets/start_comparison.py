"""The part of Start on the comparison with the period before: the filer's own limits."""

from __future__ import annotations

from focusxl.amounts import show
from focusxl.files.pages.styles import AMOUNT_FORMAT
from focusxl.files.template.comparison_names import limit_name
from focusxl.forms.comparison import comparison_data
from focusxl_workbook.sheets.start_parts import FIRST, MIDDLE, Start


def write_comparison(start: Start, row: int) -> int:
    """Write the limits from where on a move is told; give the row below them."""
    usual = comparison_data().limits
    row = start.part(row, "Compared with the period before: from where on a move is told")
    factor = show(usual.factor)
    for limit, caption, remark in (
        (
            "amount",
            "Must be explained above ($)",
            f"A larger amount that is {factor} times or 1/{factor} of the one before, or of the"
            f" other sign, must be explained. Empty: ${show(usual.amount)}.",
        ),
        (
            "percent",
            "A note above (%)",
            f"A change of more than this, and of more than the dollars below, is listed as a note."
            f" Empty: {show(usual.percent)}%.",
        ),
        (
            "note_amount",
            "and above ($)",
            f"Empty: the amount above, or ${show(usual.note_amount)} where that is empty too.",
        ),
    ):
        _write_limit(start, row, limit, caption, remark)
        row += 1
    return row


def _write_limit(start: Start, row: int, limit: str, caption: str, remark: str) -> None:
    sheet = start.writer.worksheet
    start.text(row, FIRST, caption)
    look = {"locked": False, "align": "right", "num_format": AMOUNT_FORMAT}
    sheet.write_blank(row, MIDDLE, None, start.styles.styled("Input", look))
    start.remark(row, remark)
    sheet.set_row(row, 27)
    start.name(limit_name(limit), row, MIDDLE)
    rule = {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_title": "Not a limit",
        "error_message": "Enter a number, 0 or more, or clear the cell.",
    }
    sheet.data_validation(row, MIDDLE, row, MIDDLE, rule)
