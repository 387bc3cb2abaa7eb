"""The headings of a table of balances: which column holds what, in whatever order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from focusxl.files.reading.balances.table import Row
from focusxl.values import Record

Meaning = Literal["account", "description", "debit", "credit", "amount", "side", "period"]

_LONGEST_HEADING = 80
ROWS_LOOKED_AT = 60
"""The rows from the top among which the headings are looked for."""

_ACCOUNT = (
    r"(?:gl|ledger|main|chart of accounts|natural)? ?"
    r"(?:account|acct|a c) ?(?:no|number|num|nbr|code|id|key)?"
    r"|(?:gl|ledger|account|acct) (?:no|number|code|account|id)|gl|coa|code|no|number"
)
_DESCRIPTION = (
    r"(?:gl )?(?:account|acct) (?:name|title|description|desc|text)|description|desc|name|title"
    r"|account description|long text|short text"
)
_CLOSING = r"(?:closing|ending|end|final|adjusted|ytd|year to date|cumulative|period end) ?"
_OTHER = re.compile(
    r"\b(?:opening|beginning|begin|start|starting|prior|previous|last|budget|change|variance"
    r"|movement|activity|forward|unadjusted|net change|adjustments?|adj|py|percent)\b"
)
_DEBIT = re.compile(r"\b(?:debits?|dr)\b")
_CREDIT = re.compile(r"\b(?:credits?|cr)\b")
_SIDE = re.compile(
    r"(?:dr|debit|d) (?:cr|credit|c)|side|(?:balance|normal) side|(?:dr|debit) or (?:cr|credit)"
)
_AMOUNT = re.compile(
    r"\b(?:balance|balances|amount|amounts|net|total|value|usd|dollars)\b|^(?:ytd|closing|ending)$"
)
_PERIOD = re.compile(
    r"(?:as of|as of date|period|period end|period ending|posting period|month|month end"
    r"|balance date|date|fiscal period|reporting date)"
)


class Headings(Record):
    """The row of headings, and the column of each meaning, counted from 0."""

    row: int
    columns: Mapping[Meaning, int]
    rivals: tuple[int, ...] = ()
    """Columns that could hold the balance as well as the one that was taken."""

    @property
    def in_words(self) -> str:
        """Which columns give the balance."""
        if "debit" in self.columns:
            return "a debit and a credit column"
        if "side" in self.columns:
            return "an amount and its side"
        return "one signed column, debits positive"


def find_headings(rows: Sequence[Row]) -> Headings | None:
    """Find the headings of a table of balances; None where there are none."""
    for position, row in enumerate(rows[:ROWS_LOOKED_AT]):
        columns, rivals = _columns(row, rows[position - 1] if position else ())
        if "amount" in columns or {"debit", "credit"} <= columns.keys():
            if "account" not in columns:
                first = _first_column(rows, position, columns)
                if first is None or "debit" not in columns:
                    continue
                columns["account"] = first
            return Headings(position, columns, rivals)
    return None


def _columns(row: Row, above: Row) -> tuple[dict[Meaning, int], tuple[int, ...]]:
    """Give the column of each meaning, and those that could hold the balance as well."""
    found = _ranked(row)
    sides = min(_best(found["debit"])[0], _best(found["credit"])[0])
    closing = _best(found["amount"])[0]
    is_with_opening = closing > 2 and any(weight <= 2 for weight, _ in found["amount"])
    of_balance: tuple[Meaning, ...] = ("debit", "credit")
    if not sides or closing > sides or is_with_opening:
        of_balance = ("amount", "side")
    if any(_rivals(found[meaning]) for meaning in of_balance):
        # Columns under a common heading: “Closing” above “Debit” and “Credit”.
        together = _ranked(_with_above(row, above))
        for meaning in of_balance:
            columns_of = {column for _, column in found[meaning]}
            found[meaning] = [one for one in together[meaning] if one[1] in columns_of]
    columns: dict[Meaning, int] = {}
    for meaning, ranked in found.items():
        is_other = meaning in ("debit", "credit", "amount", "side") and meaning not in of_balance
        if ranked and not is_other:
            columns[meaning] = _best(ranked)[1]
    if "description" not in columns:
        others = [column for _, column in found["account"] if column != columns["account"]]
        if others:
            columns["description"] = others[0]
    rivals = [column for meaning in of_balance for column in _rivals(found[meaning])]
    return columns, tuple(rivals)


_Ranked = list[tuple[int, int]]


def _ranked(row: Row) -> dict[Meaning, _Ranked]:
    found: dict[Meaning, _Ranked] = {meaning: [] for meaning in get_args(Meaning)}
    for column, cell in enumerate(row):
        if isinstance(cell, str) and len(cell) <= _LONGEST_HEADING:
            for meaning, weight in _meant(_words(cell)):
                found[meaning].append((weight, column))
    return found


def _best(ranked: _Ranked) -> tuple[int, int]:
    """Give the weight and the column of the best, the first where several are as good."""
    return max(ranked, key=lambda one: one[0], default=(0, 0))


def _rivals(ranked: _Ranked) -> list[int]:
    weight, best = _best(ranked)
    return [column for other, column in ranked if other == weight and column != best]


def _with_above(row: Row, above: Row) -> list[object]:
    """Put before each heading the one that stands above it, or above a column to its left."""
    texts: list[object] = []
    last = ""
    for column, cell in enumerate(row):
        over = above[column] if column < len(above) else ""
        last = over if isinstance(over, str) and over.strip() else last
        texts.append(f"{last} {cell}" if isinstance(cell, str) and cell else cell)
    return texts


def _words(cell: str) -> str:
    """Write a heading in plain words.

    >>> _words("Account No. (G/L)"), _words("Balance 03/31/2026")
    ('account no gl', 'balance')
    """
    text = cell.casefold().replace("g/l", "gl").replace("#", " no ")
    text = re.sub(r"[0-9]+", " ", text)
    return " ".join(re.sub(r"[^a-z]+", " ", text).split())


def _meant(words: str) -> list[tuple[Meaning, int]]:
    if not words:
        return []
    if _SIDE.fullmatch(words):
        return [("side", 1)]
    weight = 1 if _OTHER.search(words) else 2
    if re.search(rf"\b{_CLOSING}", words) and weight == 2:
        weight = 3
    is_debit, is_credit = _DEBIT.search(words), _CREDIT.search(words)
    if is_debit or is_credit:
        if is_debit and is_credit:
            return [("amount", weight)]
        # A balance in two columns is the balance; debits and credits alone may be movements.
        return [("debit" if is_debit else "credit", 2 * weight)]
    if re.fullmatch(_DESCRIPTION, words):
        return [("description", 2)]
    if re.fullmatch(_ACCOUNT, words):
        return [("account", 3 if re.search(r"\b(?:no|number|code|id|key)\b", words) else 2)]
    if _AMOUNT.search(words):
        return [("amount", 2 * weight - 1 if weight == 2 else 2 * weight)]
    if _PERIOD.fullmatch(words):
        return [("period", 1)]
    return []


def _first_column(rows: Sequence[Row], head: int, columns: Mapping[Meaning, int]) -> int | None:
    """Give the column of the accounts where it has no heading: the first that is filled below."""
    taken = set(columns.values())
    for row in rows[head + 1 : head + 1 + ROWS_LOOKED_AT]:
        for column, cell in enumerate(row):
            if column not in taken and cell not in ("", None):
                return column
    return None
