"""The workbook of native formulas of edition 2026, computed by LibreOffice, beside the engine."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from focusxl.amounts import Number, Text, cell_state
from focusxl.filings.filing import Entry, Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from focusxl_udfs.libreoffice.office import Office
from focusxl_workbook.templates import template
from tests.support.agreement import cell_rules, disagreements, in_cells, inputs_of
from tests.support.native_workbook import NativeWorkbook, Shown
from tests.support.random_filings_2026 import random_filings_2026

FORM = load_edition("2026")
RULES = cell_rules("2026")
UNTIL_TYPED_OVER = {"FIN-04", "REQ-01", "REQ-25", "SEC-02"}
"""Checks that hold whatever the inputs are, while each total is computed by its formula."""
CAN_FAIL = {key for key in RULES if not key.startswith("SUM-")} - UNTIL_TYPED_OVER
FILINGS = 150
SEED = 20260331


@pytest.fixture(scope="module")
def native(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeWorkbook]:
    path: Path = tmp_path_factory.mktemp("native-2026") / "native.xlsx"
    path.write_bytes(template(FORM, "native"))
    with LibreOfficeHost(office=office) as host, host.open(path) as opened:
        yield NativeWorkbook(opened, path, FORM)


def test_the_sample_gives_the_totals_that_it_files(native: NativeWorkbook) -> None:
    sample = load_sample("2026")
    native.fill(inputs_of(sample))
    shown = native.totals()
    filed = {
        box.number: float(str(sample.values[box.number]))
        for box in FORM.totals
        if box.number in sample.values
    }
    assert len(filed) > 150
    assert {number: shown[number] for number in filed} == filed
    assert disagreements(in_cells(inputs_of(sample)), shown, native.checks()) == []


def test_the_engine_and_libreoffice_agree_on_filings_made_up_at_random(
    native: NativeWorkbook,
) -> None:
    states: dict[str, set[Shown]] = defaultdict(set)
    blank: set[str] = set()
    full: set[str] = set()
    for filing in random_filings_2026(FORM, FILINGS, SEED):
        native.fill(filing)
        totals, checks = native.totals(), native.checks()
        given = {number: str(value) for number, value in filing.values.items()}
        found = disagreements(in_cells(filing), totals, checks)
        assert found == [], (filing.facts, given)
        for key, row in checks.items():
            states[key].add(row[0])
        blank |= {number for number, shown in totals.items() if shown == ""}
        full |= {number for number, shown in totals.items() if isinstance(shown, float)}
    # Agreement says little where the filings never make a check fail, or leave a total blank.
    assert blank == full == {box.number for box in FORM.totals}
    one_way = {key for key in CAN_FAIL if len(states[key]) < 2}
    assert len(one_way) < 0.02 * len(CAN_FAIL), sorted(one_way)


def test_a_total_typed_over_or_cleared_is_seen_by_its_check(native: NativeWorkbook) -> None:
    native.fill(inputs_of(load_sample("2026")))
    before = native.totals()
    for page in FORM.pages:
        totals = (placed.box for placed in FORM.defined_on(page) if placed.box.formula)
        box = next((box for box in totals if isinstance(before[box.number], float)), None)
        if box is None or box.direct_entry:
            continue
        right = before[box.number]
        assert isinstance(right, float)
        cell = native.cell(f"box_{box.number}")
        formula = cell.getFormula()
        wrong = right + float(box.tolerance) + 1
        cell.setValue(wrong)
        native.recalculate()
        row = native.checks()[f"SUM-{box.number}"]
        assert row == ("MUST FIX", wrong, right, wrong - right)
        cell.setString("")
        native.recalculate()
        row = native.checks()[f"SUM-{box.number}"]
        cell.setFormula(formula)
        assert row == ("MUST FIX", "", right, "")
    native.recalculate()
    assert native.totals() == before


def test_a_total_that_may_be_typed_is_held_against_its_inputs(native: NativeWorkbook) -> None:
    typed = Entry(Number(Decimal(700)))
    native.fill(Filing(FORM, {"1640": typed}, whole=True))
    assert native.totals()["1640"] == 700
    assert native.checks()["SUM-1640"] == ("Holds", 700, "", "")
    native.fill(Filing(FORM, {"1640": typed, "1170": Entry(Number(Decimal(600)))}, whole=True))
    assert native.checks()["SUM-1640"] == ("MUST FIX", 700, 600, 100)
    native.fill(Filing(FORM, {"1170": Entry(Number(Decimal(600)))}, whole=True))
    assert native.checks()["SUM-1640"] == ("Holds", 600, 600, 0)


# What a text says and what a date is, by the cells of the workbook itself: boxes, and the state of
# a check that asks for them.
OF_TEXT_AND_DATES: list[tuple[dict[str, object], str, Shown]] = [
    ({"4600": 1}, "WDR-21_4600", "Holds"),
    ({"4600": " 3 "}, "WDR-21_4600", "Holds"),
    ({"4600": 12}, "WDR-21_4600", "MUST FIX"),
    ({"4602": "OUT"}, "WDR-22_4602", "Holds"),
    ({"4602": "Insider"}, "WDR-22_4602", "MUST FIX"),
    ({"4605": "Maybe"}, "WDR-23_4605", "MUST FIX"),
    ({}, "WDR-23_4605", "Nothing entered"),
    ({"4600": 2, "4603": 5}, "WDR-24_4605", "EXPLAIN"),
    ({"12120": "Example  Bank", "12134": "example bank "}, "SCH-22_12134", "MUST FIX"),
    ({"12120": "Example Bank", "12134": "Example Bank?"}, "SCH-22_12134", "Holds"),
    ({"12120": "Example*", "12134": "Example Bank"}, "SCH-22_12134", "Holds"),
    ({"25": "2026-02-28", "4604": "2026-08-31"}, "WDR-25_4604", "Holds"),
    ({"25": "2026-02-28", "4604": "2026-09-01"}, "WDR-25_4604", "EXPLAIN"),
    ({"25": "2026-02-28", "4604": "2026-02-28"}, "WDR-25_4604", "EXPLAIN"),
    ({"25": "2028-02-28"}, "COV-32", "EXPLAIN"),
    ({"25": "2028-02-29"}, "COV-32", "Holds"),
    ({"24": "2025-12-31"}, "COV-33", "EXPLAIN"),
    ({"24": "2026-01-01"}, "COV-33", "Holds"),
    ({"24": "2026-01-01", "25": "2026-03-31"}, "COV-34", "Holds"),
    ({"24": "2025-11-01", "25": "2026-01-31"}, "COV-34", "EXPLAIN"),
    ({"24": "2025-12-01", "25": "2025-12-31"}, "COV-34", "Holds"),
    ({"3932": "2025-04-01", "3933": "2026-03-31", "3931": 12}, "INC-05", "Holds"),
    ({"3932": "2025-04-01", "3933": "2026-03-31", "3931": 11}, "INC-05", "MUST FIX"),
    ({"3932": "2025-04-01", "3931": 5}, "INC-05", "Holds"),
]


def test_texts_and_dates_are_compared_as_in_the_engine(native: NativeWorkbook) -> None:
    shown = []
    for boxes, check, _ in OF_TEXT_AND_DATES:
        entries = {number: Entry(cell_state(value)) for number, value in boxes.items()}
        native.fill(Filing(FORM, entries, whole=True))
        shown.append((boxes, check, native.checks()[check][0]))
    assert shown == OF_TEXT_AND_DATES


def _number(value: str) -> Entry:
    return Entry(Number(Decimal(value)))


@pytest.mark.parametrize("zero", ["blank", "0"])
def test_a_total_is_typed_where_its_columns_are_zero_as_where_they_are_blank(
    native: NativeWorkbook, zero: str
) -> None:
    columns = {} if zero == "blank" else {"1030": _number("0"), "1240": _number("0")}
    native.fill(Filing(FORM, {"1460": _number("5000"), **columns}, whole=True))
    assert native.totals()["1460"] == 5000
    assert native.checks()["SUM-1460"] == ("Holds", 5000, "", "")


# 491 / 10,000 x 100 is 4.91.
RATIOS = [
    (4.91, "Holds"),
    (4.92, "Holds"),
    (4.9, "Holds"),
    (4.93, "MUST FIX"),
    (5.0, "Holds"),
    (5.9, "MUST FIX"),
    (4.0, "Holds"),
    (6.0, "MUST FIX"),
]


def test_a_ratio_typed_over_is_held_to_the_decimals_that_it_shows(native: NativeWorkbook) -> None:
    entries = {"12000": Entry(Text("X")), "3520": _number("491"), "4440": _number("10000")}
    native.fill(Filing(FORM, entries, {"alternative_method": False}, whole=True))
    assert native.totals()["3851"] == 4.91
    cell = native.cell("box_3851")
    formula = cell.getFormula()
    states = []
    for typed, _ in RATIOS:
        cell.setValue(typed)
        native.recalculate()
        states.append(native.checks()["SUM-3851"][0])
    cell.setFormula(formula)
    native.recalculate()
    assert states == [state for _, state in RATIOS]


def test_an_amount_where_nothing_belongs_is_seen(native: NativeWorkbook) -> None:
    entries = {"12000": Entry(Text("X")), "7446": _number("8750049")}
    native.fill(Filing(FORM, entries, {"swap_dealer": False}, whole=True))
    assert native.totals()["7447"] == ""
    cell = native.cell("box_7447")
    formula = cell.getFormula()
    rows = []
    for typed in (175000, 0):
        cell.setValue(typed)
        native.recalculate()
        rows.append(native.checks()["SUM-7447"])
    cell.setFormula(formula)
    native.recalculate()
    assert rows == [("MUST FIX", 175000, "", ""), ("Holds", 0, "", "")]


def test_a_factor_is_not_rounded(native: NativeWorkbook) -> None:
    entries = {"3636": _number("1000"), "3645": _number("3.125")}
    native.fill(Filing(FORM, entries, whole=True))
    assert native.totals()["3655"] == 3125


def test_a_total_of_no_printed_formula_is_explained(native: NativeWorkbook) -> None:
    native.fill(Filing(FORM, {"4505": _number("3"), "4515": _number("5")}, whole=True))
    cell = native.cell("box_4525")
    formula = cell.getFormula()
    cell.setValue(7)
    native.recalculate()
    row = native.checks()["SUM-4525"]
    cell.setFormula(formula)
    native.recalculate()
    assert row == ("EXPLAIN", 7, 8, -1)
