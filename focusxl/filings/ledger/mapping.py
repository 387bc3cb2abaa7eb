"""The mapping: which accounts go into which box, with which sign, and on which side.

A row names one account, a range ``1000-1019`` or a pattern ``10*``. A row without a box leaves its
accounts out on purpose; one that has a proposal in place of a box is not decided yet.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Literal

from focusxl.filings.filing import NOWHERE, Place
from focusxl.filings.ledger.account import Account
from focusxl.values import Record

When = Literal["any", "debit", "credit"]
"""On which side an account must stand for a row to count it."""

WHENS: tuple[When, ...] = ("any", "debit", "credit")
_RANGE = re.compile(r"\s*(\S(?:.*?\S)?)\s*[-\u2013]\s*(\S(?:.*\S)?)\s*")
_WILDCARDS = ("*", "?")
_CHUNK = re.compile(r"[0-9]+|[^0-9]+")
_Key = tuple[tuple[bool, int, str], ...]


class MappingRule(Record):
    """One row of the mapping."""

    account: str
    """One account, a range or a pattern."""
    box: str = ""
    """The number of the box; empty where the accounts are left out on purpose."""
    sign: int = 1
    """1 or -1: a box for money owed takes credits with -1."""
    when: When = "any"
    description: str = ""
    proposal: str = ""
    """What was proposed for an account without a box, until the filer decides."""
    place: Place = NOWHERE

    @property
    def is_open(self) -> bool:
        """Whether the filer has not decided yet between the proposal and another box."""
        return not self.box and bool(self.proposal)

    @property
    def leaves_out(self) -> bool:
        """Whether the row leaves its accounts out on purpose."""
        return not self.box and not self.proposal

    @property
    def is_of_one(self) -> bool:
        """Whether the row names one account, and neither a range nor a pattern."""
        return _RANGE.fullmatch(self.account) is None and not _is_pattern(self.account)

    def applies(self, balance: Decimal) -> bool:
        """Tell whether the row counts an account with this balance."""
        match self.when:
            case "debit":
                return balance > 0
            case "credit":
                return balance < 0
        return True

    def counted(self, balance: Decimal) -> Decimal:
        """Give what the row puts into its box for this balance."""
        return self.sign * balance if self.applies(balance) else Decimal(0)

    def overlaps(self, other: MappingRule) -> bool:
        """Tell whether both rows may count the same balance."""
        return self.when == other.when or "any" in (self.when, other.when)


class AccountIndex:
    """The accounts of a ledger, found by what a row of the mapping names."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._accounts = accounts

    @cached_property
    def _by_key(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for position, account in enumerate(self._accounts):
            found.setdefault(account.key, []).append(position)
        return found

    @cached_property
    def _in_order(self) -> tuple[list[_Key], list[int]]:
        """The accounts in the order of ranges, in which 999 comes before 1000."""
        keyed = sorted((_in_range(account.key), at) for at, account in enumerate(self._accounts))
        return [key for key, _ in keyed], [at for _, at in keyed]

    @cached_property
    def _by_letters(self) -> tuple[list[str], list[int]]:
        keyed = sorted((account.key, at) for at, account in enumerate(self._accounts))
        return [key for key, _ in keyed], [at for _, at in keyed]

    def named_by(self, written: str) -> Sequence[int]:
        """Give the positions of the accounts that a row names, in the order of the ledger.

        A text that is the number of an account is that account, even where it looks like a range.
        """
        key = written.strip().casefold()
        one = self._by_key.get(key)
        if one is not None:
            return one
        if _is_pattern(key):
            return sorted(self._of_pattern(key))
        ends = _RANGE.fullmatch(key)
        return sorted(self._of_range(ends[1], ends[2])) if ends else ()

    def _of_pattern(self, pattern: str) -> Iterable[int]:
        keys, positions = self._by_letters
        literal = re.split(r"[*?]", pattern, maxsplit=1)[0]
        first = bisect_left(keys, literal)
        last = bisect_left(keys, literal + chr(0x10FFFF))
        if pattern == f"{literal}*":
            return positions[first:last]
        wanted = re.compile(
            "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in pattern),
            re.DOTALL,
        )
        return [positions[at] for at in range(first, last) if wanted.fullmatch(keys[at])]

    def _of_range(self, low: str, high: str) -> Iterable[int]:
        """Give the accounts from one to another; those below the last one belong to it."""
        keys, positions = self._in_order
        end = _in_range(high)
        first = bisect_left(keys, _in_range(low))
        last = bisect_right(keys, end)
        while last < len(keys) and keys[last][: len(end)] == end:
            last += 1
        return positions[first:last]


def _is_pattern(text: str) -> bool:
    return any(wildcard in text for wildcard in _WILDCARDS)


def _in_range(number: str) -> _Key:
    """Give the key by which ranges are ordered: digits by their value, all else by letters."""
    return tuple(
        (
            not chunk.isdigit(),
            int(chunk) if chunk.isdigit() else 0,
            "" if chunk.isdigit() else chunk,
        )
        for chunk in _CHUNK.findall(number)
    )
