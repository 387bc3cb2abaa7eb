"""All checks on one filing, in the order in which an accountant should read what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from focusxl.amounts import exactly
from focusxl.checks.boxes import check_boxes
from focusxl.checks.completeness import Coverage, check_completeness, coverage_of
from focusxl.checks.edits import check_edits
from focusxl.checks.facts import check_facts
from focusxl.checks.filer_explanations import explained
from focusxl.checks.finding import CLASS_ORDER, Finding
from focusxl.checks.pages import check_pages
from focusxl.checks.totals import check_totals
from focusxl.filings.computation import Computation


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a filing can be filed, everything that was found, and how much of it is there."""

    findings: tuple[Finding, ...]
    coverage: Coverage

    @property
    def word(self) -> Literal["ready", "partial", "blocked"]:
        """The verdict in one word.

        Blocked while anything must be fixed or explained; partial where nothing is wrong in what
        is here, but the report is not whole; ready is said of a whole report alone.
        """
        if any(finding.blocks for finding in self.findings):
            return "blocked"
        return "ready" if self.coverage.is_whole else "partial"

    @property
    def is_ready(self) -> bool:
        """Whether the report is whole, nothing must be fixed and nothing is left to explain."""
        return self.word == "ready"


@exactly
def check(computation: Computation, from_reading: Iterable[Finding] = ()) -> Verdict:
    """Make every check on a computed filing.

    Args:
        computation: the filing with its totals.
        from_reading: what was noticed while the file was read (overwritten formulas and such).
    """
    found = (
        *from_reading,
        *check_boxes(computation),
        *check_totals(computation),
        *check_edits(computation),
        *check_facts(computation),
        *check_pages(computation),
        *check_completeness(computation),
    )
    order = computation.filing.edition.order

    def position(finding: Finding) -> tuple[int, bool, int]:
        return (
            CLASS_ORDER.index(finding.check_class),
            finding.consequence_of is not None,
            order.get(finding.box or "", -1),
        )

    answered = [explained(computation.filing, finding) for finding in _without_repeats(found)]
    return Verdict(tuple(sorted(answered, key=position)), coverage_of(computation))


def _without_repeats(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Keep one of findings that say the same of one place: reading sees what computing sees."""
    seen: set[tuple[object, ...]] = set()
    for finding in findings:
        key = (finding.id, finding.box, finding.place, finding.reported)
        if key not in seen:
            seen.add(key)
            yield finding
