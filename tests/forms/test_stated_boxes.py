"""Every box's page, kind, sign and rounding, as the form and its instructions say them."""

import csv

import pytest

from focusxl.forms.loader import load_edition
from tests.support.reference_material import BOX_TABLE, require_reference
from tests.support.stated_tables import boxes_by_group

STATED = {
    (edition, number): row
    for edition in ("2014", "2026")
    for row, numbers in boxes_by_group(edition)
    for number in numbers
}


# So many are numbered on the form, and so many are blanks to describe something in.
@pytest.mark.parametrize(("edition", "boxes"), [("2014", 143 + 3), ("2026", 1626 + 12)])
def test_the_table_has_every_box_once_and_no_other(edition: str, boxes: int) -> None:
    listed = [number for _, numbers in boxes_by_group(edition) for number in numbers]
    assert len(listed) == len(set(listed)) == boxes
    assert set(listed) == set(load_edition(edition).boxes)


def test_the_table_of_2026_is_that_of_the_official_form() -> None:
    require_reference()
    rows = csv.DictReader(BOX_TABLE.read_text("utf-8").splitlines())
    printed = {(row["page"], row["box"]) for row in rows}
    ours = {
        (row["page"], number)
        for (edition, number), row in STATED.items()
        if edition == "2026" and number.isdigit()
    }
    assert ours <= printed
    assert {number for _, number in ours} == {number for _, number in printed}


@pytest.mark.parametrize(("edition", "number"), STATED)
def test_kind_sign_and_rounding(edition: str, number: str) -> None:
    stated, placed = STATED[edition, number], load_edition(edition).boxes[number]
    box = placed.box
    assert (str(placed.page), box.kind) == (stated["page"], stated["kind"])
    if not box.is_amount:
        assert {stated["sign"], stated["below zero"], stated["rounding"]} == {""}
        return
    assert (box.sign, box.rounding) == (stated["sign"], stated["rounding"])
    if box.sign != "any":
        assert box.negative == (stated["below zero"] or "must-fix")
