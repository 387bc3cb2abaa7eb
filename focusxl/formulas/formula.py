"""A formula of the form data: its text, its tree and its operands."""

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
    """The two sides of a comparison, and the relation between them."""

    left: AmountOf
    right: AmountOf
    relation: Relation


class Formula:
    """A formula as the form data writes it, with its tree."""

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
        """Pickle the text and the tree only."""
        return Formula, (self.text, self.tree)

    @cached_property
    def tree(self) -> Node:
        """The tree, unpacked when it is first used."""
        given = self._given
        return given if isinstance(given, Value) else unpacked(given)

    @cached_property
    def _names(self) -> NamedBy:
        given = self._given
        return NamedBy(packed(given) if isinstance(given, Value) else given)

    def amount(self, environment: Environment) -> Known | Missing:
        """Compute the amount in an environment, in the unit of its box, not rounded."""
        amount = self._amount(environment)
        return amount if isinstance(amount, Missing) else Known(amount)

    def holds(self, environment: Environment, tolerance: Decimal = NOTHING) -> bool | Missing:
        """Tell whether the condition holds, within the tolerance in whole dollars."""
        return self._truth(environment, tolerance)

    @cached_property
    def boxes(self) -> tuple[str, ...]:
        """Boxes that the formula names, each once, in the order of the text."""
        return tuple(self._names.boxes)

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """Boxes whose amounts the formula uses; not those asked for a mark or a text."""
        return tuple(self._names.operands)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Parameters and facts that the formula names, each once, in the order of the text."""
        return tuple(self._names.names)

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """Comparisons of the condition, all of which must hold; none if it is another kind."""
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
