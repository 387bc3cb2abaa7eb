"""The workbook of native formulas, computed by LibreOffice: a second opinion on the engine.

The engine's formulas come to the cells translated; what LibreOffice makes of them must be what the
engine makes of the form data, to the dollar.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from focusxl.amounts import Number, Text
from focusxl.checks.state import NOTHING_ENTERED
from focusxl.filings.filing import Entry, Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from focusxl_udfs.libreoffice.office import Office
from focusxl_workbook.templates import template
from tests.support.agreement import cell_rules, disagreements, in_cells, inputs_of, totals_of
from tests.support.native_workbook import NativeWorkbook, Shown
from tests.support.random_filings import random_filings

FORM = load_edition("2014")
RULES = cell_rules("2014")
UNTIL_TYPED_OVER = {key for key in RULES if key.startswith("SUM-")} | {"SEC-02"}
"""Checks that hold whatever the inputs are, while each total is computed by its formula."""
OF_BLANKS = {"COV-29"}
"""Boxes for official use: the check holds where nothing is entered, and nowhere else."""

FILINGS = 300
SEED = 20140630


@pytest.fixture(scope="module")
def native(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeWorkbook]:
    path: Path = tmp_path_factory.mktemp("native") / "native.xlsx"
    path.write_bytes(template(FORM, "native"))
    with LibreOfficeHost(office=office) as host, host.open(path) as opened:
        yield NativeWorkbook(opened, path, FORM)


def test_the_sample_gives_the_totals_that_were_filed(native: NativeWorkbook) -> None:
    sample = load_sample()
    native.fill(inputs_of(sample))
    shown = native.totals()
    filed = {
        box.number: sample.values[box.number] for box in FORM.totals if box.number in sample.values
    }
    assert len(filed) > 25
    assert {number: shown[number] for number in filed} == filed
    assert disagreements(in_cells(inputs_of(sample)), shown, native.checks()) == []


def test_the_engine_and_libreoffice_agree_on_filings_made_up_at_random(
    native: NativeWorkbook,
) -> None:
    states: dict[str, set[Shown]] = defaultdict(set)
    blank: set[str] = set()
    for filing in random_filings(FORM, FILINGS, SEED):
        native.fill(filing)
        totals, checks = native.totals(), native.checks()
        given = {number: str(value) for number, value in filing.values.items()}
        assert disagreements(in_cells(filing), totals, checks) == [], given
        for key, row in checks.items():
            states[key].add(row[0])
        blank |= {number for number, shown in totals.items() if shown == ""}
    # Agreement says little where the filings never make a check fail, or leave a total blank.
    assert blank == {box.number for box in FORM.totals}
    one_way = {key for key in RULES if len(states[key] - {NOTHING_ENTERED}) < 2}
    assert one_way == UNTIL_TYPED_OVER | OF_BLANKS
    assert {key for key in RULES if key.startswith("SUM-") and len(states[key]) < 2} == set()


def test_a_total_typed_over_is_seen_by_its_check(native: NativeWorkbook) -> None:
    filing = inputs_of(load_sample())
    native.fill(filing)
    before = native.totals()
    for box in FORM.totals:
        right = before[box.number]
        if not isinstance(right, float):
            continue
        cell = native.cell(f"box_{box.number}")
        formula = cell.getFormula()
        wrong = right + float(box.tolerance) + 1
        cell.setValue(wrong)
        native.recalculate()
        row = native.checks()[f"SUM-{box.number}"]
        cell.setFormula(formula)
        assert row == ("MUST FIX", wrong, right, wrong - right)
    native.recalculate()
    assert native.totals() == before


def test_a_secured_amount_typed_in_too_low_is_seen(native: NativeWorkbook) -> None:
    native.fill(inputs_of(load_sample()))
    cell = native.cell("box_7360")
    formula = cell.getFormula()
    native.cell("box_7305").setValue(200_000_000)
    cell.setValue(116_492_813)
    native.recalculate()
    row = native.checks()["SEC-02"]
    cell.setFormula(formula)
    assert row == ("MUST FIX", 116_492_813, 200_000_000, -83_507_187)


def test_text_in_an_input_never_counts_as_a_number(native: NativeWorkbook) -> None:
    sample = inputs_of(load_sample(), retail_forex=False)
    native.fill(sample)
    amounts = [n for n, placed in FORM.boxes.items() if placed.box.kind == "input"]
    for number in amounts:
        text = Entry(Text("12O0"))
        filing = Filing(FORM, {**sample.entries, number: text}, sample.facts, whole=True)
        cell = native.cell(f"box_{number}")
        kept = cell.getFormula()
        cell.setString("12O0")
        native.recalculate()
        shown = native.totals()
        cell.setFormula(kept)
        assert None in shown.values()
        assert shown == totals_of(in_cells(filing))


def test_an_error_in_an_input_is_passed_on(native: NativeWorkbook) -> None:
    native.fill(inputs_of(load_sample()))
    before = native.totals()
    native.cell("box_7010").setFormula("=NA()")
    native.recalculate()
    hit = {number for number, shown in native.totals().items() if shown is None}
    assert hit == {"7040", "7060", "7190", "7198"}
    assert {n: v for n, v in native.totals().items() if n not in hit} == {
        n: v for n, v in before.items() if n not in hit
    }


def test_a_fact_nobody_answered_leaves_the_total_that_needs_it_open(
    native: NativeWorkbook,
) -> None:
    inputs = inputs_of(load_sample())
    large = Entry(Number(Decimal(200_000_000)))
    for facts, level in (
        ({}, None),
        ({"retail_forex": True}, 220e6),
        ({"retail_forex": False}, 300e6),
    ):
        filing = Filing(FORM, {**inputs.entries, "7465": large}, facts, whole=True)
        native.fill(filing)
        assert native.totals()["7490"] == 200e6
        assert native.totals()["7495"] == level
        assert native.totals() == totals_of(in_cells(filing))


# What customers' securities are within bounds of 7 and 12, and both sides of what fails.
SECURITIES = [
    (7, ("Holds", 7, 7, 0)),
    (12, ("Holds", 7, 12, -5)),
    (6, ("EXPLAIN", 7, 6, 1)),
    (13, ("EXPLAIN", 13, 12, 1)),
]


@pytest.mark.parametrize(("ledger", "row"), SECURITIES)
def test_securities_on_hand_may_make_up_a_difference(
    native: NativeWorkbook, ledger: int, row: tuple[Shown, ...]
) -> None:
    held = {"7090": 1, "7120": 2, "7170": 4, "7150": 5, "7020": ledger}
    entries = {number: Entry(Number(Decimal(amount))) for number, amount in held.items()}
    native.fill(Filing(FORM, entries, {"retail_forex": False}, whole=True))
    assert native.checks()["SEG-02"] == row


@pytest.mark.parametrize(
    ("serial", "state"),
    [(41578, "Holds"), (41608, "EXPLAIN"), (None, "EXPLAIN")],  # 31 October, 30 November 2013
)
def test_a_target_is_asked_for_from_november_2013_on(
    native: NativeWorkbook, serial: int | None, state: str
) -> None:
    entries = {"7070": Entry(Number(Decimal(5)))}
    if serial is not None:
        entries["25"] = Entry(Number(Decimal(serial)))
    native.fill(Filing(FORM, entries, {"retail_forex": False}, whole=True))
    assert native.checks()["SEG-06"][0] == state
