"""`focusxl workpapers`: what each amount is made of, and tick marks for what ties."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from focusxl.checks import check
from focusxl.files.workpapers.accounts import AccountLine, Accounts, accounts_under
from focusxl.files.workpapers.book import workpapers
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Adjustment, Ledger
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.filings.samples import load_sample, sample_data
from tests.support.command_line import run

pytestmark = pytest.mark.slow

Line = tuple[Any, ...]
LINE, LABEL, BOX, AMOUNT, TICKS, REMARK = range(6)


def made(folder: Path, edition: str, **changes: Any) -> Path:
    data = sample_data(edition)
    data["boxes"] |= changes.pop("boxes", {})
    source = folder / "report.json"
    source.write_text(json.dumps(data | changes), "utf-8")
    outcome = run("workpapers", source, "--to", folder / "papers")
    assert (outcome.status, outcome.err) == (0, "")
    first, *_ = outcome.out.splitlines()
    return Path(first.removeprefix("Made ").partition(", of report.json: ")[0])


def rows(sheet: Worksheet) -> list[Line]:
    return [tuple(row) for row in sheet.iter_rows(min_row=7, max_col=6, values_only=True)]


def of_box(sheet: Worksheet, box: int) -> list[Line]:
    """The row of a box, and the rows of its parts below it."""
    found = rows(sheet)
    first = next(
        place
        for place, row in enumerate(found)
        if row[BOX] == box and sheet.cell(place + 7, LABEL + 1).font.sz == 10
    )
    after = [
        place
        for place in range(first + 1, len(found))
        if sheet.cell(place + 7, LABEL + 1).font.sz == 10
    ]
    return found[first : (after or [len(found)])[0]]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("papers"), "2014")


@pytest.fixture(scope="module")
def book(papers: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(papers)


def test_there_is_a_sheet_for_every_page(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "Summary",
        *("Cover", "Segregation", "Dealer options", "30.7 requirement", "30.7 funds"),
        *("Cleared swaps", "Minimum capital", "Findings"),
    ]


# The segregation requirement as the filing of 2014 has it, lines 1 to 4.
NET_EQUITY = [
    ("4", 7040, 1_095_163_255),
    ("1.A  Net ledger balance, Cash", 7010, 342_539_729),
    ("plus 1.B  Net ledger balance, Securities (at market)", 7020, 583_631_906),
    (
        "plus 2  Net unrealized profit (loss) in open futures contracts traded on a contract",
        7030,
        81_645_443,
    ),
    ("plus 3.A", 7032, 98_590_266),
    ("less 3.B", 7033, 11_244_089),
]


def test_a_total_has_its_parts_with_signs_below_it(book: openpyxl.Workbook) -> None:
    total, *parts = of_box(book["Segregation"], 7040)
    assert (total[LINE], total[BOX], total[AMOUNT]) == NET_EQUITY[0]
    assert len(parts) == len(NET_EQUITY) - 1
    for row, (label, box, amount) in zip(parts, NET_EQUITY[1:], strict=True):
        assert str(row[LABEL]).startswith(label)
        assert (row[BOX], row[AMOUNT]) == (box, amount)
    assert total[TICKS] == "√"


def test_a_rate_is_said_in_words_with_its_cents(book: openpyxl.Workbook) -> None:
    total, rate, box = of_box(book["Minimum capital"], 7425)
    assert total[AMOUNT] == 100_530_993
    assert (rate[LABEL], rate[AMOUNT]) == ("8% of box 7415", 100_530_993.04)
    assert (box[BOX], box[AMOUNT]) == (7415, 1_256_637_413)


def test_a_cross_check_that_holds_is_ticked_on_both_sides(book: openpyxl.Workbook) -> None:
    sheet = book["Segregation"]
    for box in (7032, 7132):
        (row, *_) = of_box(sheet, box)
        assert row[TICKS] == "≡"
        assert "SEG-03" in str(row[REMARK])


def test_the_head_says_who_and_when_and_is_repeated(book: openpyxl.Workbook) -> None:
    sheet = book["Segregation"]
    assert sheet["A1"].value == "HSBC SECURITIES (USA) INC."
    assert sheet["A2"].value == "Form X-17A-5 Part II, period ending 06/30/2014"
    assert str(sheet["A4"].value).startswith("Prepared by: ____")
    assert sheet["F1"].value == "Page 2"
    assert sheet.print_title_rows == "$1:$6"
    assert sheet.page_setup.paperSize == 1
    assert sheet.oddFooter.right.text == "Page &P of &N"


def test_it_holds_values_alone_and_is_sound(papers: Path, book: openpyxl.Workbook) -> None:
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with zipfile.ZipFile(papers) as package:
        assert not [name for name in package.namelist() if "vba" in name or "external" in name]
    assert OpenXmlValidator().validate(papers).errors == []


def test_who_signed_stands_in_the_head(tmp_path: Path) -> None:
    source = tmp_path / "june.json"
    data = sample_data("2014")
    source.write_text(json.dumps(data))
    line = run("sign", source, "--as", "preparer", "--name", "Jane Doe").err
    signature = json.loads(line.partition("“signatures”: ")[2])
    path = made(tmp_path, "2014", signatures=[signature])
    head = str(openpyxl.load_workbook(path)["Segregation"]["A4"].value)
    assert head.startswith("Prepared by: Jane Doe on ")
    assert "Reviewed by: ____" in head


def test_what_does_not_tie_is_marked_and_listed(tmp_path: Path) -> None:
    path = made(tmp_path, "2014", boxes={"7060": 1, "7032": 98_590_267})
    book = openpyxl.load_workbook(path)
    (row, *_) = of_box(book["Segregation"], 7060)
    assert "≠" in str(row[TICKS])
    assert "√" not in str(row[TICKS])
    assert row[REMARK] == "SUM-7060"
    listed = {str(row[0]) for row in rows(book["Findings"])}
    assert {"SUM-7060", "SEG-03"} <= listed
    verdict = [str(row[BOX]) for row in rows(book["Summary"]) if row[LINE] == "Verdict"]
    assert verdict[0].startswith("BLOCKED (")


def test_no_file_is_written_over_and_the_number_goes_up(tmp_path: Path) -> None:
    first = made(tmp_path, "2014")
    before = first.read_bytes()
    second = made(tmp_path, "2014")
    assert [path.name for path in (first, second)] == [
        f"19585-2014-06-30-workpapers-{number}.xlsx" for number in (1, 2)
    ]
    assert first.read_bytes() == before


def test_a_report_without_firm_and_period_has_the_name_of_its_file(tmp_path: Path) -> None:
    source = tmp_path / "half a report.json"
    source.write_text('{"edition": "2014", "boxes": {"7010": 5, "7020": 2}}')
    outcome = run("workpapers", source, "--to", tmp_path)
    assert outcome.status == 0
    path = tmp_path / "half_a_report-workpapers-1.xlsx"
    assert outcome.out.splitlines() == [
        f"Made {path}, of {source.name}: PARTIAL.",
        f"Next: focusxl validate {source}",
    ]
    (total, *_) = of_box(openpyxl.load_workbook(path)["Segregation"], 7040)
    assert (total[AMOUNT], total[TICKS]) == (7, "Σ")


def test_the_whole_form_of_2026_has_pages_that_refer_to_each_other(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path, "2026"))
    assert len(book.sheetnames) > 25
    total, *parts = of_box(book["Net capital"], 3540)
    assert [(row[BOX], row[REMARK]) for row in parts] == [(740, "from page 3")]
    assert total[AMOUNT] == parts[0][AMOUNT]
    capital = of_box(book["Minimum capital - BD"], 3870)
    assert str(capital[1][LABEL]).startswith("= 2% of box 4470 if alternative method, otherwise")
    for sheet in book.worksheets[1:-1]:
        marks = {mark for row in rows(sheet) for mark in str(row[TICKS] or "").split()}
        assert marks <= {"√", "Σ", "↔", "≡"}


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    outcome = run("workpapers", tmp_path / "none.xlsx", "--to", tmp_path / "out")
    assert (outcome.status, outcome.out) == (2, "")
    assert "There is no file “none.xlsx”" in outcome.err
    assert not (tmp_path / "out").exists()


# Accounts


def with_ledger(petty_cash: str) -> Filing:
    """The sample with two accounts and an adjustment under box 7010, which says 342,539,729."""
    ledger = Ledger(
        (
            Account("1010", "Cash", Decimal("342539000.50")),
            Account("1011", "Petty", Decimal(petty_cash)),
        ),
        (MappingRule("101*", "7010"),),
        (Adjustment("7010", Decimal(100), "Wire in transit"),),
    )
    return load_sample("2014").replaced(ledger=ledger)


def test_the_accounts_of_a_box_are_what_the_ledger_gives() -> None:
    assert accounts_under(load_sample("2014"), "7010") is None
    assert accounts_under(with_ledger("628.50"), "7020") is None
    assert accounts_under(with_ledger("628.50"), "7010") == Accounts(
        (
            AccountLine("1010", "Cash", Decimal("342539000.50")),
            AccountLine("1011", "Petty", Decimal("628.50")),
            AccountLine("", "Adjustment: Wire in transit", Decimal(100)),
        ),
        Decimal(342_539_729),
    )


@pytest.mark.parametrize(("petty_cash", "mark"), [("628.50", "T"), ("628.49", "≠")])
def test_accounts_stand_under_their_box(tmp_path: Path, petty_cash: str, mark: str) -> None:
    computation = compute(with_ledger(petty_cash))
    path = tmp_path / "papers.xlsx"
    path.write_bytes(workpapers(computation, check(computation), "june.xlsx", "0" * 64))
    box, *accounts = of_box(openpyxl.load_workbook(path)["Segregation"], 7010)
    assert (box[AMOUNT], box[TICKS], box[REMARK]) == (342_539_729, mark, "accounts")
    assert [(row[LABEL], row[AMOUNT]) for row in accounts] == [
        ("1010  Cash", 342_539_000.50),
        ("1011  Petty", float(petty_cash)),
        ("Adjustment: Wire in transit", 100),
    ]
