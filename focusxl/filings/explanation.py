"""Why is this number: the tree of lines below a box, with values, cells and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from focusxl.amounts import exactly, show
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Place, Refused
from focusxl.forms.edition import PlacedBox
from focusxl.formulas import Missing


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


@exactly
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
    title, cite = (
        (parameter.label, parameter.cite)
        if parameter is not None
        else (edition.facts[name].question, edition.facts[name].cite)
    )
    value = computation.environment.value(name)
    if isinstance(value, Missing):
        return Explanation(title, None, Place(), None, cite, (), str(value))
    return Explanation(title, value, Place(), None, cite, ())


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
    if number in computation.filing.lost:
        return "the workbook has lost its cell"
    total = computation.totals.get(number)
    if total is None:
        return ""
    if total.expected is None and total.follows_from is not None:
        return f"it cannot be formed while box {total.follows_from} cannot be read"
    if total.expected is None and total.missing_fact is not None:
        return "it depends on an answer that nobody has stated"
    if total.agrees or total.reported is None:
        return ""
    return f"the filing shows {show(total.reported)}"
