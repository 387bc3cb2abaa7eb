"""The results of a validation, written into the open workbook: verdict, findings, stamps."""

import datetime
from collections.abc import Iterator, Sequence

import xlwings as xw

from focusxl.amounts import plain_amount
from focusxl.checks import Result
from focusxl.checks.filer_explanations import stamp
from focusxl.checks.finding import Finding
from focusxl.checks.state import STATE_WORDS
from focusxl.checks.text_report import counts
from focusxl.checks.validation_line import validation_line
from focusxl.files.openxml.addresses import cell_name
from focusxl.files.template.findings import EXPLAINED, mirror_formula
from focusxl.files.template.names import FINGERPRINT_NOW, LAST_VALIDATION, NEXT_STEP
from focusxl.filings.filing import Place
from focusxl_udfs.open_workbook.plain_cells import has_answers

Row = tuple[str | float, ...]

_FORMULA_STARTS = ("=", "+", "-", "@")
_CELL_COLUMN, _CHECK_COLUMN, _ANSWER_COLUMN = 2, 3, 5
COLUMNS_OF_LISTS = (_CHECK_COLUMN, _ANSWER_COLUMN)
"""The columns of the key of a finding and of the answer to it, counted from the first."""


def write_verdict(book: xw.Book, word: str, next_step: str, at: datetime.datetime) -> None:
    """Write the verdict with its time on the sheet Start, and the next step.

    The fingerprint of the present inputs is written with it: when the inputs change, the sheet
    itself shows that the verdict is out of date.
    """
    fingerprint = str(_named(book, FINGERPRINT_NOW).value)
    _named(book, LAST_VALIDATION).value = validation_line(word, at, fingerprint)
    _named(book, NEXT_STEP).value = next_step


def write_findings(book: xw.Book, result: Result) -> None:
    """Write all findings; the pages mark their boxes from them.

    Beside a finding to explain, a formula shows the explanation that the sheet Checks has for it;
    what was typed there has to be kept before (`focusxl_udfs.open_workbook.kept_answers`).
    """
    table = _named(book, "finding_table")
    answered = has_answers(book)
    table.clear_contents()
    findings = result.findings[: table.shape[0]]
    if not findings:
        return
    rows = [_row(finding, answered) for finding in findings]
    first = table[0, 0]
    first.resize(len(rows), len(rows[0])).value = [list(row) for row in rows]
    links = [[link_to(finding.place)] for finding in findings]
    first.offset(0, _CELL_COLUMN).resize(len(rows), 1).formula = links
    if answered and any(finding.check_class == "explain" for finding in findings):
        top, column = first.row, first.column + _CHECK_COLUMN
        mirrors = [
            [mirror_formula(cell_name(row, column)) if finding.check_class == "explain" else ""]
            for row, finding in enumerate(findings, start=top)
        ]
        first.offset(0, _ANSWER_COLUMN).resize(len(rows), 1).formula = mirrors


def write_stamps(book: xw.Book, result: Result) -> None:
    """Write beside each accepted explanation the amounts that it answers."""
    ids = _column(book, "check_id_list")
    column = _named(book, "check_answered_list")
    kept = _column(book, "check_answered_list")
    accepted = {
        finding.key: stamp(finding.explanation, finding.sides)
        for finding in result.findings
        if finding.explanation is not None
    }
    stamps = [[accepted.get(str(key), old or "")] for key, old in zip(ids, kept, strict=True)]
    column.value = stamps


def summary(result: Result) -> str:
    """Write the next step for the filer in a sentence."""
    found = counts(result.findings)
    if result.is_ready:
        return f"{found}. Press Validate and export to write the filing-ready files."
    return f"{found}. See the sheet Findings; repair what must be fixed first."


def _row(finding: Finding, answered: bool) -> Row:
    return (
        STATE_WORDS[finding.check_class] if finding.blocks else _settled(finding),
        _number(finding.box or ""),
        "",
        finding.key if finding.check_class == "explain" else finding.id,
        plain_text(finding.message),
        *([""] if answered else []),
        _number(finding.reported or ""),
        _number(finding.expected or ""),
        "" if finding.difference is None else float(finding.difference),
        "; ".join(finding.cite),
    )


def _settled(finding: Finding) -> str:
    return EXPLAINED if finding.explanation is not None else STATE_WORDS["note"]


def _number(text: str) -> str | float:
    amount = plain_amount(text)
    return plain_text(text) if amount is None else float(amount)


def plain_text(text: str) -> str:
    """Keep text text: what starts like a formula is put in quotation marks."""
    return f"“{text}”" if text.startswith(_FORMULA_STARTS) else text


def link_to(place: Place) -> str:
    """Write the formula of a link to a cell; nothing where there is none."""
    if place.sheet is None or place.cell is None:
        return ""
    target, shown = f"#{place}", f"{place.sheet} {place.cell}"
    return f"=HYPERLINK({_literal(target)},{_literal(shown)})"


def _literal(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _named(book: xw.Book, name: str) -> xw.Range:
    return book.names[name].refers_to_range


def _column(book: xw.Book, name: str) -> Sequence[object]:
    values: Iterator[list[object]] = iter(_named(book, name).options(ndim=2).value)
    return [row[0] for row in values]
