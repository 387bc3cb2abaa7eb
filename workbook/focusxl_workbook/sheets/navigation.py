"""How one finds one's way from a page: links at its top, the colour of its tab, its first entry."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from focusxl.files.pages.page import LINK_ROW, LaidOutPage, PageCell
from focusxl.files.pages.styles import Styles
from focusxl.files.pages.text_width import column_pixels, text_pixels
from focusxl.forms.model import Group
from focusxl.text import quoted
from focusxl_workbook.sheets import checks as checks_sheet
from focusxl_workbook.sheets.start_parts import SHEET as START_SHEET

TAB_COLOURS: dict[Group | None, str] = {
    None: "#7F7F7F",
    "Financial": "#2F75B5",
    "Capital": "#548235",
    "Operational": "#BF8F00",
    "Reserve": "#7030A0",
    "CFTC": "#C65911",
    "Schedules": "#008080",
}
"""The colour of the tabs of each group of pages; the cover belongs to none."""
_LINK_POINTS = 9.0
_AROUND_LINK = 14


def write_navigation(
    sheet: Worksheet, page: LaidOutPage, shown: Sequence[LaidOutPage], styles: Styles
) -> None:
    """Link a page to Start, Checks and the pages before and after it; select its first entry."""
    sheet.set_tab_color(TAB_COLOURS[page.page.group])
    links: list[tuple[str, str, LaidOutPage | None]] = [
        ("Start", START_SHEET, None),
        ("Checks", checks_sheet.SHEET, None),
    ]
    place = next(index for index, one in enumerate(shown) if one.page is page.page)
    if place > 0:
        before = shown[place - 1]
        links.append((f"◄ {before.page.sheet}", before.page.sheet, before))
    if place + 1 < len(shown):
        after = shown[place + 1]
        links.append((f"{after.page.sheet} ►", after.page.sheet, after))
    look = styles.custom({"font_size": _LINK_POINTS, "font_color": "#1F4E9E", "underline": 1})
    column = 0
    for text, target, target_page in links:
        last = _last_column(page, column, text)
        cell = "A1" if target_page is None else first_entry(target_page).address
        if last > column:
            sheet.merge_range(LINK_ROW, column, LINK_ROW, last, "", look)
        sheet.write_url(
            LINK_ROW, column, f"internal:{quoted(target)}!{cell}", look, string=text, tip=target
        )
        column = last + 1
    first = first_entry(page)
    sheet.set_selection(first.row, first.column, first.row, first.column)


def first_entry(page: LaidOutPage) -> PageCell:
    """Give the first cell of a page that is filled in; of a page without any, the first entry."""
    entries = [
        cell for cell in page.cells if cell.role in ("entry", "again") and cell.box is not None
    ]
    entries.sort(key=lambda cell: (cell.row, cell.column))
    inputs = (
        cell
        for cell in entries
        if cell.role == "entry"
        and cell.box is not None
        and cell.box.kind not in ("total", "official")
    )
    return next(inputs, entries[0])


def _last_column(page: LaidOutPage, first: int, text: str) -> int:
    """Give the last column of those that a link takes up."""
    needed = text_pixels(text, _LINK_POINTS) + _AROUND_LINK
    last = first
    while column_pixels(page.widths[first : last + 1]) < needed and last + 1 < len(page.widths):
        last += 1
    return last
