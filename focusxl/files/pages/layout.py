"""The layout of all pages, in the form's order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from focusxl.files.pages.amount_page import amount_page
from focusxl.files.pages.cover_page import cover_page
from focusxl.files.pages.page import LaidOutPage
from focusxl.forms.edition import Edition
from focusxl.forms.model import Page


def pages(edition: Edition, form_pages: Iterable[Page] | None = None) -> tuple[LaidOutPage, ...]:
    """Lay out pages of an edition, in the form's order.

    Args:
        edition: the edition of the form.
        form_pages: the pages to lay out; all pages of the edition if left out.

    Returns:
        The pages. A box on several pages is entered on its home page, or on the first page where
        its home is left out; on the others it is repeated by a formula.
    """
    chosen = None if form_pages is None else {id(page) for page in form_pages}
    laid_out = [page for page in edition.pages if chosen is None or id(page) in chosen]
    entered_on = _entered_on(edition, laid_out)
    return tuple(_with_again(_laid_out(edition, page), entered_on) for page in laid_out)


class _Same:
    """A key that compares objects by identity."""

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.thing is self.thing


def _laid_out(edition: Edition, page: Page) -> LaidOutPage:
    return _laid_out_once(_Same(edition), _Same(page))


@lru_cache(maxsize=128)
def _laid_out_once(edition: _Same, page: _Same) -> LaidOutPage:
    """Lay out a page once, for reading, drawing and exporting."""
    assert isinstance(edition.thing, Edition)
    assert isinstance(page.thing, Page)
    lay_out = amount_page if page.thing.header is None else cover_page
    return lay_out(edition.thing, page.thing)


def _entered_on(edition: Edition, pages: Iterable[Page]) -> dict[str, Page]:
    """Give the page on which each box is entered."""
    entered_on: dict[str, Page] = {}
    for page in pages:
        for box in page.boxes:
            is_home = edition.boxes[box.number].home is page
            if is_home or box.number not in entered_on:
                entered_on[box.number] = page
    return entered_on


def _with_again(page: LaidOutPage, entered_on: dict[str, Page]) -> LaidOutPage:
    again = {box.number for box in page.page.boxes if entered_on[box.number] is not page.page}
    if not again:
        return page
    return page.replaced(
        cells=tuple(
            cell._replace(role="again")
            if cell.role == "entry" and cell.box is not None and cell.box.number in again
            else cell
            for cell in page.cells
        ),
    )
