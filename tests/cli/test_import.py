"""`focusxl import`: a trial balance loaded into a workbook by its mapping, from end to end."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from focusxl.files.template.names import Flavour, box_name
from focusxl.filings.samples import load_sample
from focusxl.library import read
from tests.cli.conftest import SUFFIX, Books
from tests.support.command_line import Outcome, run, validated
from tests.support.parts import parts_of, with_part
from tests.support.synthetic_ledger import BALANCES, MAPPING

HEAD = "Account,Description,Debit,Credit\n"
TRIAL_BALANCE = (
    "Trial balance as of June 30, 2014\n"
    + HEAD
    + """\
1000,Cash at bank,"1,000.75",
1010,Segregated cash,500,
,Total assets,"1,500.75",
2000,Payables to customers,,700
3000,Equity,,800.75
"""
)
RULES = """\
account,description,box,sign,when
10*,Cash,7010,1,any
2000,Payables,7080,-1,any
3000,Equity stays out,,,
"""


@pytest.fixture
def balances(tmp_path: Path) -> Path:
    path = tmp_path / "tb.csv"
    path.write_text(TRIAL_BALANCE)
    return path


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "map.csv"
    path.write_text(RULES)
    return path


@pytest.fixture
def loaded(filled: Books, balances: Path, rules: Path, tmp_path: Path) -> Path:
    """The native workbook of the 2014 filing with a trial balance in it."""
    out = tmp_path / "loaded.xlsx"
    assert run("import", filled["native"], balances, "--map", rules, "-o", out).status == 0
    return out


def ids(path: Path) -> list[str]:
    return [finding["id"] for finding in validated(path).findings]


def of_ledger(path: Path) -> set[str]:
    return {one for one in ids(path) if one.startswith(("TB-", "WB-"))}


@pytest.mark.parametrize("flavour", ["udf", "native"])
def test_boxes_become_formulas_over_the_balances(
    flavour: Flavour, filled: Books, balances: Path, rules: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"out{SUFFIX[flavour]}"
    before = filled[flavour].read_bytes()
    done = run("import", filled[flavour], balances, "--map", rules, "-o", out)
    assert done.status == 0, done.out + done.err
    assert filled[flavour].read_bytes() == before
    assert "Loaded 4 accounts from tb.csv, 06/30/2014: a debit and a credit column." in done.out
    assert "1 total (row 5 “Total assets” 1,500.75)" in done.out
    assert "left out on purpose: 1; without a mapping: 0" in done.out
    assert "7010 (342,539,729 typed, 1,500 by its accounts)" in done.out
    assert f"Next: focusxl validate {out}" in done.out
    values, formulas = (
        load_workbook(out, data_only=only, keep_vba=True)["Segregation"] for only in (True, False)
    )
    assert values["K9"].value == 1500
    assert formulas["K9"].value == "=TRUNC(ROUND(SUM(Balances!$C$12:$C$13),2))"
    filing = read(out)
    assert (filing["7010"], filing["7080"]) == (1500, 700)
    assert of_ledger(out) == {"TB-13"}


def test_the_other_parts_of_a_workbook_stay_as_they_were(
    filled: Books, balances: Path, rules: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsm"
    assert run("import", filled["udf"], balances, "--map", rules, "-o", out).status == 0
    before, after = parts_of(filled["udf"].read_bytes()), parts_of(out.read_bytes())
    changed = {name for name in before if before[name] != after[name]}
    assert list(before) == list(after)
    assert all(name.startswith("xl/worksheets/sheet") for name in changed)


def test_json_says_what_was_loaded(
    filled: Books, balances: Path, rules: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    done = run("import", filled["native"], balances, "--map", rules, "-o", out, "--output", "json")
    record = json.loads(done.out)
    assert record["boxes"] == {"7010": "1500", "7080": "700"}
    assert (record["accounts"], record["sum"], record["left_out"]) == (4, "0.00", ["3000"])
    assert [one["id"] for one in record["findings"]] == ["TB-13"]


def test_the_mapping_is_kept_from_month_to_month(
    loaded: Path, balances: Path, tmp_path: Path
) -> None:
    balances.write_text(TRIAL_BALANCE.replace("500,", "400,").replace("700", "600"))
    again = run("import", loaded, balances)
    out = tmp_path / "loaded-imported.xlsx"
    assert again.status == 0, again.out + again.err
    assert (read(out)["7010"], read(out)["7080"]) == (1400, 600)
    # A name of its own again, and never one that is taken.
    assert run("import", out, balances).status == 0
    assert (tmp_path / "loaded-imported-2.xlsx").exists()


def test_without_a_mapping_boxes_are_proposed_and_none_is_used(
    filled: Books, balances: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    done = run("import", filled["native"], balances, "-o", out)
    assert done.status == 1
    assert "For 4 accounts without a row, a box is proposed on the sheet Mapping." in done.out
    sheet = load_workbook(out)["Mapping"]
    rows = [[sheet.cell(row, column).value for column in range(1, 7)] for row in range(8, 12)]
    assert [row[0] for row in rows] == ["1000", "1010", "2000", "3000"]
    assert {row[2] for row in rows} == {None}
    assert all(row[5] for row in rows)
    assert not any(cell.protection.locked for cell in sheet[8][:6] if cell.value is not None)
    assert not sheet.column_dimensions["C"].protection.locked
    assert read(out)["7010"] == load_sample().values["7010"]
    assert ids(out).count("TB-01") == 4


def test_a_box_is_explained_down_to_its_accounts(loaded: Path) -> None:
    said = run("explain", "7010", loaded).out
    assert "1,000.75  Account 1000: Cash at bank" in said
    assert "(Balances!C12, FocusXL, mapping 10*)" in said
    assert "entered directly" not in said


def test_a_box_that_is_mapped_no_longer_is_blank_again(
    loaded: Path, balances: Path, rules: Path, tmp_path: Path
) -> None:
    rules.write_text(RULES.replace("2000,Payables,7080", "2000,Payables,"))
    out = tmp_path / "less.xlsx"
    assert run("import", loaded, balances, "--map", rules, "-o", out).status == 0
    assert read(out)["7080"] is None
    assert of_ledger(out) == {"TB-13"}


def test_an_upgrade_carries_the_ledger_over(loaded: Path, tmp_path: Path) -> None:
    out = tmp_path / "upgraded.xlsx"
    done = run("upgrade", loaded, "-o", out)
    assert done.status == 0, done.err
    assert of_ledger(out) == {"TB-13"}
    assert read(out)["7010"] == 1500
    assert "Account 1010" in run("explain", "7010", out).out


# --- Findings ------------------------------------------------------------------------------


def imported(filled: Books, folder: Path, balances: str, rules: str) -> tuple[Outcome, Path]:
    tb, of_map, out = folder / "tb.csv", folder / "map.csv", folder / "out.xlsx"
    tb.write_text(balances)
    of_map.write_text(rules)
    out.unlink(missing_ok=True)
    return run("import", filled["native"], tb, "--map", of_map, "-o", out), out


FAULTS = [
    ("TB-01", TRIAL_BALANCE + "4000,Fees,5,\n5000,X,,5\n", RULES, "Account 4000 (Fees)"),
    ("TB-01", TRIAL_BALANCE, RULES.replace("-1,any", "-1,debit"), "names it for a credit"),
    ("TB-02", TRIAL_BALANCE, RULES.replace("7080", "7060"), "box 7060, which is a total"),
    ("TB-04", TRIAL_BALANCE.replace("700", "701"), RULES, "add up to (1), not to zero"),
    ("TB-10", TRIAL_BALANCE, RULES + "1010,again,7010,,\n", "Account 1010 (Segregated cash)"),
]


@pytest.mark.parametrize(("check", "balances", "rules", "said"), FAULTS)
def test_a_fault_of_the_trial_balance_is_written_and_found_again(
    check: str, balances: str, rules: str, said: str, filled: Books, tmp_path: Path
) -> None:
    done, out = imported(filled, tmp_path, balances, rules)
    assert done.status == 1
    assert said in " ".join(done.out.split())
    assert "Next: correct what is listed above" in done.out
    assert check in ids(out)
    _, whole = imported(filled, tmp_path, TRIAL_BALANCE, RULES)
    assert check not in ids(whole)


def test_a_box_of_a_page_that_the_workbook_lacks_is_found(tmp_path: Path) -> None:
    book, out = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    assert run("new", book, "--native", "--firm", "broker-dealer").status == 0
    of_map, tb = tmp_path / "map.csv", tmp_path / "tb.csv"
    of_map.write_text("account,box\n1,7010\n2,\n")
    tb.write_text(HEAD + "1,Cash,5,\n2,Equity,,5\n")
    assert run("import", book, tb, "--map", of_map, "-o", out).status == 1
    assert "TB-03" in ids(out)


def test_new_and_gone_accounts_are_noted(loaded: Path, balances: Path, tmp_path: Path) -> None:
    july = with_cell(loaded.read_bytes(), "Cover", box_name("25"), "<v>41851</v>")
    loaded.write_bytes(july)
    assert "TB-11" in ids(loaded)
    text = TRIAL_BALANCE.replace("June 30", "July 31").replace("1010,", "1015,")
    balances.write_text(text)
    out = tmp_path / "july.xlsx"
    done = run("import", loaded, balances, "-o", out)
    assert "Since the period before: 1 new, 1 gone." in done.out
    said = {one["id"]: one["message"] for one in validated(out).findings}
    assert "account 1015 (Segregated cash)" in said["TB-05"]
    assert "account 1010 (Segregated cash)" in said["TB-06"]
    assert "TB-11" not in said


def with_cell(content: bytes, sheet: str, name: str, inside: str, kind: str = "") -> bytes:
    """Store something else in the cell of a name, or at an address of a sheet."""
    book = parts_of(content)["xl/workbook.xml"].decode()
    named = re.search(rf'<definedName name="{name}"[^>]*>[^<]*!\$(\w+)\$(\d+)<', book)
    cell = f"{named[1]}{named[2]}" if named else name
    position = re.findall(r'<sheet name="([^"]+)"', book).index(sheet) + 1
    stored = re.compile(rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)')
    row = re.compile(rf'<row r="{re.sub("[A-Z]", "", cell)}"(?:\s[^>]*[^/])?>.*?(?=</row>)')

    def change(text: str) -> str:
        if stored.search(text):
            return stored.sub(rf'<c r="{cell}"\1{kind}>{inside}</c>', text, count=1)
        return row.sub(rf'\g<0><c r="{cell}"{kind}>{inside}</c>', text, count=1)

    return with_part(content, f"xl/worksheets/sheet{position}.xml", change)


def words(text: str) -> tuple[str, str]:
    return f"<is><t>{text}</t></is>", ' t="inlineStr"'


CHANGES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "an amount typed over the formula": (
        "TB-12",
        lambda book: with_cell(book, "Segregation", box_name("7010"), "<v>1500</v>"),
    ),
    "another formula": (
        "TB-12",
        lambda book: with_cell(
            book, "Segregation", box_name("7010"), "<f>Balances!$C$12</f><v>1500</v>"
        ),
    ),
    "a formula over the balances in a box that is not mapped": (
        "TB-12",
        lambda book: with_cell(
            book, "Segregation", box_name("7020"), "<f>Balances!$C$12</f><v>1000.75</v>"
        ),
    ),
    "an old value": (
        "WB-16",
        lambda book: with_cell(
            book,
            "Segregation",
            box_name("7010"),
            "<f>TRUNC(ROUND(SUM(Balances!$C$12:$C$13),2))</f><v>9</v>",
        ),
    ),
    "a balance changed by hand": (
        "TB-14",
        lambda book: with_cell(book, "Balances", "C14", "<v>-600</v>"),
    ),
    "a changed balance": ("WB-16", lambda book: with_cell(book, "Balances", "C13", "<v>7</v>")),
    "a balance as text": ("TB-08", lambda book: with_cell(book, "Balances", "C13", *words("many"))),
    "an account twice": ("TB-07", lambda book: with_cell(book, "Balances", "A13", *words("1000"))),
    "a sign that is none": ("TB-08", lambda book: with_cell(book, "Mapping", "D8", "<v>2</v>")),
    "another box": ("TB-12", lambda book: with_cell(book, "Mapping", "C8", *words("7020"))),
    "a box that there is not": (
        "TB-03",
        lambda book: with_cell(book, "Mapping", "C8", *words("9999")),
    ),
    "an adjustment of a box that there is not": (
        "TB-03",
        lambda book: with_cell(
            with_cell(book, "Mapping", "I8", *words("9999")), "Mapping", "J8", "<v>5</v>"
        ),
    ),
    "an adjustment of tenths of a cent": (
        "TB-08",
        lambda book: with_cell(
            with_cell(book, "Mapping", "I8", *words("7010")), "Mapping", "J8", "<v>5.125</v>"
        ),
    ),
    "an adjustment without a reason": (
        "TB-09",
        lambda book: with_cell(
            with_cell(book, "Mapping", "I8", *words("7010")), "Mapping", "J8", "<v>5</v>"
        ),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_by_hand_is_found(change: str, loaded: Path) -> None:
    check, done_to = CHANGES[change]
    assert check not in ids(loaded)
    loaded.write_bytes(done_to(loaded.read_bytes()))
    assert check in ids(loaded)


def test_an_adjustment_stands_beside_the_accounts_with_its_reason(
    loaded: Path, balances: Path, tmp_path: Path
) -> None:
    book = loaded.read_bytes()
    for cell, inside in (("I8", words("7010")), ("J8", ("<v>-50</v>",)), ("K8", words("In post"))):
        book = with_cell(book, "Mapping", cell, *inside)
    loaded.write_bytes(book)
    out = tmp_path / "adjusted.xlsx"
    assert run("import", loaded, balances, "-o", out).status == 0
    assert read(out)["7010"] == 1450
    formula = "=TRUNC(ROUND(SUM(Balances!$C$12:$C$13)+Mapping!$J$8,2))"
    assert load_workbook(out)["Segregation"]["K9"].value == formula
    assert of_ledger(out) == {"TB-13"}
    assert "(50)  Adjustment: In post" in run("explain", "7010", out).out


OF_LEDGER = {
    *(check for check, *_ in FAULTS),
    *(check for check, _ in CHANGES.values() if check.startswith("TB-")),
    # Each has a test of its own above: accounts new and gone, another period, left out on purpose.
    *("TB-05", "TB-06", "TB-11", "TB-13"),
}


# --- Refusals ------------------------------------------------------------------------------


def with_own_formula(book: bytes) -> bytes:
    return with_cell(book, "Segregation", box_name("7010"), "<f>1+1</f><v>2</v>")


@pytest.mark.parametrize(
    ("balances", "rules", "said"),
    [
        (TRIAL_BALANCE.replace("1010,", "1000,"), RULES, "has account 1000 twice"),
        (TRIAL_BALANCE.replace("500,", "many,"), RULES, "“many” is text, not an amount"),
        (TRIAL_BALANCE.replace("June 30", "May 31"), RULES, "it says 05/31/2014"),
        (
            TRIAL_BALANCE,
            RULES.replace("7080", "7446"),
            "row 3 maps 2000 to box 7446, which edition",
        ),
        (TRIAL_BALANCE, RULES.replace("-1", "-2"), "row 3 has the sign “-2”"),
    ],
)
def test_nothing_is_written_where_something_cannot_be_read(
    balances: str, rules: str, said: str, filled: Books, tmp_path: Path
) -> None:
    done, out = imported(filled, tmp_path, balances, rules)
    assert done.status == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert not out.exists()


def test_a_formula_of_the_users_own_is_not_lost(
    filled: Books, balances: Path, rules: Path, tmp_path: Path
) -> None:
    book, out = tmp_path / "own.xlsx", tmp_path / "out.xlsx"
    book.write_bytes(with_own_formula(filled["native"].read_bytes()))
    done = run("import", book, balances, "--map", rules, "-o", out)
    assert done.status == 2
    assert "holds a formula of your own (=1+1), which would be lost" in done.err
    assert not out.exists()


def test_a_workbook_that_is_open_is_not_read(filled: Books, balances: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    shutil.copy(filled["native"], book)
    (tmp_path / "~$book.xlsx").write_text("me")
    done = run("import", book, balances)
    assert done.status == 2
    assert "“book.xlsx” is open in another program" in done.err
    assert not (tmp_path / "book-imported.xlsx").exists()


def test_a_file_is_never_written_over(filled: Books, balances: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    out.write_text("kept")
    assert run("import", filled["native"], balances, "-o", out).status == 2
    assert out.read_text() == "kept"


# --- The synthetic firm --------------------------------------------------------------------


@pytest.mark.slow
def test_the_synthetic_ledger_gives_the_synthetic_report(tmp_path: Path) -> None:
    from focusxl_workbook.templates import template_of_firm

    sample = load_sample("2026")
    blank = {
        number: entry
        for number, entry in sample.entries.items()
        if sample.edition.box(number).unit != "dollars"
        or not sample.edition.box(number).is_amount
        or not sample.values.get(number)
    }
    book, out = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    book.write_bytes(template_of_firm(sample.replaced(entries=blank), "native")[0])
    done = run("import", book, BALANCES, "--map", MAPPING, "-o", out)
    assert done.status == 0, done.out + done.err
    filing = read(out)
    assert filing.check().verdict == "ready"
    differing = {n for n in sample.values if filing.report.values.get(n) != sample.values[n]}
    assert differing == set()
