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
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from focusxl.amount import Rounding, Unit, as_filed
from focusxl.formula import Formula, parse

Kind = Literal["input", "total", "text", "date", "check", "official"]
Sign = Literal["positive", "any", "deduct"]
CheckClass = Literal["must-fix", "explain", "note"]
Basis = Literal["form", "instructions", "inferred"]

AMOUNT_KINDS: tuple[Kind, ...] = ("input", "total")


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) else value


def _as_formula(value: object) -> object:
    return parse(value) if isinstance(value, str) else value


def _as_fraction(value: object) -> object:
    if isinstance(value, str) and value.endswith("%"):
        return Decimal(value.removesuffix("%")) / 100
    return value


def _with_text_keys(value: object) -> object:
    """Let an error name a date as it is written."""
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else value


def _as_citations(value: object) -> object:
    return (value,) if isinstance(value, str) else value


BoxNumber = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^[0-9]+(_[a-z]+)?$")]
FormulaText = Annotated[Formula, BeforeValidator(_as_formula)]
Citations = Annotated[tuple[str, ...], BeforeValidator(_as_citations)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class AlsoAccepted(_Data):
    """What a total may be instead, where the print and its evident meaning part ways."""

    formula: FormulaText
    note: str
    """What is said to a filer who reports this amount."""


class Box(_Data):
    """One numbered place on the form, where one value of one line stands."""

    number: BoxNumber = Field(alias="box")
    kind: Kind = "input"
    unit: Unit = "dollars"
    """What an amount counts; only dollars, thousands and counts are whole numbers."""
    sign: Sign = "positive"
    """positive: not below zero; any: may be negative; deduct: positive, and subtracted."""
    formula: FormulaText | None = None
    basis: Basis = "form"
    """Who says the formula: the form, its instructions, or its place on the form alone."""
    also_accepted: AlsoAccepted | None = None
    direct_entry: bool = False
    """A total that may be typed where the boxes it is formed from are left blank."""
    rounding: Rounding = "down"
    """up for short valuations, down for everything else (instructions, “Rounding”)."""
    tolerance: int = 0
    """Whole dollars (percent points) by which a total may differ from what its inputs give."""
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
    help: str | None = None
    """What belongs here, in short."""
    cite: Citations = ()

    @property
    def numbered(self) -> bool:
        """Whether the form prints a number for it (a “describe” blank has none)."""
        return self.number.isdigit()

    @property
    def is_amount(self) -> bool:
        """Whether the box holds a number: dollars, a count, a percentage."""
        return self.kind in AMOUNT_KINDS

    @property
    def judged_by(self) -> tuple[str, ...]:
        """The boxes of a total's formula, and of the one that is accepted instead of it."""
        formulas = (self.formula, self.also_accepted.formula if self.also_accepted else None)
        return tuple(box for formula in formulas if formula for box in formula.boxes)

    def as_filed(self, amount: Decimal) -> Decimal:
        """Give an amount as it is filed in this box: whole dollars, percent to two places."""
        return as_filed(amount, self.rounding, self.unit)


class Column(_Data):
    """A column of entries on a page, and what its boxes are where they don't say otherwise."""

    name: str
    heading: str | None = None
    width: float = 1
    """Its share of the page, the width of an amount being 1."""


class Line(_Data):
    """One line of a page, top to bottom as printed."""

    section: str | None = None
    text: str | None = None
    """A paragraph printed across the page."""
    headings: dict[str, str] = {}
    """New headings of columns, from here on."""
    item: Annotated[str | None, BeforeValidator(_as_text)] = None
    label: str | None = None
    indent: int | None = None
    lead: str | None = None
    """A letter printed before the first box, L for long and S for short."""
    cells: dict[str, Box] = {}
    """The boxes of the line by the name of their column, left to right."""
    fields: tuple[Box, ...] = ()
    """Captioned boxes side by side, as on the cover page."""
    checks: tuple[Box, ...] = ()
    """Check boxes at the end of the line."""
    signature: bool = False
    """A rule to sign on stands above the text."""
    help: str | None = None
    """What belongs into the boxes of the line, in short."""

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes of the line, left to right."""
        return (*self.fields, *self.cells.values(), *self.checks)

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

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """What it tests, and the condition on which it applies."""
        return (self.test,) if self.when is None else (self.test, self.when)


class Parameter(_Data):
    """A rate or a dollar amount that the rules set, by the date from which each value holds."""

    label: str
    values: Annotated[
        dict[datetime.date, Annotated[Decimal, BeforeValidator(_as_fraction)]],
        BeforeValidator(_with_text_keys),
    ]
    cite: Citations = Field(min_length=1)

    def at(self, date: datetime.date) -> Decimal:
        """Give the value in force on a date; before the first date, the first value."""
        dates = sorted(self.values)
        in_force = [start for start in dates if start <= date]
        return self.values[in_force[-1] if in_force else dates[0]]


class Fact(_Data):
    """Something the firm is that no box says and a rule depends on."""

    question: str
    shown_by_report: bool = False
    """The amounts reported may show the answer where nobody states it."""
    cite: Citations = Field(min_length=1)


class Statement(_Data):
    """One page of the form."""

    title: str
    sheet: str = Field(max_length=31)
    header: str | None = None
    reported_by: tuple[str, ...] = ()
    """Who reports the page, in the form's words; everyone where it says nothing."""
    cite: Citations = Field(min_length=1)
    columns: tuple[Column, ...] = ()
    continues: Annotated[str | None, BeforeValidator(_as_text)] = None
    """The item of the page before that the first lines of this page belong to."""
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
    pages: tuple[int, ...]
    """The numbers of the pages it stands on, that of its statement first."""
    item: str
    """The whole item number, ``1.A``; of the line it belongs to where it has none itself."""
    label: str
    """The whole label: “Net ledger balance, Cash”."""

    @property
    def page(self) -> int:
        """The number of the page that is the box's home."""
        return self.pages[0]

    @property
    def cite(self) -> tuple[str, ...]:
        """Where the rules say what stands here."""
        return self.box.cite or self.statement.cite

    @property
    def help(self) -> str | None:
        """What belongs here, in short, where the form data says it."""
        return self.box.help or self.line.help


@dataclass(frozen=True, repr=False)
class Edition:
    """One edition of the form, whole: its pages, boxes, checks, parameters and facts."""

    name: str
    title: str
    form: str
    in_force: str
    first_period: datetime.date | None
    """The first period end that the edition is for; None where it is for all before the last."""
    last_period: datetime.date | None
    """The last period end that the edition is for; None for the edition in force."""
    period_end: str
    """The box that holds the end of the period reported on."""
    firm_name: str
    """The box that holds the name of the firm."""
    statements: tuple[Statement, ...]
    parameters: Mapping[str, Parameter]
    facts: Mapping[str, Fact]
    filers: Mapping[str, Formula]
    """Who reports a page, in the form's words, and the condition that makes a firm one."""
    firm_words: Mapping[str, str]
    """Short words for what a firm is, each with the mark or the fact that says so."""
    boxes: Mapping[str, PlacedBox]
    checks: Mapping[str, Check]
    files: tuple[Traversable, ...] = ()
    """The files it was read from, by which the rules can be told again."""

    def __repr__(self) -> str:
        return f"Edition({self.name!r})"

    def box(self, number: str) -> Box:
        """Give a box by its number.

        Raises:
            KeyError: the edition has no such box.
        """
        return self.boxes[number].box

    @property
    def assumed_period(self) -> datetime.date:
        """The period end whose rates are used where a filing does not say its own."""
        return self.last_period or self.first_period or datetime.date.max

    def covers(self, period_end: datetime.date) -> bool:
        """Tell whether a report for a period that ends on this day is filed on this edition."""
        after = self.first_period is None or period_end >= self.first_period
        return after and (self.last_period is None or period_end <= self.last_period)

    @cached_property
    def totals(self) -> tuple[Box, ...]:
        """Every total, each after the totals it is formed from."""
        ordered: dict[str, Box] = {}

        def visit(number: str) -> None:
            box = self.box(number)
            if number in ordered or box.formula is None:
                return
            for operand in box.judged_by:
                visit(operand)
            ordered[number] = box

        for number in self.boxes:
            visit(number)
        return tuple(ordered.values())

    def defined_on(self, statement: Statement) -> Iterator[PlacedBox]:
        """Give the boxes whose home is this page, in the form's order."""
        for box in statement.boxes:
            placed = self.boxes[box.number]
            if placed.statement is statement:
                yield placed

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
