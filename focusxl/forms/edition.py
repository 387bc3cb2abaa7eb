"""An edition of the form: its pages and boxes, its parameters and facts."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

from focusxl.forms.citation import Citation
from focusxl.forms.model import Box, Check, EndOfPeriod, FormData, Line, Page
from focusxl.formulas import Formula

ParameterUnit = Literal["dollars", "ratio", "flag"]

ALWAYS = datetime.date.min
"""The date of a value that has always held, as far as reports on the form go back."""


class Parameter(FormData):
    """A rate or a dollar amount that the rules set, by the date from which each value holds."""

    label: str
    unit: ParameterUnit
    """The unit of a value; a flag is 1 for true and 0 for false."""
    values: Mapping[datetime.date, Decimal | Fraction]
    cite: tuple[Citation, ...]

    def at(self, date: datetime.date) -> Decimal | Fraction:
        """Give the value in force on a date; before the first date, the first value."""
        dates = sorted(self.values)
        in_force = [start for start in dates if start <= date]
        return self.values[in_force[-1] if in_force else dates[0]]


class Fact(FormData):
    """A fact about the firm that no box states and a rule depends on."""

    question: str
    shown_by_report: bool = False
    """Whether the amounts reported may imply the answer where nobody states it."""
    left_open: bool = False
    """Whether it stays unstated where other facts are given, and is asked for where needed."""
    asks_for_review: bool = False
    """Whether Yes says that the firm has its reports reviewed and signed before they are filed."""
    yes_where: Formula | None = None
    no_where: Formula | None = None
    """Conditions on the report that imply Yes or No where nobody states the answer."""
    cite: tuple[Citation, ...]

    @property
    def shown_where(self) -> Mapping[bool, Formula]:
        """The condition on the report that implies each answer."""
        conditions = {True: self.yes_where, False: self.no_where}
        return {answer: where for answer, where in conditions.items() if where is not None}


class Printed(FormData):
    """The text at the head of the printed pages, beside that of the page itself."""

    report: str
    agency: str
    cover: str
    """Title of the cover page."""
    instructions: str
    reported_by: str
    """The words before the filer types of a page."""
    firm: str
    as_of: str


class PlacedBox(FormData):
    """A box with its place on the form: page, item number and label."""

    box: Box
    home: Page
    """The page that defines the box."""
    line: Line
    pages: tuple[int, ...]
    """The numbers of the pages that it is on, that of its home first."""
    item: str
    """Full item number, ``1.A``; of the line above where its own line has none."""
    label: str
    """Full label: “Net ledger balance, Cash”."""
    help: str | None = None
    """Help text: the contents of the box, in short, where the form data states them."""

    @property
    def page(self) -> int:
        """Number of the box's home page, from 1."""
        return self.pages[0]

    @property
    def where(self) -> str:
        """The box and its place: “box 7020, Segregation, line 1.B: Net ledger balance, …”."""
        line = f"line {self.item}: {self.label}" if self.item else self.label
        return f"box {self.box.number}, {self.home.sheet}, {line}"

    @property
    def formula(self) -> str | None:
        """Formula of a total in the form's notation, on one line; None for an input."""
        return " ".join(self.box.formula.text.split()) if self.box.formula else None

    @property
    def cite(self) -> tuple[Citation, ...]:
        """Citations of the box: the rules, the form or its instructions."""
        return self.box.cite or self.home.cite


class BoxesOfPages(FormData):
    """The boxes that are on the same page or pages."""

    pages: tuple[int, ...]
    sheets: frozenset[str]
    inputs: frozenset[str]
    totals: frozenset[str]
    """The boxes with a formula; all others are inputs."""
    tell: frozenset[str]
    """The boxes that make their page part of a report if filled in; the others do not alone."""

    @property
    def boxes(self) -> frozenset[str]:
        """All boxes of the group."""
        return self.inputs | self.totals


class Edition(FormData):
    """One edition of the form: its pages, boxes, checks, parameters and facts."""

    name: str
    title: str
    form: str
    part: str
    """The part of the form, Part II."""
    printed: Printed
    in_force: str
    first_period: datetime.date | None
    """First period end of the edition; None where it holds for all periods before the last."""
    last_period: datetime.date | None
    """Last period end of the edition; None for the edition in force."""
    period_end: str
    """Number of the box with the end of the period."""
    firm_name: str
    """Number of the box with the name of the firm."""
    firm_id: str
    """Number of the box with the firm's number at its regulator."""
    pages: tuple[Page, ...]
    """The pages in the form's order."""
    parameters: Mapping[str, Parameter]
    facts: Mapping[str, Fact]
    filers: Mapping[str, Formula]
    """Filer types in the form's words, each with the condition that makes a firm one."""
    firm_words: Mapping[str, str]
    """Short words for filer types and facts, each with its mark or fact."""
    boxes: Mapping[str, PlacedBox]
    checks: Mapping[str, Check]
    files: tuple[tuple[str, str], ...] = ()
    """Name and SHA-256 of each file of its rules."""

    def __repr__(self) -> str:
        return f"Edition({self.name!r})"

    @property
    def form_and_part(self) -> str:
        """Full name of the form."""
        return f"{self.form} {self.part}"

    @property
    def rules_sha256(self) -> str:
        """SHA-256 of the form data of the edition, which identifies its rules.

        It is computed from the name and the SHA-256 of every file, in the order of names.
        """
        digest = hashlib.sha256()
        for name, content in sorted(self.files, key=lambda file: file[0]):
            digest.update(f"{name}\n{content}\n".encode())
        return digest.hexdigest()

    def __getitem__(self, number: str) -> PlacedBox:
        """Give a box with its place on the form: label, formula, pages and citations.

        Raises:
            KeyError: the edition has no box of that number.
        """
        return self.boxes[number]

    def box(self, number: str) -> Box:
        """Give a box by its number.

        Raises:
            KeyError: the edition has no box of that number.
        """
        return self.boxes[number].box

    @property
    def assumed_period(self) -> datetime.date:
        """Period end whose rates are used for a filing that does not state its own."""
        return self.last_period or self.first_period or datetime.date.max

    def covers(self, period_end: datetime.date) -> bool:
        """Tell whether a report for a period that ends on this day is filed on this edition."""
        after = self.first_period is None or period_end >= self.first_period
        return after and (self.last_period is None or period_end <= self.last_period)

    def dates_of_period(self, end: EndOfPeriod) -> tuple[str, ...]:
        """Give the boxes in which the report's period begins, or ends, page by page."""
        return tuple(number for number, placed in self.boxes.items() if placed.box.period == end)

    @cached_property
    def totals(self) -> tuple[Box, ...]:
        """Totals of the form, each after the totals it is computed from."""
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

    @cached_property
    def pages_by_id(self) -> Mapping[str, Page]:
        """Pages by their ids, in the form's order."""
        return {page.id: page for page in self.pages}

    def defined_on(self, page: Page) -> Iterator[PlacedBox]:
        """Give the boxes at home on a page, in the form's order."""
        yield from self._at_home[page.id]

    @cached_property
    def _at_home(self) -> Mapping[str, tuple[PlacedBox, ...]]:
        return {
            page.id: tuple(
                placed for box in page.boxes if (placed := self.boxes[box.number]).home is page
            )
            for page in self.pages
        }

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Position of each box on the form, from first to last."""
        return {number: position for position, number in enumerate(self.boxes)}

    @cached_property
    def boxes_of_pages(self) -> tuple[BoxesOfPages, ...]:
        """Boxes of the form, grouped by the pages that they are on."""
        together: dict[tuple[int, ...], list[str]] = {}
        for number, placed in self.boxes.items():
            together.setdefault(placed.pages, []).append(number)
        return tuple(
            BoxesOfPages(
                pages=pages,
                sheets=frozenset(self.pages[page - 1].sheet for page in pages),
                inputs=frozenset(one for one in numbers if self.boxes[one].box.formula is None),
                totals=frozenset(one for one in numbers if self.boxes[one].box.formula is not None),
                tell=frozenset(numbers).difference(self.pages[pages[0] - 1].present_without),
            )
            for pages, numbers in together.items()
        )

    @cached_property
    def marks(self) -> tuple[tuple[Page, tuple[str, ...]], ...]:
        """Check boxes of each page that is home to some."""
        marks: dict[int, list[str]] = {}
        for number, placed in self.boxes.items():
            if placed.box.kind == "check":
                marks.setdefault(placed.page, []).append(number)
        return tuple((self.pages[page - 1], tuple(marks[page])) for page in marks)

    @cached_property
    def _rates_from(self) -> tuple[tuple[datetime.date, Mapping[str, Decimal | Fraction]], ...]:
        """Values of all parameters from each date on which one of them changes, in order."""
        days = {day for parameter in self.parameters.values() for day in parameter.values}
        return tuple(
            (day, {name: parameter.at(day) for name, parameter in self.parameters.items()})
            for day in sorted(days)
        )

    @cached_property
    def dated_parameters(self) -> tuple[str, ...]:
        """Parameters with more than one value, which depend on the period."""
        return tuple(name for name, one in self.parameters.items() if len(one.values) > 1)

    def rates(self, period_end: datetime.date) -> Mapping[str, Decimal | Fraction]:
        """Give the value of every parameter at the end of a period, or its first value."""
        found: Mapping[str, Decimal | Fraction] = {}
        for day, rates in self._rates_from:
            if found and day > period_end:
                break
            found = rates
        return found

    @cached_property
    def total_inputs(self) -> Mapping[str, tuple[str, ...]]:
        """Inputs of each total; see `inputs_of`."""
        return {box.number: self.inputs_of(box.formula) for box in self.totals if box.formula}

    def inputs_of(self, formula: Formula) -> tuple[str, ...]:
        """Give the inputs of a formula: boxes in the form's order, facts, period end.

        The period end is included where the formula uses a parameter that depends on the period.
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
