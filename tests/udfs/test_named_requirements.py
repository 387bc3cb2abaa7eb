"""The named requirements with a deficit that is not offset in full: no two arguments are alike."""

import pytest

from focusxl_udfs import functions as excel

# 1,000 of cash, 200 of securities, a loss of 30, options of 70 bought and 15 sold: 1,225. Deficits
# of 500, of which 320 are offset by the customers' securities, add 180.
LINES = (1_000.0, 200.0, -30.0, 70.0, 15.0)


@pytest.mark.parametrize("edition", ["2014", "2026"])
@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("FOCUS_SEGREGATION_REQUIREMENT", ()),
        ("FOCUS_SECURED_AMOUNT", (0.0,)),
        ("FOCUS_CLEARED_SWAPS_REQUIREMENT", ()),
    ],
)
def test_a_deficit_adds_what_is_not_offset(
    edition: str, name: str, before: tuple[float, ...]
) -> None:
    computed = getattr(excel, name)
    assert computed(edition, *before, *LINES, 500.0, 320.0) == 1_405
    assert computed(edition, *before, *LINES, 500.0) == 1_725
    assert computed(edition, *before, *LINES) == 1_225


@pytest.mark.parametrize("edition", ["2014", "2026"])
def test_no_two_lines_of_a_requirement_are_taken_for_each_other(edition: str) -> None:
    lines = (1.0, 20.0, 300.0, 4_000.0, 50_000.0, 600_000.0, 100_000.0)
    # 1 + 20 + 300 + 4,000 - 50,000, and 600,000 - 100,000.
    assert excel.FOCUS_SEGREGATION_REQUIREMENT(edition, *lines) == 454_321
    assert excel.FOCUS_CLEARED_SWAPS_REQUIREMENT(edition, *lines) == 454_321
    assert excel.FOCUS_SECURED_AMOUNT(edition, 0.0, *lines) == 454_321
    assert excel.FOCUS_SECURED_AMOUNT(edition, 454_322.0, *lines) == 454_322
