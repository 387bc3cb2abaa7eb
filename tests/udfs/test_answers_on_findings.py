"""Findings are answered beside them: what is typed there counts, and none of it is ever lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from focusxl.checks.filer_explanations import stamp
from focusxl_udfs import button
from focusxl_udfs.open_workbook import write_back
from focusxl_udfs.open_workbook.hosted_workbook import read_hosted_workbook
from tests.support.fake_book import Cell, FakeBook, open_book
from tests.support.shipped_workbook import shipped

REASON = "266 of options are carried at another FCM."
OTHER_REASON = "A correction of the month before."


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> FakeBook:
    path = tmp_path_factory.mktemp("saved") / "book.xlsm"
    path.write_bytes(shipped())
    return open_book(path)


@pytest.fixture
def fake(saved: FakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBook]:
    """The sample, in which line 3.A (SEG-03) and line 3.B (SEG-04) differ from line 9."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    opened = saved.copy()
    opened.type("box_7032", 98_590_000.0)
    opened.type("box_7033", 11_244_000.0)
    # So that the totals, which nobody computes again here, stay what they are.
    opened.type("box_7010", 342_539_729.0 + 266 - 89)
    opened.book.set_mock_caller()
    button.validate_only()
    yield opened
    vars(xw.Book).get("_mock_caller") and delattr(xw.Book, "_mock_caller")


def row_of(fake: FakeBook, key: str) -> int:
    """The row of a finding in its list."""
    return fake.column("finding_checks").index(key)


def answer(fake: FakeBook, key: str, text: str) -> None:
    fake.type("finding_answers", text, row_of(fake, key))


def kept(fake: FakeBook) -> dict[object, object]:
    """The explanations on the sheet Checks."""
    lists = fake.column("check_id_list"), fake.column("check_explanation_list")
    return {key: text for key, text in zip(*lists, strict=True) if key and text}


def result(fake: FakeBook) -> str:
    return str(fake.at("last_validation").value).split(" | ")[0]


def mirror(row: int) -> str:
    return f'=IFERROR(INDEX(check_explanation_list,MATCH(D{row},check_id_list,0))&"","")'


def test_a_finding_to_explain_shows_the_explanation_that_checks_has(fake: FakeBook) -> None:
    classes = fake.column("finding_classes")
    assert classes[:3] == ["EXPLAIN", "EXPLAIN", "NOTE"]
    formulas = [fake.at("finding_answers", row).formula for row in range(4)]
    assert formulas == [mirror(5), mirror(6), None, None]


def test_what_is_typed_beside_a_finding_answers_it_and_moves_to_checks(fake: FakeBook) -> None:
    answer(fake, "SEG-03", REASON)
    answer(fake, "SEG-04", OTHER_REASON)
    button.validate_only()
    assert result(fake) == "READY TO FILE"
    assert kept(fake) == {"SEG-03": REASON, "SEG-04": OTHER_REASON}
    assert fake.column("finding_classes")[:2] == ["Explained", "Explained"]
    formulas = [fake.at("finding_answers", row).formula for row in range(2)]
    assert formulas == [mirror(5), mirror(6)]
    stamps = fake.column("check_answered_list")
    row = fake.column("check_id_list").index("SEG-03")
    assert stamps[row] == stamp(REASON, "98590000 against 98590266")


def test_an_open_workbook_is_read_with_what_was_typed_since(fake: FakeBook) -> None:
    fake.type("check_explanation_list", "As last month, see the memo.", 0)
    answer(fake, "SEG-03", REASON)
    explanations = read_hosted_workbook(fake.book).filing.explanations
    assert (explanations["SEG-03"].text, explanations["SEG-03"].answered) == (REASON, None)


def test_what_is_typed_replaces_what_checks_had(fake: FakeBook) -> None:
    row = fake.column("check_id_list").index("SEG-03")
    fake.type("check_explanation_list", "As last month, see the memo.", row)
    answer(fake, "SEG-03", REASON)
    button.validate_only()
    assert kept(fake) == {"SEG-03": REASON}


def test_a_short_answer_is_kept_and_asked_for_again(fake: FakeBook) -> None:
    answer(fake, "SEG-03", "ok")
    button.validate_only()
    assert result(fake) == "BLOCKED"
    assert kept(fake) == {"SEG-03": "ok"}
    message = str(fake.at("finding_table", row_of(fake, "SEG-03"), 4).value)
    assert "The explanation on record, “ok”, is too short" in message


def test_the_answer_to_a_finding_that_is_gone_is_kept(fake: FakeBook) -> None:
    answer(fake, "SEG-04", OTHER_REASON)
    fake.type("box_7033", 11_244_089.0)
    button.validate_only()
    assert "SEG-04" not in fake.column("finding_checks")
    assert kept(fake) == {"SEG-04": OTHER_REASON}


def test_answers_stay_with_their_finding_when_the_list_is_in_another_order(fake: FakeBook) -> None:
    answer(fake, "SEG-04", OTHER_REASON)
    fake.type("box_7070", -5.0)  # Must be fixed, and so stands above.
    button.validate_only()
    assert fake.column("finding_classes")[0] == "MUST FIX"
    assert kept(fake) == {"SEG-04": OTHER_REASON}
    row = row_of(fake, "SEG-04")
    assert fake.at("finding_answers", row).formula == mirror(row + 5)


def test_a_finding_without_a_row_on_checks_gets_one(fake: FakeBook) -> None:
    fake.type("box_15", "B-41562")
    button.validate_only()
    answer(fake, "TXT-02-15", "Given so by the examining authority.")
    button.validate_only()
    assert kept(fake) == {"TXT-02-15": "Given so by the examining authority."}
    assert fake.column("finding_classes")[row_of(fake, "TXT-02-15")] == "Explained"
    # The next answer to it goes to the same row.
    answer(fake, "TXT-02-15", "The letter of the authority is on file.")
    button.validate_only()
    assert kept(fake) == {"TXT-02-15": "The letter of the authority is on file."}


def test_text_beside_a_finding_that_takes_no_answer_is_kept_in_a_free_row(fake: FakeBook) -> None:
    answer(fake, "SEC-08", "None of them is named on purpose.")
    button.validate_only()
    lists = fake.column("check_id_list"), fake.column("check_explanation_list")
    rows = [row for row, pair in enumerate(zip(*lists, strict=True)) if pair[0] == "SEC-08"]
    assert len(rows) == 2
    assert lists[1][rows[0]] is None
    assert lists[1][rows[1]] == "None of them is named on purpose."


def test_a_text_like_a_formula_stays_a_text(fake: FakeBook) -> None:
    answer(fake, "SEG-03", "- carried at another FCM, see memo")
    button.validate_only()
    assert kept(fake) == {"SEG-03": "“- carried at another FCM, see memo”"}
    assert fake.column("finding_classes").count("Explained") == 1


def test_nothing_is_cleared_where_no_row_is_free(fake: FakeBook) -> None:
    fake.type("box_15", "B-41562")
    button.validate_only()
    answer(fake, "TXT-02-15", "Given so by the examining authority.")
    ids, texts = fake.column("check_id_list"), fake.column("check_explanation_list")
    for row, pair in enumerate(zip(ids, texts, strict=True)):
        if pair == (None, None):
            fake.type("check_id_list", f"OLD-{row}", row)
    button.validate_only()
    assert result(fake) == "NOT VALIDATED"
    assert "no free row left for the explanation of TXT-02-15" in str(fake.at("next_step").value)
    row = row_of(fake, "TXT-02-15")
    assert fake.at("finding_answers", row).value == "Given so by the examining authority."


@pytest.mark.parametrize("stops_at", ["clear", "formulas", "values"])
def test_an_answer_outlives_a_button_that_stops_midway(
    fake: FakeBook, monkeypatch: pytest.MonkeyPatch, stops_at: str
) -> None:
    answer(fake, "SEG-03", REASON)

    def stop(*_: object) -> None:
        fake.questions.fails[stops_at] = RuntimeError("the host is gone")
        try:
            whole(*_)
        finally:
            fake.questions.fails.clear()

    whole = write_back.write_findings
    monkeypatch.setattr(button, "write_findings", stop)
    button.validate_only()
    assert result(fake) == "NOT VALIDATED"
    assert kept(fake) == {"SEG-03": REASON}
    monkeypatch.undo()
    fake.book.set_mock_caller()
    button.validate_only()
    assert kept(fake) == {"SEG-03": REASON}
    assert fake.column("finding_classes")[:2] == ["Explained", "EXPLAIN"]


def test_a_list_whose_columns_were_moved_is_left_alone(fake: FakeBook) -> None:
    answer(fake, "SEG-03", REASON)
    sheet, (top, left, bottom, right) = fake.names["finding_answers"]
    fake.names["finding_answers"] = sheet, (top, left + 1, bottom, right + 1)
    before = dict(fake.sheets["Findings"])
    button.validate_only()
    assert "Columns of the sheet Findings were inserted" in str(fake.at("next_step").value)
    assert fake.sheets["Findings"] == before


def test_a_workbook_without_the_column_is_validated_as_before(fake: FakeBook) -> None:
    for name in ("finding_checks", "finding_answers"):
        del fake.names[name]
    sheet, (top, left, bottom, right) = fake.names["finding_table"]
    fake.names["finding_table"] = sheet, (top, left, bottom, right - 1)
    fake.sheets[sheet] = {place: cell for place, cell in fake.sheets[sheet].items() if place[0] < 5}
    button.validate_only()
    first = fake.rows("finding_table")[0]
    assert [cell.value for cell in first[5:8]] == [98_590_000.0, 98_590_266.0, -266.0]


@pytest.mark.parametrize("key", ["SEG-03", "SEC-08"])
def test_a_mark_leads_to_its_finding_and_the_finding_back(fake: FakeBook, key: str) -> None:
    row = row_of(fake, key)
    box = int(float(str(fake.at("finding_boxes", row).value)))
    # The mark of a line leads to row 4 + the place of its box in the list, whose first row is 5.
    assert fake.place("finding_boxes") == ("Findings", 5, 2)
    [mark] = [
        (sheet, place, cell.formula)
        for sheet, cells in fake.sheets.items()
        for place, cell in cells.items()
        if f"MATCH({box},finding_boxes,0)" in str(cell.formula) and place[1] == 1
    ]
    assert 'HYPERLINK("#Findings!A"&(4+' in str(mark[2])
    assert fake.sheets["Findings"][row + 5, 2] == Cell(float(box))
    sheet, top, left = fake.place(f"box_{box}")
    assert (mark[0], mark[1][0]) == (sheet, top)
    cell = f"{chr(64 + left)}{top}"
    quoted = f"'{sheet}'" if not sheet.isalpha() else sheet
    link = fake.sheets["Findings"][row + 5, 3].formula
    assert link == f'=HYPERLINK("#{quoted}!{cell}","{sheet} {cell}")'
