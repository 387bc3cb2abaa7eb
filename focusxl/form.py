"""The form as the engine sees it: edition, statement, line, box, check, parameter, fact.

These classes describe the form data in ``focusxl/forms/<edition>/`` and nothing else; what the
form says stands there, once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from focusxl.amount import Rounding
from focusxl.formula import Formula, parse

Kind = Literal["input", "total", "text", "date", "check", "official"]
Sign = Literal["positive", "any", "deduct"]
CheckClass = Literal["must-fix", "explain", "note"]

AMOUNT_KINDS: tuple[Kind, ...] = ("input", "total")


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) else value


def _as_formula(value: object) -> object:
    return parse(value) if isinstance(value, str) else value


def _as_fraction(value: object) -> object:
    if isinstance(value, str) and value.endswith("%"):
        return Decimal(value.removesuffix("%")) / 100
    return value


def _as_citations(value: object) -> object:
    return (value,) if isinstance(value, str) else value


BoxNumber = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^[0-9]+(_[a-z]+)?$")]
FormulaText = Annotated[Formula, BeforeValidator(_as_formula)]
Citations = Annotated[tuple[str, ...], BeforeValidator(_as_citations)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Box(_Data):
    """One numbered place on the form, where one value of one line stands."""

    number: BoxNumber = Field(alias="box")
    kind: Kind = "input"
    sign: Sign = "positive"
    """positive: not below zero; any: may be negative; deduct: positive, and subtracted."""
    formula: FormulaText | None = None
    rounding: Rounding = "down"
    """up for short valuations, down for everything else (instructions, “Rounding”)."""
    tolerance: int = 0
    """Whole dollars by which a total may differ from what its inputs give."""
    negative: CheckClass = "must-fix"
    """How a negative value is judged where the sign is positive."""
    parentheses: bool = False
    """The form prints parentheses around the amount."""
    label: str | None = None
    """What the box is called, where the label of its line does not say it."""
    width: int | None = None
    """Share of the page's width, out of twelve, on a line of several fields."""
    note: str | None = None
    """What the filer should know about this box."""
    cite: Citations = ()

    @property
    def numbered(self) -> bool:
        """Whether the form prints a number for it (a “describe” blank has none)."""
        return self.number.isdigit()

    @property
    def is_amount(self) -> bool:
        """Whether the box holds whole dollars."""
        return self.kind in AMOUNT_KINDS


class Line(_Data):
    """One line of a page, top to bottom as printed."""

    section: str | None = None
    text: str | None = None
    """A paragraph printed across the page."""
    item: Annotated[str | None, BeforeValidator(_as_text)] = None
    label: str | None = None
    indent: int | None = None
    inset: Box | None = None
    """The box in the inner column of amounts."""
    amount: Box | None = None
    """The box in the outer column of amounts."""
    name: Box | None = None
    """A text printed inside the line: a depository's name, or a description."""
    fields: tuple[Box, ...] = ()
    """Captioned boxes side by side, as on the cover page."""
    checks: tuple[Box, ...] = ()
    """Check boxes at the end of the line."""
    signature: bool = False
    """A rule to sign on stands above the text."""

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes of the line, left to right."""
        named = (self.name, self.inset, self.amount)
        return (*self.fields, *self.checks, *(box for box in named if box is not None))

    @property
    def title(self) -> str:
        """Item and label as printed."""
        return " ".join(part for part in (self.item, self.label) if part)


class Check(_Data):
    """One edit check: a condition the filing should meet, and what to say where it does not."""

    id: str = Field(pattern=r"^[A-Z0-9]+-[A-Z0-9_]+$")
    check_class: CheckClass = Field(alias="class")
    test: FormulaText
    when: FormulaText | None = None
    """The check applies only where this holds."""
    box: BoxNumber
    """The box a finding points at."""
    tolerance: int = 0
    message: str
    cite: Citations = Field(min_length=1)


class Parameter(_Data):
    """A rate or a dollar amount that the rules set, by the date from which each value holds."""

    label: str
    values: dict[datetime.date, Annotated[Decimal, BeforeValidator(_as_fraction)]]
    cite: Citations = Field(min_length=1)

    def at(self, date: datetime.date) -> Decimal:
        """Give the value in force on a date; before the first date, the first value."""
        dates = sorted(self.values)
        in_force = [start for start in dates if start <= date]
        return self.values[in_force[-1] if in_force else dates[0]]


class Fact(_Data):
    """Something the firm is that no box says and a rule depends on."""

    question: str
    cite: Citations = Field(min_length=1)


class Statement(_Data):
    """One page of the form."""

    title: str
    sheet: str = Field(max_length=31)
    header: str | None = None
    cite: Citations = Field(min_length=1)
    columns: tuple[Literal["name", "inset", "amount"], ...] = ()
    present_without: tuple[BoxNumber, ...] = ()
    """Boxes that other pages need too: they alone do not make this page part of a report."""
    lines: tuple[Line, ...]
    checks: tuple[Check, ...] = ()

    @property
    def boxes(self) -> Iterator[Box]:
        """The boxes of the page in the form's order."""
        for line in self.lines:
            yield from line.boxes


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box together with where the form prints it."""

    box: Box
    statement: Statement
    line: Line
    page: int
    item: str
    """The whole item number, ``1.A``; of the line it belongs to where it has none itself."""
    label: str
    """The whole label: “Net ledger balance, Cash”."""

    @property
    def cite(self) -> tuple[str, ...]:
        """Where the rules say what stands here."""
        return self.box.cite or self.statement.cite


@dataclass(frozen=True)
class Edition:
    """One edition of the form, whole: its pages, boxes, checks, parameters and facts."""

    name: str
    title: str
    form: str
    in_force: str
    latest_period: datetime.date
    """The period end whose rates are used where a filing does not say its own."""
    period_end: str
    """The box that holds the end of the period reported on."""
    firm_name: str
    """The box that holds the name of the firm."""
    statements: tuple[Statement, ...]
    parameters: Mapping[str, Parameter]
    facts: Mapping[str, Fact]
    boxes: Mapping[str, PlacedBox]
    checks: Mapping[str, Check]

    def box(self, number: str) -> Box:
        """Give a box by its number.

        Raises:
            KeyError: the edition has no such box.
        """
        return self.boxes[number].box

    @cached_property
    def totals(self) -> tuple[Box, ...]:
        """Every total, each after the totals it is formed from."""
        ordered: dict[str, Box] = {}

        def visit(number: str) -> None:
            box = self.box(number)
            if number in ordered or box.formula is None:
                return
            for operand in box.formula.boxes:
                visit(operand)
            ordered[number] = box

        for number in self.boxes:
            visit(number)
        return tuple(ordered.values())

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The position of each box on the form, first to last."""
        return {number: position for position, number in enumerate(self.boxes)}

    @cached_property
    def total_inputs(self) -> Mapping[str, tuple[str, ...]]:
        """What each total is computed from; see `inputs_of`."""
        return {box.number: self.inputs_of(box.formula) for box in self.totals if box.formula}

    def inputs_of(self, formula: Formula) -> tuple[str, ...]:
        """Give what a formula is computed from: boxes in the form's order, facts, period end.

        The period end stands in the list where a rate that the formula uses has changed.
        """
        boxes = sorted(formula.boxes, key=self.order.__getitem__)
        facts = [name for name in formula.names if name in self.facts]
        dated = any(
            len(self.parameters[name].values) > 1
            for name in formula.names
            if name in self.parameters
        )
        period = [self.period_end] if dated and self.period_end not in boxes else []
        return (*boxes, *facts, *period)
