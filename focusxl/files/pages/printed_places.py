"""The printed places of boxes: the entry and the box number of each in a page's layout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from focusxl.files.pages.layout import pages
from focusxl.forms.edition import Edition


class PrintedPlace(NamedTuple):
    """The place of a box in a layout: rows and columns from 1."""

    row: int
    entry: int
    number: int
    """Column of the box number, zero where the page does not print it."""


PrintedPlaces = Mapping[str, PrintedPlace]
"""The places of the boxes of one page, by number."""


def printed_places(edition: Edition, page: int) -> PrintedPlaces:
    """Give the places of the boxes on a page, by its number."""
    (laid_out,) = pages(edition, [edition.pages[page - 1]])
    numbers = {cell.text: cell.column + 1 for cell in laid_out.cells if cell.role == "box_number"}
    return {
        cell.box.number: PrintedPlace(
            cell.row + 1, cell.column + 1, numbers.get(cell.box.number, 0)
        )
        for cell in laid_out.cells
        if cell.role == "entry" and cell.box is not None
    }
