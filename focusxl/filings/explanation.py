"""The explanation of a number: the tree of lines below a box, with values, cells and citations."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from focusxl.amounts import exactly, show, show_ratio
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Place, Refused
from focusxl.forms.citation import Citation
from focusxl.forms.edition import PlacedBox
from focusxl.formulas import Missing
from focusxl.text import in_one_line
from focusxl.values import Record

_LONGEST_TEXT = 200
_NARROWEST = 20
"""The narrowest width of a line of the tree, in characters, however deep it stands."""


class Explanation(Record):
    """One line of the tree: title, value, place, formula, and the lines it is computed from."""

    title: str
    value: Decimal | Fraction | bool | str | None
    """Whole dollars of a box, a rate, a fact, or text; None where the box is blank."""
    place: Place
    formula: str | None
    cite: tuple[Citation, ...]
    rests_on: tuple[Explanation, ...]
    remark: str = ""
    box: str = ""
    """The box number; empty for a rate or a fact."""
    is_entered: bool = False
    """Whether the value was entered into the box, and is not given by a formula of the form."""
    is_ratio: bool = False
    """Whether the value is a ratio, such as 8%."""

    @property
    def is_blank(self) -> bool:
        """Whether this box and every box below it are blank."""
        return self.value is None and all(below.is_blank for below in self.rests_on if below.box)

    @property
    def shown_value(self) -> str:
        """The value as the form prints it; a ratio as a percentage."""
        match value := self.value:
            case None:
                return "blank"
            case bool():
                return "yes" if value else "no"
            case Fraction():
                return show_ratio(value)
            case Decimal() if self.is_ratio:
                return show_ratio(value)
            case Decimal():
                return show(value)
        return in_one_line(value, _LONGEST_TEXT)

    @property
    def lines(self) -> tuple[str, ...]:
        """The line as text: value and title, remark, formula, place and citations."""
        at = in_one_line(str(self.place), _LONGEST_TEXT)
        place = f"{at}, " if at else ""
        return (
            f"{self.shown_value}  {self.title}",
            *((f"but {self.remark}",) if self.remark else ()),
            *((f"= {self.formula}",) if self.formula is not None else ()),
            f"({place}{'; '.join(self.cite)})",
        )

    def __str__(self) -> str:
        return "\n".join(self.drawn())

    @property
    def cited(self) -> Iterator[Citation]:
        """The citations of the tree, without those of blank lines, which are not drawn."""
        yield from self.cite
        for below in self.rests_on:
            if not (below.box and below.is_blank):
                yield from below.cited

    def drawn(self, width: int | None = None) -> Iterator[str]:
        """Draw the tree as text, one line at a time, none wider than `width` characters.

        An operand that several lines use is drawn in full where it comes first. Blank operands are
        named on one line, without the lines below them.
        """
        entered = ("entered directly",) if self.is_entered else ()
        yield from _wrapped((*self.lines, *entered), "", "", width)
        yield from _below(self, {self.title}, "", width)


def _below(
    explanation: Explanation, shown: set[str], margin: str, width: int | None
) -> Iterator[str]:
    blank = [below for below in explanation.rests_on if below.box and below.is_blank]
    several = len(blank) > 1
    drawn = [below for below in explanation.rests_on if not several or below not in blank]
    for below in drawn:
        is_last = below is drawn[-1] and not several
        knee, wall = ("└── ", "    ") if is_last else ("├── ", "│   ")
        if below.rests_on and below.title in shown:
            again = (f"{below.shown_value}  {below.title} (see above)",)
            yield from _wrapped(again, margin + knee, margin + wall, width)
            continue
        yield from _wrapped(below.lines, margin + knee, margin + wall, width)
        if not below.is_blank:
            shown.add(below.title)
            yield from _below(below, shown, margin + wall, width)
    if several:
        named = (f"blank  Boxes {', '.join(below.box for below in blank)}",)
        yield from _wrapped(named, f"{margin}└── ", f"{margin}    ", width)


def _wrapped(lines: Sequence[str], first: str, further: str, width: int | None) -> Iterator[str]:
    """Put margins before lines, and wrap those that are too wide between words."""
    margin = first
    for line in lines:
        room = None if width is None else max(width - len(margin), _NARROWEST)
        parts = [line] if room is None else textwrap.wrap(line, room, break_on_hyphens=False)
        for part in parts or [""]:
            yield f"{margin}{part}"
            margin = further


@exactly
def explain(computation: Computation, number: str) -> Explanation:
    """Explain a box by its formula and everything below it, down to the inputs.

    Values are Decimal, whole dollars for a box in dollars; a rate is a Decimal or a Fraction.

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
        rests_on=(*_operands(computation, placed), *_accounts(computation, placed)),
        remark=_remark(computation, number),
        box=number,
        is_entered=(
            filing.values.get(number) is not None
            and filing.is_entered(number)
            and not _is_mapped(computation, number)
        ),
    )


def _is_mapped(computation: Computation, number: str) -> bool:
    ledger = computation.filing.ledger
    return ledger is not None and (number in ledger.parts or number in ledger.adjusted)


def _accounts(computation: Computation, placed: PlacedBox) -> Iterator[Explanation]:
    """Give the accounts of a mapped box and what the filer puts beside them."""
    ledger, number = computation.filing.ledger, placed.box.number
    if ledger is None:
        return
    for part in ledger.parts.get(number, ()):
        account, rule = part
        named = f"Account {account.number}: {account.description}".rstrip(": ")
        cite = Citation(f"FocusXL, mapping {in_one_line(rule.account, 40)}{_SIDES[rule.when]}")
        yield Explanation(named, part.counted, account.place, None, (cite,), ())
    for one in ledger.adjusted.get(number, ()):
        title = f"Adjustment: {in_one_line(one.reason, _LONGEST_TEXT) or 'no reason given'}"
        cite = Citation("FocusXL, sheet Mapping")
        yield Explanation(title, one.amount, one.place, None, (cite,), ())


_SIDES = {"any": "", "debit": ", a debit", "credit": ", a credit"}


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
    is_ratio = parameter is not None and parameter.unit == "ratio"
    value = computation.environment.value(name)
    if isinstance(value, Missing):
        return Explanation(title, None, Place(), None, cite, (), str(value))
    return Explanation(title, value, Place(), None, cite, (), is_ratio=is_ratio)


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
        return "it depends on an answer that has not been stated"
    if total.agrees or total.reported is None:
        return ""
    return f"the filing shows {show(total.reported)}"
