"""The checks of pages and period: pages that the firm does not report, and the edition."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.computation import Computation
from focusxl.filings.filer import boxes_on_excluded_pages
from focusxl.filings.filing import BoxValue, Filing, Refused
from focusxl.forms.edition import Edition


def check_pages(computation: Computation) -> Iterator[Finding]:
    """Check the pages of a report and its period against the firm and the edition."""
    filing, scope = computation.filing, computation.scope
    yield from _period(filing)
    for number in boxes_on_excluded_pages(filing, scope):
        placed = filing.edition.boxes[number]
        yield general_finding(
            "PAGE-01",
            box=number,
            place=filing.place_of(number),
            reported=_shown(filing.values[number]),
            expected="nothing",
            page=placed.home.title,
            filers=", ".join(placed.home.reported_by),
        )
    if scope.of_no_kind:
        sheets = ", ".join(page.sheet for page in scope.of_no_kind)
        yield general_finding("PAGE-08", reported=sheets)
    if filing.whole:
        for fact in scope.missing_facts:
            yield general_finding(
                "FACT-04",
                reported=fact,
                fact=fact,
                question=filing.edition.facts[fact].question,
            )
    for page in scope.left_out:
        yield general_finding("PAGE-02", reported=page.sheet, page=page.title)


def _period(filing: Filing) -> Iterator[Finding]:
    edition = filing.edition
    ends = filing.values.get(edition.period_end)
    if isinstance(ends, datetime.date) and not edition.covers(ends):
        yield general_finding(
            "EDN-01",
            box=edition.period_end,
            place=filing.place_of(edition.period_end),
            reported=ends.isoformat(),
            expected=_covered(edition),
            ends=f"{ends:%m/%d/%Y}",
            edition=edition.name,
            in_force=edition.in_force,
        )


def _covered(edition: Edition) -> str:
    if edition.last_period is not None:
        return f"{edition.last_period.isoformat()} or before"
    return f"{edition.assumed_period.isoformat()} or after"


def _shown(value: BoxValue | Refused) -> str | Decimal:
    match value:
        case Refused():
            return value.reported
        case bool():
            return "X"
        case Decimal():
            return value
        case datetime.date():
            return value.isoformat()
    return value
