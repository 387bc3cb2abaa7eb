"""All pages of the form laid out, in the form's order."""

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
        form_pages: the pages to lay out; all of them if left out.

    Returns:
        The pages. A box that stands on several of them is entered on its home page, or on the
        first that there is where its home is left out; on the others it is shown again.
    """
    chosen = None if form_pages is None else {id(form_page) for form_page in form_pages}
    laid_out = [
        form_page for form_page in edition.pages if chosen is None or id(form_page) in chosen
    ]
    entered_on = _entered_on(edition, laid_out)
    return tuple(_with_again(_laid_out(edition, form_page), entered_on) for form_page in laid_out)


class _Same:
    """A thing as a key: the same where it is the same object, whatever it is equal to."""

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.thing is self.thing


def _laid_out(edition: Edition, form_page: Page) -> LaidOutPage:
    return _laid_out_once(_Same(edition), _Same(form_page))


@lru_cache(maxsize=128)
def _laid_out_once(edition: _Same, form_page: _Same) -> LaidOutPage:
    """Lay out a page; reading, drawing and exporting one report go by the same layout."""
    assert isinstance(edition.thing, Edition)
    assert isinstance(form_page.thing, Page)
    lay_out = amount_page if form_page.thing.header is None else cover_page
    return lay_out(edition.thing, form_page.thing)


def _entered_on(edition: Edition, form_pages: Iterable[Page]) -> dict[str, Page]:
    """Give the page on which each box is entered."""
    entered_on: dict[str, Page] = {}
    for form_page in form_pages:
        for box in form_page.boxes:
            is_home = edition.boxes[box.number].home is form_page
            if is_home or box.number not in entered_on:
                entered_on[box.number] = form_page
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
