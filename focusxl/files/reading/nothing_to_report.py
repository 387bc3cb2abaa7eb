"""The cells on Start that answer “Nothing to report” for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from focusxl.amounts import CellState, Nothing, Text
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.stored.cells import Cells, Target
from focusxl.files.stored.entries import shown_state
from focusxl.files.template.names import nothing_name
from focusxl.filings.filing import NOTHING_TO_REPORT
from focusxl.forms.edition import Edition
from focusxl.text import in_one_line

_LONGEST_SHOWN = 80


def read_nothing_to_report(
    edition: Edition, targets: Mapping[str, Target], cells: Cells
) -> tuple[frozenset[str], tuple[Finding, ...]]:
    """Read the answers: the pages with nothing to report, and findings on any other text.

    A workbook made before these cells existed has none, and no page with nothing to report.
    """
    answers = dict(_answers(edition, targets, cells))
    pages = frozenset(page for page, state in answers.items() if is_nothing_to_report(state))
    findings = tuple(
        general_finding(
            "PAGE-05",
            place=targets[nothing_name(page)].place,
            reported=in_one_line(shown_state(state), _LONGEST_SHOWN),
            expected=NOTHING_TO_REPORT,
            page=edition.pages_by_id[page].title,
        )
        for page, state in answers.items()
        if page not in pages
    )
    return pages, findings


def is_nothing_to_report(state: CellState) -> bool:
    """Tell whether a cell answers “Nothing to report”, in capitals or not."""
    return (
        isinstance(state, Text) and state.value.strip().casefold() == NOTHING_TO_REPORT.casefold()
    )


def _answers(
    edition: Edition, targets: Mapping[str, Target], cells: Cells
) -> Iterator[tuple[str, CellState]]:
    for page in edition.pages_by_id:
        target = targets.get(nothing_name(page))
        state: CellState = cells.cell(target.place).state if target else Nothing()
        blank = isinstance(state, Nothing) or (isinstance(state, Text) and not state.value.strip())
        if not blank:
            yield page, state
