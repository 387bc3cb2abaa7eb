"""Boxes whose names say that their page is not in the workbook, while it is."""

from __future__ import annotations

from collections.abc import Iterator, Set

from focusxl.amounts import Number, Text
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.errors import Unreadable
from focusxl.files.openxml.outline import Outline
from focusxl.files.stored.cells import Cells
from focusxl.files.stored.uncalculated import listed
from focusxl.filings.filing import Place, as_text
from focusxl.forms.edition import Edition
from focusxl.forms.model import Page


def check_absent_pages(
    edition: Edition, absent: Set[str], outline: Outline, cells: Cells
) -> Iterator[Finding]:
    """Find pages that are there, with the boxes of theirs that are said to be on no page."""
    for number, form_page in enumerate(edition.pages, start=1):
        boxes = [box.number for box in form_page.boxes]
        without_cell = [box for box in boxes if box in absent]
        if not without_cell:
            continue
        own = [box for box in boxes if edition.boxes[box].pages == (number,)]
        sheet = outline.sheet(form_page.sheet)
        if not absent >= set(own) or _is_printed(form_page, own, outline, cells):
            yield general_finding(
                "WB-24",
                place=Place(sheet.name if sheet else None),
                reported=f"{len(without_cell)} boxes of {form_page.sheet}",
                expected="none",
                page=form_page.sheet,
                boxes=listed(without_cell),
            )


def _is_printed(form_page: Page, own: list[str], outline: Outline, cells: Cells) -> bool:
    """Tell whether there is a sheet of the page's name that prints the numbers of its boxes."""
    sheet = outline.sheet(form_page.sheet)
    if sheet is None:
        return False
    try:
        rows = cells.rows(sheet.name)
    except Unreadable:
        return False
    shown = {
        as_text(cell.state)
        for row in rows.values()
        for cell in row.values()
        if isinstance(cell.state, Number | Text)
    }
    numbers = [number for number in own if number.isdigit()]
    return 2 * len(shown.intersection(numbers)) >= len(numbers) > 0
