"""The tick marks of a workpaper: what was found to tie, and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from focusxl.checks import Result
from focusxl.checks.edits import applicable_checks
from focusxl.checks.state import state_of_edit
from focusxl.filings.computation import Computation
from focusxl.formulas.tree import boxes_of, comparisons

FOOTED: Final = "√"
COMPUTED: Final = "Σ"
ON_PAGES: Final = "↔"
CROSS: Final = "≡"
ACCOUNTS: Final = "T"
DIFFERS: Final = "≠"
EXPLAINED: Final = "E"

LEGEND: Mapping[str, str] = {
    FOOTED: "Recomputed from the lines below it; agrees with what the report shows.",
    COMPUTED: "Computed here from the lines below it; the report gives no amount of its own.",
    ON_PAGES: "The same box stands on another page, too, and carries one amount.",
    CROSS: "Ties to other boxes: a cross-check of the form or of the rules holds. See the remark.",
    ACCOUNTS: "Agrees with the accounts of the trial balance that are listed under it.",
    DIFFERS: "Does not tie. See the remark, and the sheet Findings.",
    EXPLAINED: "Does not tie, and the filer has explained why. See the sheet Findings.",
}


class Tick(NamedTuple):
    """A tick mark on a box, with what it refers to."""

    mark: str
    remark: str = ""


def ticks_of(computation: Computation, result: Result) -> dict[str, list[Tick]]:
    """Give the tick marks of every box, those of accounts apart."""
    found: dict[str, list[Tick]] = {}
    for number, tick in (*_of_totals(computation), *_of_pages(computation)):
        found.setdefault(number, []).append(tick)
    for number, tick in (*_of_checks(computation), *_of_findings(result)):
        found.setdefault(number, []).append(tick)
    return found


def _of_totals(computation: Computation) -> Iterator[tuple[str, Tick]]:
    for number, total in computation.totals.items():
        if total.expected is None or not total.testable:
            continue
        if total.reported is None:
            yield number, Tick(COMPUTED)
        elif total.agrees:
            yield number, Tick(FOOTED)


def _of_pages(computation: Computation) -> Iterator[tuple[str, Tick]]:
    edition = computation.filing.edition
    for number, placed in edition.boxes.items():
        if len(placed.pages) > 1 and number in computation.amounts:
            pages = " and ".join(map(str, sorted(placed.pages)))
            yield number, Tick(ON_PAGES, f"pages {pages}")


def _of_checks(computation: Computation) -> Iterator[tuple[str, Tick]]:
    """Tick both sides of every comparison that holds and compares something."""
    for check in applicable_checks(computation):
        if state_of_edit(computation, check).standing != "holds":
            continue
        for compared in comparisons(check.test.tree):
            sides = boxes_of(compared.left), boxes_of(compared.right)
            if compared.operator != "=" or not all(sides):
                continue
            there = [box for side in sides for box in side if box in computation.amounts]
            for box in dict.fromkeys(there):
                yield box, Tick(CROSS, check.id)


def _of_findings(result: Result) -> Iterator[tuple[str, Tick]]:
    for finding in result.findings:
        if finding.box is None or finding.check_class == "note":
            continue
        yield finding.box, Tick(DIFFERS if finding.blocks else EXPLAINED, finding.key)
