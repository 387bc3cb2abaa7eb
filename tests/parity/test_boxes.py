"""Every box of the official form stands on its page in the data, and no other."""

from collections import Counter

import pytest

from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition
from tests.support.official_text import PrintedPage, boxes_by_page, pages

FORM: Edition = load_edition("2026")
NUMBERED = {number: placed for number, placed in FORM.boxes.items() if placed.box.numbered}

PARENTHESES_NOT_PRINTED = {
    "3838": "“Deduct: Adjustment”: subtracted from the aggregate indebtedness",
    "4270": "“Deductions”: subtracted in the statement of changes",
    "4471": "“Less 3%”: subtracted from the debits",
    "12849": "“Less 2%”: subtracted from the debits",
    "7337": "granted (sold) options: subtracted as on the other statements",
    "7352": "“Less: Amount offset”: subtracted as on the other statements",
}
PARENTHESES_OF_AN_ADDITION = {
    "12769": "line 10 names the charge among the lines that it adds",
}


def test_all_1626_boxes_are_there() -> None:
    listed = {number for boxes in boxes_by_page().values() for number in boxes}
    assert len(listed) == 1626
    assert set(NUMBERED) == listed


def test_there_are_36_pages() -> None:
    assert len(pages()) == len(FORM.pages) == len(boxes_by_page()) == 36


@pytest.mark.parametrize("page", sorted(boxes_by_page()))
def test_the_boxes_of_a_page_stand_on_it_and_no_other(page: int) -> None:
    here = {number for number, placed in NUMBERED.items() if page in placed.pages}
    assert here == set(boxes_by_page()[page])


@pytest.mark.parametrize("page", pages(), ids=lambda page: f"page {page.number}")
def test_the_text_of_a_page_prints_each_box_once(page: PrintedPage) -> None:
    printed = Counter(box.number for box in page.boxes)
    assert printed == Counter(boxes_by_page()[page.number])


@pytest.mark.parametrize("page", pages(), ids=lambda page: f"page {page.number}")
def test_the_boxes_of_a_page_stand_in_the_printed_order(page: PrintedPage) -> None:
    lines = FORM.pages[page.number - 1].lines
    # The boxes to tick stand at the end of a line.
    ours = [box for line in lines for box in (*line.fields, *line.cells.values(), *line.checks)]
    assert [box.number for box in ours if box.numbered] == [box.number for box in page.boxes]


def test_what_is_printed_in_parentheses_is_shown_in_parentheses() -> None:
    printed = {box.number for page in pages() for box in page.boxes if box.in_parentheses}
    assert {number for number, placed in NUMBERED.items() if placed.box.parentheses} == printed


def test_what_is_subtracted_is_printed_in_parentheses() -> None:
    printed = {box.number for page in pages() for box in page.boxes if box.in_parentheses}
    deducted = {number for number, placed in NUMBERED.items() if placed.box.sign == "deduct"}
    assert deducted - printed == set(PARENTHESES_NOT_PRINTED)
    assert printed - deducted == set(PARENTHESES_OF_AN_ADDITION)
