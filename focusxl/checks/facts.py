"""The questions to the filer: unstated facts that decide whether a check holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from focusxl.checks.edits import applicable_checks
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.checks.state import edit_state, lacks_one_side
from focusxl.filings.computation import Computation
from focusxl.forms.model import Check
from focusxl.formulas import Environment


def check_facts(computation: Computation) -> Iterator[Finding]:
    """Ask for each fact that is unstated and decides a check, once."""
    edition = computation.filing.edition
    asked: set[str] = set()
    for check in applicable_checks(computation, that_ask=True):
        fact = _deciding_fact(computation, check)
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


def _deciding_fact(computation: Computation, check: Check) -> str | None:
    """Find the first unstated fact of a check whose answer decides whether the check holds."""
    if lacks_one_side(computation, check):
        return None
    known = computation.with_shown_facts
    why = edit_state(known, check).why
    if why is None or not why.is_a_question or not _may_be_asked(computation, why.of):
        return None
    return why.of if len(set(_outcomes(known, check, {}))) > 1 else None


def _may_be_asked(computation: Computation, name: str) -> bool:
    """Tell whether a name is a fact that the filer has to state.

    A fact that totals show is asked for only where the page of such a total is in the report.
    """
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
    """Make a check under every combination of the unstated answers."""
    state = edit_state(environment.answering(answers), check)
    if state.why is not None and state.why.is_a_question:
        for answer in (False, True):
            yield from _outcomes(environment, check, {**answers, state.why.of: answer})
    else:
        yield state.holds
