"""What is to be written onto the official form, page by page, and how it is shown there."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from focusxl.amounts import show
from focusxl.filings.computation import Computation
from focusxl.filings.filing import BoxValue, Refused
from focusxl.forms.model import Box
from focusxl.text import on_one_line

Side = Literal["left", "right", "middle"]

_MARK = "X"


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as it is printed, and the side of its blank that it keeps to."""

    text: str
    side: Side
    in_parentheses: bool = False
    """Whether it is meant to stand between printed parentheses."""


def shown_on_the_form(box: Box, value: BoxValue) -> Shown:
    """Write what a box holds as the form is filled in by hand.

    Where the form prints the parentheses, the bare amount stands between them; an amount that is
    below zero even there has a minus, since a second pair would not be seen as one.
    """
    match value:
        case bool():
            return Shown(_MARK, "middle")
        case Decimal():
            if box.parentheses:
                return Shown(_between_parentheses(value), "right", in_parentheses=True)
            return Shown(show(value), "right")
        case datetime.date():
            return Shown(shown_date(value), "right")
    return Shown(on_one_line(value), "left")


def shown_date(date: datetime.date) -> str:
    """Write a date as the form asks for it, MM/DD/YY.

    >>> shown_date(datetime.date(2026, 3, 31))
    '03/31/26'
    """
    return f"{date:%m/%d/%y}"


def _between_parentheses(amount: Decimal) -> str:
    text = show(amount.copy_abs())
    return f"-{text}" if amount < 0 else text


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
    form_pages = computation.filing.edition.pages
    present = tuple(page for page in pages if form_pages[page - 1] in computation.scope.present)
    return present or pages[:1]


def _value(computation: Computation, number: str) -> BoxValue | None:
    if number in computation.scope.excluded_boxes:
        return None
    if computation.filing.edition.box(number).is_amount:
        return computation.amounts.get(number)
    value = computation.filing.values.get(number)
    return None if isinstance(value, Refused) or value == "" else value
