"""The filing: one firm's report for one period, with what each box holds and its place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from focusxl.amounts import (
    EXCEL_EPOCH,
    CellError,
    CellState,
    Nothing,
    Number,
    Text,
    Unit,
    check_digits,
    parse_amount,
)
from focusxl.errors import NotAnAmount
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box, Page
from focusxl.text import quoted
from focusxl.values import Record, Value

if TYPE_CHECKING:
    from focusxl.filings.ledger.ledger import Ledger
    from focusxl.filings.signature import Signature

BoxValue = Decimal | datetime.date | str | bool

_FIRST_SERIAL, _LAST_SERIAL = 25569, 73050
_ISO_DATE = r"([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})(?:[T ]00:00(?::00(?:\.0{1,9})?)?Z?)?"
"""A day, with midnight at most: programs write dates with a time that means nothing."""
_AMERICAN_DATE = r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{2}|[0-9]{4})"
_MARKS = frozenset({"X", "TRUE"})
_ANSWERS = {"YES": True, "TRUE": True, "NO": False, "FALSE": False}
_NO_MARK = frozenset({"FALSE"})

NOTHING_TO_REPORT = "Nothing to report"
"""The answer on Start for a page that has nothing to report."""


class Place(Value):
    """The place of a value: sheet and cell of a workbook; both None in other files."""

    __slots__ = ("cell", "sheet")
    __match_args__ = ("sheet", "cell")

    def __init__(self, sheet: str | None = None, cell: str | None = None) -> None:
        self.sheet: Final = sheet
        self.cell: Final = cell

    def __str__(self) -> str:
        if self.sheet is None or self.cell is None:
            return ""
        return f"{quoted(self.sheet)}!{self.cell}"


NOWHERE = Place()


class Entry(Value):
    """The state of the cell of a box, and its place."""

    __slots__ = ("by_formula", "place", "state")
    __match_args__ = ("state", "place", "by_formula")

    def __init__(self, state: CellState, place: Place = NOWHERE, by_formula: bool = False) -> None:
        self.state: Final = state
        self.place: Final = place
        self.by_formula: Final = by_formula
        """Whether the cell of a total holds the template's own formula: a wrong value is stale."""


class FilerExplanation(Value):
    """The filer's explanation of a finding, and the amounts it answers."""

    __slots__ = ("answered", "text")
    __match_args__ = ("text", "answered")

    def __init__(self, text: str, answered: str | None = None) -> None:
        self.text: Final = text
        self.answered: Final = answered
        """Both sides of the finding at the time, as in `Finding.sides`; None answers any."""


class Refused(Value):
    """A value that is not of the kind that belongs in its box: check id, text as found, reason."""

    __slots__ = ("check", "reason", "reported")
    __match_args__ = ("check", "reported", "reason")

    def __init__(self, check: str, reported: str, reason: str = "") -> None:
        self.check: Final = check
        self.reported: Final = reported
        self.reason: Final = reason


class Filing(Record):
    """A report of one firm for one period, as filed: nothing in it has been computed."""

    edition: Edition
    entries: Mapping[str, Entry]
    facts: Mapping[str, bool] = MappingProxyType({})
    explanations: Mapping[str, FilerExplanation] = MappingProxyType({})
    lost: frozenset[str] = frozenset()
    """Boxes whose cell cannot be found in the file: their values are not known."""
    absent: frozenset[str] = frozenset()
    """Boxes on pages that the workbook was made without."""
    nothing_to_report: frozenset[str] = frozenset()
    """Ids of the pages on which the filer says there is nothing to report."""
    whole: bool = False
    """True where every page was there to be filled in, so that a blank box is known to be blank."""
    signatures: tuple[Signature, ...] = ()
    """Who signed for which inputs, as the file holds them."""
    prior: Mapping[str, Decimal] = MappingProxyType({})
    """Amounts of the period before, as filed then; a box that was blank is left out."""
    prior_end: datetime.date | None = None
    """The end of the period before; None where it is not stated."""
    history: Mapping[datetime.date, Mapping[str, Decimal]] = MappingProxyType({})
    """Key amounts of earlier periods, by the day each ended."""
    limits: Mapping[str, Decimal] = MappingProxyType({})
    """The filer's own limits for comparisons, by their names in ``comparison.yaml``."""
    ledger: Ledger | None = None
    """The trial balance behind the report and its mapping, where there is one."""

    @cached_property
    def values(self) -> Mapping[str, BoxValue | Refused]:
        """Value of every box that is not blank: Decimal, date, text, or True for a mark.

        Amounts, totals included, are as given, in the unit of the box, with any cents.
        """
        found: dict[str, BoxValue | Refused] = {}
        for number, entry in self.entries.items():
            value = interpret(self.edition.box(number), entry.state)
            if value is not None:
                found[number] = value
        return found

    @cached_property
    def filled(self) -> tuple[Page, ...]:
        """Pages that have a box filled in, in the form's order.

        A box on several pages counts for the page whose other boxes are filled in, too.
        """
        edition = self.edition
        filled: set[int] = set()
        shared: set[str] = set()
        for group in edition.boxes_of_pages:
            if len(group.pages) > 1:
                shared |= group.tell
            elif not self.values.keys().isdisjoint(group.tell):
                filled.add(group.pages[0])
        for number in self.values:
            if number in shared and filled.isdisjoint(edition.boxes[number].pages):
                filled.add(edition.boxes[number].page)
        return tuple(edition.pages[page - 1] for page in sorted(filled))

    def is_entered(self, number: str) -> bool:
        """Tell whether a box is an input: it has no formula, or is a total that may be typed.

        Such a total may be typed while all its operands are blank or zero.
        blank, or zero.
        """
        box = self.edition.box(number)
        if box.formula is None:
            return True
        below = (self.values.get(operand) for operand in box.formula.operands)
        return box.direct_entry and all(value is None or value == 0 for value in below)

    def place_of(self, number: str) -> Place:
        """Give the place of a box, `NOWHERE` if the file has no cell for it."""
        entry = self.entries.get(number)
        return entry.place if entry else NOWHERE

    @property
    def asks_for_review(self) -> bool:
        """Whether the firm says that its reports are reviewed and signed before they are filed."""
        facts = self.edition.facts
        return any(answer and facts[name].asks_for_review for name, answer in self.facts.items())

    @property
    def period_end(self) -> datetime.date:
        """End of the period, or the last period of the edition where the filing states none."""
        value = self.values.get(self.edition.period_end)
        return value if isinstance(value, datetime.date) else self.edition.assumed_period

    @property
    def firm_name(self) -> str:
        """Name of the firm, empty where the filing has none."""
        value = self.values.get(self.edition.firm_name)
        return value if isinstance(value, str) else ""


def interpret(box: Box, state: CellState) -> BoxValue | Refused | None:
    """Read the state of a cell as the kind of value its box holds; None where it is blank."""
    match state:
        case Nothing():
            return None
        case CellError(name):
            return Refused("AMT-02", name)
    if box.is_amount:
        return _amount(state, box.unit)
    if box.kind == "check":
        return _mark(state)
    if box.kind == "date":
        return read_date(state) or Refused("BOX-02", as_text(state))
    return as_text(state)


def _amount(state: Number | Text, unit: Unit) -> Decimal | Refused:
    if isinstance(state, Number):
        try:
            check_digits(state.value)
        except NotAnAmount as refusal:
            return Refused("AMT-03", as_text(state), str(refusal))
        return state.value
    try:
        return parse_amount(state.value, unit)
    except NotAnAmount as refusal:
        check = "AMT-03" if "15 digits" in str(refusal) else "AMT-01"
        return Refused(check, state.value, str(refusal))


def _mark(state: Number | Text) -> bool | Refused | None:
    text = as_text(state).strip().upper()
    if text in _NO_MARK:
        return None
    return True if text in _MARKS else Refused("BOX-01", as_text(state))


def as_text(state: Number | Text) -> str:
    """Write the contents of a cell as text, a number without an exponent.

    >>> as_text(Number(Decimal("1E+3")))
    '1000'
    """
    return state.value if isinstance(state, Text) else f"{state.value:f}"


def read_answer(state: CellState) -> bool | None:
    """Read the answer to a question about the firm: Yes, No, or None for anything else."""
    return _ANSWERS.get(state.value.strip().upper()) if isinstance(state, Text) else None


def read_date(state: Number | Text) -> datetime.date | None:
    """Read a date: ISO, month/day/year, or the serial number of a spreadsheet.

    A two-digit year below 50 means 20xx. Text with anything after the date is not a date.
    no date.
    """
    if isinstance(state, Number):
        serial = state.value
        if serial != int(serial) or not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
            return None
        return EXCEL_EPOCH + datetime.timedelta(days=int(serial))
    text = state.value.strip()
    iso, american = re.fullmatch(_ISO_DATE, text), re.fullmatch(_AMERICAN_DATE, text)
    try:
        if iso is not None:
            return datetime.date(*map(int, iso.group(1, 3, 4)))
        if american is None:
            return None
        month, day, year = map(int, american.groups())
        if year < 100:
            year += 2000 if year < 50 else 1900
        return datetime.date(year, month, day)
    except ValueError:
        return None
