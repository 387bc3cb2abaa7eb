"""The history of a folder as a workbook: a table and Excel's own charts for each firm."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.files.pages.styles import AMOUNT_FORMAT, DATE_FORMAT
from focusxl.files.writing.history import History, Period, gaps, listed_amounts
from focusxl.files.writing.history_charts import insert_charts
from focusxl.text import in_one_line

_TYPE = {"font_name": "Arial", "font_size": 10}
_HEAD = {**_TYPE, "bold": True, "bottom": 2, "text_wrap": True, "bg_color": "#E8EDF5"}
_FIRST_ROW = 4
_MOST_IN_NAME = 20
_NOT_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def history_book(history: History) -> bytes:
    """Write the workbook: values only, a sheet for each firm."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        looks = {
            "head": book.add_format(_HEAD),
            "right": book.add_format({**_HEAD, "align": "right"}),
            "title": book.add_format({**_TYPE, "bold": True, "font_size": 14}),
            "plain": book.add_format(_TYPE),
            "date": book.add_format({**_TYPE, "num_format": DATE_FORMAT, "align": "left"}),
            "amount": book.add_format({**_TYPE, "num_format": AMOUNT_FORMAT}),
        }
        for number, (firm, periods) in enumerate(history.firms.items(), start=1):
            name = in_one_line(firm, _MOST_IN_NAME).translate(_NOT_IN_NAME) or "Firm"
            sheet = book.add_worksheet(f"{number} {name}")
            _write_firm(book, sheet, periods, looks)
    return buffer.getvalue()


def _write_firm(
    book: Workbook, sheet: Worksheet, periods: Sequence[Period], looks: dict[str, Any]
) -> None:
    listed = listed_amounts(periods)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 13)
    sheet.set_column(1, len(listed), 15.5)
    sheet.set_row(_FIRST_ROW - 1, 54)
    sheet.write_string(0, 0, periods[-1].name, looks["title"])
    missing = ", ".join(f"{day:%m/%d/%Y}" for day in gaps(periods))
    said = f"Missing: {missing}" if missing else "No month is missing."
    sheet.write_string(1, 0, said, looks["plain"])
    sheet.write_string(_FIRST_ROW - 1, 0, "Period ended on", looks["head"])
    for column, one in enumerate(listed, start=1):
        sheet.write_string(_FIRST_ROW - 1, column, f"{one.label} ({one.box})", looks["right"])
    for row, period in enumerate(periods, start=_FIRST_ROW):
        sheet.write_datetime(row, 0, period.ends, looks["date"])
        for column, one in enumerate(listed, start=1):
            amount = period.amounts.get(one.box)
            if amount is not None:
                sheet.write_number(row, column, float(amount), looks["amount"])
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.set_paper(1)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    last = _FIRST_ROW + len(periods) - 1
    insert_charts(book, sheet, sheet.get_name(), listed, (_FIRST_ROW, last), last + 2)
