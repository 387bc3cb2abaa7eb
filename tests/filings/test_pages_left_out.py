"""A page that the firm reports and its workbook was made without counts among those asked for."""

from focusxl.checks.completeness import coverage_of
from focusxl.filings.computation import compute
from tests.support.filings_2026 import FACTS, FORM, filing, synthetic

SWAP_RESERVE = 24
"""“Swap customer reserve”, which a stand-alone broker-dealer reports."""


def test_how_much_of_a_report_is_there() -> None:
    whole = coverage_of(compute(filing(synthetic(), FACTS, whole=True)))
    assert (whole.pages, whole.pages_asked, whole.is_whole) == (28, 28, True)
    left_out = frozenset(
        number for number, placed in FORM.boxes.items() if placed.pages == (SWAP_RESERVE,)
    )
    boxes = {number: value for number, value in synthetic().items() if number not in left_out}
    without = coverage_of(compute(filing(boxes, FACTS, absent=left_out, whole=True)))
    assert (without.pages, without.pages_asked, without.is_whole) == (27, 28, False)
    assert str(without) == "27 of 28 pages"
