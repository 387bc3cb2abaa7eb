"""The fingerprint of inputs: any change of any of them changes it.

What the workbook's formulas compute is compared with it in ``tests/hosts``.
"""

from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from focusxl_workbook.sheets.fingerprint import MOST_ROWS, fingerprint, parts, weight

AMOUNTS = st.integers(-(10**15) + 1, 10**15 - 1).map(float)
CENTS = st.integers(-(10**13), 10**13).map(lambda cents: cents / 100)
TEXTS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0xD7FF, exclude_categories=["Cs"]),
    max_size=60,
).filter(lambda text: not text.startswith("#"))
VALUES = st.one_of(AMOUNTS, CENTS, TEXTS, st.sampled_from(["", "X", "Yes", "No", 0.0, 1.0]))


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("", (0, 0)),
        (0.0, (1, 0)),
        # 1 dollar: no hundred thousand, and 10,000 ten-thousandths.
        (1.0, (1, 10_000)),
        (-1.0, (2, 10_000)),
        (100_000.0, (5, 0)),
        (-342_539_729.13, (3_425 * 4 + 2, 397_291_300)),
        (3.125, (1, 31_250)),
        ("X", (88 * 6_971 * 3_389 % 999_983 * 4 + 3, 88 * 4_241 * 7_103 % 999_979)),
        ("#REF!", (4 * 4 + 3, 0)),
    ],
)
def test_the_two_numbers_of_an_input(value: str | float, numbers: tuple[int, int]) -> None:
    assert parts(value) == numbers


@given(st.lists(VALUES, min_size=1, max_size=20), st.data())
def test_a_change_of_any_one_input_changes_it(
    values: list[str | float], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    other = data.draw(VALUES)
    assume(other != values[place] or type(other) is not type(values[place]))
    assert fingerprint(values) != fingerprint([*values[:place], other, *values[place + 1 :]])


@given(st.lists(VALUES, min_size=2, max_size=20), st.data())
def test_a_swap_of_two_inputs_changes_it(values: list[str | float], data: st.DataObject) -> None:
    one, other = data.draw(
        st.lists(st.integers(0, len(values) - 1), min_size=2, max_size=2, unique=True)
    )
    assume(parts(values[one]) != parts(values[other]))
    swapped = [*values]
    swapped[one], swapped[other] = values[other], values[one]
    assert fingerprint(values) != fingerprint(swapped)


@given(
    st.floats(100e9, 999e9).map(round).map(float),
    st.sampled_from([1.0, -1.0, 0.01, 5.0, 100_000.0, 1e9]),
    st.integers(0, MOST_ROWS - 1),
)
def test_a_change_by_a_dollar_or_a_cent_at_hundreds_of_billions(
    amount: float, change: float, row: int
) -> None:
    before = [""] * row
    assert fingerprint([*before, amount]) != fingerprint([*before, amount + change])


@given(TEXTS.filter(bool), st.data())
def test_one_letter_more_less_or_another(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("aZ0 .,-é漢"))
    assume(letter != text[place])
    for changed in (
        text[:place] + letter + text[place + 1 :],
        text[:place] + text[place + 1 :],
        text[:place] + letter + text[place:],
    ):
        assert fingerprint([text]) != fingerprint([changed])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (5.0, "5"),
        ("", 0.0),
        ("", "X"),
        (0.0, "-"),
        ("Yes", "No"),
        ("12", "31"),
        ("SEG-03|reason|5 against 6", "SEG-03|reason|"),
        ("a" * 3_000, "a" * 2_999 + "b"),
    ],
)
def test_changes_that_look_small(before: str | float, after: str | float) -> None:
    assert fingerprint([1.0, before]) != fingerprint([1.0, after])


def test_weights_differ_from_row_to_row() -> None:
    weights = Counter(weight(row) for row in range(1, MOST_ROWS + 1))
    assert len(weights) == MOST_ROWS
    assert min(weights) > 0
    with pytest.raises(ValueError, match="no weight"):
        weight(MOST_ROWS + 1)
