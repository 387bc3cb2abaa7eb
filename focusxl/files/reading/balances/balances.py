"""Balance files: the accounts of a trial balance, with what was skipped on the way.

Debits are positive. What is not an account is skipped and said: blank rows, headings within, totals
and subtotals. A row with an amount that is neither an account nor a total is refused.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path

from focusxl.amounts import show
from focusxl.errors import NotAnAmount, Unreadable
from focusxl.files.openxml.addresses import cell_address
from focusxl.files.openxml.source import Source
from focusxl.files.reading.balances.amounts import read_balance
from focusxl.files.reading.balances.dates import Named, dates_in, dates_in_name
from focusxl.files.reading.balances.headings import Headings, Meaning, find_headings
from focusxl.files.reading.balances.table import Row, Table, read_tables
from focusxl.filings.ledger.account import Account
from focusxl.text import in_one_line, shown
from focusxl.values import Record

_TOTAL = re.compile(
    r"(?i)\W*(?:(?:report|grand|sub|over-?all|ledger|trial balance)[ -]*)?"
    r"(?:totals?|sum|subtotals?|difference|out of balance|check)\b.*",
    re.DOTALL,
)
_COMBINED = re.compile(r"(\S*[0-9]\S*?)\s*(?:[-\u00b7\u2013\u2014:]\s+|\s)(?=.*[A-Za-z])(.+)")
_DEBIT_WORDS = frozenset({"d", "dr", "debit", "dr.", "debits", "soll"})
_CREDIT_WORDS = frozenset({"c", "cr", "credit", "cr.", "credits"})
_LONGEST_NUMBER, _LONGEST_DESCRIPTION = 60, 200
_MOST_NAMED = 4
_EMPTY = ("", None)
_NOTHING = Decimal(0)
_OF_TOTALS = frozenset("TtGgSsRrOoDdCcLl*-= ")
"""The letters that a total, or what is printed before it, begins with."""


class BalanceFile(Record):
    """A trial balance as read from a file."""

    name: str
    sha256: str
    sheet: str
    """The sheet that it was read from; empty for a text file."""
    accounts: tuple[Account, ...]
    columns: str
    """Which columns gave the balance, in words."""
    period: Named | None
    """The date that the file names, where it names the one of the report."""
    blank_rows: int
    headings_within: int
    totals: tuple[str, ...]
    """The totals and subtotals that were skipped, each with its row and amount."""
    texts: int
    """Amounts that were stored as text in a workbook, and read all the same."""


def read_balances(path: Path, period_end: datetime.date | None) -> BalanceFile:
    """Read a trial balance from a workbook or a text file.

    Args:
        path: the file, .xlsx, .xls or .csv.
        period_end: the end of the report's period, which the file must not contradict.

    Raises:
        Unreadable: the file cannot be read, has no columns of balances, has an account twice or a
            text for an amount, or is of another month.
    """
    file = read_tables(path)
    looked_at: list[str] = []
    for table in file.tables:
        headings = find_headings(table.rows)
        if headings is not None:
            return _Reader(file.source, table, headings, period_end).read()
        looked_at.append(table.sheet)
    where = "" if looked_at in ([], [""]) else f" on any of its {len(looked_at)} sheets"
    if looked_at[1:] == [] and looked_at[:1] not in ([], [""]):
        where = f" on its sheet “{in_one_line(looked_at[0], 40)}”"
    raise Unreadable(
        f"{file.source.name} has no headings of a trial balance{where}. It needs a row with "
        "Account and Balance, or Account, Debit and Credit, above the balances."
    )


class _Reader:
    """A reader of one table, row by row."""

    def __init__(
        self,
        source: Source,
        table: Table,
        headings: Headings,
        period_end: datetime.date | None,
    ) -> None:
        self.source, self.table, self.headings = source, table, headings
        self.period_end = period_end
        self.columns = dict(headings.columns)
        self.accounts: list[Account] = []
        self.rows: dict[str, int] = {}
        """The row of each account, by its key."""
        self.blank = self.within = self.texts = 0
        self.totals: list[str] = []
        self.debits = self.credits = Decimal(0)
        self.of_rows: dict[object, int] = {}
        """The dates in the rows, where there is a column of them, each with its first row."""
        self.has_amounts = False

    def read(self) -> BalanceFile:
        self._choose_among_rivals()
        period = self._named_period()
        first = self.headings.row + 1
        for position, row in enumerate(islice(self.table.rows, first, None), start=first + 1):
            self._read_row(position, row)
        if not self.accounts:
            raise self._refused("has headings of a trial balance, and no account below them")
        if not self.has_amounts:
            raise self._refused(
                "has accounts and not one amount: if its amounts are formulas, open it in Excel "
                "and save it"
            )
        return BalanceFile(
            self.source.path.name,
            self.source.sha256,
            self.table.sheet,
            tuple(self.accounts),
            self.headings.in_words,
            self._period_of_rows() or period,
            self.blank,
            self.within,
            tuple(self.totals),
            self.texts if self.table.sheet else 0,
        )

    def _refused(self, reason: str) -> Unreadable:
        return Unreadable(f"{self.source.name} {reason}.")

    def _cell(self, row: Row, meaning: Meaning) -> object:
        column = self.columns.get(meaning)
        if column is None:
            return ""
        try:
            return row[column]
        except IndexError:
            return ""

    def _at(self, position: int, meaning: Meaning) -> str:
        """Name a cell as its program shows it."""
        if not self.table.sheet:
            return f"row {position}"
        column = self.columns[meaning] + self.table.first_column
        return f"cell {cell_address(position - 1, column)}"

    def _choose_among_rivals(self) -> None:
        """Take the balances of the report's period where there are columns of several.

        Raises:
            Unreadable: it is not said which of them are the balances.
        """
        if not self.headings.rivals:
            return
        head = self.table.rows[self.headings.row]
        if "amount" in self.columns and self.period_end is not None:
            candidates = (self.columns["amount"], *self.headings.rivals)
            of_period = [
                column
                for column in candidates
                if any(one.is_of(self.period_end) for one in dates_in([head[column]]))
            ]
            if len(of_period) == 1:
                self.columns["amount"] = of_period[0]
                return
        taken = [self.columns[one] for one in ("amount", "debit", "credit") if one in self.columns]
        names = ", ".join(
            f"“{in_one_line(str(head[column]), 40)}”"
            for column in sorted((*taken, *self.headings.rivals))
        )
        raise self._refused(
            f"has several columns that could be the balances ({names}); keep the one of the period"
        )

    def _named_period(self) -> Named | None:
        """Find the date that the file names, and refuse that of another month."""
        head = self.headings.row
        chosen = [self._cell(self.table.rows[head], one) for one in self.columns]
        above: list[object] = []
        for row in self.table.rows[:head]:
            filled = [cell for cell in row if cell not in _EMPTY]
            # A date such as March 31, 2026 falls apart where a comma separates fields.
            above += filled if self.table.sheet else [", ".join(map(str, filled))]
        named = [*dates_in(above), *dates_in(chosen)]
        where = "in its heading"
        if not named:
            named, where = dates_in_name(self.table.sheet), "in the name of its sheet"
        if not named:
            named, where = dates_in_name(self.source.path.stem), "in its name"
        return self._checked(named, where)

    def _checked(self, named: Sequence[Named], where: str) -> Named | None:
        if not named or self.period_end is None:
            return None
        for one in named:
            if one.is_of(self.period_end):
                return one
        other = max(named, key=lambda one: one.day)
        raise self._refused(
            f"is of another period: {where} it says {other.shown}, and the period of the report "
            f"ends on {self.period_end:%m/%d/%Y}. Give the balances of that day, or correct the "
            "date on the cover"
        )

    def _period_of_rows(self) -> Named | None:
        if len(self.of_rows) != 1:
            if len(self.of_rows) > 1 and self.period_end is not None:
                first, second, *_ = self.of_rows.values()
                raise self._refused(
                    f"has balances of several dates (rows {first} and {second}); keep those of "
                    f"{self.period_end:%m/%d/%Y}"
                )
            return None
        return self._checked(list(dates_in(self.of_rows)), "in its rows")

    def _read_row(self, position: int, row: Row) -> None:
        # A row of a zero is no blank one.
        if not any(row) and all(cell in _EMPTY for cell in row):
            self.blank += 1
            return
        number = self._number(position, self._cell(row, "account"))
        description = _text(self._cell(row, "description"))
        if "description" not in self.columns:
            together = _COMBINED.fullmatch(number)
            if together is not None:
                number, description = together[1], together[2].strip()
        debit, credit = self._amounts(position, row, number)
        if debit is None and credit is None:
            is_named = description or any(map(str.isdigit, number))
            if not number or not is_named or self._is_repeated(row):
                self.within += 1
                return
        balance = _difference(debit, credit)
        is_plain = number and not number[0].isalpha() and description[:1] not in _OF_TOTALS
        if not is_plain and self._is_total(number, description, row, debit, credit):
            self.totals.append(self._told(position, row, number, description, balance))
            return
        if not number:
            label = f" (“{in_one_line(description, 60)}”)" if description else ""
            raise self._refused(
                f"has an amount of {show(balance)} in row {position}{label} that belongs to no "
                "account and is no total of the rows above; give it an account number, or remove it"
            )
        self.has_amounts = self.has_amounts or debit is not None or credit is not None
        self.debits += debit or 0
        self.credits += credit or 0
        if "period" in self.columns:
            self._note_date(position, row)
        self._add(position, number, description, balance)

    def _add(self, position: int, number: str, description: str, balance: Decimal) -> None:
        account = Account(number, description, balance)
        other = self.rows.setdefault(account.key, position)
        if other != position:
            raise self._refused(
                f"has account {in_one_line(number, 40)} twice, in rows {other} and {position}; add "
                "the two up, or correct the number of one"
            )
        self.accounts.append(account)

    def _number(self, position: int, cell: object) -> str:
        if isinstance(cell, str):
            number = cell.strip()
        elif cell is None:
            number = ""
        elif isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
            number = str(int(cell))
        elif isinstance(cell, float | int) and not isinstance(cell, bool):
            number = f"{cell:.15g}"
        else:
            raise self._refused(
                f"has no account number but {_kind(cell)} in {self._at(position, 'account')}; "
                "spreadsheets turn numbers with dashes into dates: format the column as Text"
            )
        return number[:_LONGEST_NUMBER]

    def _amounts(
        self, position: int, row: Row, number: str
    ) -> tuple[Decimal | None, Decimal | None]:
        """Give the debit and the credit of a row; None where the cell is empty."""
        if "debit" in self.columns:
            return (
                self._amount(position, row, "debit", number),
                self._amount(position, row, "credit", number),
            )
        amount = self._amount(position, row, "amount", number)
        if amount is not None and "side" in self.columns:
            side = _text(self._cell(row, "side")).casefold()
            if side in _CREDIT_WORDS:
                return None, amount
            if amount and side not in _DEBIT_WORDS:
                raise self._refused(
                    f"does not say in {self._at(position, 'side')} whether the amount is a debit "
                    f"or a credit, but “{in_one_line(side, 20)}”; enter D or C"
                )
        return amount, None

    def _amount(self, position: int, row: Row, meaning: Meaning, number: str) -> Decimal | None:
        cell = self._cell(row, meaning)
        if self.table.faults:
            at = position, self.columns[meaning] + self.table.first_column
            fault = self.table.faults.get(at)
            if fault is not None:
                raise self._refused(f"cannot be read: {self._at(position, meaning)} {fault}")
        if cell == "" or cell is None:
            return None
        try:
            amount = read_balance(cell)
        except NotAnAmount as refusal:
            if not number and isinstance(cell, str) and not any(map(str.isdigit, cell)):
                return None  # A text among headings or below the balances.
            if self._is_repeated(row):
                return None
            of_account = f", account {in_one_line(number, 40)}" if number else ""
            raise self._refused(
                f"has no amount in {self._at(position, meaning)}{of_account}: "
                f"“{in_one_line(str(cell), 40)}” {refusal}"
            ) from None
        if amount is not None and isinstance(cell, str):
            self.texts += 1
        return amount

    def _is_repeated(self, row: Row) -> bool:
        """Tell whether a row repeats the headings, as on the next page of a print."""
        head = self.table.rows[self.headings.row]
        return all(
            self._cell(row, meaning) == self._cell(head, meaning) for meaning in self.columns
        )

    def _is_total(
        self,
        number: str,
        description: str,
        row: Row,
        debit: Decimal | None,
        credit: Decimal | None,
    ) -> bool:
        if debit is None and credit is None:
            return False
        balance = _difference(debit, credit)
        if number:
            if _TOTAL.fullmatch(number):
                return True
            # “Total return swaps” is an account, unless it is the sum of those above.
            return _TOTAL.fullmatch(description) is not None and self._adds_up(balance)
        label = description or next(self._texts_of(row), "")
        if label:
            return _TOTAL.fullmatch(label) is not None
        return (
            (debit or 0, credit or 0) == (self.debits, self.credits)
            or balance == self.debits - self.credits
            or self._adds_up(balance)
        )

    def _adds_up(self, balance: Decimal) -> bool:
        """Tell whether an amount is the sum of the last accounts above, two or more."""
        total = Decimal(0)
        for count, account in enumerate(reversed(self.accounts), start=1):
            total += account.balance
            if count > 1 and total == balance:
                return True
        return False

    def _texts_of(self, row: Row) -> Iterator[str]:
        for cell in row:
            if isinstance(cell, str) and any(map(str.isalpha, cell)):
                yield cell.strip()

    def _told(
        self, position: int, row: Row, number: str, description: str, balance: Decimal
    ) -> str:
        label = description or number or next(self._texts_of(row), "")
        named = f"“{in_one_line(label, 40)}” " if label else ""
        return f"row {position} {named}{show(balance)}"

    def _note_date(self, position: int, row: Row) -> None:
        cell = self._cell(row, "period")
        if cell not in _EMPTY and len(self.of_rows) < 3:
            if isinstance(cell, datetime.datetime):
                cell = cell.date()
            if isinstance(cell, datetime.date | str) and next(dates_in([cell]), None) is not None:
                self.of_rows.setdefault(cell, position)


def what_was_skipped(file: BalanceFile) -> Iterator[str]:
    """Say which rows of a balance file are no accounts."""
    parts = []
    if file.blank_rows:
        parts.append(_counted(file.blank_rows, "blank row"))
    if file.headings_within:
        parts.append(_counted(file.headings_within, "row of headings or text"))
    if file.totals:
        named = "; ".join(file.totals[:_MOST_NAMED])
        rest = len(file.totals) - _MOST_NAMED
        more = f"; and {rest} more" if rest > 0 else ""
        parts.append(f"{_counted(len(file.totals), 'total')} ({named}{more})")
    if parts:
        yield f"Skipped: {', '.join(parts)}."
    if file.texts:
        yield f"Read {_counted(file.texts, 'amount')} that {shown(Path(file.name))} keeps as text."


def _difference(debit: Decimal | None, credit: Decimal | None) -> Decimal:
    if credit is None:
        return _NOTHING if debit is None else debit
    return -credit if debit is None else debit - credit


def _counted(count: int, what: str) -> str:
    first, _, rest = what.partition(" of ")
    plural = first if count == 1 else f"{first}s"
    return f"{count:,} {plural}{' of ' + rest if rest else ''}"


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell.strip()[:_LONGEST_DESCRIPTION]
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _kind(cell: object) -> str:
    if isinstance(cell, datetime.date):
        return f"the date {cell:%m/%d/%Y}"
    return f"“{in_one_line(str(cell), 20)}”"
