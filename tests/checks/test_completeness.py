"""A report is ready only when it is whole: no page and no box that it must have is blank."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from focusxl.amounts import Number
from focusxl.checks import Result, check
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, FilerExplanation, Filing, Place
from tests.support import filings_2026 as of_2026
from tests.support.engine_filings import (
    BLANK,
    FORM,
    as_filed,
    filing,
    findings,
    found_in,
    in_cell,
    inputs_of_sample,
    only,
)

DEALER_OPTIONS = ("7200", "7210", "7220", "7230", "7240")


def result(given: Filing) -> Result:
    return check(compute(given))


def without(*numbers: str) -> dict[str, object]:
    """Give the 2014 filing as filed, some boxes left out."""
    return {number: value for number, value in as_filed().items() if number not in numbers}


def boxes_of(page: str) -> tuple[str, ...]:
    return tuple(box.number for box in FORM.pages_by_id[page].boxes)


def blocking(found: Iterable[Finding]) -> list[tuple[str, str | None]]:
    return [(finding.id, finding.box) for finding in found if finding.blocks]


# --- Pages -----------------------------------------------------------------------------------


def test_a_workbook_with_its_cover_alone_is_blocked_page_by_page() -> None:
    cover = {number: value for number, value in as_filed().items() if number in boxes_of("cover")}
    found = result(filing(cover, whole=True))
    assert found.verdict == "blocked"
    blank = [finding for finding in found.findings if finding.id == "PAGE-03"]
    assert [finding.message.partition("”")[0] for finding in blank] == [
        f"Nothing is entered on “{form_page.title}" for form_page in FORM.pages[1:]
    ]
    assert "choose “Nothing to report” beside Segregation on the Start sheet" in blank[0].message


def test_a_workbook_of_2026_with_its_cover_and_its_facts_alone_is_blocked() -> None:
    cover = {
        number: value
        for number, value in of_2026.synthetic().items()
        if of_2026.FORM.boxes[number].home.id == "cover"
    }
    found = result(of_2026.filing(cover, of_2026.FACTS, whole=True))
    # All 28 pages of the firm but the cover; the exemption too, since no reserve is computed.
    assert sum(finding.id == "PAGE-03" for finding in found.findings) == 27


@pytest.mark.parametrize("whole", [True, False])
def test_nothing_to_report_is_an_answer(whole: bool) -> None:
    boxes = without(*DEALER_OPTIONS)
    silent = result(filing(boxes, whole=whole))
    said = result(filing(boxes, nothing_on=["dealer_options"], whole=whole))
    assert (silent.verdict, said.verdict) == ("blocked" if whole else "partial", "ready")
    assert str(said.coverage) == "7 of 7 pages"


@pytest.mark.parametrize("whole", [True, False])
def test_an_amount_contradicts_nothing_to_report(whole: bool) -> None:
    boxes = {**without(*DEALER_OPTIONS), "7200": 0, "7210": 25, "7230": 25, "7240": 25}
    found = findings(filing(boxes, nothing_on=["dealer_options"], whole=whole))
    finding = only(found, "PAGE-04")
    assert (finding.box, finding.reported, finding.expected) == ("7210", "25", "nothing")
    assert finding.blocks


def test_a_mark_contradicts_nothing_to_report_and_a_zero_does_not() -> None:
    boxes = of_2026.synthetic() | {"4560": "X"}
    given = of_2026.filing(boxes, of_2026.FACTS, whole=True).replaced(
        nothing_to_report=frozenset({"customer_exemption"}),
    )
    assert only(findings(given), "PAGE-04").box == "4560"
    zero = filing(as_filed(), nothing_on=["dealer_options"], whole=True)
    assert "PAGE-04" not in {finding.id for finding in findings(zero)}


@pytest.mark.parametrize("page", ["cover", "cftc_minimum_capital"])
@pytest.mark.parametrize("whole", [True, False])
def test_every_firm_has_something_on_these_pages(page: str, whole: bool) -> None:
    boxes = without(*boxes_of(page))
    found = result(filing(boxes, nothing_on=[page], whole=whole))
    assert found.verdict == "blocked"
    assert only(found.findings, "PAGE-06").reported == page


def test_a_page_with_nothing_to_report_owes_no_answer() -> None:
    """Line 3 of the possession page, Yes or No, is asked for where the page is reported."""
    own = {box.number for box in of_2026.FORM.pages_by_id["customer_possession"].boxes}
    boxes = {n: v for n, v in of_2026.synthetic().items() if n not in own}
    silent = of_2026.filing(boxes, of_2026.FACTS, whole=True)
    said = silent.replaced(nothing_to_report=frozenset({"customer_possession"}))
    assert {("POS-02", "4584"), ("PAGE-03", None)} <= set(blocking(findings(silent)))
    assert blocking(findings(said)) == []


def test_an_exemption_is_not_asked_of_a_firm_that_computes_the_reserve() -> None:
    reserve = {box.number for box in of_2026.FORM.pages_by_id["customer_reserve"].boxes}
    computing = of_2026.filing(of_2026.synthetic(), of_2026.FACTS, whole=True)
    assert result(computing).verdict == "ready"
    boxes = {n: v for n, v in of_2026.synthetic().items() if n not in reserve}
    found = findings(of_2026.filing(boxes, of_2026.FACTS, whole=True))
    blank = {finding.message.partition("”")[0] for finding in found if finding.id == "PAGE-03"}
    assert "Nothing is entered on “Claiming an Exemption from Rule 15c3-3" in blank


# --- Boxes that are never blank --------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "only_entry", "asked"),
    [
        ("segregation", "7194", ["7060", "7180", "7190"]),
        ("secured_funds", "7780", ["7770"]),
        ("cleared_swaps", "8760", ["8590", "8720", "8730"]),
    ],
)
def test_a_page_with_nothing_but_a_target_lacks_what_it_is_for(
    page: str, only_entry: str, asked: list[str]
) -> None:
    boxes = {**without(*boxes_of(page)), only_entry: 0}
    found = findings(filing(boxes, whole=True))
    assert [f.box for f in found if f.id == "BOX-05" and f.blocks] == asked


def test_a_required_total_says_what_it_is_formed_from() -> None:
    kept = {"7194": 0}
    found = findings(filing({**without(*boxes_of("segregation")), **kept}, whole=True))
    finding = next(finding for finding in found if finding.box == "7060")
    assert (finding.id, finding.check_class) == ("BOX-05", "must-fix")
    assert finding.message.endswith(
        "It is formed from 7040, 7050, and none of them is filled in. "
        "Enter the amounts, or 0 where there are none."
    )


def test_a_zero_says_that_there_is_none() -> None:
    kept = {"7010": 0, "7070": 0, "7194": 0}
    found = findings(filing({**without(*boxes_of("segregation")), **kept}, whole=True))
    assert "BOX-05" not in {finding.id for finding in found}


def test_a_data_file_of_every_page_must_have_them_too() -> None:
    boxes = {**without(*boxes_of("segregation")), "7010": 5}
    assert blocking(findings(filing(boxes))) == [("BOX-05", "7180")]


@pytest.mark.parametrize("number", ["3640", "3750", "3760", "3910", "940", "1800", "4230", "4430"])
def test_net_capital_and_its_like_cannot_be_blank_in_2026(number: str) -> None:
    boxes = of_2026.synthetic()
    below = {number}
    while True:
        more = {op for n in below if (f := of_2026.FORM.box(n).formula) for op in f.operands}
        if more <= below:
            break
        below |= more
    kept = {n: v for n, v in boxes.items() if n not in below}
    found = result(of_2026.filing(kept, of_2026.FACTS, whole=True))
    assert found.verdict == "blocked"
    asked = {(f.id, f.box) for f in found.findings if f.id in ("BOX-05", "PAGE-03")}
    assert ("BOX-05", number) in asked or ("PAGE-03", None) in asked


# --- A part of a report ------------------------------------------------------------------------


def test_one_amount_is_a_part_of_a_report() -> None:
    found = result(filing({"7010": 5}))
    assert (found.verdict, str(found.coverage)) == ("partial", "1 of 7 pages")
    assert blocking(found.findings) == []
    note = only(found.findings, "PART-02")
    assert note.reported == "7180"
    assert [f.reported for f in found.findings if f.id == "PART-01"] == [
        "Cover",
        "Dealer options",
        "30.7 requirement",
        "30.7 funds",
        "Cleared swaps",
        "Minimum capital",
    ]


def test_a_requirement_is_not_wrong_for_a_minimum_whose_page_is_lacking() -> None:
    """Page 9 shows the CFTC minimum (7490) again; page 27, which forms it, is not there."""
    own = {
        box.number
        for page in ("cftc_minimum_capital", "segregation", "cleared_swaps", "dealer_options")
        for box in of_2026.FORM.pages_by_id[page].boxes
    }
    boxes = {n: v for n, v in of_2026.synthetic().items() if n not in own}
    found = result(of_2026.filing(boxes, of_2026.FACTS))
    assert (found.verdict, blocking(found.findings)) == ("partial", [])
    assert only(found.findings, "FACT-02").box == "12060"


def test_totals_alone_are_a_part_of_a_report() -> None:
    cover = set(boxes_of("cover"))
    totals = {
        number: value
        for number, value in as_filed().items()
        if number in cover or FORM.box(number).formula is not None
    }
    found = result(filing(totals))
    assert (found.verdict, blocking(found.findings)) == ("partial", [])
    assert [f.reported for f in found.findings if f.id == "PART-03"] == [
        form_page.sheet for form_page in FORM.pages if form_page.id != "cover"
    ]


def test_a_total_whose_inputs_are_left_out_is_a_part_of_a_report() -> None:
    """7435 is left out and 7445, 8% of it, is there: nothing in the file bears it out."""
    found = result(filing(without("7435")))
    assert found.verdict == "partial"
    assert only(found.findings, "SUM-7445").check_class == "note"


def test_totals_may_be_left_out() -> None:
    assert result(filing(inputs_of_sample())).verdict == "ready"


@pytest.mark.parametrize("left_out", ["13", "25"])
def test_a_report_without_its_firm_or_its_period_is_blocked(left_out: str) -> None:
    assert result(filing(without(left_out))).verdict == "blocked"


def test_what_is_wrong_in_a_part_blocks_it() -> None:
    assert result(filing({"7010": 5, "7040": 6})).verdict == "blocked"


def test_pages_that_hang_on_an_unstated_fact_are_lacking() -> None:
    """Whether the firm is a futures commission merchant decides over six pages."""
    merchant = {
        number
        for page in ("cftc_minimum_capital", "segregation", "cleared_swaps", "dealer_options")
        for number in (box.number for box in of_2026.FORM.pages_by_id[page].boxes)
    } | {
        box.number
        for page in ("secured_requirement", "secured_funds")
        for box in of_2026.FORM.pages_by_id[page].boxes
    }
    boxes = {n: v for n, v in of_2026.synthetic().items() if n not in merchant}
    facts = {n: a for n, a in of_2026.FACTS.items() if n != "futures_commission_merchant"}
    found = result(of_2026.filing(boxes, facts))
    assert "PART-01" in {finding.id for finding in found.findings}
    assert not found.is_ready


# --- Blank inputs give a blank total in a whole report -----------------------------------------


def test_a_total_over_cleared_inputs_is_wrong_in_a_workbook() -> None:
    boxes = {**as_filed(), "7435": BLANK}
    finding = only(findings(filing(boxes, whole=True)), "SUM-7445")
    assert (finding.check_class, finding.expected) == ("must-fix", None)
    assert finding.reported == str(as_filed()["7445"])
    assert "nothing is entered in what it is formed from (7435)" in finding.message


def test_a_formula_that_still_shows_what_was_cleared_has_an_old_value() -> None:
    boxes = {**as_filed(), "7435": BLANK, "7445": in_cell(as_filed()["7445"], by_formula=True)}
    finding = only(findings(filing(boxes, whole=True)), "WB-04")
    assert (finding.box, finding.expected) == ("7445", "nothing")


def test_a_zero_over_blank_inputs_is_nothing() -> None:
    boxes = {**without(*boxes_of("dealer_options")), "7200": 0, "7230": 0, "7240": 0}
    found = findings(filing(boxes, whole=True))
    assert "SUM-7230" not in {finding.id for finding in found}


@pytest.mark.parametrize(
    "number",
    sorted(
        box.number
        for box in of_2026.FORM.totals
        if box.formula is not None and not box.direct_entry and box.number in of_2026.synthetic()
    ),
)
def test_no_total_of_2026_is_trusted_over_blank_inputs(number: str) -> None:
    boxes = of_2026.synthetic()
    value = boxes[number]
    formula = of_2026.FORM.box(number).formula
    assert formula is not None
    below = set(formula.operands)
    while more := {
        op
        for n in below
        if (f := of_2026.FORM.box(n).formula)
        for op in f.operands
        if op not in below
    }:
        below |= more
    kept = {n: v for n, v in boxes.items() if n not in below}
    given = of_2026.filing(kept, of_2026.FACTS, whole=True)
    found = result(given)
    wrong = [f for f in found.findings if f.id in (f"SUM-{number}", f"PRINT-{number}")]
    # A zero over blank inputs is as good as nothing.
    assert (value == 0) or (found.verdict == "blocked" and any(f.blocks for f in wrong)), wrong


# --- Explanations, and findings that are alike -------------------------------------------------


def hidden(box: str, row: int) -> Finding:
    """Give the finding that a box stands in a hidden row."""
    place = Place("Segregation", f"H{row}")
    return general_finding("WB-05", box=box, place=place, reported=f"row ({row})", expected="seen")


def answered(*keys: str, sides: str | None = None) -> dict[str, FilerExplanation]:
    return {key: FilerExplanation("Hidden on purpose.", sides) for key in keys}


def test_one_explanation_answers_one_box() -> None:
    given = filing(as_filed(), explanations=answered("WB-05-7010"))
    found = check(compute(given), [hidden("7010", 12), hidden("7030", 15)]).findings
    assert blocking(found) == [("WB-05", "7030")]


def test_the_bare_id_of_a_check_of_every_box_answers_none() -> None:
    given = filing(as_filed(), explanations=answered("WB-05"))
    finding = only(check(compute(given), [hidden("7010", 12)]).findings, "WB-05")
    assert finding.blocks
    assert finding.message.endswith(" Explain each one separately: this one under WB-05-7010.")


def test_an_explanation_of_a_hidden_row_holds_for_the_amount_that_it_hid() -> None:
    sides = "row (12) against seen, holding 342539729"
    kept = filing(as_filed(), explanations=answered("WB-05-7010", sides=sides))
    assert blocking(check(compute(kept), [hidden("7010", 12)]).findings) == []
    moved = kept.replaced(entries={**kept.entries, "7010": Entry(Number(Decimal(342539730)))})
    found = check(compute(moved), [hidden("7010", 12)]).findings
    assert ("WB-05", "7010") in blocking(found)


def test_findings_of_one_box_at_two_places_are_both_shown() -> None:
    twice = [
        general_finding(
            "WB-13",
            box="7490",
            place=Place(sheet, "H9"),
            reported="5",
            shown="7490",
            expected="=…",
            home="there",
        )
        for sheet in ("CFTC minimum capital", "Minimum capital - BD")
    ]
    found = check(compute(filing(as_filed())), [*twice, twice[0]]).findings
    assert [f.place.sheet for f in found if f.id == "WB-13"] == [
        "CFTC minimum capital",
        "Minimum capital - BD",
    ]


def test_a_part_says_so_in_words() -> None:
    assert [f.id for f in found_in({"7010": 5}) if f.blocks] == []


def test_an_explanation_that_names_no_numbers_says_in_a_workbook_which_it_is_taken_for() -> None:
    boxes = {**as_filed(), "7132": 98590265, "7180": 1191119743, "7190": 95956488, "7198": 45956488}
    given = filing(boxes, explanations={"SEG-03": FilerExplanation("At another FCM.")}, whole=True)
    finding = only(findings(given), "SEG-03")
    assert not finding.blocks
    assert finding.message.endswith(
        " Explained: At another FCM. (written since the last validation; taken to answer "
        "98590266 against 98590265)"
    )
