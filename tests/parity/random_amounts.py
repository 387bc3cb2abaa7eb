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
from focusxl.formulas import Named, evaluate
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


@dataclass(frozen=True)
class Surroundings:
    """Where the formulas of the data find the amounts."""

    amounts: Amounts
    variant: Variant

    def amount(self, box: str) -> Decimal | None:
        return None if box in self.variant.blank else self.amounts[box]

    def reported(self, box: str) -> bool:
        return box in self.variant.marks

    def named(self, name: str) -> Named:
        if name in FORM.facts:
            return name in self.variant.facts
        return FORM.parameters[name].at(FORM.assumed_period)


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
    return evaluate(tree, Surroundings(amounts, variant or Variant()))
