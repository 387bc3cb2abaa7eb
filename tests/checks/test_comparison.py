"""Moves against the period before, as tables of what was, what is, and what is said of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

import pytest

from focusxl.amounts import cell_state
from focusxl.checks import Result, check
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, FilerExplanation, Filing
from focusxl.filings.samples import sample_data
from focusxl.forms.comparison import comparison_data
from focusxl.forms.loader import load_edition

MILLION = 1_000_000
Boxes = Mapping[str, object]


def checked(
    boxes: Boxes,
    prior: Mapping[str, int],
    *,
    edition: str = "2014",
    whole: bool = False,
    nothing: frozenset[str] = frozenset(),
    limits: Mapping[str, int] | None = None,
    explanations: Mapping[str, FilerExplanation] | None = None,
    prior_end: datetime.date | None = None,
    **facts: bool,
) -> Result:
    filing = Filing(
        load_edition(edition),
        {box: Entry(cell_state(value)) for box, value in boxes.items()},
        facts=facts,
        explanations=explanations or {},
        whole=whole,
        nothing_to_report=nothing,
        prior={box: Decimal(amount) for box, amount in prior.items()},
        prior_end=prior_end,
        limits={name: Decimal(limit) for name, limit in (limits or {}).items()},
    )
    return check(compute(filing))


def told(result: Result, of: str = "VAR-") -> dict[str, str]:
    """Give the class of each finding against the period before."""
    return {one.id: one.check_class for one in result.findings if one.id.startswith(of)}


# One box, 7010, ledger cash, which may be negative: before, now, and the class of what is said.
MOVES = [
    ("the same", 5_000_000, 5_000_000, None),
    ("a little more", 5_000_000, 5_999_999, None),
    ("exactly 25%", 8_000_000, 10_000_000, None),
    ("a dollar more than 25%", 8_000_000, 10_000_001, "note"),
    ("more than 25%, and exactly $1,000,000", 2_000_000, 3_000_000, None),
    ("more than 25%, and a dollar more than $1,000,000", 2_000_000, 3_000_001, "note"),
    ("down by more than 25% and $1,000,000", 9_000_000, 6_000_000, "note"),
    ("nearly ten times", 2_000_000, 19_999_999, "note"),
    ("ten times", 2_000_000, 20_000_000, "explain"),
    ("nearly down to a tenth", 20_000_000, 2_000_001, "note"),
    ("a tenth", 20_000_000, 2_000_000, "explain"),
    ("a thousand times", 2_345_678, 2_345_678_000, "explain"),
    ("a thousandth", 2_345_678_000, 2_345_678, "explain"),
    ("ten times, up to the limit", 100_000, 1_000_000, None),
    ("ten times, a dollar above the limit", 100_000, 1_000_001, "explain"),
    ("the other sign", -6_000_000, 5_000_000, "explain"),
    ("the other sign, the larger side before", -1_000_001, 5, "explain"),
    ("the other sign below the limit", -1_000_000, 1_000_000, "note"),
    ("the other sign, both small", -1_000, 1_000, None),
    ("negative, ten times", -2_000_000, -20_000_000, "explain"),
    ("a zero, then an amount", 0, 1_000_001, "explain"),
    ("an amount, then a zero", 1_000_001, 0, "explain"),
    ("a zero, then a small amount", 0, 999_999, None),
    ("zero and zero", 0, 0, None),
]


@pytest.mark.parametrize(
    ("prior", "now", "said"), [row[1:] for row in MOVES], ids=[row[0] for row in MOVES]
)
def test_a_move_of_one_amount(prior: int, now: int, said: str | None) -> None:
    expected = {} if said is None else {"VAR-7010": said}
    found = told(checked({"7010": now}, {"7010": prior}))
    assert {key: value for key, value in found.items() if key == "VAR-7010"} == expected


# Ledger cash (7010) and securities (7020) of a page; 7020 is blank on one side.
BLANKS = [
    ("new", {"7010": 5, "7020": 2 * MILLION}, {"7010": 5}, {"VAR-7020": "note"}),
    ("new, small", {"7010": 5, "7020": MILLION}, {"7010": 5}, {}),
    ("gone", {"7010": 5}, {"7010": 5, "7020": 2 * MILLION}, {"VAR-7020": "note"}),
    ("gone, small", {"7010": 5}, {"7010": 5, "7020": MILLION}, {}),
    ("on a page that is not there", {"7010": 5}, {"7010": 5, "7210": 2 * MILLION}, {}),
    ("nothing before", {"7010": 5, "7020": 2 * MILLION}, {}, {}),
]


@pytest.mark.parametrize(
    ("now", "prior", "said"), [row[1:] for row in BLANKS], ids=[row[0] for row in BLANKS]
)
def test_a_blank_is_not_zero(
    now: dict[str, int], prior: dict[str, int], said: dict[str, str]
) -> None:
    found = told(checked(now, prior))
    assert {key: value for key, value in found.items() if key == "VAR-7020"} == said


def test_a_page_with_nothing_to_report_says_what_is_gone() -> None:
    result = checked(
        {"7010": 5}, {"7010": 5, "7210": 2 * MILLION}, nothing=frozenset({"dealer_options"})
    )
    assert told(result)["VAR-7210"] == "note"


def month_after(edition: str = "2014") -> dict[str, object]:
    """Give the inputs of the sample, each dollar amount a little larger than in it."""
    form = load_edition(edition)
    found: dict[str, object] = {}
    for box, value in sample_data(edition)["boxes"].items():
        if form.box(box).kind == "total":
            continue
        found[box] = value + value // 50 if form.box(box).kind == "input" else value
    return found


def of_sample(edition: str = "2014") -> dict[str, int]:
    """Give the amounts of the sample as filed, totals too."""
    form = load_edition(edition)
    return {
        box: value
        for box, value in sample_data(edition)["boxes"].items()
        if form.box(box).is_amount
    }


def test_a_month_in_which_little_moves_is_silent() -> None:
    assert told(checked(month_after(), of_sample())) == {}


@pytest.mark.parametrize(
    ("box", "consequences"),
    [
        # Ledger cash goes into net equity, the requirement and the excess of segregation.
        ("7010", {"7040", "7060", "7190", "7198"}),
        ("7132", {"7180", "7190", "7198"}),
        ("7415", {"7425", "7455", "7490", "7495"}),
    ],
)
def test_a_slip_by_a_thousand_fires_exactly_there(box: str, consequences: set[str]) -> None:
    now = month_after()
    amount = now[box]
    assert isinstance(amount, int)
    result = checked({**now, box: amount * 1000}, of_sample())
    found = told(result)
    assert {key for key, said in found.items() if said == "explain"} == {f"VAR-{box}"}
    follow = {one.box for one in result.findings if one.id in found and one.consequence_of}
    assert follow == {one for one in found_boxes(found) if one != box}
    assert consequences & follow
    assert all(
        one.consequence_of == box for one in result.findings if one.id in found and one.box != box
    )


def found_boxes(found: Mapping[str, str]) -> set[str]:
    return {key.removeprefix("VAR-") for key in found}


def test_what_the_message_of_a_slip_says() -> None:
    result = checked({"7010": 342_539_729_000}, {"7010": 342_539_729})
    (finding,) = [one for one in result.findings if one.id == "VAR-7010"]
    assert finding.message == (
        "The amount is 342,539,729,000; in the period before it was 342,539,729: 1,000 times as"
        " much, as where it has three digits too many. Correct it, or explain why it is right."
    )
    assert (finding.reported, finding.expected) == ("342539729000", "342539729")
    assert finding.difference == Decimal(342_539_729_000 - 342_539_729)


def test_a_total_that_turns_by_small_moves_is_its_own_cause() -> None:
    # The excess, 7190, is 100 less 90 million, then 95 less 97: no input moved by a quarter.
    prior = {"7010": 90 * MILLION, "7040": 90 * MILLION, "7060": 90 * MILLION}
    prior |= {"7070": 100 * MILLION, "7180": 100 * MILLION, "7190": 10 * MILLION}
    result = checked({"7010": 97 * MILLION, "7070": 95 * MILLION}, prior)
    assert told(result) == {"VAR-7190": "explain"}


def test_a_slip_does_not_hide_the_turn_of_a_total() -> None:
    # Without the slip in 7120 the excess would have turned, too.
    prior = {"7010": 90 * MILLION, "7040": 90 * MILLION, "7060": 90 * MILLION, "7120": 200_000}
    prior |= {"7070": 100 * MILLION, "7180": 100_200_000, "7190": 10_200_000}
    result = checked({"7010": 97 * MILLION, "7070": 95 * MILLION, "7120": 2 * MILLION - 1}, prior)
    assert told(result) == {"VAR-7190": "explain", "VAR-7120": "note"}


def test_an_explanation_answers_the_numbers_it_was_written_for() -> None:
    text = "A customer moved its account to us."
    key, sides = "VAR-7010", "20000000 against 2000000"
    for answered, blocks in ((None, False), (sides, False), ("5 against 2000000", True)):
        result = checked(
            {"7010": 20_000_000},
            {"7010": 2_000_000},
            explanations={key: FilerExplanation(text, answered)},
        )
        (finding,) = [one for one in result.findings if one.id == key]
        assert finding.blocks is blocks
    # Another amount before: the explanation is no longer of these numbers.
    result = checked(
        {"7010": 20_000_000},
        {"7010": 1_000_000},
        explanations={key: FilerExplanation(text, sides)},
    )
    assert result.verdict == "blocked"


@pytest.mark.parametrize(
    ("limits", "now", "said"),
    [
        ({}, 60_000_000, "explain"),
        # One amount, where no other is given, is for notes as well.
        ({"amount": 60_000_000}, 60_000_000, None),
        ({"amount": 60_000_000, "note_amount": 50_000_000}, 60_000_000, "note"),
        ({"amount": 60_000_000, "note_amount": 0, "percent": 1200}, 60_000_000, None),
        ({"amount": 60_000_000, "note_amount": 0}, 6_400_000, "note"),
        ({"percent": 10}, 5_999_999, None),
        ({"percent": 10}, 6_000_001, "note"),
    ],
)
def test_the_filers_own_limits(limits: dict[str, int], now: int, said: str | None) -> None:
    result = checked({"7010": now}, {"7010": 5_000_000}, limits=limits)
    assert told(result).get("VAR-7010") == said


# --- Amounts that were not replaced -----------------------------------------------------------


def test_a_report_that_still_says_the_amounts_of_the_period_before() -> None:
    boxes = {**sample_data()["boxes"], "24": "2014-07-01", "25": "2014-07-31"}
    result = checked(boxes, of_sample(), retail_forex=False)
    assert told(result) == {"VAR-SAME": "must-fix"}
    assert result.verdict == "blocked"


def test_pages_that_still_do_are_asked_about_together() -> None:
    boxes = {**month_after(), **{box: of_sample()[box] for box in ("7305", "7315", "7317")}}
    pages = {
        placed.box.number
        for placed in load_edition("2014").boxes.values()
        if placed.home.id == "cleared_swaps"
    }
    boxes |= {box: value for box, value in of_sample().items() if box in pages}
    result = checked(boxes, of_sample())
    assert told(result)["VAR-PAGES"] == "explain"
    (finding,) = [one for one in result.findings if one.id == "VAR-PAGES"]
    assert finding.reported is not None
    assert finding.reported.startswith("Cleared swaps (1")


def test_targets_may_stay_as_they_were() -> None:
    # Only the target is the same; a page of it and small amounts is not asked about.
    assert told(checked({"7194": 50 * MILLION}, {"7194": 50 * MILLION})) == {}


def test_a_period_before_that_is_not_before() -> None:
    end = datetime.date(2014, 6, 30)
    result = checked({"7010": 5, "25": "2014-06-30"}, {"7010": 5}, prior_end=end)
    assert told(result) == {"VAR-DATE": "must-fix"}


# --- The year to date ---------------------------------------------------------------------------

# Commissions (3935) over 12 months to December, then over one month, and the months (3931).
TO_DATE = [
    ("a twelfth in a new year", 12, 120 * MILLION, 1, 10 * MILLION, None),
    ("a month more", 1, 10 * MILLION, 2, 21 * MILLION, None),
    ("a slip in the second month", 1, 10 * MILLION, 2, 21_000 * MILLION, "explain"),
    ("the same months", 1, 10 * MILLION, 1, 100 * MILLION, "explain"),
]


@pytest.mark.parametrize(
    ("before", "prior", "months", "now", "said"),
    [row[1:] for row in TO_DATE],
    ids=[row[0] for row in TO_DATE],
)
def test_lines_to_date_are_compared_by_the_month(
    before: int, prior: int, months: int, now: int, said: str | None
) -> None:
    result = checked({"3935": now, "3931": months}, {"3935": prior, "3931": before}, edition="2026")
    assert told(result).get("VAR-3935") == said


# --- Net capital, and twelve months of credits ----------------------------------------------------

FALLS = [
    ("20%", 100, 80, True, True),
    ("less than 20%", 100, 81, True, False),
    ("more", 100, -5, True, True),
    ("no futures commission merchant", 100, 80, False, False),
    ("before it was negative", -100, -500, True, False),
]


@pytest.mark.parametrize(
    ("prior", "now", "merchant", "said"), [row[1:] for row in FALLS], ids=[row[0] for row in FALLS]
)
def test_net_capital_since_the_last_report(
    prior: int, now: int, merchant: bool, said: bool
) -> None:
    result = checked(
        {"3480": now, "12000": "X"},
        {"3750": prior},
        edition="2026",
        futures_commission_merchant=merchant,
    )
    assert result["3750"].expected == now
    assert told(result, "HST-") == ({"HST-03": "note"} if said else {})


def credits(
    months: Mapping[str, int | None], end: str, now: int, marked: str = "4333"
) -> dict[str, str]:
    """Check a report of these credits of customers after months of others."""
    history = {
        datetime.date.fromisoformat(day): {"4430": Decimal(credit)}
        for day, credit in months.items()
        if credit is not None
    }
    filing = Filing(
        load_edition("2026"),
        {
            box: Entry(cell_state(value))
            for box, value in {"4340": now, "25": end, marked: "X"}.items()
        },
        history=history,
    )
    return told(check(compute(filing)), "HST-")


ELEVEN = (
    *("2025-07-31", "2025-08-31", "2025-09-30", "2025-10-31", "2025-11-30", "2025-12-31"),
    *("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"),
)


def test_twelve_months_of_credits() -> None:
    half = 500 * MILLION
    steady = dict.fromkeys(ELEVEN, half)
    assert credits(steady, "2026-06-30", half) == {"HST-01": "explain"}
    assert credits(steady, "2026-06-30", half - 12) == {}
    assert credits(steady, "2026-06-30", half, marked="4332") == {}
    # In force from 30 June 2026.
    assert credits(steady, "2026-05-31", half) == {}


def test_a_month_that_is_missing_is_not_passed_over() -> None:
    eleven: dict[str, int | None] = dict.fromkeys(ELEVEN, 100 * MILLION)
    assert credits(eleven, "2026-06-30", 100 * MILLION) == {}
    eleven["2025-11-30"] = None
    assert credits(eleven, "2026-06-30", 100 * MILLION) == {"HST-02": "note"}
    # What is known is enough by itself, whatever the missing month held.
    large: dict[str, int | None] = dict.fromkeys(ELEVEN, 600 * MILLION)
    large["2025-11-30"] = None
    assert credits(large, "2026-06-30", 600 * MILLION) == {"HST-01": "explain"}


# --- The form data -------------------------------------------------------------------------------


def test_every_box_named_is_a_box_of_the_form() -> None:
    data, form = comparison_data(), load_edition("2026")
    boxes = {
        *data.carried,
        *data.asked_again,
        *data.year_to_date.boxes,
        *data.year_to_date.excepted,
        *(data.year_to_date.begins, data.year_to_date.months),
        *(one.box for one in data.key_amounts),
        *data.daily_reserve.boxes,
        data.daily_reserve.computed_daily,
        data.net_capital_reduction.box,
    }
    assert boxes <= form.boxes.keys()
    assert set(data.year_to_date.pages) <= form.pages_by_id.keys()
    assert data.net_capital_reduction.firm in form.facts
    assert {form.box(one).kind for one in data.asked_again} == {"date"}
