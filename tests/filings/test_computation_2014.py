"""Totals of the 2014 edition: the filing's own, and worked examples of every line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from focusxl.amounts import whole_dollars
from focusxl.filings.computation import compute
from focusxl.filings.samples import load_sample
from tests.support.engine_filings import (
    FORM,
    as_filed,
    filing,
    found_in,
    inputs_of_sample,
    only,
    total,
)

# The totals as the filing prints them.
PRINTED = {
    "7040": "1,095,163,255",
    "7180": "1,191,119,744",
    "7190": "95,956,489",
    "7198": "45,956,489",
    "7230": "0",
    "7240": "0",
    "7345": "116,492,813",
    "7354": "0",
    "7355": "116,492,813",
    "7360": "116,492,813",
    "7530": "52,401,819",
    "7570": "64,240,475",
    "7620": "0",
    "7740": "55,011,776",
    "7770": "171,654,070",
    "7380": "55,161,257",
    "7785": "11,445,529",
    "8550": "455,065,919",
    "8580": "0",
    "8590": "455,065,919",
    "8720": "511,449,764",
    "8730": "56,383,845",
    "8770": "26,383,845",
    "7425": "100,530,993",
    "7445": "74,666,281",
    "7455": "175,197,274",
    "7490": "175,197,274",
    "7495": "192,717,001",
}
# Not legible in its text, but forced by the lines around them.
FORCED = {"7050": "0", "7060": "1,095,163,255"}
# Line 4 of the 30.7 funds is empty, inputs and total.
EMPTY = {"7680"}


@pytest.mark.parametrize(("number", "printed"), (PRINTED | FORCED).items())
def test_the_filing_from_its_inputs_alone(number: str, printed: str) -> None:
    expected = total(number, inputs_of_sample())
    assert f"{expected:,}" == printed


def test_every_total_of_the_filing_is_compared() -> None:
    assert {box.number for box in FORM.totals} == PRINTED.keys() | FORCED.keys() | EMPTY


@pytest.mark.parametrize("number", EMPTY)
def test_a_total_without_inputs_is_empty(number: str) -> None:
    computed = compute(filing(inputs_of_sample()))
    assert computed.totals[number].expected is None
    assert computed.totals[number].testable is False
    assert computed.environment.amount(number) is None
    assert computed.environment.reported(number) is False


def test_the_filing_agrees_with_itself() -> None:
    totals = compute(load_sample()).totals.values()
    assert all(each.agrees and each.follows_from is None for each in totals)
    assert {each.box.number for each in totals if not each.testable} == EMPTY


# Every line worked by hand: the inputs in the order of the form, one digit each, so that a wrong
# sign or a line left out shows in its digit.
WORKED = [
    ("7040", {"7010": 100000, "7020": 20000, "7030": 3000, "7032": 400, "7033": 50}, 123350),
    ("7040", {"7010": -100000, "7020": 20000, "7030": -3000, "7032": 400, "7033": 50}, -82650),
    ("7050", {"7045": 232295, "7047": 232290}, 5),
    ("7060", {"7040": 1000, "7050": 7}, 1007),
    (
        "7180",
        {
            **{"7070": 1, "7080": 20, "7090": 300, "7100": 4000, "7110": 50000, "7120": 600000},
            **{"7130": -7000000, "7132": 80000000, "7133": 900000000},
            **{"7140": 1000000000, "7160": 2, "7170": 3, "7150": 4},
        },
        # 1 + 20 + 300 + 4,000 + 50,000 + 600,000 = 654,321; less 7,000,000 = -6,345,679;
        # and 80,000,000 less 900,000,000 = -826,345,679; and 1,000,000,009
        173654330,
    ),
    ("7190", {"7060": 1095163255, "7180": 1191119744}, 95956489),
    ("7190", {"7060": 1191119744, "7180": 1095163255}, -95956489),
    ("7198", {"7190": 95956489, "7194": 50000000}, 45956489),
    ("7198", {"7190": 45956489, "7194": 50000000}, -4043511),
    ("7230", {"7210": 100, "7220": 23}, 123),
    # The printed words would give 60; the title, and every other statement, mean -60.
    ("7240", {"7200": 100, "7230": 40}, -60),
    ("7240", {"7200": 40, "7230": 100}, 60),
    ("7345", {"7315": 100000, "7317": 20000, "7325": 3000, "7335": 400, "7337": 50}, 123350),
    ("7354", {"7351": 181146, "7352": 181140}, 6),
    ("7355", {"7345": 1000, "7354": 7}, 1007),
    ("7360", {"7305": 5, "7355": 1007}, 1007),
    ("7360", {"7305": 2000, "7355": 1007}, 2000),
    ("7360", {"7305": 1007, "7355": 1007}, 1007),
    ("7360", {"7355": -5}, 0),
    ("7530", {"7500": 100, "7520": 23}, 123),
    ("7570", {"7540": 100, "7560": 23}, 123),
    ("7620", {"7580": 100000, "7590": 20000, "7600": 3000, "7610": 400, "7615": 50}, 123350),
    ("7620", {"7600": -3000, "7610": 400, "7615": 50}, -2650),
    ("7680", {"7640": 100000, "7650": 20000, "7660": 3000, "7670": 400, "7675": 50}, 123350),
    # Worded "due to (from)", but added.
    ("7680", {"7640": 100000, "7660": -3000}, 97000),
    ("7740", {"7700": 100000, "7710": 20000, "7720": 3000, "7730": 400, "7735": 50}, 123350),
    (
        "7770",
        {
            **{"7530": 1, "7570": 20, "7620": -300, "7680": 4000},
            **{"7740": 50000, "7760": 600000, "7765": 7000000},
        },
        7653721,
    ),
    ("7380", {"7360": 116492813, "7770": 171654070}, 55161257),
    ("7785", {"7380": 55161257, "7780": 43715728}, 11445529),
    ("8550", {"8500": 100000, "8510": 20000, "8520": 3000, "8530": 400, "8540": 50}, 123350),
    ("8580", {"8560": 8578581, "8570": 8578500}, 81),
    ("8590", {"8550": 1000, "8580": 7}, 1007),
    (
        "8720",
        {
            **{"8600": 1, "8610": 20, "8620": 300, "8630": 4000, "8640": 50000, "8650": 600000},
            **{"8660": -7000000, "8670": 80000000, "8680": 900000000},
            **{"8690": 1000000000, "8700": 2, "8710": 3, "8715": 4},
        },
        173654330,
    ),
    ("8730", {"8590": 455065919, "8720": 511449764}, 56383845),
    ("8770", {"8730": 56383845, "8760": 30000000}, 26383845),
    # 8% of 1,256,637,413 is 100,530,993.04, and of 99 it is 7.92: cents are cut off.
    ("7425", {"7415": 1256637413}, 100530993),
    ("7425", {"7415": 99}, 7),
    ("7425", {"7415": 100}, 8),
    ("7445", {"7435": 933328513}, 74666281),
    ("7445", {"7435": 99}, 7),
    ("7455", {"7425": 100530993, "7445": 74666281}, 175197274),
    ("7490", {"7455": 175197274, "7465": 1000000}, 175197274),
    ("7490", {"7455": 900000, "7465": 1000000, "7475": 500000}, 1000000),
    ("7490", {"7455": 900000, "7465": 1000000, "7475": 1500000}, 1500000),
]


@pytest.mark.parametrize(("number", "boxes", "gives"), WORKED)
def test_worked_by_hand(number: str, boxes: dict[str, int], gives: int) -> None:
    assert total(number, boxes) == gives


def early_warning(**lines: int | None) -> dict[str, object]:
    """Give lines A, B and C of the minimum requirement as boxes."""
    return {
        number: lines[letter]
        for letter, number in (("a", "7455"), ("b", "7465"), ("c", "7475"))
        if lines.get(letter) is not None
    }


@pytest.mark.parametrize(
    ("lines", "retail_forex", "level"),
    [
        # (1) Risk-based: 110% of line A. 110% of 175,197,274 is 192,717,001.40.
        (early_warning(a=175197274, b=1000000), None, 192717001),
        (early_warning(a=175197274, b=1000000), True, 192717001),
        (early_warning(a=30000000, b=20000000, c=25000000), None, 33000000),
        # (2) The $1,000,000 minimum: 150% of line B.
        (early_warning(a=999999, b=1000000), None, 1500000),
        (early_warning(a=999999, b=1000000), True, 1500000),
        (early_warning(b=1000000), None, 1500000),
        (early_warning(b=19999999), True, 29999998),
        # (3) The $20,000,000 minimum with retail forex: 110% of line B.
        (early_warning(a=999999, b=20000000), True, 22000000),
        (early_warning(a=999999, b=20000000), False, 30000000),
        # (4) The retail forex requirement of the NFA: 110% of line C.
        (early_warning(a=999999, b=20000000, c=20500001), True, 22550001),
        (early_warning(a=999999, b=1000000, c=20500001), False, 30750001),
        # (5) Any other NFA requirement: 150% of line C.
        (early_warning(a=999999, b=1000000, c=5000001), None, 7500001),
        (early_warning(a=999999, b=1000000, c=5000001), True, 7500001),
        # Where two lines tie for greatest, the higher level.
        (early_warning(a=1000000, b=1000000), None, 1500000),
        (early_warning(a=5000000, b=1000000, c=5000000), None, 7500000),
        (early_warning(b=1000000, c=1000000), None, 1500000),
        (early_warning(a=20000000, b=20000000), True, 22000000),
        (early_warning(a=20000000, b=20000000), False, 30000000),
        (early_warning(b=20000000, c=20000000), True, 22000000),
    ],
)
def test_early_warning_level(lines: dict[str, int], retail_forex: bool | None, level: int) -> None:
    facts = {} if retail_forex is None else {"retail_forex": retail_forex}
    assert total("7495", lines, **facts) == level


@pytest.mark.parametrize(
    "lines",
    [
        early_warning(a=999999, b=20000000),
        early_warning(a=999999, c=20500000),
        early_warning(a=20000000, b=20000000),
    ],
)
def test_early_warning_level_asks_for_the_fact_it_needs(lines: dict[str, object]) -> None:
    computed = compute(filing(lines)).totals["7495"]
    assert (computed.expected, computed.missing_fact) == (None, "retail_forex")
    finding = only(found_in(lines), "FACT-01")
    assert (finding.box, finding.check_class) == ("7495", "must-fix")
    assert "retail foreign exchange dealer?" in finding.message


@pytest.mark.parametrize(
    ("period_end", "gives"), [("2010-03-30", 40003), ("2010-03-31", 80007), (None, 80007)]
)
def test_noncustomer_risk_took_4_percent_before_31_march_2010(
    period_end: str | None, gives: int
) -> None:
    # 4% of 1,000,099 is 40,003.96; 8% of it is 80,007.92.
    assert total("7445", {"7435": 1000099, "25": period_end}) == gives


@pytest.mark.parametrize("period_end", ["2010-03-30", "2010-03-31"])
def test_customer_risk_took_8_percent_on_both_days(period_end: str) -> None:
    assert total("7425", {"7415": 1000099, "25": period_end}) == 80007


def test_a_percentage_rounded_the_filers_way_is_carried_to_the_next_line() -> None:
    # 8% of 99 is 7.92. The filer rounds it to 8 on both lines and adds 16.
    rounded = {"7415": 99, "7425": 8, "7435": 99, "7445": 8, "7455": 16, "7490": 16}
    computed = compute(filing(rounded))
    assert computed.totals["7425"].expected == 7
    assert computed.totals["7425"].agrees
    assert computed.totals["7455"].expected == 16
    assert [finding.id for finding in found_in(rounded) if finding.blocks] == []


def test_a_percentage_two_dollars_off_is_not() -> None:
    rounded = {"7415": 99, "7425": 9, "7435": 99, "7445": 7}
    computed = compute(filing(rounded))
    assert not computed.totals["7425"].agrees
    assert computed.totals["7455"].expected == 14


def test_cents_of_a_percentage_are_not_carried() -> None:
    # 7.92 and 7.92 are within a dollar of 7 and 7, but no cents are filed: 7 + 7, not 15.84.
    rounded = {"7415": 99, "7425": "7.92", "7435": 99, "7445": "7.92"}
    assert total("7455", rounded) == 14
    cents = [finding for finding in found_in(rounded) if finding.id == "AMT-05"]
    assert [(finding.box, finding.expected) for finding in cents] == [("7425", "7"), ("7445", "7")]


def test_a_wrong_total_does_not_spoil_the_next() -> None:
    computed = compute(filing({"7010": 100, "7040": 900, "7050": 0, "7060": 100}))
    assert not computed.totals["7040"].agrees
    assert computed.totals["7060"].agrees


def test_blank_and_zero_give_the_same_total_and_are_told_apart() -> None:
    blank, zero = filing({"7010": 5}), filing({"7010": 5, "7020": 0})
    assert compute(blank).totals["7040"].expected == compute(zero).totals["7040"].expected == 5
    of_blank, of_zero = compute(blank).environment, compute(zero).environment
    assert (of_blank.amount("7020"), of_zero.amount("7020")) == (None, 0)
    assert (of_blank.reported("7020"), of_zero.reported("7020")) == (False, True)


def test_every_formula_is_worked_by_hand() -> None:
    worked = {number for number, _, _ in WORKED} | {"7495"}
    assert worked == {box.number for box in FORM.totals}


# What the form subtracts: amounts in parentheses, 7337 and 7352, and what an excess is an
# excess over.
SUBTRACTED = {
    *("7033", "7047", "7133", "7615", "7675", "7735", "8540", "8570", "8680", "7337", "7352"),
    *("7060", "7194", "7200", "7360", "7780", "8590", "8760"),
}
NOT_SUMS = {"7360", "7425", "7445", "7490", "7495"}
SUMS = [box for box in FORM.totals if box.number not in NOT_SUMS]
CENTS = st.integers(-(10**13), 10**13).map(lambda cents: Decimal(cents) / 100)


@st.composite
def sum_and_inputs(draw: st.DrawFn) -> tuple[str, dict[str, Decimal]]:
    """Draw one of the form's sums, and an amount with cents for each of its lines."""
    box = draw(st.sampled_from(SUMS))
    assert box.formula is not None
    return box.number, {number: draw(CENTS) for number in box.formula.boxes}


@given(sum_and_inputs())
def test_a_sum_is_the_sum_of_its_lines_in_whole_dollars(
    drawn: tuple[str, dict[str, Decimal]],
) -> None:
    number, amounts = drawn
    by_hand = sum(
        (-1 if line in SUBTRACTED else 1) * whole_dollars(amount, FORM.box(line).rounding)
        for line, amount in amounts.items()
    )
    assert total(number, amounts) == by_hand


@given(sum_and_inputs(), st.integers(-(10**12), 10**12), st.data())
def test_a_sum_moves_by_what_a_line_moves(
    drawn: tuple[str, dict[str, Decimal]], dollars: int, data: st.DataObject
) -> None:
    number, amounts = drawn
    line = data.draw(st.sampled_from(list(amounts)))
    whole = {each: amount.quantize(Decimal(1)) for each, amount in amounts.items()}
    before, after = total(number, whole), total(number, whole | {line: whole[line] + dollars})
    assert before is not None
    assert after is not None
    assert after - before == (-dollars if line in SUBTRACTED else dollars)


@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_the_risk_based_requirement_grows_with_the_risk(margin: int, more: int) -> None:
    first, second = total("7425", {"7415": margin}), total("7425", {"7415": margin + more})
    assert first is not None
    assert second is not None
    assert second >= first
    assert 0 <= margin * 8 - first * 100 < 100


def test_short_valuations_are_rounded_up_before_they_are_subtracted() -> None:
    # 1,000 + 170,000 - 180,001; added first, it would be 1,000.99 + 170,000.85 - 180,000.17.
    boxes = {"7010": "1,000.99", "7020": "170,000.85", "7033": "180,000.17"}
    assert total("7040", boxes) == -9001


def test_as_filed_and_from_inputs_give_the_same_amounts() -> None:
    assert compute(filing(as_filed())).amounts == compute(filing(inputs_of_sample())).amounts
