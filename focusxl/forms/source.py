"""The source format of the form: models that validate its files.

Only the compiler uses them. The meaning of a field and its default are in `focusxl.forms.model` and
`focusxl.forms.edition`; here is how it is written in a file.
written.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationInfo,
)
from pydantic.dataclasses import dataclass

from focusxl.amounts import Rounding, Unit
from focusxl.forms import edition, functions, key_amounts, model, shapes
from focusxl.forms.citation import Citation
from focusxl.forms.edition import ALWAYS, ParameterUnit
from focusxl.forms.model import Basis, CheckClass, EndOfPeriod, Entry, Group, Sign
from focusxl.formulas import Formula
from focusxl.formulas.packed import packed
from focusxl.formulas.parser import parse

_RATIO = re.compile(r"(?P<percent>[0-9]+(\.[0-9]+)?)%|(?P<fraction>[0-9]+/[1-9][0-9]*)")


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) else value


def _as_formula(value: object) -> object:
    return parse(value) if isinstance(value, str) else value


def _as_citations(value: object) -> object:
    cited = (value,) if isinstance(value, str) else value
    if not isinstance(cited, list | tuple):
        return cited
    return tuple(Citation.read(one) if isinstance(one, str) else one for one in cited)


def _as_several(value: object) -> object:
    return (value,) if isinstance(value, dict) else value


def _as_value(plain: object) -> object:
    return plain if isinstance(plain, dict) else {"value": plain}


def _as_pattern(value: object) -> object:
    if isinstance(value, str):
        re.compile(value, re.ASCII)
    return value


def read_ratio(value: object) -> Decimal | Fraction:
    """Read a ratio as the rules write it: 8%, or 1/15, which has no finite decimal."""
    found = _RATIO.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"“{value}” is no ratio, such as 8% or 1/15")
    if found["fraction"] is not None:
        return Fraction(found["fraction"])
    return Decimal(found["percent"]) / 100


def _day(day: object) -> datetime.date:
    if day == "always":
        return ALWAYS
    if not isinstance(day, datetime.date):
        raise ValueError(f"“{day}” is no day, such as 2010-03-31, and not “always”")
    return day


def _number(value: object) -> Decimal:
    if not isinstance(value, int):
        raise ValueError(f"“{value}” is no whole number")
    return Decimal(value)


def _by_day(values: object, parameter: ValidationInfo) -> object:
    """Read the values of a parameter by the dates from which they hold."""
    read = read_ratio if parameter.data.get("unit") == "ratio" else _number
    if not isinstance(values, dict):
        return values
    return {_day(day): read(value) for day, value in values.items()}


AsText = Annotated[str, BeforeValidator(str)]
BoxNumber = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^[0-9]+(_[a-z]+)?$")]
FormulaText = Annotated[InstanceOf[Formula], BeforeValidator(_as_formula)]
Citations = Annotated[tuple[InstanceOf[Citation], ...], BeforeValidator(_as_citations)]
PatternText = Annotated[str, BeforeValidator(_as_pattern)]


class Source(BaseModel):
    """A part of the form data in its file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AlsoAccepted(Source):
    """An accepted alternative to a total."""

    formula: FormulaText
    note: str


class Box(Source):
    """A numbered place on the form."""

    number: BoxNumber = Field(alias="box")
    entry: Entry = Field(default=model.Box.entry, alias="kind")
    unit: Unit = model.Box.unit
    sign: Sign = model.Box.sign
    formula: FormulaText | None = None
    basis: Basis = model.Box.basis
    also_accepted: Annotated[tuple[AlsoAccepted, ...], BeforeValidator(_as_several)] = ()
    direct_entry: bool = model.Box.direct_entry
    differs: CheckClass = model.Box.differs
    rounding: Rounding = model.Box.rounding
    tolerance: Decimal = model.Box.tolerance
    negative: CheckClass = model.Box.negative
    shape: str | None = None
    parentheses: bool = model.Box.parentheses
    label: str | None = None
    width: int | None = None
    period: EndOfPeriod | None = None
    note: str | None = None
    cite: Citations = ()


class Column(Source):
    """A column of entries on a page."""

    name: str
    heading: str | None = None
    width: float = model.Column.width


class Line(Source):
    """A line of a page."""

    section: str | None = None
    text: str | None = None
    headings: dict[str, str] = {}
    item: Annotated[str | None, BeforeValidator(_as_text)] = None
    label: str | None = None
    indent: int | None = None
    lead: str | None = None
    cells: dict[str, Box] = {}
    fields: tuple[Box, ...] = ()
    checks: tuple[Box, ...] = ()
    signature: bool = model.Line.signature


class Check(Source):
    """An edit check."""

    id: str = Field(pattern=r"^[A-Z0-9]+-[A-Z0-9_]+$")
    check_class: CheckClass = Field(alias="class")
    test: FormulaText
    when: FormulaText | None = None
    asks: bool = model.Check.asks
    box: BoxNumber
    tolerance: int = model.Check.tolerance
    message: str
    cite: Citations = Field(min_length=1)


class Page(Source):
    """A page of the form."""

    id: str
    title: str
    sheet: str = Field(max_length=31)
    group: Group | None = None
    header: str | None = None
    schedule: str | None = None
    reported_by: tuple[str, ...] = ()
    cite: Citations = Field(min_length=1)
    columns: tuple[Column, ...] = ()
    continues: Annotated[str | None, BeforeValidator(_as_text)] = None
    required: tuple[BoxNumber, ...] = ()
    always_reported: bool = model.Page.always_reported
    instead_of: str | None = None
    is_a_claim: bool = model.Page.is_a_claim
    present_without: tuple[BoxNumber, ...] = ()
    lines: tuple[Line, ...]
    checks: tuple[Check, ...] = ()


class Parameter(Source):
    """A rate or a dollar amount that the rules set."""

    label: str
    unit: ParameterUnit
    values: Annotated[
        dict[datetime.date, Decimal | InstanceOf[Fraction]], BeforeValidator(_by_day)
    ] = Field(alias="from", min_length=1)
    cite: Citations = Field(min_length=1)


class Fact(Source):
    """A fact about the firm that no box states and a rule depends on."""

    question: str
    shown_by_report: bool = edition.Fact.shown_by_report
    left_open: bool = edition.Fact.left_open
    asks_for_review: bool = edition.Fact.asks_for_review
    yes_where: FormulaText | None = None
    no_where: FormulaText | None = None
    cite: Citations = Field(min_length=1)


class Printed(Source):
    """The text at the head of the printed pages."""

    report: str
    agency: str
    cover: str
    instructions: str
    reported_by: str
    firm: str
    as_of: str


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class EditionFile:
    """The file of an edition, with its pages, parameters and facts."""

    edition: AsText
    title: str
    form: str
    part: str
    printed: Printed
    in_force: str
    period_end: BoxNumber
    firm_name: BoxNumber
    firm_id: BoxNumber
    statements: tuple[str, ...]
    first_period: datetime.date | None = None
    last_period: datetime.date | None = None
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    facts: dict[str, Fact] = Field(default_factory=dict)
    filers: dict[str, FormulaText] = Field(default_factory=dict)
    firm_words: dict[str, AsText] = Field(default_factory=dict)


class GeneralCheck(Source):
    """A check of a cell or a file."""

    check_class: CheckClass = Field(alias="class")
    test: str
    message: str
    cite: Citations


class ExplanationRule(Source):
    """What an explanation of the filer has at least."""

    words: int = Field(gt=0)
    characters: int = Field(gt=0)
    too_short: str


class Shape(Source):
    """A shape: the way in which the text of a box is written."""

    words: str
    pattern: PatternText
    number: bool = shapes.Shape.number
    american: bool = shapes.Shape.american


class Country(Source):
    """The box with the firm's country."""

    box: AsText
    american: PatternText


class Shapes(Source):
    """The file of shapes."""

    country: Country
    shapes: dict[str, Shape]


class NamedArgument(Source):
    """An argument of a named computation."""

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    of: AsText
    description: str = Field(max_length=255)
    optional: bool = functions.NamedArgument.optional


class NamedFunction(Source):
    """A named computation."""

    box: AsText
    description: str = Field(max_length=255)
    arguments: tuple[NamedArgument, ...]


class OnStart(Source):
    """What an amount on Start is of, and its kind."""

    of: str
    kind: key_amounts.Kind


class InHistory(Source):
    """The chart of an amount that is kept from month to month."""

    chart: str | None = None


class KeyAmount(Source):
    """One of the amounts that are looked at first."""

    box: BoxNumber
    label: Annotated[str, Field(max_length=40)]
    start: OnStart | None = None
    history: InHistory | None = None


class Holidays(Source):
    """The federal holidays, by the day on which each is kept."""

    source: str
    first: datetime.date
    last: datetime.date
    days: dict[datetime.date, str]


class DueDate(Source):
    """When a report is due."""

    business_days: int = Field(gt=0)
    cite: Citations = Field(min_length=1)
    holidays: Holidays


class SampleValue(Source):
    """The value of one box of a sample, and how it was obtained."""

    value: StrictInt | StrictFloat | datetime.date | StrictStr
    note: str | None = None
    derived: str | None = None


class Sample(Source):
    """A sample filing."""

    edition: str
    facts: dict[str, bool] = {}
    boxes: dict[BoxNumber, Annotated[SampleValue, BeforeValidator(_as_value)]]


def plain(said: object) -> Any:
    """Give a validated file as plain data for JSON, without defaults."""
    match said:
        case Source():
            values = {
                name: getattr(said, name)
                for name, field in type(said).model_fields.items()
                if field.is_required() or getattr(said, name) != field.default
            }
            return {name: plain(value) for name, value in values.items()}
        case Formula():
            return [said.text, packed(said.tree)]
        case Citation() | Decimal() | Fraction():
            return str(said)
        case datetime.date():
            return said.isoformat()
        case dict():
            return {plain(key): plain(value) for key, value in said.items()}
        case tuple() | list():
            return [plain(each) for each in said]
    return said
