"""The environment of a formula: amounts, texts, marks, rates and facts of one report."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from focusxl.formulas.result import Missing
from focusxl.values import Record

Named = Decimal | Fraction | bool
"""The value of a name: a fact about the firm (bool), or a parameter, a Fraction where it is not a
finite decimal."""


class Environment(Record):
    """The values of one report by box and by name, and the reasons for those not known."""

    amounts: Mapping[str, Decimal] = MappingProxyType({})
    """Amounts as they count: whole dollars, dates as day numbers, marks as 1; no blanks."""
    unreadable: Mapping[str, Missing] = MappingProxyType({})
    """Boxes whose amount or text is not known, each with the reason."""
    texts: Mapping[str, str] = MappingProxyType({})
    held: Container[str] = frozenset()
    """Boxes that are filled in; those with an amount may be left out."""
    marks: Mapping[str, bool | Missing] = MappingProxyType({})
    """Whether a box is filled in, for marks that are not known or that an answer supplies, in place
    of their values."""
    named: Mapping[str, Named | Missing] = MappingProxyType({})
    """Parameters at the end of the period, and facts about the firm."""

    def amount(self, box: str) -> Decimal | Missing | None:
        """Give the amount of a box as it counts; None where it is blank."""
        return self.unreadable.get(box) if box in self.unreadable else self.amounts.get(box)

    def text(self, box: str) -> str | Missing | None:
        """Give the text in a box, None where it is blank."""
        return self.unreadable.get(box) if box in self.unreadable else self.texts.get(box)

    def reported(self, box: str) -> bool | Missing:
        """Tell whether a box is filled in or, for a total, computed."""
        found = self.marks.get(box)
        return box in self.amounts or box in self.held if found is None else found

    def value(self, name: str) -> Named | Missing:
        """Give the value of a parameter or a fact."""
        found = self.named.get(name)
        return Missing("unstated fact", name) if found is None else found

    def answering(self, answers: Mapping[str, bool]) -> Environment:
        """Give the environment with these answers, by fact or by the box of a mark."""
        return self.replaced(marks={**self.marks, **answers}, named={**self.named, **answers})

    def showing(self, amounts: Mapping[str, Decimal]) -> Environment:
        """Give the environment with these amounts in place of the present ones."""
        return self.replaced(amounts=amounts)

    def without(self, boxes: Iterable[str]) -> Environment:
        """Give the environment of a report without the pages of these boxes."""
        lacking = {box: Missing("page not submitted", box) for box in boxes}
        return self.replaced(unreadable={**self.unreadable, **lacking})


NOTHING = Decimal(0)

AmountOf = Callable[[Environment], Decimal | Missing]
"""A function that gives an amount in an environment; a blank box counts as zero."""
