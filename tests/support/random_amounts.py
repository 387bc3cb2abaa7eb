"""Random amounts in the boxes of edition 2026, and what a formula of the data gives for them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition
from focusxl.forms.model import Box
from focusxl.formulas import Environment, Known, evaluate
from focusxl.formulas.tree import Node

FORM: Edition = load_edition("2026")
SEEDS = range(25)

Amounts = Mapping[str, Decimal]


@dataclass(frozen=True)
class Variant:
    """The firm for which a formula is computed."""

    facts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    """Boxes of pages and lines that this firm does not fill."""


@lru_cache(maxsize=500)
def random_amounts(seed: int, blank: tuple[str, ...] = ()) -> Amounts:
    """Give every box a positive whole amount, totals too, from hundreds to billions."""
    chance = random.Random(seed)
    amounts = {
        number: Decimal(chance.randint(1, 10 ** chance.randint(3, 10))) for number in FORM.boxes
    }
    return amounts | dict.fromkeys(blank, Decimal(0))


def ours(box: Box, amounts: Amounts, variant: Variant | None = None) -> Decimal:
    """Give what the formula of the data gives."""
    assert box.formula is not None
    return of_tree(box.formula.tree, amounts, variant)


def of_tree(tree: Node, amounts: Amounts, variant: Variant | None = None) -> Decimal:
    """Give what a formula's tree gives."""
    result = evaluate(tree, _environment(amounts, variant or Variant()))
    assert isinstance(result, Known)
    return result.amount


def _environment(amounts: Amounts, variant: Variant) -> Environment:
    """Give where the formulas of the data find the amounts; no box is reported but the marks."""
    facts = {name: name in variant.facts for name in FORM.facts}
    rates = {name: one.at(FORM.assumed_period) for name, one in FORM.parameters.items()}
    return Environment(
        amounts={box: amount for box, amount in amounts.items() if box not in variant.blank},
        marks={box: box in variant.marks for box in FORM.boxes},
        named={**rates, **facts},
    )
