"""The comparison of a report with the period before: how far each amount moved, and why.

A blank is not zero: a box that was blank is new, and one that is blank now is gone; neither moved
by a factor. A total that would not have moved without the inputs that did is their consequence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from decimal import Decimal
from typing import Literal

from focusxl.amounts import exactly
from focusxl.filings.computation import Computation
from focusxl.forms.comparison import comparison_data, is_money
from focusxl.forms.model import Box, Page
from focusxl.formulas import Known
from focusxl.values import Record

Level = Literal["explain", "note"]
Kind = Literal["sign", "zero", "factor", "percent", "new", "gone"]

_DOLLARS = {"dollars": Decimal(1), "thousands": Decimal(1000)}


class Move(Record):
    """The move of one box from the period before to this one."""

    number: str
    prior: Decimal | None
    now: Decimal | None
    kind: Kind
    level: Level
    months: tuple[Decimal, Decimal] | None = None
    """Months of the statement before and now, where the amounts are compared by the month."""
    follows_from: str | None = None
    """The box that moved below this total, without which it would not have moved so far."""

    @property
    def a_month(self) -> tuple[Decimal, Decimal]:
        """The amounts before and now as they are compared: by the month, where months differ."""
        prior, now = self.prior or Decimal(0), self.now or Decimal(0)
        return (
            (prior, now) if self.months is None else (prior / self.months[0], now / self.months[1])
        )


class Limits(Record):
    """From where on a move is told, for one report."""

    factor: Decimal
    amount: Decimal
    percent: Decimal
    note_amount: Decimal

    def judged(self, prior: Decimal, now: Decimal, unit: Decimal) -> tuple[Kind, Level] | None:
        """Judge a move between two amounts; `unit` is what one of them is in dollars."""
        smaller, larger = sorted((prior.copy_abs(), now.copy_abs()))
        if larger * unit > self.amount:
            if prior * now < 0:
                return "sign", "explain"
            if smaller == 0:
                return "zero", "explain"
            if larger >= smaller * self.factor:
                return "factor", "explain"
        change = (now - prior).copy_abs()
        if change * unit > self.note_amount and change * 100 > prior.copy_abs() * self.percent:
            return "percent", "note"
        return None


def limits_of(computation: Computation) -> Limits:
    """Give the filer's limits, and those of the form data where the filer states none."""
    usual, own = comparison_data().limits, computation.filing.limits
    amount = own.get("amount", usual.amount)
    return Limits(
        factor=usual.factor,
        amount=amount,
        percent=own.get("percent", usual.percent),
        note_amount=own.get("note_amount", own.get("amount", usual.note_amount)),
    )


@exactly
def moves(computation: Computation) -> tuple[Move, ...]:
    """Give every move that is to be told, inputs first, then totals from below."""
    return tuple(_Comparison(computation).moves())


class _Comparison:
    """A comparison under way, from inputs to totals."""

    def __init__(self, computation: Computation) -> None:
        self.computation = computation
        filing = computation.filing
        self.edition = filing.edition
        self.limits = limits_of(computation)
        self.told: dict[str, Move] = {}
        self.months = self._months()
        to_date = comparison_data().year_to_date.lines_of(self.edition) if self.months else ()
        self.to_date = frozenset(to_date)
        self.blank = {page.id for page, _ in pages_without_amounts(computation)}
        self.unexplained = dict(computation.amounts)
        """Amounts without the moves that must be explained, as totals would have come out."""
        self.calm = dict(computation.amounts)
        """Amounts without any move that is told."""

    def moves(self) -> Iterator[Move]:
        totals = []
        filing = self.computation.filing
        for number, placed in self.edition.boxes.items():
            if not is_money(placed.box):
                continue
            if not filing.is_entered(number):
                totals.append(number)
                continue
            yield from self._keep(self._of_entry(placed.box))
        order = {box.number: place for place, box in enumerate(self.edition.totals)}
        for number in sorted(totals, key=order.__getitem__):
            yield from self._keep(self._of_total(self.edition.box(number)))

    def _keep(self, move: Move | None) -> Iterator[Move]:
        if move is not None:
            self.told[move.number] = move
            yield move

    def _months(self) -> tuple[Decimal, Decimal] | None:
        """Give the months of the statement of income before and now, where they differ."""
        box = comparison_data().year_to_date.months
        before = self.computation.filing.prior.get(box)
        now = self.computation.amounts.get(box)
        if not before or not now or before == now or min(before, now) < 0:
            return None
        return before, now

    def _of_entry(self, box: Box) -> Move | None:
        number = box.number
        prior, now = self._sides(box)
        if prior is None and now is None:
            return None
        if prior is None or now is None:
            return self._one_sided(box, prior, now)
        move = self._judged(box, prior, now)
        if move is not None:
            as_before = self._as_before(number, prior)
            self.calm[number] = as_before
            if move.level == "explain":
                self.unexplained[number] = as_before
        return move

    def _sides(self, box: Box) -> tuple[Decimal | None, Decimal | None]:
        prior = self.computation.filing.prior.get(box.number)
        now = self.computation.amounts.get(box.number)
        return None if prior is None else box.as_filed(prior), now

    def _judged(self, box: Box, prior: Decimal, now: Decimal) -> Move | None:
        months = self.months if box.number in self.to_date else None
        # A smaller share of a year's amounts is not a smaller amount.
        compared = (prior, now) if months is None else (prior / months[0], now / months[1])
        found = self.limits.judged(*compared, _DOLLARS[box.unit])
        return None if found is None else Move(box.number, prior, now, *found, months)

    def _as_before(self, number: str, prior: Decimal) -> Decimal:
        if self.months is None or number not in self.to_date:
            return prior
        return prior * self.months[1] / self.months[0]

    def _one_sided(self, box: Box, prior: Decimal | None, now: Decimal | None) -> Move | None:
        amount = (prior if now is None else now) or Decimal(0)
        if amount.copy_abs() * _DOLLARS[box.unit] <= self.limits.note_amount:
            return None
        home = self.edition.boxes[box.number].home
        if prior is None:
            self.calm.pop(box.number, None)
            return Move(box.number, None, now, "new", "note") if self._covered(home) else None
        if not self._is_in_report(home):
            return None
        self.calm[box.number] = prior
        return Move(box.number, prior, None, "gone", "note")

    def _covered(self, page: Page) -> bool:
        """Tell whether the period before is known for a page, so that a lacking box was blank."""
        filing = self.computation.filing
        return filing.whole or self._covers(filing.prior.keys(), self.computation.amounts, page)

    def _is_in_report(self, page: Page) -> bool:
        """Tell whether a page is filled in or has nothing on it, so that a lacking box is blank."""
        filing = self.computation.filing
        if page.id in filing.nothing_to_report:
            return True
        if not _has_amounts(self.computation, page):
            return False
        return filing.whole or self._covers(self.computation.amounts.keys(), filing.prior, page)

    def _covers(self, these: Set[str], those: Mapping[str, Decimal], page: Page) -> bool:
        """Tell whether a part of a report has at least half of the amounts of the other side."""
        wanted = [
            placed.box.number
            for placed in self.edition.defined_on(page)
            if placed.box.formula is None and is_money(placed.box) and those.get(placed.box.number)
        ]
        return 2 * sum(number in these for number in wanted) >= len(wanted)

    def _of_total(self, box: Box) -> Move | None:
        number = box.number
        unexplained = self._computed(box, self.unexplained)
        calm = self._computed(box, self.calm)
        prior, now = self._sides(box)
        move = None if prior is None or now is None else self._judged(box, prior, now)
        if self.edition.boxes[number].home.id in self.blank:
            # A page without amounts is told as such.
            move = None
        if move is None or prior is None:
            _put(self.unexplained, number, unexplained)
            _put(self.calm, number, calm)
            return None
        without = unexplained if move.level == "explain" else calm
        remains = None if without is None else self._judged(box, prior, without)
        below = self._moved_below(box, move.level)
        follows = (
            below is not None
            and without is not None
            and (remains is None or (move.level, remains.level) == ("explain", "note"))
        )
        if follows:
            _put(self.unexplained, number, unexplained)
            _put(self.calm, number, calm)
            return move.replaced(level="note", follows_from=below)
        as_before = self._as_before(number, prior)
        self.calm[number] = as_before
        if move.level == "explain":
            self.unexplained[number] = as_before
        else:
            _put(self.unexplained, number, unexplained)
        return move

    def _computed(self, box: Box, amounts: Mapping[str, Decimal]) -> Decimal | None:
        result = box.computed(self.computation.environment.showing(amounts))
        return result.amount if isinstance(result, Known) else None

    def _moved_below(self, box: Box, level: Level) -> str | None:
        """Find the entry or total below, of those that moved of their own, that moved the most."""
        found: dict[str, Decimal] = {}
        seen: set[str] = set()
        waiting = list(box.formula.boxes) if box.formula else []
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            move = self.told.get(number)
            if (
                move is not None
                and move.follows_from is None
                and (level == "note" or move.level == "explain")
            ):
                found[number] = abs((move.now or Decimal(0)) - (move.prior or Decimal(0)))
            formula = self.edition.box(number).formula
            waiting += formula.boxes if formula else ()
        return max(found, key=found.__getitem__) if found else None


def _has_amounts(computation: Computation, page: Page) -> bool:
    """Tell whether an amount is entered on a page that a report rolled forward does not bring."""
    data = comparison_data()
    brought = {*data.carried, data.year_to_date.months}
    return any(
        placed.box.number in computation.amounts
        for placed in computation.filing.edition.defined_on(page)
        if placed.box.is_amount
        and computation.filing.is_entered(placed.box.number)
        and placed.box.number not in brought
    )


def pages_without_amounts(computation: Computation) -> Iterator[tuple[Page, int]]:
    """Give the pages whose texts stayed and whose amounts did not: how many there were before."""
    filing = computation.filing
    for page in filing.filled:
        excluded = any(one is page for one in computation.scope.excluded)
        if excluded or page.id in filing.nothing_to_report or _has_amounts(computation, page):
            continue
        before = sum(
            placed.box.number in filing.prior
            for placed in filing.edition.defined_on(page)
            if placed.box.formula is None
            and is_money(placed.box)
            and placed.box.number not in comparison_data().carried
        )
        if before:
            yield page, before


def _put(amounts: dict[str, Decimal], number: str, amount: Decimal | None) -> None:
    if amount is not None:
        amounts[number] = amount


@exactly
def still_the_same(computation: Computation) -> tuple[int, tuple[tuple[Page, int], ...]]:
    """Count the amounts that are still those of the period before, to the dollar.

    Returns:
        The number of amounts, where all that are entered in the report are the same, else zero; and
        the pages on which all are the same, each with their number.
    """
    filing, data = computation.filing, comparison_data()
    now: dict[str, dict[str, Decimal]] = {}
    before: dict[str, dict[str, Decimal]] = {}
    for number, placed in filing.edition.boxes.items():
        box = placed.box
        if not is_money(box) or number in data.carried:
            continue
        # What is typed over blank operands is an entry as well; what is computed is none.
        entered = box.formula is None or (box.direct_entry and filing.is_entered(number))
        if not entered:
            continue
        amount, prior = computation.amounts.get(number), filing.prior.get(number)
        if amount:
            now.setdefault(placed.home.id, {})[number] = amount
        if prior is not None and box.as_filed(prior):
            before.setdefault(placed.home.id, {})[number] = box.as_filed(prior)
    fewest = data.same_amounts_on_page
    pages = filing.edition.pages_by_id
    same = tuple((pages[one], len(held)) for one, held in now.items() if held == before.get(one))
    count = sum(map(len, now.values()))
    whole = count if now == before and count >= (1 if filing.whole else fewest) else 0
    return whole, tuple((page, number) for page, number in same if number >= fewest)
