"""Totals whose formula no print states: it follows from the words or the place of their line.

What that place says is written here once more, in the form's own way of naming lines and items,
and computed from the lines of the official text. So every total of edition 2026 is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.support.official_text import pages
from tests.support.printed_formulas import (
    formula_from_its_place,
    formulas_of_the_form,
    formulas_of_the_instructions,
)
from tests.support.printed_lines import Expression, amount_of, numberings, total
from tests.support.random_amounts import FORM, SEEDS, ours, random_amounts

IN_WORDS: Mapping[str, str] = {
    "3540": "Item 740",
    "7050": "sum of Line Items 7045 and 7047",
    "8580": "sum of Line Items 8560 and 8570",
    "7354": "Line Item 7351 minus Line Item 7352",
    "7198": "Line 14 minus Line 15",
    "8770": "Line 14 minus Line 15",
    "7785": "Line 9 minus Line 10",
}
"""The form says these in words: total nonallowable assets from the statement of financial
condition, a gross amount less an offset, an excess over a target."""

FROM_THEIR_PLACE: Mapping[str, str] = {
    "12017": "sum of Line Items 12015 and 12016",
    "12024": "sum of Line Items 12019 and 12022",
    "1795": "sum of Lines 31A-31E",
    "3659": "sum of Lines 11B1-11B3",
    "3500": "sum of Lines 1 and 2",
    "3530": "sum of Lines 3 and 4",
    "3640": "sum of Lines 5, 6H, and 7",
    "3940": "sum of Lines 1A-1D",
    "3950": "sum of Lines 2A-2D",
    "3952": "sum of Lines 4A-4B",
    "4030": "sum of Lines 1E, 2E, 3, 4C, and 5-12",
    "4200": "sum of Lines 14-28",
    "4230": "subtract Line 31 from Lines 30 and 32",
    "4228": "sum of Lines 33 and 34",
    "4699": "sum of Line Items 4603, 4613, 4623, 4633, 4643, 4653, 4663, 4673, 4683, and 4693",
    "4290": "subtract Line Item 4270 from Line Items 4240, 4250, and 4260",
    "4330": "sum of Line Items 4300, 4310, and 4320",
    "4525": "sum of Line Items 4505 and 4515",
    "4530": "sum of Line Items 4510 and 4520",
    "2295": "sum of Line Items 2275 and 2285",
    "2300": "sum of Line Items 2280 and 2290",
    "12090": "sum of Lines 12-19",
    "12096": "sum of Line Items 12094 and 12095",
    "7230": "sum of Lines 2A-2B",
    "7530": "sum of Line Items 7500 and 7520",
    "7570": "sum of Line Items 7540 and 7560",
    "7620": "sum of Line Items 7580, 7590, 7600, 7610, and 7615",
    "7680": "sum of Line Items 7640, 7650, 7660, 7670, and 7675",
    "7740": "sum of Line Items 7700, 7710, 7720, 7730, and 7735",
    "7770": "sum of Line Items 7530, 7570, 7620, 7680, 7740, 7760, and 7765",
    "8210": "sum of Lines 2A-2B",
    "8211": "sum of Lines 2A-2B",
    "12777": "sum of Lines 13A-13C",
    "12782": "sum of Lines 13A-13C",
}

INCLUDED_IN_A_LINE = {"950"}
"""“Including free credits of”: printed in the row, and no part of its sum."""
ASSETS = {"540": "allowable", "740": "non_allowable"}
LIABILITIES = {"1230": "ai", "1450": "non_ai", "1760": "total"}
AGAINST_THE_INSTRUCTION = {"750"}
"""The instruction names 200 alone; 12014 stands in the row too."""


def rows_of_liabilities() -> dict[str, Expression]:
    """The Total column on pages 4 and 5: the last box of a row is the sum of those before it."""
    rows = [
        row
        for numbering in numberings()
        for line in numbering.lines
        if line.page in (4, 5) and line.path and 17 <= int(line.path[0]) <= 27
        for row in line.rows
        if len(row) > 1
    ]
    return {
        row[-1].number: total(
            [amount_of(box) for box in row[:-1] if box.number not in INCLUDED_IN_A_LINE]
        )
        for row in rows
    }


def column(of: str, name: str) -> Expression:
    """The sum of a column of the statement of financial condition, above its total."""
    printed = {box.number: box for page in pages() for box in page.boxes}
    last = FORM.boxes[of].line
    first_page = 2 if FORM.boxes[of].page <= 3 else 4
    boxes = []
    for form_page in FORM.pages[first_page - 1 : FORM.boxes[of].page]:
        for line in form_page.lines:
            if line is last:
                break
            if name in line.cells:
                boxes.append(printed[line.cells[name].number])
    return total([amount_of(box) for box in boxes])


STATED = {**IN_WORDS, **FROM_THEIR_PLACE}
EXPRESSIONS: dict[str, Expression] = {
    **{box: formula_from_its_place(box, words).expression for box, words in STATED.items()},
    **rows_of_liabilities(),
    **{box: column(box, name) for box, name in (ASSETS | LIABILITIES).items()},
}


@pytest.mark.parametrize("number", EXPRESSIONS)
def test_a_total_is_what_its_place_says(number: str) -> None:
    for seed in SEEDS:
        amounts = random_amounts(seed)
        assert ours(FORM.box(number), amounts) == EXPRESSIONS[number](amounts)


def test_the_deductions_of_a_filer_without_models() -> None:
    """Page 8 prints no formula on line 6.H; it is the one of page 6, over its own lines."""
    words = "sum of Lines 6A, 6A1-6A4, and 6B-6G"
    printed = formula_from_its_place("3620", words, page=8)
    for seed in SEEDS:
        amounts = random_amounts(seed, ("12047", "12048"))
        assert ours(FORM.box("3620"), amounts) == printed.expression(amounts)


@pytest.mark.parametrize("totals", [("940", "540", "740"), ("1760", "1230", "1450")], ids=str)
def test_the_statement_of_financial_condition_foots_across(totals: tuple[str, ...]) -> None:
    """The Total column, added up, is the sum of the totals of the other two columns."""
    across, *columns = totals
    for seed in SEEDS:
        amounts = dict(random_amounts(seed))
        for box in FORM.totals:
            if FORM.boxes[box.number].page in (2, 3, 4, 5):
                amounts[box.number] = ours(box, amounts)
        down = column(across, "total")(amounts)
        assert down == amounts[across] == sum((amounts[each] for each in columns), Decimal(0))


def test_every_total_is_compared() -> None:
    stated = {f.box for f in (*formulas_of_the_form(), *formulas_of_the_instructions())}
    assert stated | set(EXPRESSIONS) == {box.number for box in FORM.totals}


def test_every_total_states_who_says_its_formula() -> None:
    form = {formula.box for formula in formulas_of_the_form()} | set(IN_WORDS)
    instructions = {f.box for f in formulas_of_the_instructions()} - AGAINST_THE_INSTRUCTION
    # A balance carried to its page is formed there from its own lines.
    form -= set(FROM_THEIR_PLACE)
    expected = {
        box.number: "form"
        if box.number in form
        else "instructions"
        if box.number in instructions
        else "inferred"
        for box in FORM.totals
    }
    assert {box.number: box.basis for box in FORM.totals} == expected
