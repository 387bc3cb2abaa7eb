"""What was typed on the sheet Findings, read from the saved file."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from focusxl.checks.filer_explanations import stamp
from focusxl.files import read
from focusxl.files.writing.filling import fill_workbook
from focusxl.filings.filing import FilerExplanation, Filing
from tests.support.sample_books import EDITION, Book

REASON = "Options carried at another FCM."
KEPT = FilerExplanation("As last month, see the memo.", "1 against 2")
MIRROR = '=IFERROR(INDEX(check_explanation_list,MATCH(D5,check_id_list,0))&"","")'


def explanations(
    tmp_path: Path, answer: str | None, change: Callable[[Worksheet], None] | None = None
) -> dict[str, FilerExplanation]:
    """Read a workbook with SEG-03 in its list of findings, and an answer beside it."""

    def findings(book: object, sheets: object) -> None:
        sheet = book.add_worksheet("Findings")  # type: ignore[attr-defined]
        sheet.write_row("A4", ["Class", "Box", "Cell", "Check", "Found", "Your explanation"])
        sheet.write_row("A5", ["EXPLAIN", 7032, "Segregation K13", "SEG-03", "It differs."])
        if answer is not None and answer.startswith("="):
            sheet.write_formula("F5", answer, None, KEPT.text if answer == MIRROR else REASON)
        elif answer is not None:
            sheet.write_string("F5", answer)
        if change is not None:
            change(sheet)
        for name, column in (("finding_checks", "D"), ("finding_answers", "F")):
            book.define_name(name, f"=Findings!${column}$5:${column}$9")  # type: ignore[attr-defined]

    book = Book(also=findings)
    book.explanations = {
        "SEG-03": FilerExplanation(KEPT.text, stamp(KEPT.text, KEPT.answered or ""))
    }
    return dict(read(book.save(tmp_path / "book.xlsm")).filing.explanations)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, KEPT),
        (MIRROR, KEPT),
        (MIRROR.lower().replace(",", ", "), KEPT),
        ("  ", KEPT),
        (REASON, FilerExplanation(REASON)),
        # Typed again, it answers the numbers of today.
        (KEPT.text, FilerExplanation(KEPT.text)),
        ('="Options carried "&"at another FCM."', FilerExplanation(REASON)),
    ],
)
def test_what_was_typed_over_the_formula_is_the_newest_answer(
    tmp_path: Path, answer: str | None, expected: FilerExplanation
) -> None:
    assert explanations(tmp_path, answer) == {"SEG-03": expected}


def test_cells_that_are_not_under_their_headings_are_no_answers(tmp_path: Path) -> None:
    def moved(sheet: Worksheet) -> None:
        sheet.write_string("F4", "Reported")  # type: ignore[attr-defined]

    assert explanations(tmp_path, REASON, moved) == {"SEG-03": KEPT}


def test_a_workbook_of_before_has_no_such_column(tmp_path: Path) -> None:
    book = Book(explanations={"SEG-03": FilerExplanation(REASON)})
    content = book.content()
    assert "Findings" not in openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    (tmp_path / "book.xlsm").write_bytes(content)
    assert dict(read(tmp_path / "book.xlsm").filing.explanations) == {
        "SEG-03": FilerExplanation(REASON)
    }


def test_an_answer_that_is_filled_in_takes_the_place_of_an_older_one_beside_its_finding(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(native_with_answers(("SEG-03", "Typed first."), ("SEG-04", REASON)))
    given = Filing(EDITION, {}, explanations={"SEG-03": FilerExplanation("Filled in later on.")})
    path.write_bytes(fill_workbook(path.read_bytes(), given, {}))
    found = {key: one.text for key, one in read(path).filing.explanations.items()}
    assert found == {"SEG-03": "Filled in later on.", "SEG-04": REASON}


def native_with_answers(*answers: tuple[str, str]) -> bytes:
    """A book with a list of findings, and a text typed beside each of them."""

    def findings(book: object, sheets: object) -> None:
        sheet = book.add_worksheet("Findings")  # type: ignore[attr-defined]
        sheet.write_row("A4", ["Class", "Box", "Cell", "Check", "Found", "Your explanation"])
        for row, (key, text) in enumerate(answers, start=4):
            sheet.write_string(row, 3, key)
            sheet.write_string(row, 5, text)
        for name, column in (("finding_checks", "D"), ("finding_answers", "F")):
            book.define_name(name, f"=Findings!${column}$5:${column}$9")  # type: ignore[attr-defined]

    return Book(also=findings).content()
