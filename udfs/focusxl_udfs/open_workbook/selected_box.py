"""The box that a user means by the cell that is selected."""

from __future__ import annotations

import re
from collections.abc import Mapping

import xlwings as xw

from focusxl.errors import FocusXLError
from focusxl.failure_log import log_failure
from focusxl.files.openxml.addresses import cell_address, parse_area
from focusxl.files.template.names import box_name
from focusxl.filings.filing import Filing, Place

_NAMES_A_BOX = re.compile(rf"\b{box_name('')}(\w+)")


class NothingSelected(FocusXLError):
    """The selection says nothing that a command could work on; the message says what to select."""


def selected_cell(book: xw.Book) -> xw.Range:
    """Give the first selected cell of the workbook.

    Raises:
        NothingSelected: no cell is selected, but a picture or another workbook.
    """
    try:
        selection = book.app.selection
        if selection is not None and selection.sheet.book.name == book.name:
            return selection[0, 0]
    except Exception as failure:
        # Of a selected picture or button each host has other properties, and an error of its own.
        log_failure("asking for the selected cell", failure)
    raise NothingSelected("Select a cell of the workbook first.")


def place_of(cell: xw.Range) -> Place:
    """Give the place of a cell, as a filing has it."""
    return Place(cell.sheet.name, cell_address(cell.row - 1, cell.column - 1))


def selected_box(filing: Filing, cell: xw.Range) -> str:
    """Give the number of the box in a cell, or of the only one in its row.

    Raises:
        NothingSelected: the cell belongs to no box, or its row has several.
    """
    place = place_of(cell)
    boxes = boxes_by_place(filing)
    if place in boxes:
        return boxes[place]
    shown = _NAMES_A_BOX.findall(str(cell.formula))
    if shown and len(set(shown)) == 1 and shown[0] in filing.edition.boxes:
        return str(shown[0])
    beside = [box for at, box in boxes.items() if at.sheet == place.sheet and _row(at) == cell.row]
    if len(beside) == 1:
        return beside[0]
    if beside:
        listed = ", ".join(beside)
        raise NothingSelected(
            f"This line has several boxes ({listed}): select the cell of one of them."
        )
    raise NothingSelected("Select the cell of an amount on a page of the form first.")


def boxes_by_place(filing: Filing) -> Mapping[Place, str]:
    """Give the boxes that stand in the workbook by their places."""
    return {
        entry.place: number
        for number, entry in filing.entries.items()
        if entry.place.sheet is not None and entry.place.cell is not None
    }


def _row(place: Place) -> int:
    area = parse_area(place.cell or "")
    return area.top if area is not None else 0
