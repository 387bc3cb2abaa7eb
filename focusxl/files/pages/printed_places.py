"""Where the layout of a page has the entry of each box, and where it prints the box's number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from focusxl.files.pages.layout import pages
from focusxl.forms.edition import Edition


class PrintedPlace(NamedTuple):
    """Where a layout has the entry of a box and its number, from 1."""

    row: int
    entry: int
    number: int
    """Zero where the page does not print it."""


PrintedPlaces = Mapping[str, PrintedPlace]
"""The boxes of one page, by number."""


def printed_places(edition: Edition, page: int) -> PrintedPlaces:
    """Give where a page, by its number, has its boxes."""
    (laid_out,) = pages(edition, [edition.pages[page - 1]])
    numbers = {cell.text: cell.column + 1 for cell in laid_out.cells if cell.role == "box_number"}
    return {
        cell.box.number: PrintedPlace(
            cell.row + 1, cell.column + 1, numbers.get(cell.box.number, 0)
        )
        for cell in laid_out.cells
        if cell.role == "entry" and cell.box is not None
    }
