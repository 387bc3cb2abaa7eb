"""The ledger of one period: its accounts, its mapping, and the amounts they give to the boxes."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from focusxl.amounts import EXACT, NOTHING, Number, exactly
from focusxl.filings.filing import NOWHERE, Entry, Filing, Place
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.mapping import AccountIndex, MappingRule
from focusxl.forms.model import Box
from focusxl.values import Record

_UNITS = {"dollars": Decimal(1), "thousands": Decimal(1000)}
"""How many dollars the unit of a box stands for; no other unit is one of money."""


class Loaded(Record):
    """Where the balances of a ledger were loaded from."""

    file: str
    sha256: str
    at: str
    """Date and time of the loading, as shown."""
    period_end: datetime.date | None = None
    """End of the period of the report into which they were loaded."""
    digest: str = ""
    """Digest of the accounts as they were loaded; see `Ledger.digest`."""


class Adjustment(Record):
    """An amount that the filer puts into a mapped box beside its accounts, in its unit."""

    box: str
    amount: Decimal
    reason: str
    place: Place = NOWHERE


class Part(NamedTuple):
    """An account in a box, by a row of the mapping."""

    account: Account
    rule: MappingRule

    @property
    def counted(self) -> Decimal:
        """What the box takes of the account, in dollars."""
        return self.rule.counted(self.account.balance)


class Twice(NamedTuple):
    """An account that two rows count into one box, or that one counts and one leaves out."""

    account: Account
    box: str
    rules: tuple[MappingRule, MappingRule]


class _Led(NamedTuple):
    """Where every account goes."""

    parts: Mapping[str, tuple[Part, ...]]
    left_out: tuple[Account, ...]
    unmapped: tuple[Account, ...]
    twice: tuple[Twice, ...]


class Ledger(Record):
    """A trial balance and the mapping that leads it into the boxes of a report."""

    accounts: tuple[Account, ...]
    rules: tuple[MappingRule, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    loaded: Loaded | None = None
    gone: tuple[Account, ...] = ()
    """Accounts of the period before that are not in this one, with their balances then."""

    @cached_property
    def total(self) -> Decimal:
        """The sum of all balances, nothing where debits and credits agree."""
        return _sum(account.balance for account in self.accounts)

    @cached_property
    def debits(self) -> Decimal:
        """The sum of all debit balances."""
        return _sum(account.balance for account in self.accounts if account.balance > 0)

    @cached_property
    def digest(self) -> str:
        """A digest of all accounts and their balances, which changes with each of them."""
        lines = (f"{one.key}\t{one.balance.normalize():f}\n" for one in self.accounts)
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """A digest of everything that findings rest on, by what it is of.

        In which order, in which case and in which cells it was written makes no difference, nor do
        the file and the time of the loading.
        """
        ends = self.loaded.period_end if self.loaded is not None else None
        accounts = [
            f"{one.key}\t{one.balance.normalize() + 0:f}\t{_written(one.before)}"
            for one in self.accounts
        ]
        gone = [f"{one.key}\t\t{_written(one.before)}" for one in self.gone]
        adjusted = [f"{one.box}\t{_written(one.amount)}\t{one.reason}" for one in self.adjustments]
        return {
            "accounts": _digest([f"{ends or ''}", *sorted(accounts), *sorted(gone)]),
            "adjustments": _digest(sorted(adjusted)),
            "mapping": _digest(
                sorted(
                    f"{one.account.strip().casefold()}\t{one.box}\t{one.sign}\t{one.when}"
                    f"\t{one.is_open}"
                    for one in self.rules
                )
            ),
        }

    def for_next_period(self) -> Ledger:
        """Give what the next period begins with: the mapping, and the accounts as they were.

        Balances and adjustments belong to their period alone.
        """
        return Ledger(
            (),
            self.rules,
            gone=tuple(
                Account(one.number, one.description, Decimal(0), one.balance)
                for one in self.accounts
            )
            or (self.gone if self.loaded is None else ()),
        )

    @property
    def has_before(self) -> bool:
        """Whether balances of a period before are known."""
        return bool(self.gone) or any(account.before is not None for account in self.accounts)

    @property
    def new(self) -> tuple[Account, ...]:
        """The accounts that were not there the period before, where that is known."""
        if not self.has_before:
            return ()
        return tuple(account for account in self.accounts if account.before is None)

    @property
    def credits(self) -> Decimal:
        """The sum of all credit balances, as a positive amount."""
        return EXACT.subtract(self.debits, self.total)

    @property
    def parts(self) -> Mapping[str, tuple[Part, ...]]:
        """The accounts of each box, in the order of the ledger."""
        return self._led.parts

    @property
    def left_out(self) -> tuple[Account, ...]:
        """The accounts that the mapping leaves out on purpose."""
        return self._led.left_out

    @property
    def unmapped(self) -> tuple[Account, ...]:
        """The accounts with a balance for which the mapping has no row."""
        return self._led.unmapped

    @property
    def twice(self) -> tuple[Twice, ...]:
        """The accounts on which two rows contradict each other."""
        return self._led.twice

    @cached_property
    def adjusted(self) -> Mapping[str, tuple[Adjustment, ...]]:
        """The adjustments of each box."""
        found: dict[str, tuple[Adjustment, ...]] = {}
        for one in self.adjustments:
            found[one.box] = (*found.get(one.box, ()), one)
        return found

    @cached_property
    def boxes(self) -> tuple[str, ...]:
        """The boxes that the ledger gives an amount to, by accounts or by adjustments."""
        return tuple(dict.fromkeys((*self.parts, *self.adjusted)))

    def amount(self, box: Box) -> Decimal:
        """Give the amount of a box as it is filed: its accounts and adjustments, in its unit."""
        amount = EXACT.divide(self._dollars[box.number], _UNITS.get(box.unit, Decimal(1)))
        adjustments = _sum(one.amount for one in self.adjusted.get(box.number, ()))
        return box.as_filed(EXACT.add(amount, adjustments))

    @cached_property
    def _dollars(self) -> Mapping[str, Decimal]:
        """What the accounts of each box give, in dollars."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for box, parts in self.parts.items():
            found[box] = _sum(rule.counted(account.balance) for account, rule in parts)
        return found

    @cached_property
    def _led(self) -> _Led:
        index = AccountIndex(self.accounts)
        of_account: list[list[tuple[tuple[bool, int], MappingRule]]] = [[] for _ in self.accounts]
        for rule in self.rules:
            if rule.is_open:
                continue
            named = index.named_by(rule.account)
            breadth = not rule.is_of_one, len(named)
            for position in named:
                of_account[position].append((breadth, rule))
        parts: dict[str, list[Part]] = {}
        left_out: list[Account] = []
        unmapped: list[Account] = []
        twice: list[Twice] = []
        for account, rules in zip(self.accounts, of_account, strict=True):
            kept = _kept(account, rules, twice)
            for rule in kept:
                if rule.box:
                    parts.setdefault(rule.box, []).append(Part(account, rule))
            balance = account.balance
            if not balance or any(rule.box and rule.applies(balance) for rule in kept):
                continue
            out = any(rule.leaves_out and rule.applies(balance) for rule in kept)
            (left_out if out else unmapped).append(account)
        together = {box: tuple(of_box) for box, of_box in parts.items()}
        return _Led(together, tuple(left_out), tuple(unmapped), tuple(twice))


def _kept(
    account: Account, rules: list[tuple[tuple[bool, int], MappingRule]], twice: list[Twice]
) -> list[MappingRule]:
    """Give the rows that count for an account, and note those that contradict each other.

    A row that leaves accounts out goes before the rows that name more accounts than it does: 1015
    is left out of 10*, and a box for 1015 goes before 10* left out.
    """
    if len(rules) == 1:
        return [rules[0][1]]
    kept: list[MappingRule] = []
    outs = [
        (breadth, rule)
        for breadth, rule in rules
        if rule.leaves_out and rule.applies(account.balance)
    ]
    for breadth, rule in rules:
        if rule.leaves_out:
            continue
        against = [other for out, other in outs if out == breadth]
        if against and rule.applies(account.balance):
            twice.append(Twice(account, rule.box, (rule, against[0])))
        if all(out >= breadth for out, _ in outs):
            kept.append(rule)
    kept += [rule for _, rule in rules if rule.leaves_out]
    seen: dict[str, list[MappingRule]] = {}
    for rule in kept:
        if not rule.box:
            continue
        for other in seen.get(rule.box, ()):
            if rule.overlaps(other):
                twice.append(Twice(account, rule.box, (other, rule)))
        seen.setdefault(rule.box, []).append(rule)
    return kept


def why_not_mapped(box: Box) -> str | None:
    """Give the reason why accounts cannot be mapped to a box; None where they can.

    A total that may be typed while the columns that it adds up are blank takes accounts as well.
    """
    if box.kind == "total" and not box.direct_entry:
        return "is a total, which the form computes"
    if not box.is_amount:
        return "does not take an amount"
    if not is_of_money(box):
        return "takes no money: a number of items, a percentage or a factor"
    return None


def mapped_boxes(filing: Filing) -> tuple[Box, ...]:
    """Give the boxes whose amounts the ledger of a filing gives: those that it has."""
    ledger, edition = filing.ledger, filing.edition
    if ledger is None:
        return ()
    found = []
    for number in ledger.boxes:
        placed = edition.boxes.get(number)
        if placed is None or number in filing.absent or why_not_mapped(placed.box) is not None:
            continue
        found.append(placed.box)
    return tuple(found)


def with_mapped_amounts(filing: Filing, before: Filing) -> Filing:
    """Give a filing whose mapped boxes hold what its ledger gives.

    Args:
        filing: the filing; nothing is changed where it has no ledger.
        before: what it is filled into: boxes that were mapped there, and are not now, are cleared.
    """
    if filing.ledger is None:
        return filing
    entries = dict(filing.entries)
    mapped = {box.number: box for box in mapped_boxes(filing)}
    for box in mapped_boxes(before):
        if box.number not in mapped and box.kind != "total":
            entries.setdefault(box.number, Entry(NOTHING, before.place_of(box.number)))
    for number, box in mapped.items():
        entries[number] = Entry(Number(filing.ledger.amount(box)), filing.place_of(number))
    return filing.replaced(entries=entries)


def is_of_money(box: Box) -> bool:
    """Tell whether a box holds money, and not a number of items, a percentage or a factor."""
    return box.unit in _UNITS


def dollars_of(box: Box) -> Decimal:
    """Give the number of dollars that the unit of a box stands for."""
    return _UNITS.get(box.unit, Decimal(1))


def _written(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize() + 0:f}"


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@exactly
def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
