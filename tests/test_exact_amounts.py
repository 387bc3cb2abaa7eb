"""No digit is lost on the way: products and sums longer than Python's usual 28 digits."""

from __future__ import annotations

import itertools
from decimal import Decimal, getcontext
from fractions import Fraction

import pytest

from focusxl.amounts import as_filed, cell_state, share_of, show, whole_dollars
from focusxl.checks import check
from focusxl.filings.computation import compute
from focusxl.filings.explanation import explain
from focusxl.filings.filing import Entry, Filing
from focusxl.forms.loader import load_edition
from focusxl.formulas import Environment, Known, evaluate
from focusxl.formulas.parser import parse

FORM = load_edition("2026")
ALL_NINES = Decimal(999_999_999_999_999)
"""Fifteen digits, as many as an amount has."""


def boxes(one: str, two: str) -> Environment:
    """Give an environment of two boxes."""
    return Environment(amounts={"1": Decimal(one), "2": Decimal(two)})


@pytest.mark.parametrize(
    ("formula", "one", "two", "result"),
    [
        # (10^15 - 1)^2 = 10^30 - 2 x 10^15 + 1
        ("[1] * [2]", "999999999999999", "999999999999999", "999999999999998000000000000001"),
        ("[1] + [2]", "100000000000000", "1e-30", "100000000000000." + 29 * "0" + "1"),
        ("[1] - [2]", "100000000000000", "1e-20", "99999999999999." + 20 * "9"),
        ("-[1] * [2]", "999999999999999", "999999999999999", "-999999999999998000000000000001"),
        ("[1] * [2]", "1e-300", "3", "3e-300"),
        (
            "[1] * [2] - [2]",
            "999999999999999",
            "1.00000000000001",
            # 999999999999999 + 9.99999999999999 - 1.00000000000001
            "1000000000000007.99999999999998",
        ),
    ],
)
def test_sums_and_products_are_exact(formula: str, one: str, two: str, result: str) -> None:
    tree = parse(formula).tree
    assert evaluate(tree, boxes(one, two)) == Known(Decimal(result))


@pytest.mark.parametrize(
    ("amount", "share", "result"),
    [
        # A third cut off after any number of digits gives less than 10, and a dollar less as filed.
        ("30", Fraction(1, 3), "10"),
        ("-30", Fraction(1, 3), "-10"),
        ("999999999999990", Fraction(1, 15), "66666666666666"),
        ("1", Fraction(1, 8), "0.125"),
    ],
)
def test_a_share_of_an_amount_is_exact(amount: str, share: Fraction, result: str) -> None:
    assert share_of(Decimal(amount), share) == Decimal(result)


@pytest.mark.parametrize("formula", ["[1] * a_third", "a_third * [1]", "([1] + 0) * a_third"])
def test_a_fraction_is_multiplied_first_and_divided_last(formula: str) -> None:
    thirty = Environment(amounts={"1": Decimal(30)}, named={"a_third": Fraction(1, 3)})
    assert evaluate(parse(formula).tree, thirty) == Known(Decimal(10))


@pytest.mark.parametrize(
    ("amount", "factor", "total", "dollars"),
    [
        ("3643", "3645", "3655", "999999999999998000000000000001"),
        ("12030", "12764", "12765", "999999999999998000000000000001"),
        ("12766", "12767", "12768", "999999999999998000000000000001"),
    ],
)
def test_the_largest_product_of_the_form(
    amount: str, factor: str, total: str, dollars: str
) -> None:
    entries = {box: Entry(cell_state(ALL_NINES)) for box in (amount, factor)}
    computation = compute(Filing(FORM, entries))
    assert computation.totals[total].expected == Decimal(dollars)
    assert explain(computation, total).value == Decimal(dollars)
    check(computation)


def test_a_wrong_total_of_thirty_digits_is_found_to_the_dollar() -> None:
    entries = {
        "3643": Entry(cell_state(ALL_NINES)),
        "3645": Entry(cell_state(ALL_NINES)),
        "3655": Entry(cell_state(Decimal(5))),
    }
    (found,) = [one for one in check(compute(Filing(FORM, entries))).findings if one.box == "3655"]
    assert found.expected == "999999999999998000000000000001"
    assert found.difference == Decimal("-999999999999997999999999999996")


def test_a_factor_with_many_places_multiplies_as_it_is() -> None:
    entries = {
        "3643": Entry(cell_state(Decimal(123_456_789_012_345))),
        "3645": Entry(cell_state(Decimal("1.00000000000001"))),
    }
    # 123456789012345 + 1.23456789012345, cents cut off.
    assert compute(Filing(FORM, entries)).totals["3655"].expected == Decimal(123_456_789_012_346)


@pytest.mark.parametrize("factor", ["1e-300", "0." + 97 * "0" + "1", "5e-324", "999999999999999"])
@pytest.mark.parametrize("unit", ["dollars", "percent", "factor"])
def test_no_amount_that_a_cell_can_hold_stops_the_engine(factor: str, unit: str) -> None:
    amounts = (Decimal(factor), ALL_NINES, Decimal("0.01"))
    for one, other in itertools.product(amounts, repeat=2):
        entries = {"3643": Entry(cell_state(one)), "3645": Entry(cell_state(other))}
        computation = compute(Filing(FORM, entries))
        check(computation)
        product = evaluate(parse("[1] * [2] * [2]").tree, boxes(str(one), str(other)))
        assert isinstance(product, Known)
        as_filed(product.amount, unit=unit)  # type: ignore[arg-type]


def test_thirty_digits_are_rounded_and_written_as_they_are() -> None:
    amount = Decimal("-123456789012345678901234567890123.99")
    assert whole_dollars(amount) == Decimal("-123456789012345678901234567890123")
    assert show(amount) == "(123,456,789,012,345,678,901,234,567,890,123.99)"


def test_the_context_of_the_caller_is_left_alone() -> None:
    before = getcontext().prec
    check(compute(Filing(FORM, {"3643": Entry(cell_state(ALL_NINES))})))
    assert getcontext().prec == before == 28
