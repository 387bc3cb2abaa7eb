"""A zero that is typed where nothing is due says the same as a blank."""

import pytest

from tests.support.engine_filings import findings
from tests.support.filings_2026 import FACTS, FORM, blocking, filing, found_in, synthetic

# The columns A.I. and Non-A.I. of pages 4 and 5, their totals included.
COLUMNS = [
    number
    for page in (4, 5)
    for line in FORM.pages[page - 1].lines
    for column, box in line.cells.items()
    if column in ("ai", "non_ai")
    for number in (box.number,)
]
ELSEWHERE = ["12055", "12056", "12057", "3756", "3850", "3853", "12849", "4500", "7447"]
PARTS = {"18001": 0, "18002": 0, "18003": 0, "18004": 0, "8210": 7000, "8211": 5000}


def zeros(*numbers: str) -> dict[str, object]:
    return {**synthetic(), **dict.fromkeys(numbers, 0)}


def test_the_columns_are_those_of_the_form() -> None:
    assert len(COLUMNS) > 50
    assert {"1030", "1220", "1230", "1240", "1440", "1450"} <= set(COLUMNS)


@pytest.mark.parametrize("whole", [False, True])
def test_zeros_in_the_columns_of_liabilities_block_nothing(whole: bool) -> None:
    given = filing(zeros(*COLUMNS), FACTS, whole=whole)
    assert blocking(findings(given)) == set()
    assert not {finding.id for finding in findings(given)} & {"FIN-04", "FIN-05"}


def test_each_total_is_still_the_amount_that_is_typed() -> None:
    found = found_in(zeros(*COLUMNS) | {"1640": 1}, FACTS)
    assert "SUM-1760" in blocking(found)


@pytest.mark.parametrize("number", ["1230", "1450", *ELSEWHERE])
def test_a_zero_blocks_nothing_where_nothing_is_due(number: str) -> None:
    found = found_in(zeros(number), FACTS)
    assert blocking(found) == set()
    # At most it is noted that nothing below the zero is reported either.
    assert {finding.id for finding in found} <= {
        *(finding.id for finding in found_in(synthetic(), FACTS)),
        f"SUM-{number}",
    }


def test_an_amount_of_schedule_1_is_typed_over_parts_of_zero() -> None:
    found = found_in({"12000": "X", **PARTS})
    assert {"SUM-8210", "SUM-8211"}.isdisjoint(finding.id for finding in found)
    parts = found_in({"12000": "X", **PARTS, "18001": 1})
    assert "SUM-8210" in blocking(parts)
