"""Formulas in words, and the part of a condition that applies."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from focusxl.formulas import Environment
from focusxl.formulas.parser import parse
from focusxl.formulas.tree import BoxReference
from focusxl.formulas.words import applicable, in_words, name_in_words, terms
from focusxl.formulas.writer import written

NAMES = {"risk_rate": Decimal("0.08"), "third": Fraction(1, 15), "floor": Decimal(20_000_000)}


def said(formula: str) -> str:
    return in_words(parse(formula).tree, lambda name: name_in_words(name, NAMES.get(name)))


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("[1] + [2] - [3]", "box 1 plus box 2 less box 3"),
        ("[1] - ([2] - [3])", "box 1 less (box 2 less box 3)"),
        ("[1] * risk_rate", "8% of box 1"),
        ("[1] * third", "6 2/3% of box 1"),
        ("[1] / [2] * 100", "box 1 divided by box 2 times 100"),
        ("[1] / ([2] - [3])", "box 1 divided by (box 2 less box 3)"),
        ("max([1], [2])", "the greater of box 1 and box 2"),
        ("max([1], [2], [3])", "the greatest of box 1, box 2 and box 3"),
        ("min([1] - [2], 0)", "the lesser of (box 1 less box 2) and 0"),
        (
            "if(own_method, [1] * risk_rate, blank)",
            "8% of box 1 if own method, otherwise nothing (the line stays blank)",
        ),
        (
            "if([1] >= floor and not(reported([2])), [1], 0)",
            "box 1 if box 1 is at least 20,000,000 and not (box 2 is filled in), otherwise 0",
        ),
        ("[1] * if([2] = [3], 2, 3)", "box 1 times (2 if box 2 equals box 3, otherwise 3)"),
        ("-[1] + [2]", "minus box 1 plus box 2"),
    ],
)
def test_a_formula_in_words(formula: str, words: str) -> None:
    assert said(formula) == words


@pytest.mark.parametrize(
    ("formula", "applies"),
    [
        ("if(own_method, [1], [2])", "[1]"),
        ("if(not(own_method), [1], [2])", "[2]"),
        ("if([1] = 5, [1] * risk_rate, blank)", "[1] * risk_rate"),
        ("max(if([1] = 5, [1], 0), if([1] = 6, [2], 0))", "[1]"),
        ("max(if([1] = 6, [1], 0), if([1] = 6, [2], 0), [3])", "[3]"),
        ("max([1] - [2], 0)", "max([1] - [2], 0)"),
        ("[3] + if([1] = 5, [1], [2])", "[3] + [1]"),
        # What is not known stays as it is written.
        ("if(other_method, [1], [2])", "if(other_method, [1], [2])"),
    ],
)
def test_what_applies_of_a_formula(formula: str, applies: str) -> None:
    environment = Environment(
        amounts={"1": Decimal(5)}, named={"own_method": True, "risk_rate": Decimal("0.08")}
    )
    assert written(applicable(parse(formula).tree, environment)) == applies


def test_the_terms_of_a_sum_have_their_signs() -> None:
    found = terms(parse("[1] - ([2] - [3]) + max([4], 0)").tree)
    assert [(one.is_less, written(one.node)) for one in found] == [
        *((False, "[1]"), (True, "[2]"), (False, "[3]"), (False, "max([4], 0)")),
    ]
    (only,) = terms(BoxReference("7"))
    assert (only.is_less, written(only.node)) == (False, "[7]")
