"""The model of the form: page, column, line, box and check.

These classes describe the form data in ``focusxl/forms/``; the contents of the form are there and
not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, dataclass_transform

from focusxl.amounts import EXACT, Rounding, Unit, as_filed, decimals_of
from focusxl.forms.citation import Citation
from focusxl.formulas import Environment, Formula, Known, Missing
from focusxl.values import Record

Entry = Literal["input", "text", "date", "check", "official"]
Kind = Literal[Entry, "total"]
Sign = Literal["positive", "any", "deduct"]
CheckClass = Literal["must-fix", "explain", "note"]
Basis = Literal["form", "instructions", "inferred"]
Group = Literal["Financial", "Capital", "Operational", "Reserve", "CFTC", "Schedules"]
EndOfPeriod = Literal["begins", "ends"]

AMOUNT_KINDS: tuple[Kind, ...] = ("input", "total")


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False)
class FormData(Record):
    """A part of the form, made of its fields in the form data and the defaults of its class.

    Each part of the form exists once, so that parts are compared by identity.
    """

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __init__(self, **said: Any) -> None:
        self.__dict__.update(said)


class AlsoAccepted(FormData):
    """An accepted alternative to a total, where the print and its evident meaning differ."""

    formula: Formula
    note: str
    """The note to a filer who reports this amount."""


class Box(FormData):
    """A numbered place on the form, for one value of one line."""

    number: str
    entry: Entry = "input"
    """The kind of value that is entered, if the box has no formula; see `kind`."""
    unit: Unit = "dollars"
    """The unit of an amount; dollars, thousands and counts are whole numbers."""
    sign: Sign = "positive"
    """positive: not below zero; any: may be negative; deduct: positive, and subtracted."""
    formula: Formula | None = None
    basis: Basis = "form"
    """The source of the formula: the form, its instructions, or the place of the total alone."""
    also_accepted: tuple[AlsoAccepted, ...] = ()
    direct_entry: bool = False
    """Whether a total may be typed while all its operands are blank."""
    differs: CheckClass = "must-fix"
    """Class of the finding on a total that does not agree; “explain” where no print states it."""
    rounding: Rounding = "down"
    """up for short valuations, down for everything else (instructions, “Rounding”)."""
    tolerance: Decimal = Decimal(0)
    """Tolerance of a total, in the unit of the box; for a percentage see `within`."""
    negative: CheckClass = "must-fix"
    """Class of the finding on a negative value, where the sign is positive."""
    shape: str | None = None
    """Name of the shape of its text in ``shapes.yaml``."""
    parentheses: bool = False
    """Whether the form prints parentheses around the amount."""
    label: str | None = None
    """Label of the box, where that of its line is not its own."""
    width: int | None = None
    """Width in twelfths of the page, on a line of several fields."""
    period: EndOfPeriod | None = None
    """Which end of the report's period a date is: it stands on several pages."""
    note: str | None = None
    """A note for the filer on this box."""
    cite: tuple[Citation, ...] = ()

    @property
    def kind(self) -> Kind:
        """Kind of the box: the kind of its entry, or “total” if it has a formula."""
        return self.entry if self.formula is None else "total"

    @property
    def numbered(self) -> bool:
        """Whether the form prints a number for it (a “describe” blank has none)."""
        return self.number.isdigit()

    @property
    def is_amount(self) -> bool:
        """Whether the box holds an amount: dollars, a count, a percentage, a factor."""
        return self.kind in AMOUNT_KINDS

    @property
    def judged_by(self) -> tuple[str, ...]:
        """Boxes of a total's formula, and of the formulas accepted instead of it."""
        formulas = (self.formula, *(accepted.formula for accepted in self.also_accepted))
        return tuple(box for formula in formulas if formula for box in formula.boxes)

    def computed(self, environment: Environment) -> Known | Missing:
        """Compute a total as filed, in the unit of the box; Missing where that cannot be done."""
        assert self.formula is not None
        result = self.formula.amount(environment)
        return result if isinstance(result, Missing) else Known(self.as_filed(result.amount))

    def within(self, reported: Decimal) -> Decimal:
        """Give the tolerance of a total, in the unit of the box.

        A percentage may differ by one unit of the last decimal that was written: 5 by one
        percentage point, 4.91 by a hundredth of one.
        """
        if self.unit != "percent":
            return self.tolerance
        return max(self.tolerance, Decimal(1).scaleb(-decimals_of(reported)))

    def agrees(self, reported: Decimal, expected: Decimal | None) -> bool:
        """Tell whether an amount as filed agrees with the expected one; zero agrees with blank."""
        if expected is None:
            return reported == 0
        return EXACT.subtract(reported, expected).copy_abs() <= self.within(reported)

    def as_filed(self, amount: Decimal) -> Decimal:
        """Round an amount as it is filed in this box; see `focusxl.amounts.as_filed`."""
        return as_filed(amount, self.rounding, self.unit)


class Column(FormData):
    """A column of entries on a page, with the defaults of its boxes."""

    name: str
    heading: str | None = None
    width: float = 1
    """Width of the column, 1 for that of an amount."""


class Line(FormData):
    """A line of a page; the lines are in the order of the print."""

    section: str | None = None
    text: str | None = None
    """A paragraph printed across the page."""
    headings: Mapping[str, str] = MappingProxyType({})
    """New headings of columns, from this line on."""
    item: str | None = None
    label: str | None = None
    indent: int | None = None
    lead: str | None = None
    """A letter printed before the first box, L for long and S for short."""
    cells: Mapping[str, Box] = MappingProxyType({})
    """The boxes of the line by the names of their columns, left to right."""
    fields: tuple[Box, ...] = ()
    """Captioned boxes side by side, as on the cover page."""
    checks: tuple[Box, ...] = ()
    """Check boxes at the end of the line."""
    signature: bool = False
    """Whether a line for a signature is printed above the text."""

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """Boxes of the line, left to right."""
        return (*self.fields, *self.cells.values(), *self.checks)

    @property
    def title(self) -> str:
        """Item and label, as printed."""
        return " ".join(part for part in (self.item, self.label) if part)


class Check(FormData):
    """An edit check: a condition that a filing should meet, and the message where it does not."""

    id: str
    check_class: CheckClass
    test: Formula
    when: Formula | None = None
    """The condition on which the check applies; None where it always does."""
    asks: bool = False
    """Whether an unstated fact that decides the check is asked for."""
    box: str
    """The box of its findings."""
    tolerance: int = 0
    message: str
    cite: tuple[Citation, ...]

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The test, and the condition on which it applies."""
        return (self.test,) if self.when is None else (self.test, self.when)


class Page(FormData):
    """A page of the form."""

    id: str
    """Id of the page, the name of its file, used in data files and names of cells."""
    title: str
    sheet: str
    group: Group | None = None
    """What part of the form it belongs to; the cover belongs to none."""
    header: str | None = None
    schedule: str | None = None
    """Number of the schedule that the page is, such as Schedule 1."""
    reported_by: tuple[str, ...] = ()
    """Filer types that report the page, in the form's words; empty for everyone."""
    cite: tuple[Citation, ...]
    columns: tuple[Column, ...] = ()
    continues: str | None = None
    """Item of the page before that the first lines of this page belong to."""
    required: tuple[str, ...] = ()
    """Boxes that are never blank on a reported page; a zero stands for none."""
    always_reported: bool = False
    """Whether no filer of the page can have nothing to report on it."""
    instead_of: str | None = None
    """Id of the page that a firm may fill in instead of this one."""
    is_a_claim: bool = False
    """Whether the page is a claim, reported only by firms that make it."""
    present_without: tuple[str, ...] = ()
    """Boxes that other pages use too: they alone do not make this page part of a report."""
    lines: tuple[Line, ...]
    checks: tuple[Check, ...] = ()

    @property
    def boxes(self) -> Iterator[Box]:
        """Boxes of the page in the form's order."""
        for line in self.lines:
            yield from line.boxes
