"""What is to be written onto the official form, page by page."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from focusxl.files.official_pdf.shown import Shown, shown_date, shown_on_the_form
from focusxl.filings.computation import Computation
from focusxl.filings.filing import BoxValue, Refused
from focusxl.text import on_one_line


@dataclass(frozen=True, slots=True)
class PageContents:
    """One page of the form: the boxes that stand on it, and what is written into them."""

    number: int
    """The page's number in the edition; a copy of the form may have it elsewhere."""
    boxes: frozenset[str]
    """Every numbered box of the page, by which it is told from the other pages."""
    shown: Mapping[str, Shown]


@dataclass(frozen=True, slots=True)
class FormContents:
    """A whole filing as it is written onto the form."""

    form: str
    """What the form is called."""
    pages: tuple[PageContents, ...]
    firm: str
    as_of: str
    firm_box: str = ""
    """The box that the name of the firm stands in."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Where each box stands, in words."""


def contents_of(computation: Computation) -> FormContents:
    """Give what a computed filing writes: totals as they count, a box on each of its pages.

    Pages that the firm does not report stay empty.
    """
    filing = computation.filing
    boxes: dict[int, set[str]] = {}
    shown: dict[int, dict[str, Shown]] = {}
    for number, placed in filing.edition.boxes.items():
        if placed.box.numbered:
            for page in placed.pages:
                boxes.setdefault(page, set()).add(number)
        value = _value(computation, number)
        if value is not None:
            for page in _pages_to_fill(computation, placed.pages):
                shown.setdefault(page, {})[number] = shown_on_the_form(placed.box, value)
    period_end = filing.values.get(filing.edition.period_end)
    return FormContents(
        form=f"{filing.edition.form_and_part}, edition {filing.edition.name}",
        pages=tuple(
            PageContents(page, frozenset(on_page), shown.get(page, {}))
            for page, on_page in sorted(boxes.items())
        ),
        firm=on_one_line(filing.firm_name),
        as_of=shown_date(period_end) if isinstance(period_end, datetime.date) else "",
        firm_box=filing.edition.firm_name,
        where={number: placed.where for number, placed in filing.edition.boxes.items()},
    )


def _pages_to_fill(computation: Computation, pages: tuple[int, ...]) -> tuple[int, ...]:
    """Give the pages of a box that are in the report; its first where it is all of a page."""
    statements = computation.filing.edition.statements
    present = tuple(page for page in pages if statements[page - 1] in computation.scope.present)
    return present or pages[:1]


def _value(computation: Computation, number: str) -> BoxValue | None:
    if number in computation.scope.excluded_boxes:
        return None
    if computation.filing.edition.box(number).is_amount:
        return computation.amounts.get(number)
    value = computation.filing.values.get(number)
    return None if isinstance(value, Refused) or value == "" else value
