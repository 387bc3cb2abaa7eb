"""All checks on one filing, in the order in which an accountant should read what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from focusxl.checks.boxes import check_boxes
from focusxl.checks.edit_checks import check_edits
from focusxl.checks.facts import check_facts
from focusxl.checks.pages import check_pages
from focusxl.checks.totals import check_totals
from focusxl.compute import Computation
from focusxl.filing import Filing
from focusxl.finding import CLASS_ORDER, Finding


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a filing can be filed, and everything that was found."""

    findings: tuple[Finding, ...]

    @property
    def word(self) -> Literal["ready", "blocked"]:
        """The verdict in one word."""
        return "blocked" if any(finding.blocks for finding in self.findings) else "ready"

    @property
    def is_ready(self) -> bool:
        """Whether nothing must be fixed and nothing is left to explain."""
        return self.word == "ready"


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
    )
    explained = [_with_explanation(computation.filing, finding) for finding in found]
    order = computation.filing.edition.order

    def position(finding: Finding) -> tuple[int, bool, int]:
        return (
            CLASS_ORDER.index(finding.check_class),
            finding.consequence_of is not None,
            order.get(finding.box or "", -1),
        )

    return Verdict(tuple(sorted(_without_repeats(explained), key=position)))


def _with_explanation(filing: Filing, finding: Finding) -> Finding:
    if finding.check_class != "explain":
        return finding
    answers = (filing.explanations.get(key) for key in finding.answered_by)
    given = next((answer for answer in answers if answer and answer.text.strip()), None)
    if given is None:
        return finding
    if given.answered not in (None, finding.sides):
        message = f"{finding.message} The explanation on record answered other numbers: renew it."
        return replace(finding, message=message)
    return replace(
        finding,
        message=f"{finding.message} Explained: {given.text.strip()}",
        explanation=given.text.strip(),
    )


def _without_repeats(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Keep one finding a box and check, the first: reading may see what computing sees too."""
    seen: set[tuple[str, str | None]] = set()
    for finding in findings:
        key = (finding.id, finding.box or finding.reported)
        if key not in seen:
            seen.add(key)
            yield finding
