"""The formulas of the data give what the formulas printed in the official form give.

Every box gets a random positive whole amount; the printed formula and ours are computed from the
same amounts. Where the print means something else than it says, the departure stands below with
its reason, and what ours gives instead is computed from what the print gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.support.official_text import instructions, pages
from tests.support.printed_formulas import (
    PrintedFormula,
    formulas_of_the_form,
    formulas_of_the_instructions,
    lines_without_a_formula,
)
from tests.support.random_amounts import (
    FORM,
    SEEDS,
    Amounts,
    Variant,
    of_tree,
    ours,
    random_amounts,
)

NEAR = Decimal("0.000001")
"""One fifteenth is no finite decimal; everything else is exact."""


@dataclass(frozen=True)
class Departure:
    """What ours gives, from what the print gives, and why."""

    ours: Callable[[Decimal, Amounts], Decimal]
    reason: str


OF_PAGE_8 = ("12051", "12052")
MODELS = Variant(marks=("12006",))
VARIANTS: Mapping[tuple[str, int, str], Variant] = {
    ("3620", 6, "sum"): Variant(marks=("12006",), blank=OF_PAGE_8),
    ("3750", 7, "for VaR firms"): Variant(marks=("12006",), blank=("12776",)),
    ("3750", 7, "for Basel 2.5 firms"): Variant(marks=("12006",), blank=("3677",)),
    ("12056", 9, "difference"): MODELS,
    ("12057", 9, "Item 3640"): MODELS,
    ("12063", 10, "difference"): MODELS,
    ("12064", 10, "Item 3640"): MODELS,
    ("3870", 9, "2%"): Variant(facts=("alternative_method",)),
    ("3920", 9, "Item 3750"): Variant(facts=("alternative_method",)),
    ("12060", 9, "sum"): Variant(blank=("7490",)),
    ("3760", 9, "greater"): Variant(blank=("7490", "12065")),
    ("3760", 10, "greater"): Variant(blank=("7490", "12060")),
    ("4471", 19, "3%"): Variant(facts=("alternative_method",)),
    ("12849", 19, "2%"): Variant(facts=("alternative_method",), marks=("12851",)),
    ("4500", 19, "105%"): Variant(marks=("4334",)),
    ("7447", 27, "2%"): Variant(facts=("swap_dealer",)),
}
"""By box, page and beginning of the phrase; for any other formula nothing is marked or answered."""


def _not_below_nothing(printed: Decimal, _: Amounts) -> Decimal:
    return max(printed, Decimal(0))


EXCESS = Departure(
    _not_below_nothing, "an excess of one over the other: blank where the other is greater"
)
DEPARTURES: Mapping[str, Departure] = {
    "3620": Departure(
        lambda printed, box: printed + sum(box[n] for n in ("3550", "3560", "12047", "12048")),
        "the additional charges 6.A.1 to 6.A.4 stand in the column that is added",
    ),
    "12776": Departure(
        lambda printed, box: printed + 2 * box["12769"],
        "line 10I is added by name, though parentheses are printed round it",
    ),
    "3840": Departure(
        lambda printed, box: printed - box["3838"],
        "line 12 is headed “Deduct”, and the sum printed on line 13 leaves it out",
    ),
    "4480": EXCESS,
    "4490": EXCESS,
    "2240": EXCESS,
    "2250": EXCESS,
    "12092": EXCESS,
    "12093": EXCESS,
    "2270": Departure(_not_below_nothing, "a requirement is not negative"),
    "7240": Departure(
        lambda printed, _: -printed,
        "its own title is funds over requirement, and the print subtracts the other way round",
    ),
    "7345": Departure(
        lambda printed, box: printed - 2 * box["7337"],
        "granted options are deducted; the parentheses round 7337 are not printed",
    ),
    "750": Departure(
        lambda printed, box: printed + box["12014"],
        "the instruction is older than box 12014, which stands in the same row",
    ),
}
CARRIED_TO_A_BALANCE = {
    "4290": "[4290] = [1800]",
    "4330": "[4330] = [3520]",
}
"""Balances of a statement of changes: they follow from their own lines, and a check compares them
with the item that the print names."""
NOT_COMPARED = {(box, 15) for box in CARRIED_TO_A_BALANCE} | {("1800", 11)}
"""By box and page; page 11 shows box 1800 again, “from Item 1800”."""


NO_FORMULA = {
    "3646": "unless another line includes it",
    **dict.fromkeys(("5630", "6230"), "other than reported in another line"),
    **dict.fromkeys(("5720", "6310"), "what offsets the lines above it, not their sum"),
    "5775": "what of other lines was resolved later",
    **dict.fromkeys(("5600", "5603"), "questions about other lines"),
    **dict.fromkeys(("4584", "12102"), "followed by notes about other lines"),
}
"""Lines that speak of others and say nothing that could be computed."""


def variant_of(formula: PrintedFormula) -> Variant:
    found = [
        variant
        for (box, page, beginning), variant in VARIANTS.items()
        if (box, page) == (formula.box, formula.page) and formula.words.startswith(beginning)
    ]
    return found[0] if found else Variant()


def named(formula: PrintedFormula) -> str:
    return f"{formula.box} on page {formula.page}: {formula.words}"


COMPARED = [
    formula
    for formula in (*formulas_of_the_form(), *formulas_of_the_instructions())
    if (formula.box, formula.page) not in NOT_COMPARED
]


def test_what_is_parsed_from_the_print() -> None:
    assert len(formulas_of_the_form()) == 107
    assert len(formulas_of_the_instructions()) == 18 + 30


def test_a_line_that_speaks_of_others_has_a_formula_or_none_for_a_reason() -> None:
    assert lines_without_a_formula() == set(NO_FORMULA)


def test_every_departure_and_variant_belongs_to_a_printed_formula() -> None:
    boxes = {formula.box for formula in COMPARED}
    assert set(DEPARTURES) <= boxes
    for box, page, beginning in VARIANTS:
        assert any(
            (formula.box, formula.page) == (box, page) and formula.words.startswith(beginning)
            for formula in COMPARED
        )


@pytest.mark.parametrize("formula", COMPARED, ids=named)
def test_a_formula_gives_what_the_printed_formula_gives(formula: PrintedFormula) -> None:
    box = FORM.box(formula.box)
    variant = variant_of(formula)
    departure = DEPARTURES.get(formula.box)
    for seed in SEEDS:
        amounts = random_amounts(seed, variant.blank)
        expected = formula.expression(amounts)
        if departure:
            expected = departure.ours(expected, amounts)
        assert abs(ours(box, amounts, variant) - expected) <= NEAR


@pytest.mark.parametrize("box", [box for box in DEPARTURES if box != "3620"])
def test_a_departure_is_one(box: str) -> None:
    """A departure that the print does not call for would hide a difference."""
    formula = next(formula for formula in COMPARED if formula.box == box)
    amounts = [random_amounts(seed) for seed in SEEDS]
    assert any(ours(FORM.box(box), each, Variant()) != formula.expression(each) for each in amounts)


@pytest.mark.parametrize("box", ["750", "2270", "3840", "7240", "12060", "3920", "3850", "3853"])
def test_what_the_print_literally_gives_is_accepted_too(box: str) -> None:
    formula = next(formula for formula in COMPARED if formula.box == box)
    accepted = FORM.box(box).also_accepted[0]
    for seed in SEEDS:
        amounts = random_amounts(seed)
        literally = of_tree(accepted.formula.tree, amounts)
        assert abs(literally - formula.expression(amounts)) <= NEAR


def test_the_greater_of_5b_and_the_minimum_beside_it_is_added_to_the_rest() -> None:
    """No more is counted where the CFTC's minimum is the smaller of the two."""
    formula = next(formula for formula in COMPARED if formula.box == "12060")
    for seed in SEEDS:
        amounts = random_amounts(seed)
        more = max(amounts["7490"] - amounts["3870"], Decimal(0))
        assert ours(FORM.box("12060"), amounts, Variant()) == formula.expression(amounts) + more


@pytest.mark.parametrize("box", CARRIED_TO_A_BALANCE)
def test_a_carried_balance_is_compared_with_the_printed_item(box: str) -> None:
    printed = next(formula for formula in formulas_of_the_form() if formula.box == box)
    test = CARRIED_TO_A_BALANCE[box]
    assert printed.words.split()[-1] in test
    assert test in {check.test.text for check in FORM.checks.values()}


def test_items_that_should_agree_are_checked() -> None:
    said = " ".join(instructions().split())
    pairs = re.findall(r"\(Line Item (\d+)\) should equal[^()]*\(Line Item (\d+)\)", said)
    recap = re.search(
        r"(\d+)\*.*?\* To agree with [^()]*\(Line Item (\d+)\)", pages()[13].text, re.S
    )
    assert recap is not None
    checked = {check.test.text for check in FORM.checks.values()}
    assert len(pairs) == 2
    assert {f"[{one}] = [{other}]" for one, other in (*pairs, recap.groups())} <= checked


def test_the_greater_requirement_of_the_cftc_is_the_minimum() -> None:
    """The note on page 27 has box 7490 entered where it is greater than what page 9 gives."""
    assert "greater amount on Item 3760" in " ".join(pages()[26].words.split())
    page_9 = next(f for f in formulas_of_the_form() if (f.box, f.page) == ("3760", 9))
    for seed in SEEDS:
        amounts = random_amounts(seed, ("12065",))
        expected = max(page_9.expression(amounts), amounts["7490"])
        assert ours(FORM.box("3760"), amounts, Variant(blank=("12065",))) == expected
