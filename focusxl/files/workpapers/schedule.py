"""The rows of a workpaper: the boxes of a page, the parts of totals, the accounts under inputs."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from focusxl.amounts import Unit
from focusxl.files.workpapers.accounts import Accounts, accounts_under
from focusxl.files.workpapers.ticks import ACCOUNTS, DIFFERS, Tick
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Refused
from focusxl.forms.edition import PlacedBox
from focusxl.forms.model import Line, Page
from focusxl.formulas import Known, Missing
from focusxl.formulas.evaluator import evaluate
from focusxl.formulas.tree import Blank, BoxReference, Node, boxes_of
from focusxl.formulas.words import Term, applicable, in_words, name_in_words, terms

Kind = Literal["section", "box", "total", "formula", "part", "of which", "account"]


class Row(NamedTuple):
    """A row of a workpaper."""

    kind: Kind
    label: str
    item: str = ""
    box: str = ""
    value: Decimal | str | None = None
    unit: Unit = "dollars"
    marks: str = ""
    remark: str = ""


def rows_of(
    computation: Computation, page: Page, ticks: Mapping[str, Sequence[Tick]]
) -> Iterator[Row]:
    """Give the rows of a page: what is filled in, in the form's order, each with what it rests on.

    Lines that are blank are left out, and so are headings without any line.
    """
    heading: Row | None = None
    number = computation.filing.edition.pages.index(page) + 1
    for line in page.lines:
        if line.section:
            heading = Row("section", line.section)
        for placed in _boxes_of(computation, line):
            value = _value(computation, placed)
            if value is None:
                continue
            if heading is not None:
                yield heading
                heading = None
            yield from _rows_of_box(computation, placed, value, ticks, number)


def _boxes_of(computation: Computation, line: Line) -> Iterator[PlacedBox]:
    for box in line.boxes:
        yield computation.filing.edition.boxes[box.number]


def _value(computation: Computation, placed: PlacedBox) -> Decimal | str | None:
    """Give what a box holds as it is filed; None where it is blank."""
    number = placed.box.number
    if placed.box.is_amount:
        amount = computation.amounts.get(number)
        return None if amount is None else placed.box.as_filed(amount)
    value = computation.filing.values.get(number)
    match value:
        case True:
            return "X"
        case datetime.date():
            return f"{value:%m/%d/%Y}"
        case Refused():
            return value.reported
        case str():
            return value
    return None


def _rows_of_box(
    computation: Computation,
    placed: PlacedBox,
    value: Decimal | str,
    ticks: Mapping[str, Sequence[Tick]],
    page: int,
) -> Iterator[Row]:
    box = placed.box
    accounts = accounts_under(computation.filing, box.number)
    made = [*ticks.get(box.number, ())]
    if accounts is not None:
        made.append(Tick(ACCOUNTS if accounts.amount == value else DIFFERS, "accounts"))
    at_home = placed.page == page
    has_parts = (
        box.formula is not None and at_home and not computation.filing.is_entered(box.number)
    )
    yield Row(
        "total" if has_parts else "box",
        placed.label,
        placed.item,
        box.number,
        value,
        box.unit,
        " ".join(dict.fromkeys(tick.mark for tick in made)),
        ", ".join(dict.fromkeys(tick.remark for tick in made if tick.remark))
        if at_home
        else f"from page {placed.page}",
    )
    if has_parts:
        yield from _parts(computation, placed, page)
    if accounts is not None and at_home:
        yield from _accounts(accounts)


def _parts(computation: Computation, placed: PlacedBox, page: int) -> Iterator[Row]:
    """Give the parts of a total: the terms of its sum, or of the branch that applies."""
    assert placed.box.formula is not None
    environment = computation.environment
    tree = placed.box.formula.tree
    branch = applicable(tree, environment)
    parts = list(terms(branch))
    if branch != tree:
        yield Row("formula", f"= {_say(computation, tree)}")
    is_first = True
    for part in parts:
        for row in _part(computation, part, page, is_first):
            yield row
            is_first = False


def _part(computation: Computation, part: Term, page: int, is_first: bool) -> Iterator[Row]:
    """Give a term and, where it is computed itself, the boxes in it; a blank one is left out."""
    sign = "less " if part.is_less else "" if is_first else "plus "
    match part.node:
        case Blank():
            return
        case BoxReference(number):
            row = _reference(computation, number, page, "part", sign)
            if row.value is not None:
                yield row
            return
    amount = evaluate(part.node, computation.environment)
    value = amount.amount if isinstance(amount, Known) else None
    yield Row("part", f"{sign}{_say(computation, part.node)}", value=value)
    for number in boxes_of(part.node):
        row = _reference(computation, number, page, "of which", "")
        if row.value is not None:
            yield row


def _reference(computation: Computation, number: str, page: int, kind: Kind, sign: str) -> Row:
    placed = computation.filing.edition.boxes[number]
    where = "" if page in placed.pages else f"from page {placed.page}"
    label = f"{sign}{placed.item + '  ' if placed.item else ''}{placed.label}"
    return Row(kind, label, "", number, _value(computation, placed), placed.box.unit, remark=where)


def _accounts(accounts: Accounts) -> Iterator[Row]:
    for line in accounts.lines:
        label = f"{line.number}  {line.description}".strip()
        yield Row("account", label, value=line.amount, unit="dollars")


def _say(computation: Computation, node: Node) -> str:
    def name(of: str) -> str:
        value = computation.environment.value(of)
        return name_in_words(of, None if isinstance(value, Missing) else value)

    return in_words(node, name)
