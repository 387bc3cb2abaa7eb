"""The contents of the official form, page by page, as they are typed."""

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
    """A text to be typed, and the side of the blank that it is aligned to."""

    text: str
    side: Side
    in_parentheses: bool = False
    """Whether it stands between printed parentheses."""


def shown_on_the_form(box: Box, value: BoxValue) -> Shown:
    """Write the value of a box as the form is filled in by hand.

    Where the form prints the parentheses, the amount is written without its sign; an amount that is
    negative even there has a minus, since a second pair of parentheses would not be recognized.
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
    """A page of the form: its boxes, and the texts to be typed into them."""

    number: int
    """Number of the page in the edition; a copy of the form may have it elsewhere."""
    boxes: frozenset[str]
    """Every numbered box of the page, by which the page is recognized."""
    shown: Mapping[str, Shown]


@dataclass(frozen=True, slots=True)
class FormContents:
    """A whole filing as it is typed onto the form."""

    form: str
    """Name of the form."""
    pages: tuple[PageContents, ...]
    firm: str
    as_of: str
    firm_box: str = ""
    """The box with the name of the firm."""
    where: Mapping[str, str] = field(default_factory=dict)
    """The place of each box, in words."""


def contents_of(computation: Computation) -> FormContents:
    """Give the contents for a computed filing: totals as they count, a box on each of its pages.

    Pages that the firm does not report stay blank.
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
    """Give the pages of a box that are in the report; if there is none, its first page."""
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
