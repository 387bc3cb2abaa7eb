"""The check of absent pages: boxes named as absent whose page is in the workbook."""

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
    """Find pages in the workbook with boxes whose names say that they are on no page."""
    for number, page in enumerate(edition.pages, start=1):
        boxes = [box.number for box in page.boxes]
        without_cell = [box for box in boxes if box in absent]
        if not without_cell:
            continue
        own = [box for box in boxes if edition.boxes[box].pages == (number,)]
        sheet = outline.sheet(page.sheet)
        if not absent >= set(own) or _is_printed(page, own, outline, cells):
            yield general_finding(
                "WB-24",
                place=Place(sheet.name if sheet else None),
                reported=f"{len(without_cell)} boxes of {page.sheet}",
                expected="none",
                page=page.sheet,
                boxes=listed(without_cell),
            )


def _is_printed(page: Page, own: list[str], outline: Outline, cells: Cells) -> bool:
    """Tell whether a sheet of the page's name prints the numbers of its boxes."""
    sheet = outline.sheet(page.sheet)
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
