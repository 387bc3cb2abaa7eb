"""The checks of completeness: pages that are blank, and blank boxes that must be filled in.

Missing is not zero. A page that the firm must report and that is blank is missing until the filer
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

_MOST_SINGLE_NOTES = 7
"""The number of missing pages that get a note each; more of them are named in one note."""


class Coverage(Record):
    """The part of its report that a firm has filled in, counted in pages."""

    pages: int
    """Pages in the report, of those that the firm must report."""
    pages_asked: int
    """Pages that the firm must report, or may have to report where facts are unstated."""
    is_whole: bool
    """True where every page, every required box and every operand of a total is there."""

    def __str__(self) -> str:
        return f"{self.pages} of {self.pages_asked} pages"


def coverage_of(computation: Computation) -> Coverage:
    """Count the pages of a report, and tell whether it is whole."""
    scope = computation.scope
    lacking_pages = len(scope.missing) + len(scope.undecided) + len(scope.left_out)
    return Coverage(
        pages=len(scope.present),
        pages_asked=len(scope.present) + lacking_pages,
        is_whole=not (
            lacking_pages
            or scope.totals_only
            or any(_blank_boxes(computation, page) for page in scope.present)
            or any(_untestable_totals(computation))
        ),
    )


def check_completeness(computation: Computation) -> Iterator[Finding]:
    """Check that every page is filled in or has nothing to report, and every required box is."""
    scope = computation.scope
    yield from _wrong_nothing_to_report(computation)
    for page in scope.present:
        if computation.filing.whole and _is_blank(computation, page):
            yield general_finding(
                "PAGE-03",
                place=_place_of(computation.filing, page),
                reported=page.sheet,
                page=page.title,
                way_out="" if page.always_reported else _way_out_in_workbook(page),
            )
        else:
            yield from _required(computation, page)
    for page in scope.totals_only:
        yield general_finding("PART-03", reported=page.sheet, page=page.title)
    yield from _missing((*scope.missing, *scope.undecided))


def _required(computation: Computation, page: Page) -> Iterator[Finding]:
    """Find the blank boxes of a page that must be filled in.

    In a whole report each is a finding; a partial filing gets one note on all of them.
    """
    filing, scope = computation.filing, computation.scope
    blank = _blank_boxes(computation, page)
    if filing.whole or not (scope.missing or scope.undecided):
        for number in blank:
            placed = filing.edition.boxes[number]
            yield general_finding(
                "BOX-05",
                box=number,
                place=filing.place_of(number),
                reported="nothing",
                label=placed.label,
                formed=_operands_sentence(computation, number),
            )
    elif blank:
        yield general_finding(
            "PART-02", reported=", ".join(blank), boxes=", ".join(blank), page=page.title
        )


def _operands_sentence(computation: Computation, number: str) -> str:
    formula = computation.filing.edition.box(number).formula
    if formula is None:
        return ""
    return f" It is formed from {', '.join(formula.operands)}, and none of them is filled in."


def _blank_boxes(computation: Computation, page: Page) -> tuple[str, ...]:
    """Give the required boxes of a page that are blank; none if it has nothing to report."""
    filing = computation.filing
    if page.id in filing.nothing_to_report:
        return ()
    return tuple(
        number
        for number in page.required
        if number not in computation.amounts
        and number not in computation.unusable
        and number not in filing.values
        and number not in filing.absent
    )


def _untestable_totals(computation: Computation) -> Iterator[str]:
    """Give the totals of a partial filing that show an amount and have no reported operand."""
    for number, total in computation.totals.items():
        if not (total.testable or total.box.direct_entry) and total.reported:
            yield number


def _is_blank(computation: Computation, page: Page) -> bool:
    """Tell whether nothing is entered on a page, and no “Nothing to report” answers for it."""
    filing = computation.filing
    if page.id in filing.nothing_to_report:
        return False
    if any(
        (number in filing.lost or number in filing.values) and _is_own(filing, number)
        for number in (placed.box.number for placed in filing.edition.defined_on(page))
    ):
        return False
    return not is_replaced(page, filing.filled)


def _is_own(filing: Filing, number: str) -> bool:
    return filing.edition.box(number).formula is None or filing.is_entered(number)


def _place_of(filing: Filing, page: Page) -> Place:
    """Give the place of the first box of a page."""
    places = (filing.place_of(placed.box.number) for placed in filing.edition.defined_on(page))
    return next((place for place in places if place.sheet is not None), Place())


def _wrong_nothing_to_report(computation: Computation) -> Iterator[Finding]:
    """Find “Nothing to report” on pages that are always reported or that hold an amount or mark."""
    filing, scope = computation.filing, computation.scope
    for page in filing.edition.pages:
        if page.id not in filing.nothing_to_report or page in scope.excluded:
            continue
        if page.always_reported:
            yield general_finding(
                "PAGE-06",
                place=_place_of(filing, page),
                reported=page.id,
                page=page.title,
            )
        for placed in filing.edition.defined_on(page):
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
                    page=page.title,
                )


def _missing(pages: tuple[Page, ...]) -> Iterator[Finding]:
    if len(pages) <= _MOST_SINGLE_NOTES:
        for page in pages:
            yield general_finding(
                "PART-01",
                reported=page.sheet,
                page=page.title,
                way_out="" if page.always_reported else _way_out(page.id),
            )
        return
    sheets = ", ".join(page.sheet for page in pages)
    note = general_finding("PART-01", reported=sheets, page=sheets, way_out="")
    message = (
        f"Nothing is reported on {len(pages)} pages of the form; their checks were not "
        f"performed: {sheets}."
    )
    yield note.replaced(message=message)


def _way_out(page_id: str) -> str:
    return (
        " Where the firm has nothing to report on it, a data file says so with "
        f"“nothing_to_report” ({page_id})."
    )


def _way_out_in_workbook(page: Page) -> str:
    return (
        "; or, where the firm has nothing to report on it, choose “Nothing to report” beside "
        f"{page.sheet} on the Start sheet"
    )
