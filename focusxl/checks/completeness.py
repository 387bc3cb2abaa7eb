"""What a report lacks: pages on which nothing is entered, boxes that are never blank.

Missing is not zero. A page that the firm must report and that is blank says nothing until the filer
says that there is nothing to report on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.computation import Computation
from focusxl.filings.filer import is_replaced
from focusxl.filings.filing import Filing, Place
from focusxl.forms.model import Page
from focusxl.values import Record

_NOTED_ONE_BY_ONE = 7
"""Up to so many missing pages are noted each for itself; more are named in one note."""


class Coverage(Record):
    """How much of the report that its firm must file is there."""

    pages: int
    """Of the pages that the firm must report, how many are in the report."""
    pages_asked: int
    """How many pages the firm must report, as far as it is stated what the firm is."""
    is_whole: bool
    """Nothing is lacking: every page, every box that is never blank, what every total rests on."""

    def __str__(self) -> str:
        return f"{self.pages} of {self.pages_asked} pages"


def coverage_of(computation: Computation) -> Coverage:
    """Tell how much of a report is there."""
    scope = computation.scope
    lacking_pages = len(scope.missing) + len(scope.undecided) + len(scope.left_out)
    return Coverage(
        pages=len(scope.present),
        pages_asked=len(scope.present) + lacking_pages,
        is_whole=not (
            lacking_pages
            or scope.totals_only
            or any(_blank_boxes(computation, page) for page in scope.present)
            or any(_untested_totals(computation))
        ),
    )


def check_completeness(computation: Computation) -> Iterator[Finding]:
    """Check that every page is filled in or said to have nothing, and no required box is blank."""
    scope = computation.scope
    yield from _declared_in_vain(computation)
    for form_page in scope.present:
        if computation.filing.whole and _is_blank(computation, form_page):
            yield general_finding(
                "PAGE-03",
                place=_place_of(computation.filing, form_page),
                reported=form_page.sheet,
                page=form_page.title,
                way_out="" if form_page.always_reported else _way_out_in_workbook(form_page),
            )
        else:
            yield from _required(computation, form_page)
    for form_page in scope.totals_only:
        yield general_finding("PART-03", reported=form_page.sheet, page=form_page.title)
    yield from _missing((*scope.missing, *scope.undecided))


def _required(computation: Computation, form_page: Page) -> Iterator[Finding]:
    """Say which boxes of a page are blank that never are.

    They must be filled in where the report is whole; a part of a report lacks them.
    """
    filing, scope = computation.filing, computation.scope
    blank = _blank_boxes(computation, form_page)
    if filing.whole or not (scope.missing or scope.undecided):
        for number in blank:
            placed = filing.edition.boxes[number]
            yield general_finding(
                "BOX-05",
                box=number,
                place=filing.place_of(number),
                reported="nothing",
                label=placed.label,
                formed=_formed_from(computation, number),
            )
    elif blank:
        yield general_finding(
            "PART-02", reported=", ".join(blank), boxes=", ".join(blank), page=form_page.title
        )


def _formed_from(computation: Computation, number: str) -> str:
    formula = computation.filing.edition.box(number).formula
    if formula is None:
        return ""
    return f" It is formed from {', '.join(formula.operands)}, and none of them is filled in."


def _blank_boxes(computation: Computation, form_page: Page) -> tuple[str, ...]:
    """Give the boxes of a page that are blank and never are; none where nothing is due on it."""
    filing = computation.filing
    if form_page.id in filing.nothing_to_report:
        return ()
    return tuple(
        number
        for number in form_page.required
        if number not in computation.amounts
        and number not in computation.unusable
        and number not in filing.values
        and number not in filing.absent
    )


def _untested_totals(computation: Computation) -> Iterator[str]:
    """Give the totals of a part of a report that show an amount which nothing in it adds up to."""
    for number, total in computation.totals.items():
        if not (total.testable or total.box.direct_entry) and total.reported:
            yield number


def _is_blank(computation: Computation, form_page: Page) -> bool:
    """Tell whether nothing is entered on a page that must be filled in or answered."""
    filing = computation.filing
    if form_page.id in filing.nothing_to_report:
        return False
    if any(
        (number in filing.lost or number in filing.values) and _is_own(filing, number)
        for number in (placed.box.number for placed in filing.edition.defined_on(form_page))
    ):
        return False
    return not is_replaced(form_page, filing.filled)


def _is_own(filing: Filing, number: str) -> bool:
    return filing.edition.box(number).formula is None or filing.is_entered(number)


def _place_of(filing: Filing, form_page: Page) -> Place:
    """Give where a page begins: its first box."""
    places = (filing.place_of(placed.box.number) for placed in filing.edition.defined_on(form_page))
    return next((place for place in places if place.sheet is not None), Place())


def _declared_in_vain(computation: Computation) -> Iterator[Finding]:
    """Find pages said to have nothing to report that cannot have nothing, or have something."""
    filing, scope = computation.filing, computation.scope
    for form_page in filing.edition.pages:
        if form_page.id not in filing.nothing_to_report or form_page in scope.excluded:
            continue
        if form_page.always_reported:
            yield general_finding(
                "PAGE-06",
                place=_place_of(filing, form_page),
                reported=form_page.id,
                page=form_page.title,
            )
        for placed in filing.edition.defined_on(form_page):
            number = placed.box.number
            value = filing.values.get(number)
            says_something = value is True or (isinstance(value, Decimal) and value != 0)
            if says_something and _is_own(filing, number):
                yield general_finding(
                    "PAGE-04",
                    box=number,
                    place=filing.place_of(number),
                    reported="X" if value is True else f"{value:f}",
                    expected="nothing",
                    page=form_page.title,
                )


def _missing(form_pages: tuple[Page, ...]) -> Iterator[Finding]:
    if len(form_pages) <= _NOTED_ONE_BY_ONE:
        for form_page in form_pages:
            yield general_finding(
                "PART-01",
                reported=form_page.sheet,
                page=form_page.title,
                way_out="" if form_page.always_reported else _way_out(form_page.id),
            )
        return
    sheets = ", ".join(form_page.sheet for form_page in form_pages)
    note = general_finding("PART-01", reported=sheets, page=sheets, way_out="")
    message = (
        f"Nothing is reported on {len(form_pages)} pages of the form; their checks were not "
        f"performed: {sheets}."
    )
    yield note.replaced(message=message)


def _way_out(page: str) -> str:
    return (
        " Where the firm has nothing to report on it, a data file says so with "
        f"“nothing_to_report” ({page})."
    )


def _way_out_in_workbook(page: Page) -> str:
    return (
        "; or, where the firm has nothing to report on it, choose “Nothing to report” beside "
        f"{page.sheet} on the Start sheet"
    )
