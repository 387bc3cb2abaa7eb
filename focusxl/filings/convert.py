"""The conversion of a filing to another edition, with a list of what has no place there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from focusxl.amounts import Nothing
from focusxl.filings.filing import NOTHING_TO_REPORT, Entry, Filing
from focusxl.forms.edition import Edition
from focusxl.forms.rule_table import rules


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An entry of a filing that has no place in the other edition, and the reason."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}."


@dataclass(frozen=True, slots=True)
class Moved:
    """The result of a conversion: the filing in the other edition, and what was left behind."""

    filing: Filing
    left_behind: tuple[LeftBehind, ...]


def moved(filing: Filing, edition: Edition, absent: frozenset[str] = frozenset()) -> Moved:
    """Move inputs, facts, answers and explanations to another edition.

    A box keeps its number in every edition, and a value moves where the box of that number is of
    the same kind. Totals are computed, so they are not moved.

    Args:
        filing: the filing to move, of any edition.
        edition: the edition to move it into.
        absent: boxes on the pages that the workbook to be filled was made without.
    """
    left: list[LeftBehind] = []
    entries: dict[str, Entry] = {}
    for number, entry in filing.entries.items():
        reason = _why_not(filing, number, edition, absent)
        if reason is None:
            entries[number] = entry
        elif reason and not isinstance(entry.state, Nothing):
            left.append(LeftBehind(f"Box {number} ({filing.edition.boxes[number].label})", reason))
    facts = {name: answer for name, answer in filing.facts.items() if name in edition.facts}
    left += _unknown_facts(filing, edition)
    nothing = {page: _why_nothing_stays(page, edition, absent) for page in filing.nothing_to_report}
    left += [
        LeftBehind(f"“{NOTHING_TO_REPORT}” for the page “{_title(filing, page)}”", reason)
        for page, reason in sorted(nothing.items())
        if reason is not None
    ]
    checks = {rule.id for rule in rules(edition)}
    explanations = {
        key: given for key, given in filing.explanations.items() if _check_of(key, checks)
    }
    left += [
        LeftBehind(f"The explanation of {key}", f"edition {edition.name} has no such check")
        for key in filing.explanations
        if key not in explanations
    ]
    moved_filing = filing.replaced(
        edition=edition,
        entries=entries,
        facts=facts,
        explanations=explanations,
        absent=frozenset(),
        nothing_to_report=frozenset(page for page, reason in nothing.items() if reason is None),
    )
    return Moved(moved_filing, tuple(left))


def _why_not(filing: Filing, number: str, edition: Edition, absent: frozenset[str]) -> str | None:
    """Give the reason why a box is not moved: None where it is moved, empty for a total."""
    if not filing.is_entered(number):
        return ""
    source = filing.edition.box(number)
    target = edition.boxes.get(number)
    if target is None:
        return f"FocusXL's edition {edition.name} of the form has no such box"
    if number in absent:
        return f"the workbook was made without the page “{target.home.title}”"
    if target.box.kind == "total" and not target.box.direct_entry:
        return f"edition {edition.name} computes it"
    if target.box.kind != source.kind:
        return f"in edition {edition.name} the box holds something else"
    return None


def _why_nothing_stays(page_id: str, edition: Edition, absent: frozenset[str]) -> str | None:
    """Give the reason why “Nothing to report” for a page is not moved; None where it is."""
    page = edition.pages_by_id.get(page_id)
    if page is None:
        return f"edition {edition.name} of the form has no such page"
    if page.always_reported:
        return "the page is always reported"
    # A page that is in the workbook has at least one box of its own there.
    if all(placed.box.number in absent for placed in edition.defined_on(page)):
        return "the workbook was made without the page"
    return None


def _title(filing: Filing, page_id: str) -> str:
    page = filing.edition.pages_by_id.get(page_id)
    return page_id if page is None else page.title


def _unknown_facts(filing: Filing, edition: Edition) -> Iterator[LeftBehind]:
    for name in filing.facts:
        if name not in edition.facts:
            question = filing.edition.facts[name].question
            yield LeftBehind(f"The answer to “{question}”", f"edition {edition.name} does not ask")


def _check_of(key: str, checks: set[str]) -> bool:
    """Tell whether an explanation answers a check of the edition, in one place or in all."""
    return key in checks or any(key.startswith(f"{check}-") for check in checks)
