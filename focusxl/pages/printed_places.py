"""Where the layout of a page has the entry of each box, and where it prints the box's number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from focusxl.edition import Edition
from focusxl.pages.layout import pages


@dataclass(frozen=True, slots=True)
class PrintedPlace:
    """Where a layout has the entry of a box and its number, from 1."""

    row: int
    entry: int
    number: int
    """Zero where the page does not print it."""


PrintedPlaces = Mapping[str, PrintedPlace]
"""The boxes of one page, by number."""


def printed_places(edition: Edition, page: int) -> PrintedPlaces:
    """Give where a page, by its number, has its boxes; it is laid out once in a process."""
    return _laid_out_once(_Same(edition), page)


def lay_out_places(edition: Edition, page: int) -> PrintedPlaces:
    """Lay out a page and give where it has its boxes."""
    (laid_out,) = pages(edition, [edition.statements[page - 1]])
    numbers = {cell.text: cell.column + 1 for cell in laid_out.cells if cell.role == "box_number"}
    return {
        cell.box.number: PrintedPlace(
            cell.row + 1, cell.column + 1, numbers.get(cell.box.number, 0)
        )
        for cell in laid_out.cells
        if cell.role == "entry" and cell.box is not None
    }


class _Same:
    """An edition as a key: the same where it is the same object, whatever its name."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __hash__(self) -> int:
        return id(self.edition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.edition is self.edition


@lru_cache(maxsize=256)
def _laid_out_once(key: _Same, page: int) -> PrintedPlaces:
    return lay_out_places(key.edition, page)
