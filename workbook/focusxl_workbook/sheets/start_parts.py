"""The common parts of Start: its columns, headings and styles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.workbook import Workbook

from focusxl.files.openxml.addresses import absolute
from focusxl.files.pages.styles import Properties, Styles
from focusxl.files.template.names import Flavour
from focusxl.forms.edition import Edition
from focusxl_workbook.sheets.sheet_writer import SheetWriter, StoredValue

SHEET = "Start"
FIRST, MIDDLE, REMARK, TO_FIX, TO_EXPLAIN, STATE, LAST = range(1, 8)
"""The columns: label, value, and remark, which takes up the others.

Of a page they hold its name, whether it has nothing to report, how much is filled in, what must be
fixed and to be explained, its state, and its title.
"""
GREY = "#595959"
LINK = {"font_color": "#1F4E9E", "underline": 1}
RED: Properties = {"bg_color": "#F8CBAD", "font_color": "#9C0006"}
YELLOW: Properties = {"bg_color": "#FFE699", "font_color": "#7F4F00"}
GREEN: Properties = {"bg_color": "#C6EFCE", "font_color": "#0B5A1E"}
BLUE: Properties = {"bg_color": "#DDEBF7", "font_color": "#1F3864"}
PALE: Properties = {"bg_color": "#EDEDED", "font_color": "#404040"}
"""The colours of states: to be fixed, to be looked at, in order, known only in part, and open."""


@dataclass(frozen=True, slots=True)
class Start:
    """The sheet Start under construction, with its writer and styles."""

    workbook: Workbook
    writer: SheetWriter
    styles: Styles
    edition: Edition
    flavour: Flavour
    behind: SheetWriter
    """The sheet Fingerprint, where Start keeps what it would show nobody."""

    def section(self, row: int, text: str, remark: str = "") -> int:
        """Write the heading of a part, with what to do in it; give the row below it."""
        look: Properties = {"bg_color": "#1F3864", "font_color": "#FFFFFF"}
        sheet = self.writer.worksheet
        sheet.set_row(row, 19)
        heading = self.styles.custom({**look, "bold": True, "font_size": 11, "indent": 1})
        sheet.merge_range(row, FIRST, row, MIDDLE, text, heading)
        said = self.styles.custom({**look, "font_size": 9})
        sheet.merge_range(row, REMARK, row, LAST, remark, said)
        return row + 1

    def part(self, row: int, text: str) -> int:
        """Write the heading of a part within a step; give the row below it."""
        look = self.styles.custom({"bold": True, "bottom": 1, "bottom_color": "#7F7F7F"})
        sheet = self.writer.worksheet
        sheet.write_string(row, FIRST, text, look)
        for column in range(MIDDLE, LAST + 1):
            sheet.write_blank(row, column, None, look)
        return row + 1

    def remark(self, row: int, text: str, properties: Properties | None = None) -> None:
        """Write a remark, in smaller type over the columns that are left."""
        looks = {"text_wrap": True, "font_size": 9, "font_color": GREY, "indent": 1}
        look = self.styles.custom({**looks, **(properties or {})})
        self.writer.worksheet.merge_range(row, REMARK, row, LAST, text, look)

    def text(self, row: int, column: int, text: str, properties: Properties | None = None) -> None:
        """Write a text that wraps within its cell."""
        look = self.styles.custom({"text_wrap": True, **(properties or {})})
        self.writer.worksheet.write_string(row, column, text, look)

    def wide_formula(
        self,
        row: int,
        first: int,
        formula: str,
        properties: Properties,
        value: StoredValue,
        last: int = LAST,
    ) -> None:
        """Write a formula into a row's cells from a column to another, as one cell."""
        look = self.styles.custom({"text_wrap": True, **properties})
        self.writer.worksheet.merge_range(row, first, row, last, "", look)
        self.writer.formula(row, first, formula, look, value)

    def colours(
        self, area: tuple[int, int, int, int], cell: str, looks: Mapping[str, Properties]
    ) -> None:
        """Colour cells by the words with which the text in a cell begins."""
        for word, look in looks.items():
            rule = {
                "type": "formula",
                "criteria": f'=LEFT({cell},{len(word)})="{word}"',
                "format": self.styles.conditional(look),
            }
            self.writer.worksheet.conditional_format(*area, rule)

    def name(self, name: str, row: int, column: int) -> None:
        """Give a cell a defined name."""
        self.workbook.define_name(name, absolute(SHEET, row, column))
