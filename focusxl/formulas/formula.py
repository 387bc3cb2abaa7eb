"""A formula of the form data: its text, its tree, and what it gives."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

from focusxl.formulas.environment import NOTHING, AmountOf, Environment
from focusxl.formulas.evaluator import Relation, TruthOf, amount_of, relation, truth_of
from focusxl.formulas.packed import NamedBy, Packed, packed, unpacked
from focusxl.formulas.result import Known, Missing
from focusxl.formulas.tree import Node, comparisons
from focusxl.values import Value


class Compared(NamedTuple):
    """The two sides of a comparison, and how they should stand to each other."""

    left: AmountOf
    right: AmountOf
    relation: Relation


class Formula:
    """A formula as the form data writes it, and its tree."""

    def __init__(self, text: str, tree: Node | Packed) -> None:
        self.text: Final = text
        self._given: Final = tree

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and (self.text, self.tree) == (other.text, other.tree)

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Formula(text={self.text!r}, tree={self.tree!r})"

    def __reduce__(self) -> tuple[type[Formula], tuple[str, Node]]:
        """Keep what the form data says, and nothing that was worked out from it."""
        return Formula, (self.text, self.tree)

    @cached_property
    def tree(self) -> Node:
        """The tree, put together when it is first asked for."""
        given = self._given
        return given if isinstance(given, Value) else unpacked(given)

    @cached_property
    def _names(self) -> NamedBy:
        given = self._given
        return NamedBy(packed(given) if isinstance(given, Value) else given)

    def amount(self, environment: Environment) -> Known | Missing:
        """Compute it."""
        amount = self._amount(environment)
        return amount if isinstance(amount, Missing) else Known(amount)

    def holds(self, environment: Environment, tolerance: Decimal = NOTHING) -> bool | Missing:
        """Tell whether it holds, its comparisons within the tolerance (whole dollars)."""
        return self._truth(environment, tolerance)

    @cached_property
    def boxes(self) -> tuple[str, ...]:
        """Every box the formula names, once, in the order of the text."""
        return tuple(self._names.boxes)

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """The boxes whose amounts it is formed from; not those asked for a mark or a text."""
        return tuple(self._names.operands)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every parameter and fact the formula names, once, in the order of the text."""
        return tuple(self._names.names)

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """The comparisons that it is, all of which have to hold; none where it is another kind."""
        return tuple(
            Compared(amount_of(one.left), amount_of(one.right), relation(one.operator))
            for one in comparisons(self.tree)
        )

    @cached_property
    def _amount(self) -> AmountOf:
        return amount_of(self.tree)

    @cached_property
    def _truth(self) -> TruthOf:
        return truth_of(self.tree)
