"""An edition of the form, whole: its pages and boxes, its parameters and facts."""

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
"""The day from which a value holds that has held for as long as reports on the form reach back."""


class Parameter(FormData):
    """A rate or a dollar amount that the rules set, by the date from which each value holds."""

    label: str
    unit: ParameterUnit
    """What a value is; a flag is 1 where something holds, and 0 where it does not."""
    values: Mapping[datetime.date, Decimal | Fraction]
    cite: tuple[Citation, ...]

    def at(self, date: datetime.date) -> Decimal | Fraction:
        """Give the value in force on a date; before the first date, the first value."""
        dates = sorted(self.values)
        in_force = [start for start in dates if start <= date]
        return self.values[in_force[-1] if in_force else dates[0]]


class Fact(FormData):
    """Something the firm is that no box says and a rule depends on."""

    question: str
    shown_by_report: bool = False
    """The amounts reported may show the answer where nobody states it."""
    left_open: bool = False
    """Saying what else a firm is does not answer it No: it is asked for where a rule needs it."""
    yes_where: Formula | None = None
    no_where: Formula | None = None
    """Where nobody states it, the answer is Yes or No where one of these holds of the report."""
    cite: tuple[Citation, ...]

    @property
    def shown_where(self) -> Mapping[bool, Formula]:
        """What of the report shows each answer."""
        conditions = {True: self.yes_where, False: self.no_where}
        return {answer: where for answer, where in conditions.items() if where is not None}


class Printed(FormData):
    """What stands at the head of the printed pages, beside what the page itself says."""

    report: str
    agency: str
    cover: str
    """What the cover page is called."""
    instructions: str
    reported_by: str
    """Who reports a page; or what stands before the list of those who do, where it has one."""
    firm: str
    as_of: str


class PlacedBox(FormData):
    """A box together with where the form prints it."""

    box: Box
    home: Page
    """The page that defines it."""
    line: Line
    pages: tuple[int, ...]
    """The numbers of the pages it stands on, that of its statement first."""
    item: str
    """The whole item number, ``1.A``; of the line it belongs to where it has none itself."""
    label: str
    """The whole label: “Net ledger balance, Cash”."""
    help: str | None = None
    """What belongs here, in short, where the form data says it."""

    @property
    def page(self) -> int:
        """The number of the page that is the box's home."""
        return self.pages[0]

    @property
    def where(self) -> str:
        """The box and where it stands: “box 7020, Segregation, line 1.B: Net ledger balance, …”."""
        line = f"line {self.item}: {self.label}" if self.item else self.label
        return f"box {self.box.number}, {self.home.sheet}, {line}"

    @property
    def formula(self) -> str | None:
        """The formula of a total in the form's notation, on one line; None for an input."""
        return " ".join(self.box.formula.text.split()) if self.box.formula else None

    @property
    def cite(self) -> tuple[Citation, ...]:
        """Where the rules say what stands here."""
        return self.box.cite or self.home.cite


class BoxesOfPages(FormData):
    """The boxes that stand on the same pages: on one page alone, or on it and others."""

    pages: tuple[int, ...]
    sheets: frozenset[str]
    inputs: frozenset[str]
    totals: frozenset[str]
    """Those with a formula; all others are the filer's to fill in."""
    tell: frozenset[str]
    """Those that make their page part of a report; the others say nothing where they stand alone.
    """

    @property
    def boxes(self) -> frozenset[str]:
        """All of them."""
        return self.inputs | self.totals


class Edition(FormData):
    """One edition of the form, whole: its pages, boxes, checks, parameters and facts."""

    name: str
    title: str
    form: str
    part: str
    """The part of the form, Part II."""
    printed: Printed
    in_force: str
    first_period: datetime.date | None
    """The first period end that the edition is for; None where it is for all before the last."""
    last_period: datetime.date | None
    """The last period end that the edition is for; None for the edition in force."""
    period_end: str
    """The box that holds the end of the period reported on."""
    firm_name: str
    """The box that holds the name of the firm."""
    firm_id: str
    """The box that holds the number by which its regulator knows the firm."""
    pages: tuple[Page, ...]
    """The pages in the form's order."""
    parameters: Mapping[str, Parameter]
    facts: Mapping[str, Fact]
    filers: Mapping[str, Formula]
    """Who reports a page, in the form's words, and the condition that makes a firm one."""
    firm_words: Mapping[str, str]
    """Short words for what a firm is, each with the mark or the fact that says so."""
    boxes: Mapping[str, PlacedBox]
    checks: Mapping[str, Check]
    files: tuple[tuple[str, str], ...] = ()
    """Name and SHA-256 of each file that its rules come from."""

    def __repr__(self) -> str:
        return f"Edition({self.name!r})"

    @property
    def form_and_part(self) -> str:
        """The form by its whole name."""
        return f"{self.form} {self.part}"

    @property
    def rules_sha256(self) -> str:
        """The SHA-256 of the form data that the rules come from, by which they can be told again.

        It is of every file's name and the SHA-256 of its content, in the order of the names.
        """
        digest = hashlib.sha256()
        for name, content in sorted(self.files, key=lambda file: file[0]):
            digest.update(f"{name}\n{content}\n".encode())
        return digest.hexdigest()

    def __getitem__(self, number: str) -> PlacedBox:
        """Give a box with where the form prints it: its label, formula, pages and citations.

        Raises:
            KeyError: the edition has no such box.
        """
        return self.boxes[number]

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

    def dates_of_period(self, end: EndOfPeriod) -> tuple[str, ...]:
        """Give the boxes in which the report's period begins, or ends, page by page."""
        return tuple(number for number, placed in self.boxes.items() if placed.box.period == end)

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

    @cached_property
    def pages_by_id(self) -> Mapping[str, Page]:
        """The pages by their ids, in the form's order."""
        return {form_page.id: form_page for form_page in self.pages}

    def defined_on(self, form_page: Page) -> Iterator[PlacedBox]:
        """Give the boxes whose home is this page, in the form's order."""
        yield from self._at_home[form_page.id]

    @cached_property
    def _at_home(self) -> Mapping[str, tuple[PlacedBox, ...]]:
        return {
            form_page.id: tuple(
                placed
                for box in form_page.boxes
                if (placed := self.boxes[box.number]).home is form_page
            )
            for form_page in self.pages
        }

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The position of each box on the form, first to last."""
        return {number: position for position, number in enumerate(self.boxes)}

    @cached_property
    def boxes_of_pages(self) -> tuple[BoxesOfPages, ...]:
        """The boxes of the form by the pages that they stand on."""
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
        """The check boxes of each page that is home to some."""
        marks: dict[int, list[str]] = {}
        for number, placed in self.boxes.items():
            if placed.box.kind == "check":
                marks.setdefault(placed.page, []).append(number)
        return tuple((self.pages[page - 1], tuple(marks[page])) for page in marks)

    @cached_property
    def _rates_from(self) -> tuple[tuple[datetime.date, Mapping[str, Decimal | Fraction]], ...]:
        """Every parameter's value from each day on which one of them changes."""
        days = {day for parameter in self.parameters.values() for day in parameter.values}
        return tuple(
            (day, {name: parameter.at(day) for name, parameter in self.parameters.items()})
            for day in sorted(days)
        )

    @cached_property
    def dated_parameters(self) -> tuple[str, ...]:
        """The parameters that have changed, so that the period decides what they are."""
        return tuple(name for name, one in self.parameters.items() if len(one.values) > 1)

    def rates(self, period_end: datetime.date) -> Mapping[str, Decimal | Fraction]:
        """Give what every parameter is at the end of a period; before its first day, its first."""
        found: Mapping[str, Decimal | Fraction] = {}
        for day, rates in self._rates_from:
            if found and day > period_end:
                break
            found = rates
        return found

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
