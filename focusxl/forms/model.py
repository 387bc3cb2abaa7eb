"""A page of the form as the engine sees it: statement, column, line, box, check.

These classes describe the form data in ``focusxl/forms/`` and nothing else; what the form says
stands there, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Self, dataclass_transform

from focusxl.amounts import EXACT, Rounding, Unit, as_filed, decimals_of
from focusxl.forms.citation import Citation
from focusxl.formulas import Environment, Formula, Known, Missing

Entry = Literal["input", "text", "date", "check", "official"]
Kind = Literal[Entry, "total"]
Sign = Literal["positive", "any", "deduct"]
CheckClass = Literal["must-fix", "explain", "note"]
Basis = Literal["form", "instructions", "inferred"]
Group = Literal["Financial", "Capital", "Operational", "Reserve", "CFTC", "Schedules"]
EndOfPeriod = Literal["begins", "ends"]

AMOUNT_KINDS: tuple[Kind, ...] = ("input", "total")


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False)
class FormData:
    """A part of the form: what is said of it, and for the rest what its class says.

    The form has each of its parts once, so that two are the same only if they are one. Thousands
    are made at the start of every call, which is why these are no dataclasses.
    """

    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        said = (name for name in cls.__annotations__ if name != "_fields")
        cls._fields = (*cls._fields, *said)

    def __init__(self, **said: Any) -> None:
        self.__dict__.update(said)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} is what the form says")

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({said})"

    def replaced(self, **said: Any) -> Self:
        """Give the same with other things said of it."""
        kept = {name: value for name, value in self.__dict__.items() if name in self._fields}
        return type(self)(**{**kept, **said})


class AlsoAccepted(FormData):
    """What a total may be instead, where the print and its evident meaning part ways."""

    formula: Formula
    note: str
    """What is said to a filer who reports this amount."""


class Box(FormData):
    """One numbered place on the form, where one value of one line stands."""

    number: str
    entry: Entry = "input"
    """What is entered in the box, if it has no formula; see `kind`."""
    unit: Unit = "dollars"
    """What an amount counts; only dollars, thousands and counts are whole numbers."""
    sign: Sign = "positive"
    """positive: not below zero; any: may be negative; deduct: positive, and subtracted."""
    formula: Formula | None = None
    basis: Basis = "form"
    """Who says the formula: the form, its instructions, or its place on the form alone."""
    also_accepted: tuple[AlsoAccepted, ...] = ()
    direct_entry: bool = False
    """A total that may be typed where nothing stands in the boxes it is formed from."""
    differs: CheckClass = "must-fix"
    """How a total that differs from what its inputs give is judged; explained without a print."""
    rounding: Rounding = "down"
    """up for short valuations, down for everything else (instructions, “Rounding”)."""
    tolerance: Decimal = Decimal(0)
    """By how much a total may differ from what its inputs give; of a percentage, see `within`."""
    negative: CheckClass = "must-fix"
    """How a negative value is judged where the sign is positive."""
    shape: str | None = None
    """How the text in it is written, by a name in ``shapes.yaml``."""
    parentheses: bool = False
    """The form prints parentheses around the amount."""
    label: str | None = None
    """What the box is called, where the label of its line does not say it."""
    width: int | None = None
    """Share of the page's width, out of twelve, on a line of several fields."""
    period: EndOfPeriod | None = None
    """Which end of the report's period a date is: it stands on several pages."""
    note: str | None = None
    """What the filer should know about this box."""
    cite: tuple[Citation, ...] = ()

    @property
    def kind(self) -> Kind:
        """What the box holds: what is entered in it, or the total that its formula gives."""
        return self.entry if self.formula is None else "total"

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
        formulas = (self.formula, *(accepted.formula for accepted in self.also_accepted))
        return tuple(box for formula in formulas if formula for box in formula.boxes)

    def computed(self, environment: Environment) -> Known | Missing:
        """Compute a total as it is filed."""
        assert self.formula is not None
        result = self.formula.amount(environment)
        return result if isinstance(result, Missing) else Known(self.as_filed(result.amount))

    def within(self, reported: Decimal) -> Decimal:
        """Give by how much an amount may differ from what the inputs give.

        A percentage may differ by one unit of the last decimal that was written: 5 by a whole
        percentage point, 4.91 by a hundredth of one.
        """
        if self.unit != "percent":
            return self.tolerance
        return max(self.tolerance, Decimal(1).scaleb(-decimals_of(reported)))

    def agrees(self, reported: Decimal, expected: Decimal | None) -> bool:
        """Tell whether an amount is what the inputs give; where they give nothing, zero is."""
        if expected is None:
            return reported == 0
        return EXACT.subtract(reported, expected).copy_abs() <= self.within(reported)

    def as_filed(self, amount: Decimal) -> Decimal:
        """Give an amount as it is filed in this box; see `focusxl.amounts.as_filed`."""
        return as_filed(amount, self.rounding, self.unit)


class Column(FormData):
    """A column of entries on a page, and what its boxes are where they don't say otherwise."""

    name: str
    heading: str | None = None
    width: float = 1
    """Its share of the page, the width of an amount being 1."""


class Line(FormData):
    """One line of a page, top to bottom as printed."""

    section: str | None = None
    text: str | None = None
    """A paragraph printed across the page."""
    headings: Mapping[str, str] = MappingProxyType({})
    """New headings of columns, from here on."""
    item: str | None = None
    label: str | None = None
    indent: int | None = None
    lead: str | None = None
    """A letter printed before the first box, L for long and S for short."""
    cells: Mapping[str, Box] = MappingProxyType({})
    """The boxes of the line by the name of their column, left to right."""
    fields: tuple[Box, ...] = ()
    """Captioned boxes side by side, as on the cover page."""
    checks: tuple[Box, ...] = ()
    """Check boxes at the end of the line."""
    signature: bool = False
    """A rule to sign on stands above the text."""

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes of the line, left to right."""
        return (*self.fields, *self.cells.values(), *self.checks)

    @property
    def title(self) -> str:
        """Item and label as printed."""
        return " ".join(part for part in (self.item, self.label) if part)


class Check(FormData):
    """One edit check: a condition the filing should meet, and what to say where it does not."""

    id: str
    check_class: CheckClass
    test: Formula
    when: Formula | None = None
    """The check applies only where this holds."""
    asks: bool = False
    """A fact that decides it and that is not stated is asked for."""
    box: str
    """The box a finding points at."""
    tolerance: int = 0
    message: str
    cite: tuple[Citation, ...]

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """What it tests, and the condition on which it applies."""
        return (self.test,) if self.when is None else (self.test, self.when)


class Page(FormData):
    """One page of the form."""

    id: str
    """The name of its file, by which data files and cells of a workbook speak of it."""
    title: str
    sheet: str
    group: Group | None = None
    """What part of the form it belongs to; the cover belongs to none."""
    header: str | None = None
    schedule: str | None = None
    """The schedule that the page is, Schedule 1."""
    reported_by: tuple[str, ...] = ()
    """Who reports the page, in the form's words; everyone where it says nothing."""
    cite: tuple[Citation, ...]
    columns: tuple[Column, ...] = ()
    continues: str | None = None
    """The item of the page before that the first lines of this page belong to."""
    required: tuple[str, ...] = ()
    """Boxes that are never blank for a filer who reports the page: a zero says that it is none."""
    always_reported: bool = False
    """No filer whose page it is can have nothing to report on it."""
    instead_of: str | None = None
    """The page that stands in its place: a firm that fills in that one is not asked for it."""
    is_a_claim: bool = False
    """Only those report the page who claim what it is about."""
    present_without: tuple[str, ...] = ()
    """Boxes that other pages need too: they alone do not make this page part of a report."""
    lines: tuple[Line, ...]
    checks: tuple[Check, ...] = ()

    @property
    def boxes(self) -> Iterator[Box]:
        """The boxes of the page in the form's order."""
        for line in self.lines:
            yield from line.boxes
