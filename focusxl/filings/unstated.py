"""What a total would be under each answer to questions that nobody has answered.

A part of a report lacks the cover, and with it the marks that say what the firm is; a data file
may leave a fact out. The amount that is reported often shows which answer was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from focusxl.forms.model import Box
from focusxl.formulas import FactUnknown, Named, Surroundings

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Supposed:
    """What a total comes to under some answers."""

    answers: Mapping[str, bool]
    """By fact, or by the box of a mark."""
    expected: Decimal | None
    """None where nothing belongs there under them."""
    formed_from: int
    """How many of the amounts that it is formed from are reported."""

    def under(self, surroundings: Surroundings) -> Surroundings:
        """Give the surroundings in which these answers hold."""
        return supposing(surroundings, self.answers)


def supposing(surroundings: Surroundings, answers: Mapping[str, bool]) -> Surroundings:
    """Give the surroundings in which these answers hold."""
    return _Supposing(surroundings, answers, set())


def suppose(surroundings: Surroundings, box: Box) -> tuple[Supposed, ...]:
    """Compute a total under every answer to what is not stated.

    Raises:
        BoxUnusable: a box it needs cannot be read.
    """
    return tuple(_under(surroundings, box, {}))


def either_way(possible: tuple[Supposed, ...]) -> bool:
    """Tell whether a total comes to the same under every answer, blank counting as nothing."""
    return len({one.expected or NOTHING for one in possible}) == 1


def _under(surroundings: Surroundings, box: Box, answers: dict[str, bool]) -> Iterator[Supposed]:
    used: set[str] = set()
    try:
        expected = box.computed(_Supposing(surroundings, answers, used))
        yield Supposed(answers, expected, len(used))
    except FactUnknown as unknown:
        for answer in (False, True):
            yield from _under(surroundings, box, {**answers, unknown.fact: answer})


@dataclass(frozen=True, slots=True)
class _Supposing:
    """The surroundings of a filing, with answers that are only supposed."""

    surroundings: Surroundings
    answers: Mapping[str, bool]
    used: set[str]
    """The boxes with an amount that have been asked for."""

    def amount(self, box: str) -> Decimal | None:
        amount = self.surroundings.amount(box)
        if amount is not None:
            self.used.add(box)
        return amount

    def reported(self, box: str) -> bool:
        return self.answers[box] if box in self.answers else self.surroundings.reported(box)

    def text(self, box: str) -> str | None:
        return self.surroundings.text(box)

    def named(self, name: str) -> Named:
        return self.answers[name] if name in self.answers else self.surroundings.named(name)
