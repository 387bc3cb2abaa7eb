"""Trial balances as ledgers write them: headings, notations, what is skipped, what is refused."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from focusxl.errors import Unreadable
from focusxl.files.reading.balances.balances import BalanceFile, read_balances
from focusxl.files.reading.balances.mapping_file import read_mapping

MARCH = datetime.date(2026, 3, 31)


def csv_file(folder: Path, text: str, name: str = "tb.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding)
    return path


def book(folder: Path, rows: list[list[object]], name: str = "tb.xlsx", **options: object) -> Path:
    path = folder / name
    with xlsxwriter.Workbook(path, options) as made:
        sheet = made.add_worksheet("TB")
        date = made.add_format({"num_format": "mm/dd/yyyy"})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(at, column, cell, date)
                elif cell is not None:
                    sheet.write(at, column, cell)
    return path


def read(path: Path, period_end: datetime.date | None = MARCH) -> BalanceFile:
    return read_balances(path, period_end)


def balances(file: BalanceFile) -> dict[str, str]:
    return {one.number: f"{one.balance:f}" for one in file.accounts}


# --- Headings and columns ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "row", "balance"),
    [
        ("Account,Description,Debit,Credit", "1000,Cash,5,", "5"),
        ("Account,Description,Debit,Credit", "1000,Cash,,5", "-5"),
        ("Account,Debit,Credit,Name", "1000,7,2,Cash", "5"),
        ("Credit,Debit,Account No.,Account Name", "5,,1000,Cash", "-5"),
        ("Acct #,Description,Balance", "1000,Cash,(5)", "-5"),
        ("GL Code,Account,Ending Balance", "1000,Cash,5-", "-5"),
        ("G/L Account,Opening balance,Debit,Credit,Closing balance", "1000,100,7,2,105", "105"),
        ("Account,Name,Beginning Balance,Debit,Credit,Balance", "1000,Cash,100,7,2,105", "105"),
        ("Account,Description,Amount,Dr/Cr", "1000,Cash,5,C", "-5"),
        ("Account,Description,Amount,Dr/Cr", "1000,Cash,5,Debit", "5"),
        ("Account,Description,Balance", "1000,Cash,5 CR", "-5"),
        ("Account,Description,Balance", "1000,Cash,DR 5", "5"),
        (",Debit,Credit", "1000 Cash,5,", "5"),
        ("Account,Balance 02/28/2026,Balance 03/31/2026", "1000,4,5", "5"),
    ],
)
def test_columns_are_found_in_any_order(
    heading: str, row: str, balance: str, tmp_path: Path
) -> None:
    file = read(csv_file(tmp_path, f"{heading}\n{row}\n"))
    assert balances(file) == {"1000": balance}


@pytest.mark.parametrize(
    ("written", "balance"),
    [
        ('"1,234,567.89"', "1234567.89"),
        ('"$ (1,234.50)"', "-1234.50"),
        ("1234-", "-1234"),
        ("-", "0"),
        ("USD 12", "12"),
        ("1 234", "1234"),
        ("−5", "-5"),
    ],
)
def test_amounts_are_read_as_accountants_write_them(
    written: str, balance: str, tmp_path: Path
) -> None:
    file = read(csv_file(tmp_path, f"Account,Balance\n1000,{written}\n1010,1\n"))
    assert balances(file)["1000"] == balance


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_files_are_read_whatever_separates_and_encodes_them(
    separator: str, encoding: str, tmp_path: Path
) -> None:
    rows = (("Account", "Description", "Debit", "Credit"), ("1000", "Café", "5.50", ""))
    text = "\n".join(map(separator.join, rows))
    (found,) = read(csv_file(tmp_path, text, encoding=encoding)).accounts
    assert (found.number, found.description, found.balance) == ("1000", "Café", Decimal("5.50"))


@pytest.mark.parametrize("from_1904", [False, True])
def test_a_workbook_is_read_below_its_title(from_1904: bool, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [None, "ACME"],
        [None, "As of", MARCH],
        [],
        [None, "Account", "Name", "Debit", "Credit"],
        [None, 1000, "Cash", 0.1 + 0.2, None],
        [None, "2000", "Payables", None, "1,000.00"],
    ]
    file = read(book(tmp_path, rows, date_1904=from_1904))
    assert balances(file) == {"1000": "0.3", "2000": "-1000.00"}
    assert file.sheet == "TB"
    assert file.period is not None
    assert file.period.day == MARCH


# --- What is skipped -----------------------------------------------------------------------


def test_blank_rows_headings_and_totals_are_skipped_and_told(tmp_path: Path) -> None:
    text = """\
Trial balance
Account,Description,Debit,Credit
ASSETS,,,
1000,Cash,5,
1010,Total return swaps,2,
,Total assets,7,

Account,Description,Debit,Credit
2000,Equity,,3
2999,Total equity at risk,,4
,,7,7
Grand total,,7,7
"""
    file = read(csv_file(tmp_path, text))
    assert balances(file) == {"1000": "5", "1010": "2", "2000": "-3", "2999": "-4"}
    assert file.blank_rows == 1
    assert file.headings_within == 2
    assert [one.split()[1] for one in file.totals] == ["6", "11", "12"]


def test_a_numbered_total_of_several_accounts_is_no_account(tmp_path: Path) -> None:
    text = "Account,Description,Balance\n1,A,5\n2,B,2\n9,Total cash,7\n3,C,-7\n"
    file = read(csv_file(tmp_path, text))
    assert balances(file) == {"1": "5", "2": "2", "3": "-7"}


# --- What is refused -----------------------------------------------------------------------

HEAD = "Account,Description,Debit,Credit\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "1000,Cash,5,\n1010,X,1,\n1000,Cash,6,\n", "account 1000 twice, in rows 2 and 4"),
        (HEAD + "1000,Cash,five,\n", "row 2, account 1000: “five” is text, not an amount"),
        (HEAD + '1000,Cash,"1.234,56",\n', "uses a decimal comma"),
        (HEAD + "1000,Cash,1.005,\n", "more than two digits after the decimal point"),
        (HEAD + ",Suspense,5,\n1000,Cash,1,\n", "row 2 (“Suspense”) that belongs to no account"),
        (HEAD + "\n", "no account below them"),
        (HEAD + "1000,Cash,,\n", "not one amount"),
        ("1000,Cash,5\n1010,Gold,7\n", "no headings of a trial balance"),
        ("Account,Amount,D/C\n1000,5,X\n", "a debit or a credit, but “x”"),
        ("Account,Balance,Balance\n1000,5,6\n", "several columns that could be the balances"),
        ("As of 02/28/2026\n" + HEAD + "1000,Cash,5,\n", "in its heading it says 02/28/2026"),
        ("As of February 2026\n" + HEAD + "1000,Cash,5,\n", "it says February 2026"),
        (HEAD.replace("\n", ",As of\n") + "1,A,5,,02/28/2026\n", "in its rows it says 02/28/2026"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(csv_file(tmp_path, text))
    assert said in str(refusal.value)
    assert str(refusal.value).startswith("“tb.csv” ")


@pytest.mark.parametrize("name", ["tb 2026-02.csv", "TB_Feb2026.csv", "tb20260228.csv"])
def test_a_file_whose_name_says_another_month_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="in its name it says"):
        read(csv_file(tmp_path, HEAD + "1000,Cash,5,\n", name))


@pytest.mark.parametrize(
    "title",
    [
        "As of March 31, 2026",
        "03/31/2026",
        "Period: March 2026",
        "Printed 04/07/2026",
        "Run 4/1/26",
    ],
)
def test_the_date_of_the_report_and_that_of_printing_are_taken(title: str, tmp_path: Path) -> None:
    assert read(csv_file(tmp_path, f"{title}\n{HEAD}1000,Cash,5,\n")).accounts


@pytest.mark.parametrize("lock", ["~$tb.csv", ".~lock.tb.csv#"])
def test_a_file_that_is_open_elsewhere_is_refused(lock: str, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEAD + "1000,Cash,5,\n")
    (tmp_path / lock).write_text("me")
    with pytest.raises(Unreadable, match="is open in another program"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tb.csv", b"", "is empty"),
        ("tb.xlsx", b"", "is empty"),
        ("tb.xlsx", b"Account,Balance\n", "is not a workbook"),
        ("tb.xls", b"Account,Balance\n", "is not an .xls workbook"),
        ("tb.csv", b"PK\x03\x04rest", "is a workbook, whatever its name says"),
        ("tb.csv", b"a\0b", "is not a text file"),
        ("tb.pdf", b"%PDF", "not a kind of file that balances are read from"),
        (
            "tb.xlsx",
            bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        ("tb.xls", bytes.fromhex("D0CF11E0A1B11AE1") + b"no more", "is damaged"),
    ],
)
def test_files_of_another_kind_are_refused(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=said):
        read(path)


def test_an_error_and_a_formula_without_a_value_are_not_taken_for_blanks(tmp_path: Path) -> None:
    for formula, value, said in (("=1/0", "#DIV/0!", "error #DIV/0!"), ("=1+1", "", "calculated")):
        path = tmp_path / "tb.xlsx"
        with xlsxwriter.Workbook(path) as made:
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, ["Account", "Debit", "Credit"])
            sheet.write_row(1, 0, ["1000", 5])
            sheet.write_formula(2, 1, formula, None, value)
            sheet.write(2, 0, "1010")
        if not value:
            _without_values(path)
        with pytest.raises(Unreadable, match=f"cell B3 .*{said}"):
            read(path)


def _without_values(path: Path) -> None:
    from tests.support.parts import with_part

    part = "xl/worksheets/sheet1.xml"
    changed = with_part(path.read_bytes(), part, lambda text: text.replace("</f><v></v>", "</f>"))
    path.write_bytes(changed)


def test_cells_far_away_are_refused_before_room_is_made_for_them(tmp_path: Path) -> None:
    path = tmp_path / "tb.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Account", "Balance"])
        sheet.write(1_048_575, 16_383, 5)
    with pytest.raises(Unreadable, match="more than balances need"):
        read(path)


# --- Mappings ------------------------------------------------------------------------------


def test_a_mapping_is_read_with_its_defaults(tmp_path: Path) -> None:
    text = "Box,Account,When,Sign\n[7010],10*,,\nbox 7080,2000,credit,-1\n,9*,,\n"
    rules = read_mapping(csv_file(tmp_path, text))
    assert [(one.account, one.box, one.sign, one.when) for one in rules] == [
        ("10*", "7010", 1, "any"),
        ("2000", "7080", -1, "credit"),
        ("9*", "", 1, "any"),
    ]


def test_a_mapping_in_a_workbook_has_numbers(tmp_path: Path) -> None:
    path = book(tmp_path, [["account", "description", "box", "sign", "when"], [1000, "", 7010, -1]])
    (rule,) = read_mapping(path)
    assert (rule.account, rule.box, rule.sign) == ("1000", "7010", -1)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1000,7010,2,", "row 2 has the sign “2”: enter 1 or -1"),
        ("1000,7010,,sometimes", "row 2 says “sometimes” under when"),
        (",7010,,", "row 2 names no account"),
        ("1000,70 10,,", "row 2 has the box “70 10”"),
    ],
)
def test_a_row_of_a_mapping_that_cannot_be_read_is_refused(
    row: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable, match=said):
        read_mapping(csv_file(tmp_path, f"account,box,sign,when\n{row}\n"))


def test_a_date_that_was_a_range_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, [["account", "box"], [datetime.date(2026, 10, 19), "7010"]])
    with pytest.raises(Unreadable, match="a date: spreadsheets turn 10-19 into one"):
        read_mapping(path)


def test_a_table_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="is not a mapping"):
        read_mapping(csv_file(tmp_path, HEAD + "1000,Cash,5,\n"))
