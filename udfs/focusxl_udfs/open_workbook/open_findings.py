"""Next finding: from one line that must be fixed or explained to the next."""

from __future__ import annotations

import re

import xlwings as xw

from focusxl.checks.state import STATE_WORDS
from focusxl_udfs.open_workbook.selected_box import NothingSelected, place_of, selected_cell

_LINK = re.compile(
    r'=HYPERLINK\("#(?:\'(?P<quoted>(?:[^\']|\'\')+)\'|(?P<plain>\w+))!(?P<cell>\w+)"'
)
_OPEN = frozenset({STATE_WORDS["must-fix"], STATE_WORDS["explain"]})
_CLASS, _CELL = 0, 2
NONE_OPEN = (
    "No finding is open. If anything was changed since the last validation, press Validate: it "
    "looks again."
)


def go_to_next_finding(book: xw.Book) -> str | None:
    """Select the cell of the open finding after the selected one, the first after the last.

    Returns:
        A sentence where there is no cell to select.
    """
    table = book.names["finding_table"].refers_to_range
    classes = [row[_CLASS] for row in table.options(ndim=2).value]
    links = table[:, _CELL].formula
    is_open = [word in _OPEN for word in classes]
    if not any(is_open):
        return NONE_OPEN
    places = list(
        dict.fromkeys(
            place
            for (link,), counts in zip(links, is_open, strict=True)
            if counts and (place := _place(str(link))) is not None
        )
    )
    if not places:
        book.sheets[table.sheet.name].activate()
        table[0, 0].select()
        return None
    here = _selected(book)
    following = places.index(here) + 1 if here in places else 0
    sheet, cell = places[following % len(places)]
    book.sheets[sheet].activate()
    book.sheets[sheet].range(cell).select()
    return None


def _place(link: str) -> tuple[str, str] | None:
    found = _LINK.match(link)
    if found is None:
        return None
    return found["plain"] or found["quoted"].replace("''", "'"), found["cell"]


def _selected(book: xw.Book) -> tuple[str, str] | None:
    try:
        place = place_of(selected_cell(book))
    except NothingSelected:
        return None
    return (place.sheet or "", place.cell or "")
