"""How accountants write amounts, what is refused and why, and whole dollars."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from focusxl.amounts import (
    CellError,
    Nothing,
    Number,
    Text,
    Unit,
    cell_state,
    check_digits,
    parse_amount,
    plain_amount,
    show,
    whole_dollars,
)
from focusxl.errors import NotAnAmount

# Every amount in cents that a spreadsheet keeps: fifteen digits.
AMOUNTS = st.integers(-(10**15) + 1, 10**15 - 1).map(lambda cents: Decimal(cents) / 100)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        pytest.param("0", "0", id="zero"),
        pytest.param("1234", "1234", id="plain"),
        pytest.param("1,234", "1234", id="a comma between thousands"),
        pytest.param("1,234,567.89", "1234567.89", id="commas and cents"),
        pytest.param("1234567.89", "1234567.89", id="cents without commas"),
        pytest.param("1,234.5", "1234.5", id="one digit of cents"),
        pytest.param("1,234.", "1234", id="a point and no cents"),
        pytest.param(".50", "0.50", id="cents alone"),
        pytest.param("007", "7", id="leading zeros"),
        pytest.param("$1,234", "1234", id="dollar sign"),
        pytest.param("$ 1,234", "1234", id="dollar sign and space"),
        pytest.param(" 1,234 ", "1234", id="spaces around"),
        pytest.param("1 234 567", "1234567", id="spaces between thousands"),
        pytest.param("1 234 567.89", "1234567.89", id="spaces between thousands and cents"),
        pytest.param("(1 234)", "-1234", id="spaces between thousands in parentheses"),
        pytest.param("$ 1 234 -", "-1234", id="spaces between thousands and a minus after"),
        pytest.param("1\u00a0234", "1234", id="no-break space"),
        pytest.param("1\u202f234", "1234", id="narrow no-break space"),
        pytest.param("(1,234)", "-1234", id="parentheses"),
        pytest.param("( 1,234 )", "-1234", id="parentheses with spaces"),
        pytest.param("$ (1,234)", "-1234", id="dollar sign before parentheses"),
        pytest.param("($1,234)", "-1234", id="dollar sign inside parentheses"),
        pytest.param("-1,234", "-1234", id="minus before"),
        pytest.param("1,234-", "-1234", id="minus after"),
        pytest.param("- 1,234", "-1234", id="minus and space"),
        pytest.param("-$1,234", "-1234", id="minus before the dollar sign"),
        pytest.param("$-1,234", "-1234", id="minus after the dollar sign"),
        pytest.param("\u22121,234", "-1234", id="a typographic minus"),
        pytest.param("\u20131,234", "-1234", id="a dash for a minus"),
        pytest.param("+1,234", "1234", id="plus"),
        pytest.param("-0", "0", id="minus zero"),
        pytest.param("-", "0", id="Excel's accounting zero"),
        pytest.param(" - ", "0", id="Excel's accounting zero between spaces"),
        pytest.param("$ -", "0", id="Excel's accounting zero with a dollar sign"),
        pytest.param(" $ - ", "0", id="Excel's accounting zero with spaces all around"),
        pytest.param("$-", "0", id="Excel's accounting zero without spaces"),
        pytest.param("$-\u00a0\u00a0", "0", id="Excel's accounting zero and no-break spaces"),
        pytest.param("\u2013", "0", id="a long dash for zero"),
        pytest.param("999,999,999,999,999", "999999999999999", id="fifteen digits"),
        pytest.param("1,234,567,890,123.45", "1234567890123.45", id="fifteen digits with cents"),
        pytest.param("100,000,000,000,000.00", "100000000000000", id="zeros after the point"),
    ],
)
def test_accountants_write(written: str, amount: str) -> None:
    assert parse_amount(written) == Decimal(amount)


NO_AMOUNT = "is not an amount: enter 0, or leave the cell empty"
PARENTHESES = "has parentheses that do not enclose one amount"
TWO_SIGNS = "has two signs"
DECIMAL_COMMA = "uses a decimal comma: write 1,234.56"
COMMAS = "has commas that do not separate thousands"
BLANK = "has a space that does not separate thousands: write one amount, such as 1,234"
A_DATE = "is a date, not an amount: give the cell a number format, and type the amount"
PERCENT = "is a percentage, and this box takes dollars: write the amount itself"
CREDIT = (
    "is marked CR for a credit: remove CR, and write a minus sign or parentheses where the amount "
    "is below zero"
)
DEBIT = CREDIT.replace("CR", "DR").replace("credit", "debit")
TEXT = "is text, not an amount"
DIGITS = "has more than 15 digits, more than a spreadsheet can keep"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        pytest.param("--", NO_AMOUNT, id="two dashes"),
        pytest.param("- -", NO_AMOUNT, id="two dashes and a space"),
        pytest.param("", NO_AMOUNT, id="nothing"),
        pytest.param("(-)", TWO_SIGNS, id="a dash in parentheses"),
        pytest.param("34 25", BLANK, id="two digits after a blank"),
        pytest.param("1 5", BLANK, id="a digit after a blank"),
        pytest.param("12 3456", BLANK, id="four digits after a blank"),
        pytest.param("1234 567", BLANK, id="four digits before a blank"),
        pytest.param("1 234 56", BLANK, id="two digits after the second blank"),
        pytest.param("1  234", BLANK, id="two blanks"),
        pytest.param("1\t234", BLANK, id="a tab between two amounts"),
        pytest.param("1\n234", BLANK, id="two lines"),
        pytest.param("1,234 567", BLANK, id="a comma, then a blank"),
        pytest.param("1 234,567", BLANK, id="a blank, then a comma"),
        pytest.param("1234 .50", BLANK, id="a blank before the point"),
        pytest.param("5 CR", CREDIT, id="a credit"),
        pytest.param("5cr.", CREDIT, id="a credit without a blank"),
        pytest.param("Cr 1,234.50", CREDIT, id="a credit, marked before"),
        pytest.param("(5) CR", CREDIT, id="a credit in parentheses"),
        pytest.param("5 DR", DEBIT, id="a debit"),
        pytest.param("$5 DR", DEBIT, id="a debit in dollars"),
        pytest.param("13.19%", PERCENT, id="a percentage with decimals"),
        pytest.param("-13 %", PERCENT, id="a negative percentage"),
        pytest.param("(13.19%)", PERCENT, id="a percentage in parentheses"),
        pytest.param("2014-06-30", A_DATE, id="a date"),
        pytest.param("6/30/2014", A_DATE, id="a date as Americans write it"),
        pytest.param("6/30/14", A_DATE, id="a date with a short year"),
        pytest.param("(1,234", PARENTHESES, id="opened, not closed"),
        pytest.param("1,234)", PARENTHESES, id="closed, not opened"),
        pytest.param(")1(", PARENTHESES, id="the wrong way round"),
        pytest.param("((1))", PARENTHESES, id="double parentheses"),
        pytest.param("1(234)", PARENTHESES, id="parentheses around a part"),
        pytest.param("(1)(2)", PARENTHESES, id="two amounts"),
        pytest.param("(-1,234)", TWO_SIGNS, id="parentheses and minus inside"),
        pytest.param("-(1,234)", TWO_SIGNS, id="parentheses and minus before"),
        pytest.param("(1,234)-", TWO_SIGNS, id="parentheses and minus after"),
        pytest.param("--5", TWO_SIGNS, id="two minuses"),
        pytest.param("-5-", TWO_SIGNS, id="minus on both sides"),
        pytest.param("+-5", TWO_SIGNS, id="plus and minus"),
        pytest.param("$$5", "has two dollar signs", id="two dollar signs"),
        pytest.param("$5$", "has two dollar signs", id="dollar signs on both sides"),
        pytest.param("1.234", "has more than two digits after the decimal point", id="mills"),
        pytest.param(
            "1,234.567", "has more than two digits after the decimal point", id="mills and commas"
        ),
        pytest.param("1.234,56", DECIMAL_COMMA, id="decimal comma"),
        pytest.param("12,50", DECIMAL_COMMA, id="decimal comma without points"),
        pytest.param("1.234.567", DECIMAL_COMMA, id="points between thousands"),
        pytest.param("1O0", "has the letter O where the digit 0 belongs", id="O for 0"),
        pytest.param("1o0", "has the letter o where the digit 0 belongs", id="o for 0"),
        pytest.param("l,234", "has the letter l where the digit 1 belongs", id="l for 1"),
        pytest.param("I00", "has the letter I where the digit 1 belongs", id="I for 1"),
        pytest.param("12,34,567", COMMAS, id="commas between hundreds"),
        pytest.param("1,2345", COMMAS, id="four digits after a comma"),
        pytest.param(",123", COMMAS, id="a leading comma"),
        pytest.param("1234,567", COMMAS, id="four digits before the comma"),
        pytest.param("1,234,", COMMAS, id="a trailing comma"),
        pytest.param("None", TEXT, id="a word"),
        pytest.param("N/A", TEXT, id="not applicable"),
        pytest.param("TRUE", TEXT, id="a truth value"),
        pytest.param("1e5", TEXT, id="an exponent"),
        pytest.param("12%", PERCENT, id="a percentage"),
        pytest.param("1_000", TEXT, id="an underscore between thousands, as in Python"),
        pytest.param("Infinity", TEXT, id="infinity"),
        pytest.param("\u0661\u0662", TEXT, id="Arabic digits"),
        pytest.param("5 CR DR", TEXT, id="a credit and a debit"),
        pytest.param("CR", TEXT, id="a mark alone"),
        pytest.param("%", TEXT, id="a percent sign alone"),
        pytest.param("1" + 100 * " " + "1", TEXT, id="longer than any amount"),
        pytest.param("€5", TEXT, id="another currency"),
        pytest.param("5 USD", TEXT, id="a currency by name"),
        pytest.param("1.2.3", TEXT, id="two points"),
        pytest.param(".", TEXT, id="a point"),
        pytest.param("()", TEXT, id="empty parentheses"),
        pytest.param("$", TEXT, id="a dollar sign"),
        pytest.param("=1+1", TEXT, id="a formula"),
        pytest.param("１２", TEXT, id="full-width digits"),
        pytest.param("nan", TEXT, id="nan"),
        pytest.param("1,000,000,000,000,000", DIGITS, id="sixteen digits"),
        pytest.param("12345678901234.56", DIGITS, id="sixteen digits with cents"),
        pytest.param("(9,999,999,999,999,999)", DIGITS, id="sixteen digits below zero"),
    ],
)
def test_is_refused(written: str, reason: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        parse_amount(written)
    assert str(refusal.value) == reason


@pytest.mark.parametrize(
    ("written", "unit", "amount"),
    [
        ("13.19%", "percent", "13.19"),
        ("13.19 %", "percent", "13.19"),
        ("(13.19%)", "percent", "-13.19"),
        ("-13%", "percent", "-13"),
        ("13.19", "percent", "13.19"),
        ("3.125", "factor", "3.125"),
        ("1,234", "count", "1234"),
    ],
)
def test_what_the_box_counts_matters(written: str, unit: Unit, amount: str) -> None:
    assert parse_amount(written, unit) == Decimal(amount)


@pytest.mark.parametrize(
    ("written", "unit", "reason"),
    [
        ("1.234%", "percent", "has more than two digits after the decimal point"),
        ("13%", "count", PERCENT.replace("dollars", "a number of items")),
        ("13%", "thousands", PERCENT.replace("dollars", "thousands of dollars")),
        ("13%", "factor", PERCENT.replace("dollars", "a factor")),
        ("13%%", "percent", TEXT),
        ("3.125", "count", "has more than two digits after the decimal point"),
    ],
)
def test_what_the_box_does_not_count(written: str, unit: Unit, reason: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        parse_amount(written, unit)
    assert str(refusal.value) == reason


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("22345678", "22345678"),
        ("-8479537", "-8479537"),
        ("0", "0"),
        ("0.04", "0.04"),
        ("22,345,678", None),
        ("1_000", None),
        ("02109", None),
        ("1e5", None),
        ("nan", None),
        ("Infinity", None),
        ("\u0661", None),
        ("", None),
    ],
)
def test_amounts_of_findings_are_plain_digits(text: str, amount: str | None) -> None:
    assert plain_amount(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("1E+15", DIGITS),
        ("1234567890.123456", DIGITS),
        ("NaN", "is not a number"),
        ("-Infinity", "is not a number"),
    ],
)
def test_digits_that_a_spreadsheet_does_not_keep(amount: str, reason: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        check_digits(Decimal(amount))
    assert str(refusal.value) == reason


@pytest.mark.parametrize("amount", ["0", "1E+14", "-999999999999999", "0.000000000000000000001"])
def test_digits_that_a_spreadsheet_keeps(amount: str) -> None:
    check_digits(Decimal(amount))


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        pytest.param(None, Nothing(), id="an empty cell"),
        pytest.param("", Nothing(), id="an empty text"),
        pytest.param(" \u00a0 ", Nothing(), id="spaces"),
        pytest.param(0, Number(Decimal(0)), id="zero is not nothing"),
        pytest.param(1095163255, Number(Decimal(1095163255)), id="a whole number"),
        pytest.param(Decimal("1.10"), Number(Decimal("1.10")), id="a decimal"),
        pytest.param(0.1 + 0.2, Number(Decimal("0.3")), id="a double, as the sheet shows it"),
        pytest.param(-8479537.0, Number(Decimal(-8479537)), id="a double without cents"),
        pytest.param(float("inf"), CellError("#NUM!"), id="a double beyond all"),
        pytest.param(float("nan"), CellError("#NUM!"), id="a double that is no number"),
        pytest.param("1,234", Text("1,234"), id="a number stored as text is text"),
        pytest.param("  Harris Trust ", Text("Harris Trust"), id="text, spaces around cut off"),
        pytest.param("Harris\u00a0Trust", Text("Harris Trust"), id="a no-break space is a space"),
        pytest.param(True, Text("TRUE"), id="true is no 1"),
        pytest.param(False, Text("FALSE"), id="false is no 0"),
        pytest.param(datetime.date(2014, 6, 30), Text("2014-06-30"), id="a date"),
        pytest.param(datetime.datetime(2014, 6, 30, 12), Text("2014-06-30"), id="date and time"),
        pytest.param("#hashtag", Text("#hashtag"), id="text that starts like an error"),
        pytest.param("#REF! in H12", Text("#REF! in H12"), id="text about an error"),
        *(
            pytest.param(name, CellError(name), id=name)
            for name in ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!")
        ),
        pytest.param("Err:502", CellError("Err:502"), id="an error of LibreOffice"),
    ],
)
def test_four_states_of_a_cell(raw: object, state: object) -> None:
    assert cell_state(raw) == state


@pytest.mark.parametrize(
    ("amount", "rounding", "whole"),
    [
        pytest.param("170000.85", "down", "170000", id="the instructions' valuation"),
        pytest.param("180000.17", "up", "180001", id="the instructions' short valuation"),
        pytest.param("180000.00", "up", "180000", id="a short valuation without cents"),
        pytest.param("-0.99", "down", "0", id="a loss of cents"),
        pytest.param("-281960924.99", "down", "-281960924", id="a loss"),
        pytest.param("-180000.17", "up", "-180001", id="away from zero below zero, too"),
        pytest.param("1E+3", "down", "1000", id="an exponent is written out"),
    ],
)
def test_whole_dollars(amount: str, rounding: str, whole: str) -> None:
    rounded = whole_dollars(Decimal(amount), rounding)  # type: ignore[arg-type]
    assert (rounded, f"{rounded}".lstrip("-")) == (Decimal(whole), whole.lstrip("-"))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "0"),
        ("1234567", "1,234,567"),
        ("-8479537", "(8,479,537)"),
        ("1234.50", "1,234.5"),
        ("1E+3", "1,000"),
        ("-0.25", "(0.25)"),
        ("100.00", "100"),
    ],
)
def test_amounts_as_the_form_prints_them(amount: str, shown: str) -> None:
    assert show(Decimal(amount)) == shown


@given(AMOUNTS)
def test_what_is_shown_is_read_back(amount: Decimal) -> None:
    assert parse_amount(show(amount)) == amount


@given(AMOUNTS)
def test_a_double_keeps_every_amount_of_fifteen_digits(amount: Decimal) -> None:
    assert cell_state(float(amount)) == Number(amount)


@given(AMOUNTS)
def test_cents_are_cut_off_and_short_valuations_rounded_away_from_zero(amount: Decimal) -> None:
    down, up = abs(whole_dollars(amount)), abs(whole_dollars(amount, "up"))
    assert down <= abs(amount) <= up
    assert up - down == (0 if amount == int(amount) else 1)


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_refused(written: str) -> None:
    try:
        amount = parse_amount(written)
    except NotAnAmount:
        return
    assert amount.is_finite()
    check_digits(amount)
