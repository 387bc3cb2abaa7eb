"""Why is this number: the tree of lines below a box, with values, cells and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from focusxl.compute import Computation
from focusxl.edition import PlacedBox
from focusxl.filing import Place, Refused
from focusxl.formula import FactUnknown


@dataclass(frozen=True, slots=True)
class Explanation:
    """One line of the tree: what it is, its value, where it stands, and what it rests on."""

    title: str
    value: Decimal | bool | str | None
    """Whole dollars of a box, a rate, a fact, or text; None where nothing is reported."""
    place: Place
    formula: str | None
    cite: tuple[str, ...]
    rests_on: tuple[Explanation, ...]
    remark: str = ""
    box: str = ""
    """Its number, empty where it is a rate or a fact."""


def explain(computation: Computation, number: str) -> Explanation:
    """Explain a box by its formula and everything below it, down to the inputs.

    Raises:
        KeyError: the edition has no such box.
    """
    filing = computation.filing
    placed = filing.edition.boxes[number]
    formula = placed.box.formula
    return Explanation(
        title=_title(placed),
        value=_value(computation, number),
        place=filing.place_of(number),
        formula=" ".join(formula.text.split()) if formula else None,
        cite=placed.cite,
        rests_on=tuple(_operands(computation, placed)),
        remark=_remark(computation, number),
        box=number,
    )


def _operands(computation: Computation, placed: PlacedBox) -> Iterator[Explanation]:
    formula = placed.box.formula
    if formula is None:
        return
    for operand in formula.boxes:
        yield explain(computation, operand)
    for name in formula.names:
        yield _named(computation, name)


def _named(computation: Computation, name: str) -> Explanation:
    edition = computation.filing.edition
    parameter = edition.parameters.get(name)
    if parameter is not None:
        value: Decimal | bool | None = computation.named(name)
        return Explanation(parameter.label, value, Place(), None, parameter.cite, ())
    fact = edition.facts[name]
    try:
        value = computation.named(name)
    except FactUnknown:
        value = None
    return Explanation(fact.question, value, Place(), None, fact.cite, ())


def _title(placed: PlacedBox) -> str:
    item = f"line {placed.item}, " if placed.item else ""
    return f"Box {placed.box.number}: {item}{placed.label}"


def _value(computation: Computation, number: str) -> Decimal | bool | str | None:
    value = computation.filing.values.get(number)
    if isinstance(value, Refused):
        return value.reported
    if computation.filing.edition.box(number).is_amount:
        return computation.amounts.get(number)
    return value if value is None or value is True else str(value)


def _remark(computation: Computation, number: str) -> str:
    total = computation.totals.get(number)
    if total is None or total.agrees or total.reported is None:
        return ""
    return f"the filing shows {total.reported:,f}"
