"""What an amount counts decides how it is filed, and how near a total has to come."""

from decimal import Decimal

import pytest

from focusxl.amounts import Unit, as_filed, decimals_of
from focusxl.forms.loader import load_edition

FORM = load_edition("2026")


@pytest.mark.parametrize(
    ("written", "unit", "filed"),
    [
        ("3.125", "factor", "3.125"),
        ("3.005", "factor", "3.005"),
        ("3.125", "percent", "3.13"),
        ("3.999", "count", "3"),
        ("3.999", "thousands", "3"),
    ],
)
def test_a_factor_alone_is_filed_as_it_is(written: str, unit: Unit, filed: str) -> None:
    assert as_filed(Decimal(written), unit=unit) == Decimal(filed)


@pytest.mark.parametrize(
    ("written", "decimals"),
    [("5", 0), ("5.0", 1), ("4.90", 2), ("-4.91", 2), ("1E+3", 0), ("0.001", 3)],
)
def test_how_many_decimals_were_written(written: str, decimals: int) -> None:
    assert decimals_of(Decimal(written)) == decimals


@pytest.mark.parametrize(
    ("box", "reported", "within"),
    [
        ("3850", "5", "1"),
        ("3850", "5.0", "0.1"),
        ("3850", "4.91", "0.01"),
        # No more than two decimals are filed.
        ("3850", "4.9123", "0.01"),
        ("3870", "5", "1"),
        ("3760", "5", "0"),
    ],
)
def test_by_how_much_a_total_may_differ(box: str, reported: str, within: str) -> None:
    assert FORM.box(box).within(Decimal(reported)) == Decimal(within)


@pytest.mark.parametrize(
    ("reported", "expected", "agrees"),
    [("0", None, True), ("0.00", None, True), ("1", None, False), ("-1", None, False)],
)
def test_where_nothing_is_expected_only_zero_agrees(
    reported: str, expected: None, agrees: bool
) -> None:
    assert FORM.box("3760").agrees(Decimal(reported), expected) is agrees
