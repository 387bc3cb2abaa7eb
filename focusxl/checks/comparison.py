"""The checks against the period before: moves, and amounts that were not replaced."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from focusxl.amounts import show
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.checks.history import before
from focusxl.filings.comparison import Move, moves, pages_without_amounts, still_the_same
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Filing, Place
from focusxl.forms.comparison import comparison_data
from focusxl.forms.model import Page

_BLANK = "blank"


def check_comparison(computation: Computation) -> Iterator[Finding]:
    """Compare a report with the period before; without one, nothing is found."""
    filing = computation.filing
    if not filing.prior:
        return
    ends = filing.values.get(filing.edition.period_end)
    if filing.prior_end is not None and ends == filing.period_end <= filing.prior_end:
        yield general_finding(
            "VAR-DATE",
            box=filing.edition.period_end,
            place=filing.place_of(filing.edition.period_end),
            reported=f"{ends:%m/%d/%Y}",
            expected=f"{filing.prior_end:%m/%d/%Y}",
        )
    yield from _same_amounts(computation)
    if filing.whole:
        yield from _blank_pages(computation)
    for move in moves(computation):
        yield _moved(filing, move)


def _blank_pages(computation: Computation) -> Iterator[Finding]:
    """Find pages on which the texts of the period before stayed, and no amount is entered."""
    filing = computation.filing
    for page, count in pages_without_amounts(computation):
        nothing = ", or clear the page and say on Start that there is nothing to report on it"
        yield general_finding(
            "VAR-BLANK",
            place=_first_place(filing, page),
            reported=page.sheet,
            expected=f"{count} amounts",
            page=page.title,
            count=str(count),
            before=before(filing),
            way_out="" if page.always_reported else nothing,
        )


def _first_place(filing: Filing, page: Page) -> Place:
    """Give the first cell of a page into which an amount goes."""
    return next(
        filing.place_of(placed.box.number)
        for placed in filing.edition.defined_on(page)
        if placed.box.kind == "input"
    )


def _same_amounts(computation: Computation) -> Iterator[Finding]:
    filing = computation.filing
    ended = "" if filing.prior_end is None else f" (to {filing.prior_end:%m/%d/%Y})"
    whole, pages = still_the_same(computation)
    if whole:
        finding = general_finding("VAR-SAME", count=str(whole), before=ended)
        yield finding.replaced(of_every_box=False)
        return
    if pages:
        # One reason answers for all: each of a dozen pages apart would be asked for the same.
        sheets = ", ".join(f"{page.sheet} ({count})" for page, count in pages)
        finding = general_finding("VAR-PAGES", reported=sheets, before=ended)
        yield finding.replaced(of_every_box=False)


def _moved(filing: Filing, move: Move) -> Finding:
    how = f"{_how(move)}{_by_the_month(move)}"
    follows = move.follows_from
    if move.level == "explain":
        finding = general_finding(
            "VAR",
            box=move.number,
            place=filing.place_of(move.number),
            reported=move.now,
            expected=move.prior,
            difference=_change(move),
            before=before(filing),
            how=how,
        )
    else:
        finding = general_finding(
            "VAR-NOTE",
            box=move.number,
            place=filing.place_of(move.number),
            reported=move.now,
            expected=move.prior,
            difference=_change(move),
            consequence_of=follows,
            now=_BLANK if move.now is None else show(move.now),
            then=_BLANK if move.prior is None else show(move.prior),
            before=before(filing),
            how=how,
            consequence=f" This follows from box {follows}; look at that one first."
            if follows
            else "",
        )
    return finding.replaced(id=f"VAR-{move.number}", of_every_box=False)


def _change(move: Move) -> Decimal | None:
    return None if move.now is None or move.prior is None else move.now - move.prior


def _how(move: Move) -> str:
    prior, now = move.a_month
    match move.kind:
        case "new":
            return "it is new"
        case "gone":
            return "it is gone"
        case "sign":
            return "it has changed its sign"
        case "zero":
            return "it is no longer zero" if prior == 0 else "it is zero now"
        case "factor":
            return _by_a_factor(prior.copy_abs(), now.copy_abs())
    if prior == 0:
        return "it is no longer zero"
    percent = (now - prior) * 100 / prior.copy_abs()
    direction = "up" if percent > 0 else "down"
    return f"{direction} {show(percent.copy_abs().quantize(Decimal(1)))}%"


def _by_a_factor(prior: Decimal, now: Decimal) -> str:
    times = max(prior, now) / min(prior, now)
    shown = show(times.quantize(Decimal(1)))
    words = f"{shown} times as much" if now > prior else f"1/{shown} of that"
    slip = comparison_data().slip
    if abs(times / slip.factor - 1) > slip.within:
        return words
    digits = "many" if now > prior else "few"
    return f"{words}, as where it has three digits too {digits}"


def _by_the_month(move: Move) -> str:
    if move.months is None:
        return ""
    prior, now = (f"{months:f}" for months in move.months)
    return f", a month ({prior} months then, {now} now)"
