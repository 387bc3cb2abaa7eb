"""The charts of the months on Start, below the print: those of the sheet History."""

from __future__ import annotations

from focusxl.files.writing.history_charts import insert_charts
from focusxl.forms.comparison import comparison_data
from focusxl_workbook.sheets.history_sheet import FIRST_ROW, SHEET
from focusxl_workbook.sheets.start_parts import FIRST, REMARK, Start

_ROWS_OF_CHARTS = 18
_WIDTH = 436
"""Pixels: the first two columns."""


def write_history_charts(start: Start, row: int) -> int:
    """Draw the key amounts of the months that are kept and of this report; give the row below."""
    row = start.section(row + 1, "Month after month (the sheet History)")
    listed = comparison_data().key_amounts_of(start.edition)
    rows = FIRST_ROW, FIRST_ROW + comparison_data().months_kept
    insert_charts(
        start.workbook,
        start.writer.worksheet,
        SHEET,
        listed,
        rows,
        row,
        columns=(FIRST, REMARK),
        width=_WIDTH,
    )
    return row + _ROWS_OF_CHARTS
