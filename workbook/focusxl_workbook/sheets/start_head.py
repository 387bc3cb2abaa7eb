"""The head of Start: whose report it is, for which period, on which edition, and when it is due."""

from __future__ import annotations

import datetime

from focusxl.amounts import EXCEL_EPOCH
from focusxl.files.pages.styles import DATE_FORMAT, Properties
from focusxl.files.template.made_by import FORM_NAME, VERSION_NAME, made_now
from focusxl.files.template.names import box_name
from focusxl.filings.filing import Filing
from focusxl.forms.due_date import due_date
from focusxl_workbook.sheets.fingerprint_sheet import HOLIDAYS
from focusxl_workbook.sheets.sheet_writer import StoredValue
from focusxl_workbook.sheets.start_parts import (
    FIRST,
    GREY,
    LAST,
    MIDDLE,
    REMARK,
    STATE,
    TO_EXPLAIN,
    TO_FIX,
    Start,
)

NO_NAME = "Name of the firm: not filled in yet"
_DATE: Properties = {"num_format": DATE_FORMAT, "align": "center", "bold": True}
_OF_THE_FORM = {"font_color": "#7F7F7F", "font_size": 8}
"""How the digest of the form data looks, which no accountant has a use for."""


def write_head(start: Start, filing: Filing) -> int:
    """Write the head; give the row below it."""
    sheet, styles, edition = start.writer.worksheet, start.styles, start.edition
    sheet.set_row(0, 27)
    name = box_name(edition.firm_name)
    look: Properties = {"bold": True, "font_size": 18, "text_wrap": False, "shrink": True}
    shown = filing.firm_name or NO_NAME
    start.wide_formula(0, FIRST, f'=IF({name}="","{NO_NAME}",{name})', look, shown)
    sheet.set_row(1, 15)
    title = f"{edition.title}. {edition.in_force}."
    small = styles.custom({"font_color": GREY, "font_size": 9})
    sheet.merge_range(1, FIRST, 1, LAST, title, small)
    for row in (2, 3):
        sheet.set_row(row, 18)
    _write_period(start, 2, filing)
    _write_due_date(start, 3, filing)
    return 4


def _write_period(start: Start, row: int, filing: Filing) -> None:
    edition, bold = start.edition, {"bold": True}
    begin, end = edition.dates_of_period("begins")[0], edition.period_end
    start.text(row, FIRST, "Period", bold)
    look = start.styles.custom(_DATE)
    start.writer.formula(row, MIDDLE, _day_formula(begin), look, _stored(filing, begin))
    start.text(row, REMARK, "to", {"align": "center"})
    end_value = _stored(filing, end)
    sheet = start.writer.worksheet
    sheet.merge_range(row, TO_FIX, row, TO_EXPLAIN, "", look)
    start.writer.formula(row, TO_FIX, _day_formula(end), look, end_value)
    start.text(row, STATE, "Edition of the form", {**bold, "align": "right"})
    look = start.styles.custom({"align": "left", "num_format": "@", "indent": 1, **bold})
    sheet.write_string(row, LAST, edition.name, look)
    start.name("focusxl_edition", row, LAST)


def _write_due_date(start: Start, row: int, filing: Filing) -> None:
    rule, end = due_date(), start.edition.period_end
    period = filing.values.get(end)
    due = rule.after(period) if isinstance(period, datetime.date) else None
    start.text(row, FIRST, "Report due", {"bold": True})
    name = box_name(end)
    first, last = (
        f"DATE({day.year},{day.month},{day.day})" for day in (rule.first, rule.last_period)
    )
    day = f"WORKDAY({name},{rule.business_days},{HOLIDAYS})"
    formula = f'=IF(ISNUMBER({name}),IF(AND({name}>={first},{name}<={last}),{day},""),"")'
    look = start.styles.custom(_DATE)
    start.writer.formula(row, MIDDLE, formula, look, "" if due is None else _serial(due))
    start.name("due_date", row, MIDDLE)
    said = (
        f"{rule.business_days} business days after the period's end: no Saturday, Sunday or federal"
        f" holiday counts ({rule.cite[0]})."
    )
    start.remark(row, said)


def _day_formula(box: str) -> str:
    name = box_name(box)
    return f'=IF({name}="","",{name})'


def _stored(filing: Filing, box: str) -> StoredValue:
    day = filing.values.get(box)
    return _serial(day) if isinstance(day, datetime.date) else ""


def _serial(day: datetime.date) -> float:
    return float((day - EXCEL_EPOCH).days)


def write_about(start: Start, row: int) -> int:
    """Write which FocusXL made the workbook."""
    made_by = made_now(start.edition)
    small: Properties = {"font_color": "#7F7F7F", "font_size": 9, "num_format": "@"}
    sheet, styles = start.writer.worksheet, start.styles
    sheet.write_string(row, FIRST, "Made by FocusXL", styles.custom(small))
    sheet.write_string(row, MIDDLE, made_by.version, styles.custom({**small, "align": "left"}))
    start.name(VERSION_NAME, row, MIDDLE)
    look = styles.custom({**_OF_THE_FORM, "num_format": "@", "align": "right"})
    sheet.write_string(row, LAST, made_by.form, look)
    start.name(FORM_NAME, row, LAST)
    return row + 1
