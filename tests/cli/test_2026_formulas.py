"""Random filings of 2026, their totals computed by a second, independent reading of the form."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from focusxl.amounts import cell_state
from focusxl.checks import check
from focusxl.checks.finding import Finding
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, Filing
from focusxl.forms.loader import load_edition
from tests.support.command_line import validated
from tests.support.formulas_of_2026 import PAGES, ROUNDED, Firm, lines_of, operands_of, totals_of

FORM = load_edition("2026")

FIRMS: Mapping[str, Firm] = {
    "broker-dealer, basic method": Firm((12000,)),
    "broker-dealer and FCM, alternative method": Firm((12000,), alternative=True, fcm=True),
    "broker-dealer and FCM, swap dealer, daily reserve": Firm(
        (12000,), alternative=True, fcm=True, swap_dealer=True, weekly_reduction=False
    ),
    "broker-dealer with models": Firm((12000, 12006), alternative=True),
    "broker-dealer SBSD": Firm((12001,)),
    "broker-dealer SBSD, OTC derivatives dealer": Firm((12001, 12005, 12006)),
    "broker-dealer MSBSP and FCM": Firm((12002,), fcm=True),
    "stand-alone SBSD": Firm((12003,)),
    "stand-alone SBSD with models": Firm((12003, 12006)),
    "stand-alone MSBSP": Firm((12004,)),
}
FACTORS = {3645, 12764, 12767}
SEEDS = range(3)
CHANGES = 60

Amounts = dict[int, Decimal]


def inputs_of(firm: Firm, seed: int) -> Amounts:
    """Make up every amount that is not formed from others; equity and its changes agree."""
    draw = random.Random(f"{firm} {seed}")
    lines = lines_of(firm)
    asked = {box for line in lines.values() for box in operands_of(line, firm)} - lines.keys()
    reported = {box for box in asked if firm.fcm or box != 7490}
    amounts: Amounts = {box: Decimal(draw.randrange(1, 10**8)) for box in sorted(reported)}
    amounts |= {box: Decimal(draw.randrange(30, 60)) / 10 for box in FACTORS & amounts.keys()}
    if 15 in firm.pages:
        equity = totals_of(firm, amounts)[1800]
        amounts[4240] = equity - amounts[4250] - amounts[4260] + amounts[4270]
        amounts[4300] = amounts[3520] - amounts[4310] + amounts[4320]
    return amounts


def boxes_of(firm: Firm, amounts: Amounts) -> dict[str, Any]:
    """Give a report as a data file has it: cover, frequency of computation, and all amounts."""
    cover: dict[str, Any] = {
        **{"13": "MADE-UP SECURITIES LLC", "14": "8-00000", "15": "00000", "16": True},
        **{"24": "2026-03-01", "25": "2026-03-31", "40": True, "12007": True, "199": True},
        **{str(mark): True for mark in firm.marks},
    }
    if 20 in firm.pages:
        cover |= {"4334": True} if firm.weekly_reduction else {"4332": True, "12851": True}
    return cover | {str(box): _plain(amount) for box, amount in amounts.items()}


def _plain(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else round(float(amount), 2)


def report_of(firm: Firm, seed: int) -> Amounts:
    """Make up a whole report as filed, each total from the independent list."""
    inputs = inputs_of(firm, seed)
    amounts = inputs | totals_of(firm, inputs)
    if not firm.weekly_reduction:
        amounts[4500] = Decimal(0)  # Line 24 is of a monthly computation.
    return amounts


def entries_of(boxes: Mapping[str, Any]) -> dict[str, Entry]:
    return {
        number: Entry(cell_state("X" if value is True else value))
        for number, value in boxes.items()
    }


def sums(firm: Firm, amounts: Amounts) -> list[Finding]:
    """Give what the engine says of the totals."""
    entries = entries_of(boxes_of(firm, amounts))
    result = check(compute(Filing(FORM, entries, facts=firm.facts)))
    return [
        finding
        for finding in result.findings
        if finding.check_class != "note" and finding.id.startswith(("SUM-", "PAGE-", "FACT-"))
    ]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("firm", FIRMS.values(), ids=FIRMS)
def test_the_engine_agrees_with_every_total_of_the_independent_list(firm: Firm, seed: int) -> None:
    found = sums(firm, report_of(firm, seed))
    assert [(finding.id, finding.reported, finding.expected) for finding in found] == []


@pytest.mark.parametrize("firm", FIRMS.values(), ids=FIRMS)
def test_the_engine_computes_the_same_totals_where_they_are_left_out(firm: Firm) -> None:
    report = report_of(firm, 7)
    lines = lines_of(firm)
    inputs = {box: amount for box, amount in report.items() if box not in lines}
    entries = entries_of(boxes_of(firm, inputs))
    amounts = compute(Filing(FORM, entries, facts=firm.facts)).amounts
    for box in lines:
        difference = abs(amounts.get(str(box), Decimal(0)) - report[box])
        assert difference <= 2 * (box in ROUNDED) + 4 * rests_on_rounded(firm, box), box


def rests_on_rounded(firm: Firm, box: int) -> bool:
    """Tell whether a total is formed, by however many steps, from a product or quotient."""
    lines = lines_of(firm)
    return any(
        below in ROUNDED or rests_on_rounded(firm, below)
        for below in operands_of(lines[box], firm)
        if below in lines
    )


@pytest.mark.slow
@pytest.mark.parametrize("firm", FIRMS.values(), ids=FIRMS)
def test_one_dollar_more_in_any_amount_of_a_sum_is_found(firm: Firm) -> None:
    report, lines = report_of(firm, 11), lines_of(firm)
    draw = random.Random(str(firm))
    summed = {
        box
        for number, line in lines.items()
        if number not in ROUNDED and is_sum(line, firm)
        for box in operands_of(line, firm) | {number}
        if box in report
    }
    for box in draw.sample(sorted(summed), min(CHANGES, len(summed))):
        found = sums(firm, report | {box: report[box] + 1})
        formed = {str(n) for n, line in lines.items() if box in operands_of(line, firm)}
        named = {finding.box for finding in found}
        assert named & (formed | {str(box)}), f"one dollar more in box {box} is not found"


def is_sum(line: Any, firm: Firm) -> bool:
    """Tell whether one dollar more in any box of the line is always one more, or less, in it."""
    asked = operands_of(line, firm)
    for sense in (1, -1):  # The greatest of several, and an excess, depend on which is greater.
        base = {box: Decimal(10**6 + sense * box) for box in asked}
        start = line(base.__getitem__, firm)
        for changed in asked:
            more = base | {changed: base[changed] + 1}
            if abs(line(more.__getitem__, firm) - start) != 1:
                return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("covered", [True, False], ids=["with the cover", "without"])
@pytest.mark.parametrize("firm", FIRMS.values(), ids=FIRMS)
def test_no_page_alone_is_held_against_what_stands_on_others(firm: Firm, covered: bool) -> None:
    report = report_of(firm, 5)
    boxes = boxes_of(firm, report)
    for page in firm.pages:
        kept = {page, 1} if covered else {page}
        part = {n: value for n, value in boxes.items() if kept & set(FORM.boxes[n].pages)}
        for facts in (firm.facts, {}):
            found = check(compute(Filing(FORM, entries_of(part), facts=facts))).findings
            wrong = [f for f in found if f.check_class == "must-fix" and f.id[:4] in COMPARED]
            assert [(page, f.id, f.message) for f in wrong] == []


COMPARED = ("SUM-", "PAGE", "FACT")


@pytest.mark.parametrize("firm", FIRMS.values(), ids=FIRMS)
def test_the_command_says_the_same_as_the_engine(firm: Firm, tmp_path: Path) -> None:
    report = report_of(firm, 13)
    path = tmp_path / "report.json"

    def found(amounts: Amounts) -> set[str]:
        data = {"edition": "2026", "boxes": boxes_of(firm, amounts), "facts": firm.facts}
        path.write_text(json.dumps(data))
        must_fix = [f["id"] for f in validated(path).findings if f["class"] == "must-fix"]
        return {check_id for check_id in must_fix if check_id.startswith("SUM-")}

    assert found(report) == set()
    assert "SUM-1800" in found(report | {1800: report[1800] + 1})
    assert "SUM-1795" in found(report | {1791: report[1791] + 1})


def test_the_list_is_of_totals_on_their_pages_and_misses_no_total_of_the_form() -> None:
    listed = {(page, str(box)) for page, lines in PAGES.items() for box in lines}
    for page, box in listed:
        assert page in FORM.boxes[box].pages, box
    assert {box for _, box in listed} == {total.number for total in FORM.totals}
