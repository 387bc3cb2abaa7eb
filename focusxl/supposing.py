"""What a total would be under each answer to questions that nobody has answered.

A part of a report lacks the cover, and with it the marks that say what the firm is; a data file
may leave a fact out. The amount that is reported often shows which answer was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from focusxl.form import Box
from focusxl.formula import FactUnknown, NothingToDivideBy, Surroundings, evaluate


@dataclass(frozen=True, slots=True)
class Supposed:
    """What a total comes to under some answers."""

    answers: Mapping[str, bool]
    """By fact, or by the box of a mark."""
    expected: Decimal


def suppose(surroundings: Surroundings, box: Box) -> tuple[Supposed, ...]:
    """Compute a total under every answer to what is not stated.

    Raises:
        BoxUnusable: a box it needs cannot be read.
    """
    return tuple(_under(surroundings, box, {}))


def _under(surroundings: Surroundings, box: Box, answers: dict[str, bool]) -> Iterator[Supposed]:
    assert box.formula is not None
    try:
        amount = evaluate(box.formula.tree, _Supposing(surroundings, answers))
        yield Supposed(answers, box.as_filed(amount))
    except NothingToDivideBy:
        return
    except FactUnknown as unknown:
        for answer in (False, True):
            yield from _under(surroundings, box, {**answers, unknown.fact: answer})


@dataclass(frozen=True, slots=True)
class _Supposing:
    """The surroundings of a filing, with answers that are only supposed."""

    surroundings: Surroundings
    answers: Mapping[str, bool]

    def amount(self, box: str) -> Decimal | None:
        return self.surroundings.amount(box)

    def reported(self, box: str) -> bool:
        return self.answers[box] if box in self.answers else self.surroundings.reported(box)

    def named(self, name: str) -> Decimal | bool:
        return self.answers[name] if name in self.answers else self.surroundings.named(name)
