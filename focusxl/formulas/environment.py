"""Where formulas find amounts, texts, marks, rates and facts."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from focusxl.formulas.result import Missing
from focusxl.values import Record

Named = Decimal | Fraction | bool
"""What a name stands for: a fact about the firm (bool), or a parameter, which is a fraction where
no decimal number is what the rule says."""


class Environment(Record):
    """The values of one report by box and by name, and which of them are not known."""

    amounts: Mapping[str, Decimal] = MappingProxyType({})
    """What boxes count as: whole dollars, dates as day numbers, marks as 1. A blank is not here."""
    unreadable: Mapping[str, Missing] = MappingProxyType({})
    """Boxes whose amount or text is not known, each with why."""
    texts: Mapping[str, str] = MappingProxyType({})
    held: Container[str] = frozenset()
    """Boxes that hold something, whatever it is; those with an amount need not be here."""
    marks: Mapping[str, bool | Missing] = MappingProxyType({})
    """Whether boxes hold something where that is not told by what they hold: it is not known, or
    answered."""
    named: Mapping[str, Named | Missing] = MappingProxyType({})
    """Rates and amounts that the rules set, at the end of the period; facts about the firm."""

    def amount(self, box: str) -> Decimal | Missing | None:
        """Give what a box counts as, None where nothing is reported."""
        return self.unreadable.get(box) if box in self.unreadable else self.amounts.get(box)

    def text(self, box: str) -> str | Missing | None:
        """Give the text in a box, None where it is blank."""
        return self.unreadable.get(box) if box in self.unreadable else self.texts.get(box)

    def reported(self, box: str) -> bool | Missing:
        """Tell whether a box holds anything at all, or is computed from something."""
        found = self.marks.get(box)
        return box in self.amounts or box in self.held if found is None else found

    def value(self, name: str) -> Named | Missing:
        """Give a rate or a fact."""
        found = self.named.get(name)
        return Missing("unstated fact", name) if found is None else found

    def answering(self, answers: Mapping[str, bool]) -> Environment:
        """Give the environment in which these answers hold, by fact or by the box of a mark."""
        return self.replaced(marks={**self.marks, **answers}, named={**self.named, **answers})

    def showing(self, amounts: Mapping[str, Decimal]) -> Environment:
        """Give the environment in which boxes count as these amounts."""
        return self.replaced(amounts=amounts)

    def without(self, boxes: Iterable[str]) -> Environment:
        """Give the environment in which the pages of these boxes are not in the report."""
        lacking = {box: Missing("page not submitted", box) for box in boxes}
        return self.replaced(unreadable={**self.unreadable, **lacking})


NOTHING = Decimal(0)

AmountOf = Callable[[Environment], Decimal | Missing]
"""Gives an amount in an environment; a blank box counts as nothing, as the form says."""
