"""The 2014 edition as data: every box of the form, its kind and sign, and the dated rates."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from focusxl.errors import UnknownEdition
from focusxl.forms.edition import ALWAYS, Edition
from focusxl.forms.loader import editions, load_edition

# The pages as the filing of 2014 has them, box by box, top to bottom and left to right. A blank
# to describe something in has no number on the form; here it takes the number of its line.
PAGES = {
    "Cover": """
        11 16 17 18 19 26 13 14 20 15 21 22 23 24 30 25 31
        32 33 34 35 36 37 38 39 40 41 42
    """,
    "Segregation": """
        7010 7020 7030 7032 7033 7040 7045 7047 7050 7060
        7070 7080 7090 7100 7110 7120 7130 7132 7133 7140 7160 7170 7150_describe 7150
        7180 7190 7194 7198
    """,
    "Dealer options": "7200 7210 7220 7230 7240",
    "30.7 requirement": "7305 7315 7317 7325 7335 7337 7345 7351 7352 7354 7355 7360",
    "30.7 funds": """
        7500 7510 7520 7530 7540 7550 7560 7570 7580 7590 7600 7610 7615 7620
        7630 7640 7650 7660 7670 7675 7680 7690 7700 7710 7720 7730 7735 7740
        7750 7760 7765_describe 7765 7770 7380 7780 7785
    """,
    "Cleared swaps": """
        8500 8510 8520 8530 8540 8550 8560 8570 8580 8590
        8600 8610 8620 8630 8640 8650 8660 8670 8680 8690 8700 8710 8715_describe 8715
        8720 8730 8760 8770
    """,
    "Minimum capital": "7415 7425 7435 7445 7455 7465 7475 7490 7495",
}


def boxes(numbers: str) -> set[str]:
    return set(numbers.split())


TOTALS = boxes("""
    7040 7050 7060 7180 7190 7198 7230 7240 7345 7354 7355 7360
    7530 7570 7620 7680 7740 7770 7380 7785 8550 8580 8590 8720 8730 8770
    7425 7445 7455 7490 7495
    """)
NAMES = {"7510", "7550", "7630", "7690", "7750", "7150_describe", "7765_describe", "8715_describe"}
COVER_TEXTS = boxes("13 14 15 20 21 22 23 30 31 32 34 36 38")
COVER_MARKS = boxes("16 17 18 19 26 40 41 42")
OFFICIAL = boxes("11 33 35 37 39")

PRINTED_IN_PARENTHESES = boxes("7033 7047 7133 7615 7675 7735 8540 8570 8680")
DEDUCTED = PRINTED_IN_PARENTHESES | {"7337", "7352"}
SHORT_OPTIONS = boxes("7033 7133 7337 7615 7675 7735 8540 8680")
LEDGER_CASH = boxes("7010 7315 8500 7580 7640 7700")
UNREALIZED_AND_SETTLEMENT = boxes("7030 7130 7325 7600 7660 7720 8520 8660")
NET_EQUITIES = boxes("7040 7140 7345 7620 7680 7740 8550 8690")
EXCESSES = boxes("7190 7198 7240 7380 7785 8730 8770")
SECURITIES = boxes("""
    7020 7080 7090 7110 7120 7160 7170 7220 7317 7540 7560 7590 7650 7710
    8510 8610 8620 8640 8650 8700 8710
    """)


def all_of(form: Edition, **wanted: object) -> set[str]:
    """Give the boxes that have all these properties."""
    return {
        number
        for number, placed in form.boxes.items()
        if all(getattr(placed.box, name) == value for name, value in wanted.items())
    }


def test_every_box_stands_where_the_form_prints_it(form: Edition) -> None:
    placed = {form_page.sheet: [box.number for box in form_page.boxes] for form_page in form.pages}
    assert placed == {sheet: boxes.split() for sheet, boxes in PAGES.items()}


def test_kinds(form: Edition) -> None:
    assert all_of(form, kind="total") == TOTALS
    assert all_of(form, kind="text") == NAMES | COVER_TEXTS
    assert all_of(form, kind="check") == COVER_MARKS
    assert all_of(form, kind="date") == {"24", "25"}
    assert all_of(form, kind="official") == OFFICIAL
    assert all_of(form, is_amount=True) == all_of(form, kind="total") | all_of(form, kind="input")


def test_signs(form: Edition) -> None:
    assert all_of(form, sign="deduct") == DEDUCTED
    assert all_of(form, parentheses=True) == PRINTED_IN_PARENTHESES
    assert all_of(form, sign="any") == (
        LEDGER_CASH | UNREALIZED_AND_SETTLEMENT | NET_EQUITIES | EXCESSES
    )
    assert all_of(form, rounding="up") == SHORT_OPTIONS
    assert all_of(form, negative="explain") == SECURITIES
    assert all_of(form, negative="note") == set()


def test_tolerance_is_one_dollar_on_percentage_lines_and_none_on_sums(form: Edition) -> None:
    assert all_of(form, tolerance=1) == {"7425", "7445", "7495"}
    assert all_of(form, tolerance=0) == form.boxes.keys() - {"7425", "7445", "7495"}


def test_the_printed_instruction_of_7240_is_contradicted_openly(form: Edition) -> None:
    note = form.box("7240").note or ""
    assert "“subtract line 2.C from line 1”" in note
    assert "subtracts line 1 from line 2.C" in note
    assert "(subtract line 2.C from line 1)" in form.boxes["7240"].label


@pytest.mark.parametrize(
    ("box", "page", "item", "label"),
    [
        ("7010", 2, "1.A", "Net ledger balance, Cash"),
        (
            "7033",
            2,
            "3.B",
            "Exchange traded options, Deduct: Market value of open option contracts",
        ),
        ("7047", 2, "5", "Accounts liquidating to a deficit"),
        ("7050", 2, "5", "Accounts liquidating to a deficit less amount offset"),
        ("7190", 2, "14", "Excess (deficiency) funds in segregation (subtract Line 6 from Line 13"),
        ("7210", 3, "2.A", "Funds in segregated accounts, Cash"),
        ("7305", 4, "", "Amount required to be set aside pursuant to law"),
        ("7520", 5, "1.B", "Cash in banks, other banks qualified under Regulation 30.7"),
        ("7675", 5, "4.E", "Amounts held by clearing organizations of foreign boards of trade, V"),
        ("8650", 6, "8.C", "Margins on deposit with derivatives clearing organizations in cleared"),
        ("7425", 7, "A.ii", "Risk-based requirement, Enter 8% of Line A.i"),
        ("7490", 7, "D", "Minimum CFTC Net Capital Requirement"),
        ("25", 1, "", "AND ENDING (MM/DD/YY)"),
    ],
)
def test_where_a_box_is_printed(form: Edition, box: str, page: int, item: str, label: str) -> None:
    placed = form.boxes[box]
    assert (placed.page, placed.item, placed.label[: len(label)]) == (page, item, label)


def test_everything_has_a_citation(form: Edition) -> None:
    assert all(placed.cite for placed in form.boxes.values())
    assert all(check.cite for check in form.checks.values())
    assert form.boxes["7190"].cite == ("17 CFR 1.20", "17 CFR 1.32")
    assert form.boxes["7194"].cite == ("17 CFR 1.11(e)(3)(i)(D)",)


@pytest.mark.parametrize(
    ("parameter", "date", "value"),
    [
        ("customer_risk_rate", "2010-03-30", "0.08"),
        ("customer_risk_rate", "2014-06-30", "0.08"),
        ("noncustomer_risk_rate", "2010-03-30", "0.04"),
        ("noncustomer_risk_rate", "2010-03-31", "0.08"),
        ("noncustomer_risk_rate", "2014-06-30", "0.08"),
        ("minimum_dollar_amount", "2010-03-30", "250000"),
        ("minimum_dollar_amount", "2010-03-31", "1000000"),
        ("minimum_dollar_amount", "2014-06-30", "1000000"),
        ("minimum_dollar_amount", "1850-01-01", "250000"),
        ("retail_forex_minimum", "2014-06-30", "20000000"),
        ("early_warning_risk_based", "2014-06-30", "1.10"),
        ("early_warning_retail_forex", "2014-06-30", "1.10"),
        ("early_warning_other", "2014-06-30", "1.50"),
        ("management_target_asked_for", "2013-10-31", "0"),
        ("management_target_asked_for", "2013-11-01", "1"),
    ],
)
def test_rates_and_dollar_amounts_at_their_dates(
    form: Edition, parameter: str, date: str, value: str
) -> None:
    in_force = form.parameters[parameter].at(datetime.date.fromisoformat(date))
    assert in_force == Decimal(value)


@pytest.mark.parametrize(
    ("parameter", "unit", "value"),
    [
        ("aggregate_indebtedness_rate", "ratio", Fraction(1, 15)),
        ("early_warning_aggregate_indebtedness", "ratio", Decimal(12)),
        ("least_fixed_minimum", "dollars", Decimal(5000)),
        ("management_target_asked_for", "flag", Decimal(1)),
        # A report for an earlier period on the form of 2026 is answered with the first value.
        ("models_swap_dealer_minimum", "dollars", Decimal(20_000_000)),
    ],
)
def test_each_parameter_has_its_unit(parameter: str, unit: str, value: Decimal | Fraction) -> None:
    one = load_edition("2026").parameters[parameter]
    assert (one.unit, one.at(datetime.date(2014, 6, 30))) == (unit, value)


def test_a_value_that_has_always_held_has_no_day(form: Edition) -> None:
    days = {day for one in form.parameters.values() for day in one.values if day != ALWAYS}
    assert {day.isoformat() for day in days} == {"2010-03-31", "2013-11-01", "2021-10-06"}


def test_every_parameter_and_fact_is_used() -> None:
    named: set[str] = set()
    known: set[str] = set()
    for form in map(load_edition, editions()):
        boxes = [placed.box for placed in form.boxes.values()]
        formulas = [box.formula for box in boxes]
        formulas += [accepted.formula for box in boxes for accepted in box.also_accepted]
        formulas += [formula for check in form.checks.values() for formula in check.formulas]
        formulas += form.filers.values()
        named |= {name for formula in formulas if formula is not None for name in formula.names}
        known |= form.parameters.keys() | form.facts.keys()
        # Rests on no rule of the form: it is the firm's own, and is asked of signatures.
        known -= {name for name, fact in form.facts.items() if fact.asks_for_review}
    assert named == known


def test_totals_come_after_what_they_are_formed_from(form: Edition) -> None:
    done: set[str] = set()
    for box in form.totals:
        assert box.formula is not None
        assert not (set(box.formula.boxes) & TOTALS) - done
        done.add(box.number)
    assert done == TOTALS


def test_the_inputs_of_a_formula_stand_in_the_order_of_the_form(form: Edition) -> None:
    def inputs(number: str) -> tuple[str, ...]:
        formula = form.box(number).formula
        assert formula is not None
        return form.inputs_of(formula)

    assert inputs("7190") == ("7060", "7180")
    assert inputs("7180")[-4:] == ("7140", "7160", "7170", "7150")
    assert inputs("7425") == ("7415",)
    assert inputs("7445") == ("7435", "25")
    assert inputs("7495") == ("7455", "7465", "7475", "7490", "retail_forex")


def test_editions() -> None:
    assert "2014" in editions()
    assert load_edition("2014") is load_edition("2014")


def test_an_unknown_edition_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownEdition) as refusal:
        load_edition("1999")
    assert str(refusal.value).startswith(
        "There is no edition “1999” of the form here; the editions are 2014"
    )


def test_who_claims_an_exemption_alone_reports_its_page() -> None:
    pages = load_edition("2026").pages
    claims = {page.id for page in pages if page.is_a_claim}
    assert claims == {"customer_exemption", "swap_customer_exemption"}
    assert claims == {
        page.id for page in pages if any("if claiming" in who for who in page.reported_by)
    }


def test_the_schedules_stand_last_under_their_numbers() -> None:
    schedules = [page.schedule for page in load_edition("2026").pages]
    assert schedules == [None] * 32 + [f"Schedule {number}" for number in (1, 2, 3, 4)]
    assert all(page.schedule is None for page in load_edition("2014").pages)


@pytest.mark.parametrize(
    ("edition", "reported_by"),
    [
        ("2014", "Reported by: Futures Commission Merchant"),
        ("2026", "Items on this page to be reported by a:"),
    ],
)
def test_what_is_printed_at_the_head_of_a_page(edition: str, reported_by: str) -> None:
    form = load_edition(edition)
    assert form.form_and_part == "Form X-17A-5 Part II"
    assert (form.printed.report, form.printed.cover) == ("FOCUS Report", "Cover Page")
    assert form.printed.agency == "UNITED STATES SECURITIES AND EXCHANGE COMMISSION"
    assert form.printed.instructions == "(Please read instructions before preparing Form)"
    assert form.printed.reported_by == reported_by
    assert (form.printed.firm, form.printed.as_of) == ("Name of firm:", "As of:")
