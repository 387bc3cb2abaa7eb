"""The commands of the ribbon on an open workbook, without a host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl.library import read
from focusxl_udfs import button
from focusxl_udfs.balances_file import balances_file
from focusxl_udfs.official_form import official_form
from focusxl_udfs.open_workbook import pasting
from focusxl_udfs.open_workbook.clipboard import NothingCopied, rows_of_text, rows_of_xml
from focusxl_udfs.open_workbook.open_findings import NONE_OPEN
from focusxl_workbook.fill import filled
from focusxl_workbook.templates import template
from tests.support.drawn_forms import drawn_edition, drawn_form
from tests.support.fake_book import Cell, FakeBook, open_book


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> FakeBook:
    """The template of 2014 with its sample, which is ready to file, as it was saved."""
    path = tmp_path_factory.mktemp("saved") / "book.xlsm"
    form = load_edition("2014")
    empty = template(form, "udf")
    path.write_bytes(filled(empty, Filing(form, {}, whole=True), load_sample("2014"), "udf"))
    return open_book(path)


@pytest.fixture
def fake(saved: FakeBook) -> FakeBook:
    """The same, open."""
    opened = saved.copy()
    opened.book.set_mock_caller()
    return opened


@pytest.fixture(autouse=True)
def no_caller_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    # xlwings looks for the app in front among those of its engine, which this host is none of.
    monkeypatch.setattr(xw.App, "activate", lambda *_, **__: None)
    yield
    vars(xw.Book).get("_mock_caller") and delattr(xw.Book, "_mock_caller")


def column(fake: FakeBook, sheet: str, number: int) -> list[object]:
    cells = fake.sheets[sheet]
    last = max(row for row, _ in cells)
    return [cells[row, number].value if (row, number) in cells else None for row in range(1, last)]


# Explain this cell


def test_the_selected_total_is_explained_on_a_sheet_of_its_own(fake: FakeBook) -> None:
    """7060 is line 6 of the segregation statement: lines 4 and 5, 7040 + 7050."""
    fake.select("box_7060")
    button.explain_this_cell()
    assert fake.alerts == []
    cells = fake.sheets["Explanation"]
    assert cells[1, 1].value == "Why box 7060 is what it is"
    sheet, _, _ = fake.place("box_7060")
    assert cells[2, 3].formula is not None
    assert f"#{sheet}!" in cells[2, 3].formula
    assert [cells[4, number].value for number in range(1, 7)] == [
        "Line",
        "Amount",
        "Cell",
        "Formed from",
        "Remark",
        "Source",
    ]
    assert str(cells[5, 1].value).startswith("Box 7060: line 6, Amount required to be segregated")
    assert cells[5, 2].value == 1_095_163_255
    assert cells[5, 4].value == "[7040] + [7050]"
    assert "17 CFR 1.32" in str(cells[5, 6].value)
    assert str(cells[6, 1].value).startswith("    Box 7040: ")
    assert str(cells[7, 1].value).startswith("        Box 7010: ")
    assert cells[7, 2].value == 342_539_729
    assert cells[7, 2].number_format == "#,##0_);(#,##0)"
    assert fake.selected == ("Explanation", (1, 1, 1, 1))


def test_each_line_of_an_explanation_leads_to_its_cell(fake: FakeBook) -> None:
    fake.select("box_7060")
    button.explain_this_cell()
    sheet, top, left = fake.place("box_7010")
    letter = "ABCDEFGHIJKLMNOP"[left - 1]
    formula = fake.sheets["Explanation"][7, 3].formula
    assert formula == f'=HYPERLINK("#{sheet}!{letter}{top}","{sheet} {letter}{top}")'


def test_another_explanation_leaves_nothing_of_the_one_before(fake: FakeBook) -> None:
    fake.select("box_7190")
    button.explain_this_cell()
    longer = len(fake.sheets["Explanation"])
    fake.select("box_7010")
    button.explain_this_cell()
    assert fake.sheets["Explanation"][1, 1].value == "Why box 7010 is what it is"
    assert len(fake.sheets["Explanation"]) < longer
    assert not any("7190" in str(cell.value) for cell in fake.sheets["Explanation"].values())


def test_a_label_beside_one_box_stands_for_it(fake: FakeBook) -> None:
    sheet, top, _ = fake.place("box_7060")
    fake.selected = sheet, (top, 2, top, 2)
    button.explain_this_cell()
    assert fake.sheets["Explanation"][1, 1].value == "Why box 7060 is what it is"


def test_a_cell_that_is_no_box_is_told_in_a_sentence(fake: FakeBook) -> None:
    fake.selected = "Start", (2, 2, 2, 2)
    button.explain_this_cell()
    assert fake.alerts == ["Select the cell of an amount on a page of the form first."]
    assert "Explanation" not in fake.sheets


@pytest.mark.parametrize("command", ["explain_this_cell", "paste_into_inputs"])
def test_a_selected_picture_is_told_in_a_sentence(
    fake: FakeBook, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(monkeypatch, "1\n")
    fake.questions.fails["selection"] = AttributeError("Sheet")
    getattr(button, command)()
    assert fake.alerts == ["Select a cell of the workbook first."]


def test_a_sheet_of_the_users_is_not_written_over(fake: FakeBook) -> None:
    fake.sheets["Explanation"] = {(1, 1): Cell("My own notes")}
    fake.select("box_7060")
    button.explain_this_cell()
    assert fake.sheets["Explanation"] == {(1, 1): Cell("My own notes")}
    assert "Rename that sheet" in fake.alerts[0]


def test_the_whole_form_is_explained_without_asking_for_its_names(fake: FakeBook) -> None:
    """Also the second time, when the sheet is in the open workbook and not in the file."""
    for _ in range(2):
        fake.questions.taken.clear()
        fake.select("box_7060")
        button.explain_this_cell()
        assert fake.questions.taken["name"] <= 3


# Next finding


def two_findings(fake: FakeBook) -> None:
    """Line 3.A and B differ from line 9 (SEG-02, SEG-03), and a deduction is negative."""
    fake.type("box_7032", 1000.0)
    fake.type("box_7033", -5.0)
    button.validate_only()


def test_the_next_finding_is_the_one_after_the_selected_cell(fake: FakeBook) -> None:
    two_findings(fake)
    rows = [row for row in fake.rows("finding_table") if row[0].value in ("MUST FIX", "EXPLAIN")]
    expected = list(dict.fromkeys(row[2].formula for row in rows if row[2].formula))
    assert len(expected) > 1
    seen = []
    for _ in range(len(expected) + 1):
        button.next_finding()
        assert fake.selected is not None
        sheet, (row, left, _, _) = fake.selected
        seen.append(f"{sheet}!{'ABCDEFGHIJKLMNOP'[left - 1]}{row}")
    assert all(f"#{place}" in str(link) for place, link in zip(seen, expected, strict=False))
    assert seen[-1] == seen[0], "after the last comes the first"
    assert fake.alerts == []


def test_without_open_findings_it_says_so(fake: FakeBook) -> None:
    button.validate_only()
    button.next_finding()
    assert fake.alerts == [NONE_OPEN]
    assert fake.selected is None


# Official PDF


@pytest.fixture
def on_disk(fake: FakeBook, tmp_path: Path) -> FakeBook:
    """The open workbook, in a folder of its own."""
    fake.path = tmp_path / "folder" / "book.xlsm"
    fake.path.parent.mkdir()
    return fake


def keep_file(fake: FakeBook, saved: FakeBook) -> None:
    fake.path.write_bytes(saved.path.read_bytes())


def copy_of_the_form(tmp_path: Path) -> Path:
    form = tmp_path / "part-ii.pdf"
    form.write_bytes(drawn_form(drawn_edition(load_edition("2014"))))
    return form


def exported(fake: FakeBook) -> list[str]:
    return sorted(path.name for path in fake.path.parent.glob("19585-*"))


def test_the_filing_is_typed_onto_the_copy_of_the_form_that_was_chosen(
    on_disk: FakeBook, saved: FakeBook, tmp_path: Path
) -> None:
    keep_file(on_disk, saved)
    form = copy_of_the_form(tmp_path)
    assert official_form("") == ""
    assert official_form(str(form)) == str(form)
    assert official_form("") == str(form)
    button.official_pdf()
    assert "19585-2014-06-30-1-official-form.pdf" in exported(on_disk)
    assert "19585-2014-06-30-1-audit.json" in exported(on_disk)
    assert "official-form.pdf" in str(on_disk.at("next_step").value)


def test_a_pdf_that_is_not_the_form_is_told_and_asked_for_again(
    on_disk: FakeBook, saved: FakeBook, tmp_path: Path
) -> None:
    keep_file(on_disk, saved)
    other = tmp_path / "letter.pdf"
    other.write_bytes(drawn_form([[]]))
    official_form(str(other))
    button.official_pdf()
    assert exported(on_disk) == []
    assert "The PDF given is not" in str(on_disk.at("next_step").value)
    assert official_form("") == ""


def test_a_copy_that_is_gone_is_told(on_disk: FakeBook, saved: FakeBook) -> None:
    keep_file(on_disk, saved)
    button.official_pdf()
    assert exported(on_disk) == []
    assert "your copy of the SEC's form is not where it was" in str(on_disk.at("next_step").value)


def test_nothing_is_typed_while_a_finding_is_open(
    on_disk: FakeBook, saved: FakeBook, tmp_path: Path
) -> None:
    keep_file(on_disk, saved)
    official_form(str(copy_of_the_form(tmp_path)))
    on_disk.type("box_7033", -5.0)
    button.official_pdf()
    assert exported(on_disk) == []


@pytest.mark.parametrize("name", ["letter.docx", "not there.pdf"])
def test_only_a_pdf_that_is_there_is_remembered(tmp_path: Path, name: str) -> None:
    (tmp_path / "letter.docx").write_bytes(b"")
    assert official_form(str(tmp_path / name)) == (
        f"FocusXL: “{name}” is not a PDF on this computer."
    )
    assert official_form("") == ""


# Paste into inputs


def copied(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(pasting, "copied_rows", lambda _: rows_of_text(text))


def test_two_columns_go_into_the_boxes_they_name(
    fake: FakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(monkeypatch, "Box\tAmount\n7010\t1,234\n7020\t(5.50)\n7060\t99\n")
    fake.answer = "yes"
    total = fake.at("box_7060")
    button.paste_into_inputs()
    assert fake.alerts == [
        "2 figures into yellow cells:\n"
        "7010: 342,539,729 becomes 1,234\n"
        "7020: 583,631,906 becomes (5.5)\n\n"
        "Left out:\n99 for box 7060 (computed)\n\nPaste?",
        "Pasted 2 figures. Undo paste brings back what was there.",
    ]
    assert (fake.at("box_7010").value, fake.at("box_7020").value) == (1234.0, -5.5)
    assert fake.at("box_7060") == total


def test_a_column_goes_down_from_the_selected_cell_beside_totals(
    fake: FakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines 4 to 7 are below each other: the net equity between them is computed."""
    sheet, top, left = fake.place("box_7033")
    assert fake.place("box_7040") == (sheet, top + 1, left)
    copied(monkeypatch, "11\n22\n")
    fake.answer = "yes"
    fake.select("box_7033")
    before = fake.at("box_7040")
    button.paste_into_inputs()
    assert fake.at("box_7033").value == 11
    assert fake.at("box_7040") == before
    assert "22 for box 7040 (computed)" in fake.alerts[0]


def test_nothing_is_written_before_the_list_is_accepted(
    fake: FakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(monkeypatch, "7010\t1\n")
    fake.answer = "no"
    before = {name: dict(cells) for name, cells in fake.sheets.items()}
    button.paste_into_inputs()
    assert fake.sheets == before


def test_a_paste_is_undone_from_the_workbook_alone(
    fake: FakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An amount, a blank and a formula come back; a cell that was changed since does not."""
    sheet, top, left = fake.place("box_7120")
    fake.sheets[sheet][top, left] = Cell(30.0, "=10+20")
    fake.type("box_7033", None)
    names = ["box_7010", "box_7033", "box_7120"]
    before = [fake.at(name) for name in names]
    copied(monkeypatch, "7010\t1\n7033\t2\n7120\t3\n7020\t4\n")
    fake.answer = "yes"
    button.paste_into_inputs()
    assert [fake.at(name).value for name in names] == [1, 2, 3]
    fake.type("box_7020", 5.0)
    button.undo_paste()
    assert [(fake.at(name).value, fake.at(name).formula) for name in names] == [
        (before[0].value, None),
        (None, None),
        ("calculated", "=10+20"),
    ]
    assert fake.at("box_7020").value == 5
    assert fake.alerts[-1] == (
        "Brought back what was there in 3 of 4 cells. Changed since, and left as they are: "
        "box 7020."
    )
    button.undo_paste()
    assert fake.alerts[-1] == pasting.NOTHING_TO_UNDO


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("7010\tten", "Nothing was pasted: “ten” for box 7010 is text, not an amount."),
        ("7010\t1\n7010\t2", "Nothing was pasted: box 7010 is copied twice."),
        ("7010\t1\n99999\t2", "Nothing was pasted: the form has no box “99999”."),
        ("1\t2\t3", "Nothing was pasted: 3 columns are copied."),
        ("7060\t2", "Nothing was pasted: no figure falls on a yellow cell."),
    ],
)
def test_what_cannot_be_pasted_is_told_and_nothing_is_written(
    fake: FakeBook, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    copied(monkeypatch, text)
    before = {name: dict(cells) for name, cells in fake.sheets.items()}
    button.paste_into_inputs()
    assert len(fake.alerts) == 1
    assert fake.alerts[0].startswith(sentence)
    assert fake.sheets == before


def test_what_excel_copies_is_read_with_every_digit() -> None:
    """The cell shows 1,235; a row and a cell are left out, as Excel leaves out blank ones."""
    given = b"""<?xml version="1.0"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table>
<Row><Cell><Data ss:Type="Number">7010</Data></Cell>
<Cell><Data ss:Type="Number">1234.56</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">7020 </Data></Cell>
<Cell><Data ss:Type="Number">1.2E+9</Data></Cell></Row>
<Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="String">(5)</Data></Cell></Row>
</Table></Worksheet></Workbook>"""
    assert rows_of_xml(given) == [
        ["7010", "1234.56"],
        ["7020", "1200000000"],
        [],
        ["", "(5)"],
    ]


def test_a_whole_column_is_refused() -> None:
    with pytest.raises(NothingCopied, match="not whole columns"):
        rows_of_text("1\n" * 5_001)


# Roll forward


def test_the_next_month_is_begun_beside_the_workbook(fake: FakeBook) -> None:
    """The sample is of the quarter to June 2014, so the next one is that to September."""
    path = Path(fake.book.fullname)
    before = path.read_bytes()
    button.roll_forward()
    out = path.with_name("book-2014-09-30.xlsm")
    (said,) = fake.alerts
    assert said.startswith("Made book-2014-09-30.xlsm in the folder of book.xlsm, which stays")
    assert "The period is 07/01/2014 to 09/30/2014, edition 2014." in said
    assert path.read_bytes() == before
    report = read(out).report
    assert report.prior["7010"] == 342_539_729
    button.roll_forward()
    assert "exists already and is not written over" in fake.alerts[1]


def test_a_workbook_with_changes_that_are_not_saved_is_not_rolled(fake: FakeBook) -> None:
    before = set(Path(fake.book.fullname).parent.iterdir())
    fake.type("box_7010", 5.0)
    button.roll_forward()
    assert fake.alerts == [
        "Nothing was rolled: the open workbook and its file differ. Save it, and choose Roll "
        "forward again."
    ]
    assert set(Path(fake.book.fullname).parent.iterdir()) == before


# What is not ours


@pytest.mark.parametrize(
    "command",
    [
        *("validate_only", "validate_and_export", "official_pdf", "next_finding"),
        *("explain_this_cell", "paste_into_inputs", "undo_paste"),
        *("sign_as_preparer", "sign_as_reviewer", "roll_forward"),
    ],
)
def test_another_workbook_in_front_is_told_in_a_sentence(fake: FakeBook, command: str) -> None:
    del fake.names["focusxl_edition"]
    before = {name: dict(cells) for name, cells in fake.sheets.items()}
    getattr(button, command)()
    assert fake.alerts == [
        "“book.xlsm” is not a workbook of FocusXL. Open one, or make one with focusxl new in a "
        "terminal. The FOCUS functions work in every workbook."
    ]
    assert fake.sheets == before


def test_a_sheet_that_a_command_has_added_is_no_finding(tmp_path: Path, saved: FakeBook) -> None:
    book = openpyxl.load_workbook(saved.path, keep_vba=True)
    without, with_sheet = tmp_path / "without.xlsm", tmp_path / "with.xlsm"
    book.save(without)
    sheet = book.create_sheet("Explanation")
    sheet["A1"] = "Why box 7060 is what it is"
    sheet["C2"] = '=HYPERLINK("#Segregation!J20","Segregation J20")'
    book.save(with_sheet)
    assert read(with_sheet).check().findings == read(without).check().findings


# Load balances

TRIAL_BALANCE = """\
Trial balance as of 06/30/2014
Account,Description,Debit,Credit
1000,Cash at bank,"1,000",
1010,Segregated cash,500,
2000,Payables,,700
3000,Equity,,800
"""


@pytest.fixture
def balances(tmp_path: Path) -> Path:
    path = tmp_path / "tb.csv"
    path.write_text(TRIAL_BALANCE)
    return path


def map_accounts(fake: FakeBook, *rows: tuple[str, str, float]) -> None:
    for row, (account, box, sign) in enumerate(rows, start=8):
        for column, value in zip((1, 3, 4), (account, box, sign), strict=True):
            fake.sheets["Mapping"][row, column] = Cell(value)


def test_balances_are_loaded_once_the_user_has_agreed(fake: FakeBook, balances: Path) -> None:
    map_accounts(fake, ("10*", "7010", 1.0), ("2000", "7080", -1.0), ("3000", "", 1.0))
    assert balances_file(str(balances)) == str(balances)
    fake.answer = "yes"
    button.load_balances()
    question, done = fake.alerts
    assert "Loaded 4 accounts from tb.csv, 06/30/2014" in question
    assert done == "Loaded. Press Validate."
    assert fake.at("box_7010").formula == "=TRUNC(ROUND(SUM(Balances!$C$12:$C$13),2))"
    assert fake.at("box_7080").formula == "=TRUNC(ROUND(-Balances!$C$14,2))"
    shown = [[cell.value for cell in row] for row in fake.rows("ledger_balances")]
    assert shown[0] == ["1000", "Cash at bank", 1000.0, None, "[7010] +;"]
    assert shown[3] == ["3000", "Equity", -800.0, None, "left out on purpose"]
    assert fake.at("ledger_file").value == "tb.csv"


def test_a_box_with_accounts_is_explained_down_to_them(fake: FakeBook, balances: Path) -> None:
    map_accounts(fake, ("10*", "7010", 1.0), ("2000", "7080", -1.0), ("3000", "", 1.0))
    balances_file(str(balances))
    fake.answer = "yes"
    button.load_balances()
    fake.select("box_7010")
    button.explain_this_cell()
    cells = fake.sheets["Explanation"]
    lines = [[cells[row, column].value for column in (1, 2)] for row in (6, 7)]
    assert [(str(title).strip(), amount) for title, amount in lines] == [
        ("Account 1000: Cash at bank", 1000.0),
        ("Account 1010: Segregated cash", 500.0),
    ]
    assert "#Balances!C12" in str(cells[6, 3].formula)


def test_nothing_is_loaded_without_the_users_yes(fake: FakeBook, balances: Path) -> None:
    map_accounts(fake, ("10*", "7010", 1.0))
    balances_file(str(balances))
    fake.answer = "no"
    before = {name: dict(cells) for name, cells in fake.sheets.items()}
    button.load_balances()
    assert len(fake.alerts) == 1
    assert fake.sheets == before


def test_a_trial_balance_of_another_month_is_not_loaded(fake: FakeBook, balances: Path) -> None:
    balances.write_text(TRIAL_BALANCE.replace("06/30", "05/31"))
    balances_file(str(balances))
    button.load_balances()
    (said,) = fake.alerts
    assert "it says 05/31/2014, and the period of the report ends on 06/30/2014" in said


def test_boxes_are_proposed_on_the_sheet_mapping(fake: FakeBook, balances: Path) -> None:
    balances_file(str(balances))
    fake.answer = "yes"
    button.load_balances()
    assert "4 to fix in the trial balance or its mapping" in fake.alerts[1]
    rows = [[cell.value for cell in row] for row in fake.rows("ledger_mapping")]
    assert [row[0] for row in rows] == ["1000", "1010", "2000", "3000"]
    assert [row[2] for row in rows] == [None] * 4
    assert all(row[5] for row in rows)


def test_a_file_that_is_no_trial_balance_is_not_taken(tmp_path: Path) -> None:
    assert str(balances_file(str(tmp_path / "tb.pdf"))).startswith("FocusXL: ")
    assert str(balances_file(str(tmp_path / "gone.csv"))).startswith("FocusXL: ")


def test_without_a_choice_nothing_is_loaded(fake: FakeBook) -> None:
    button.load_balances()
    assert fake.alerts == ["Choose the trial balance first: Load balances asks for it."]
