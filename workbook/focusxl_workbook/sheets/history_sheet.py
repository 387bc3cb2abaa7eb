"""The sheet History: the key amounts of thirteen months and of this report, and their charts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.workbook import Workbook

from focusxl.amounts import EXCEL_EPOCH
from focusxl.files.openxml.addresses import absolute_area
from focusxl.files.pages.drawing import set_up_list
from focusxl.files.pages.styles import AMOUNT_FORMAT, DATE_FORMAT, Styles
from focusxl.files.template.comparison_names import HISTORY_ENDS, HISTORY_SHEET, history_name
from focusxl.files.template.names import box_name
from focusxl.files.writing.history_charts import insert_charts
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Filing
from focusxl.forms.comparison import comparison_data
from focusxl.forms.key_amounts import KeptAmount
from focusxl_workbook.sheets.fingerprint_sheet import Watched
from focusxl_workbook.sheets.prior_sheet import sums_formula, sums_of_cells
from focusxl_workbook.sheets.sheet_writer import SheetWriter, StoredValue, stored

SHEET = HISTORY_SHEET
FIRST_ROW = 5
_ENDS = 0


def rows_of(filing: Filing) -> list[tuple[int, datetime.date]]:
    """Give the row of each month that is kept, the latest last, just above this report's."""
    kept = sorted(filing.history)[-comparison_data().months_kept :]
    first = FIRST_ROW + comparison_data().months_kept - len(kept)
    return list(enumerate(kept, start=first))


def write_history_sheet(
    workbook: Workbook, writer: SheetWriter, styles: Styles, computation: Computation
) -> None:
    """Write the rows of the months, this report's below them, and the charts."""
    filing = computation.filing
    edition, data, sheet = filing.edition, comparison_data(), writer.worksheet
    listed = data.key_amounts_of(edition)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, "History", styles.role("heading"))
    sheet.write_string(
        1,
        0,
        f"Key amounts of {data.months_kept} earlier periods, which focusxl roll keeps, and of this"
        " report as it stands. What is missing may be entered.",
        styles.custom({}),
    )
    look: dict[str, Any] = {"bold": True, "bottom": 2, "bg_color": "#E8EDF5", "text_wrap": True}
    sheet.set_column(_ENDS, _ENDS, 13)
    sheet.set_column(1, len(listed), 15.5)
    sheet.set_row(FIRST_ROW - 1, 54)
    sheet.write_string(FIRST_ROW - 1, _ENDS, "Period ended on", styles.custom(look))
    date = {"num_format": DATE_FORMAT, "align": "left"}
    open_date = styles.styled("Input", {**date, "locked": False})
    amount = {"num_format": AMOUNT_FORMAT, "align": "right", "shrink": True}
    open_amount = styles.styled("Input", {**amount, "locked": False})
    for column, one in enumerate(listed, start=1):
        text = f"{one.label} ({one.box})"
        sheet.write_string(FIRST_ROW - 1, column, text, styles.custom({**look, "align": "right"}))
    last = FIRST_ROW + data.months_kept - 1
    for row in range(FIRST_ROW, last + 1):
        sheet.write_blank(row, _ENDS, None, open_date)
        for column in range(1, len(listed) + 1):
            sheet.write_blank(row, column, None, open_amount)
    now = last + 1
    _write_now(writer, styles, computation, listed, now)
    workbook.define_name(HISTORY_ENDS, absolute_area(SHEET, FIRST_ROW, _ENDS, last, _ENDS))
    for column, one in enumerate(listed, start=1):
        area = absolute_area(SHEET, FIRST_ROW, column, last, column)
        workbook.define_name(history_name(one.box), area)
    insert_charts(workbook, sheet, SHEET, listed, (FIRST_ROW, now), now + 2)
    sheet.freeze_panes(FIRST_ROW, 1)
    set_up_list(sheet, FIRST_ROW - 1)
    sheet.fit_to_pages(1, 0)


def _write_now(
    writer: SheetWriter,
    styles: Styles,
    computation: Computation,
    listed: Sequence[KeptAmount],
    row: int,
) -> None:
    filing = computation.filing
    ends = filing.values.get(filing.edition.period_end)
    name = box_name(filing.edition.period_end)
    look = styles.styled("Calculation", {"num_format": DATE_FORMAT, "align": "left"})
    day = float((ends - EXCEL_EPOCH).days) if isinstance(ends, datetime.date) else ""
    writer.formula(row, _ENDS, f'=IF({name}="","",{name})', look, day)
    amount = styles.styled("Calculation", {"num_format": AMOUNT_FORMAT, "align": "right"})
    for column, one in enumerate(listed, start=1):
        name = box_name(one.box)
        value: StoredValue = stored(computation.amounts.get(one.box))
        writer.formula(row, column, f'=IF({name}="","",{name})', amount, value)


def watched_history(filing: Filing) -> Iterator[Watched]:
    """Cover the amounts of the months by weighted sums, and their days by others, in one row."""
    listed = comparison_data().key_amounts_of(filing.edition)
    cells: list[tuple[int, int, Decimal]] = []
    for row, day in rows_of(filing):
        cells.append((row + 1, _ENDS + 1, Decimal((day - EXCEL_EPOCH).days)))
        for column, one in enumerate(listed, start=2):
            amount = filing.history[day].get(one.box)
            if amount is not None:
                cells.append((row + 1, column, amount))
    last = FIRST_ROW + comparison_data().months_kept - 1
    area = absolute_area(SHEET, FIRST_ROW, _ENDS, last, len(listed)).removeprefix("=")
    yield Watched("History", f"={sums_formula(area)}", sums_of_cells(cells))
