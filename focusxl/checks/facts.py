"""Facts about the firm that nobody has stated, and that decide whether a rule is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from focusxl.checks.edits import (
    as_far_as_known,
    checks_to_make,
    make_outcome,
    one_side_left_out,
)
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.computation import Computation
from focusxl.filings.unstated import supposing
from focusxl.forms.model import Check
from focusxl.formulas import BoxUnusable, FactUnknown, LeftBlank, Surroundings


def check_facts(computation: Computation) -> Iterator[Finding]:
    """Ask for the facts on which checks that ask for them depend, each fact once."""
    edition = computation.filing.edition
    asked: set[str] = set()
    for check in checks_to_make(computation):
        fact = _fact_that_decides(computation, check)
        if fact is None or fact in asked:
            continue
        asked.add(fact)
        finding = general_finding(
            "FACT-06",
            reported=fact,
            fact=fact,
            about=check.box,
            question=edition.facts[fact].question,
        )
        yield replace(finding, cite=edition.facts[fact].cite)


def _fact_that_decides(computation: Computation, check: Check) -> str | None:
    """Find the first fact that a check needs, where the check comes out one way or the other."""
    if not check.asks or one_side_left_out(computation, check):
        return None
    known = as_far_as_known(computation, check)
    try:
        make_outcome(known, check)
    except FactUnknown as unknown:
        if _may_be_asked(computation, unknown.fact) and len(set(_outcomes(known, check, {}))) > 1:
            return unknown.fact
    except (BoxUnusable, LeftBlank):
        return None
    return None


def _may_be_asked(computation: Computation, name: str) -> bool:
    """Tell whether it is a fact, and not one that a page would show that the report lacks."""
    edition, scope = computation.filing.edition, computation.scope
    fact = edition.facts.get(name)
    if fact is None or not fact.shown_by_report:
        return fact is not None
    return any(
        box.formula is not None
        and name in box.formula.names
        and scope.has_page_of(edition, box.number)
        for box in edition.totals
    )


def _outcomes(
    surroundings: Surroundings, check: Check, answers: Mapping[str, bool]
) -> Iterator[bool | None]:
    """Make a check under every answer to what is not stated."""
    try:
        yield make_outcome(supposing(surroundings, answers), check).holds
    except FactUnknown as unknown:
        for answer in (False, True):
            yield from _outcomes(surroundings, check, {**answers, unknown.fact: answer})
    except (BoxUnusable, LeftBlank):
        yield None
