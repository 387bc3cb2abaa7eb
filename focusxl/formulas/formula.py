"""A formula of the form data: its text, its tree, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from focusxl.formulas.environment import NOTHING, AmountOf, Environment
from focusxl.formulas.evaluator import Relation, TruthOf, amount_of, relation, truth_of
from focusxl.formulas.result import Known, Missing
from focusxl.formulas.tree import NameReference, Node, boxes_of, comparisons, operands_of, walk


@dataclass(frozen=True, slots=True)
class Compared:
    """The two sides of a comparison, and how they should stand to each other."""

    left: AmountOf
    right: AmountOf
    relation: Relation


@dataclass(frozen=True)
class Formula:
    """A formula as the form data writes it, and its tree."""

    text: str
    tree: Node

    def __reduce__(self) -> tuple[type[Formula], tuple[str, Node]]:
        """Keep what the form data says, and nothing that was worked out from it."""
        return Formula, (self.text, self.tree)

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
        return boxes_of(self.tree)

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """The boxes whose amounts it is formed from; not those asked for a mark or a text."""
        return tuple(dict.fromkeys(operands_of(self.tree)))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every parameter and fact the formula names, once, in the order of the text."""
        named = (node.name for node in walk(self.tree) if isinstance(node, NameReference))
        return tuple(dict.fromkeys(named))

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
