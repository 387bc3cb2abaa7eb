"""The cells that the fingerprint covers: everything the filer enters, and the totals.

Totals are covered because typing over a total is a change as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from focusxl.amounts import CellError, Nothing, Number, Text
from focusxl.checks.filer_explanations import stamp
from focusxl.files.pages.page import LaidOutPage
from focusxl.files.template.names import FINDING_LISTS, box_name, fact_name, nothing_name
from focusxl.filings.computation import Computation
from focusxl.filings.filing import NOTHING_TO_REPORT, FilerExplanation
from focusxl.forms.rule_table import Rule
from focusxl_workbook.sheets import checks as checks_sheet
from focusxl_workbook.sheets.fingerprint_sheet import Watched, named
from focusxl_workbook.sheets.sheet_writer import StoredValue, stored


def watched_cells(
    computation: Computation, pages: Sequence[LaidOutPage], rules: Sequence[tuple[str, Rule]]
) -> list[Watched]:
    """Give the cells of a workbook of these pages and checks: the boxes first, page by page."""
    edition, filing = computation.filing.edition, computation.filing
    boxes = (
        (page.page.sheet, cell.box)
        for page in pages
        for cell in page.cells
        if cell.role == "entry" and cell.box is not None
    )
    watched = [
        named(
            box_name(box.number),
            _in_box(computation, box.number),
            "" if box.kind in ("total", "official") else sheet,
        )
        for sheet, box in boxes
    ]
    for fact in edition.facts:
        answer = filing.facts.get(fact)
        watched.append(named(fact_name(fact), _YES_OR_NO[answer]))
    for page in pages:
        if not page.page.always_reported:
            given = page.page.id in filing.nothing_to_report
            watched.append(named(nothing_name(page.page.id), NOTHING_TO_REPORT if given else ""))
    return [*watched, *_explanations(filing.explanations, rules)]


def typed_answers() -> Watched:
    """Cover what is typed on the sheet Findings over the formulas of the button.

    It is part of what the next validation reads, and after it nothing is typed over them.
    """
    answers = FINDING_LISTS[1]
    typed = f"1-_xlfn.ISFORMULA({answers})"
    formula = f"=SUMPRODUCT(LEN({answers})*(1+({typed})*{_TYPED_WEIGHT}))"
    return Watched("Answers on the sheet Findings", formula, 0.0)


_TYPED_WEIGHT = 100_000
"""More than the characters of a cell, so that typing the same text again counts as well."""
_YES_OR_NO: dict[bool | None, str] = {True: "Yes", False: "No", None: ""}


def _in_box(computation: Computation, number: str) -> StoredValue:
    filing = computation.filing
    entry = filing.entries.get(number)
    if filing.edition.box(number).kind == "total" and not (
        entry is not None and filing.is_entered(number)
    ):
        return stored(computation.amounts.get(number))
    match entry.state if entry is not None else Nothing():
        case Number(amount):
            return float(amount)
        case Text(text):
            return text
        case CellError(name):
            return name
    return ""


def _explanations(
    given: Mapping[str, FilerExplanation], rules: Sequence[tuple[str, Rule]]
) -> Iterator[Watched]:
    """Cover each explanation with its check and the amounts that it answers."""
    rows = checks_sheet.explanation_rows(rules)
    listed = {check for _, check in rows}
    others = iter([check for check in given if check not in listed])
    for row, check in rows:
        key = next(others, "") if check is None else check
        answer = given.get(key)
        named_check, explained, answered = (
            f"'{checks_sheet.SHEET}'!{column}{row + 1}" for column in "AKL"
        )
        together = f'{named_check}&"|"&{explained}&"|"&{answered}'
        formula = f'=IF({explained}="","",{together})'
        yield Watched(f"Explanation in row {row + 1}", formula, _answer(key, answer))


def _answer(check: str, given: FilerExplanation | None) -> str:
    if given is None:
        return ""
    answered = "" if given.answered is None else stamp(given.text, given.answered)
    return f"{check}|{given.text}|{answered}"
