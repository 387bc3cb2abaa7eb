"""The common parts of Start: its columns, headings and styles."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.workbook import Workbook

from focusxl.files.openxml.addresses import absolute
from focusxl.files.pages.styles import Properties, Styles
from focusxl.files.template.names import Flavour
from focusxl.forms.edition import Edition
from focusxl_workbook.sheets.sheet_writer import SheetWriter, StoredValue

SHEET = "Start"
FIRST, MIDDLE, LAST = 1, 2, 3
"""The columns: label, value, and remark."""


@dataclass(frozen=True, slots=True)
class Start:
    """The sheet Start under construction, with its writer and styles."""

    workbook: Workbook
    writer: SheetWriter
    styles: Styles
    edition: Edition
    flavour: Flavour

    def section(self, row: int, text: str) -> int:
        """Write the heading of a part; give the row below it."""
        look = self.styles.custom({"bold": True, "font_size": 11, "bottom": 1})
        sheet = self.writer.worksheet
        sheet.write_string(row, FIRST, text, look)
        for column in (MIDDLE, LAST):
            sheet.write_blank(row, column, None, look)
        return row + 1

    def text(self, row: int, column: int, text: str, properties: Properties | None = None) -> None:
        """Write a text that wraps within its cell."""
        look = self.styles.custom({"text_wrap": True, **(properties or {})})
        self.writer.worksheet.write_string(row, column, text, look)

    def wide_formula(
        self, row: int, first: int, formula: str, properties: Properties, value: StoredValue
    ) -> None:
        """Write a formula into a row's cells from a column to the last, as one cell."""
        look = self.styles.custom({"text_wrap": True, **properties})
        self.writer.worksheet.merge_range(row, first, row, LAST, "", look)
        self.writer.formula(row, first, formula, look, value)

    def name(self, name: str, row: int, column: int) -> None:
        """Give a cell a defined name."""
        self.workbook.define_name(name, absolute(SHEET, row, column))
