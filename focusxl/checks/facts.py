"""Facts about the firm that nobody has stated, and that decide whether a rule is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from focusxl.checks.edits import checks_to_make
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.checks.state import edit_state, one_side_left_out
from focusxl.filings.computation import Computation
from focusxl.forms.model import Check
from focusxl.formulas import Environment


def check_facts(computation: Computation) -> Iterator[Finding]:
    """Ask for the facts on which checks that ask for them depend, each fact once."""
    edition = computation.filing.edition
    asked: set[str] = set()
    for check in checks_to_make(computation, that_ask=True):
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
        yield finding.replaced(cite=edition.facts[fact].cite)


def _fact_that_decides(computation: Computation, check: Check) -> str | None:
    """Find the first fact that a check needs, where the check comes out one way or the other."""
    if one_side_left_out(computation, check):
        return None
    known = computation.as_far_as_known
    why = edit_state(known, check).why
    if why is None or not why.is_a_question or not _may_be_asked(computation, why.of):
        return None
    return why.of if len(set(_outcomes(known, check, {}))) > 1 else None


def _may_be_asked(computation: Computation, name: str) -> bool:
    """Tell whether it is a fact, and not one that a page would show that the report lacks."""
    edition, scope = computation.filing.edition, computation.scope
    fact = edition.facts.get(name)
    if fact is None or not fact.shown_by_report:
        return fact is not None
    return any(
        box.formula is not None and name in box.formula.names and scope.has_page_of(box.number)
        for box in edition.totals
    )


def _outcomes(
    environment: Environment, check: Check, answers: Mapping[str, bool]
) -> Iterator[bool | None]:
    """Make a check under every answer to what is not stated."""
    state = edit_state(environment.answering(answers), check)
    if state.why is not None and state.why.is_a_question:
        for answer in (False, True):
            yield from _outcomes(environment, check, {**answers, state.why.of: answer})
    else:
        yield state.holds
