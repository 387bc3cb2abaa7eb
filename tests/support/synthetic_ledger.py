"""The ledger of the synthetic firm of 2026, made from the amounts of its sample report.

`python -m tests.support.synthetic_ledger` writes it again, as a trial balance and a mapping, into
`focusxl/samples`. Each amount of money in the report becomes an account, or two or three where it
is large. What stands on the balance sheet is an asset, a liability or equity; income and expenses
are closed into one account that is left out; all else is kept as a memorandum, against an account
that is left out. Amounts that are alike are one account in several boxes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.formulas.tree import Arithmetic, BoxReference, Negation, Node

FOLDER = Path(__file__).parents[2] / "focusxl" / "samples"
BALANCES = FOLDER / "synthetic-2026-03-31-balances.csv"
MAPPING = FOLDER / "synthetic-2026-03-31-mapping.csv"
TOTAL_ASSETS, TOTAL_FUNDING, NET_INCOME = "940", "1810", "4230"
LARGE, MOST_SPLIT = 60_000_000, 7
RECEIVABLE, PAYABLE = "310", "1580"
"""The boxes of a clearing account that is owed to the firm one month, and by it the next."""
_LONGEST = 90

Row = tuple[str, str, str, str, str]


@dataclass
class Ledger:
    """Accounts with their balances, and the rows of the mapping."""

    accounts: list[tuple[str, str, Decimal]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    next_number: dict[str, int] = field(default_factory=dict)

    def add(self, family: str, description: str, balance: Decimal) -> str:
        number = self.next_number.get(
            family, int(family.ljust(6 if family[0] == "9" else 5, "0")) + 10
        )
        self.next_number[family] = number + 10
        self.accounts.append((str(number), description[:_LONGEST], balance))
        return str(number)

    def map(self, account: str, description: str, box: str, sign: int, when: str = "any") -> None:
        self.rows.append((account, description[:_LONGEST], box, str(sign), when))

    def leave_out(self, account: str, description: str) -> None:
        self.rows.append((account, description, "", "", ""))


def in_dollars(filing: Filing) -> dict[str, Decimal]:
    """Give the inputs in dollars that are not zero, in the order of the form.

    Positions in thousands come from the system in which they are traded, not from the ledger.
    """
    found = {}
    for number, placed in filing.edition.boxes.items():
        box, value = placed.box, filing.values.get(number)
        takes_accounts = box.kind == "input" or (box.kind == "total" and filing.is_entered(number))
        if takes_accounts and box.unit == "dollars" and isinstance(value, Decimal) and value:
            found[number] = value
    return found


def share_of(filing: Filing, total: str) -> Mapping[str, int]:
    """Give how often each input counts in a total: 1, -1, or not at all."""
    edition = filing.edition
    shares: dict[str, int] = {}

    def walk(node: Node, sign: int) -> None:
        match node:
            case BoxReference(number):
                formula = edition.box(number).formula
                if formula is None or filing.is_entered(number):
                    shares[number] = shares.get(number, 0) + sign
                else:
                    walk(formula.tree, sign)
            case Negation(operand):
                walk(operand, -sign)
            case Arithmetic("+" | "-" as operator, left, right):
                walk(left, sign)
                walk(right, sign if operator == "+" else -sign)

    walk(BoxReference(total), 1)
    return shares


def parts_of(amount: Decimal, is_split: bool) -> Iterator[tuple[str, Decimal]]:
    if not is_split:
        yield "", amount
        return
    first, second = amount * 6 // 10, amount * 3 // 10
    yield ", house bank", first
    yield ", second bank", second
    yield ", other", amount - first - second


def synthetic_ledger() -> Ledger:
    filing = load_sample("2026")
    edition, amounts, ledger = filing.edition, in_dollars(filing), Ledger()
    assets, funding, income = (
        share_of(filing, total) for total in (TOTAL_ASSETS, TOTAL_FUNDING, NET_INCOME)
    )
    alike: dict[Decimal, str] = {}
    """A whole account by its amount, for other boxes that hold the same."""
    split, closed = 0, Decimal(0)
    for number, amount in amounts.items():
        label = edition[number].label
        if number in assets:
            family, debit = "1", assets[number]
        elif number in funding:
            family, debit = ("3" if number.startswith("179") else "2"), -funding[number]
        elif number in income:
            family, debit = ("4" if income[number] > 0 else "5"), -income[number]
            closed += debit * amount
        else:
            continue
        is_split = abs(amount) > LARGE and split < MOST_SPLIT
        split += is_split
        sign = 1 if debit > 0 else -1
        added = [
            ledger.add(family, label + ending, sign * part)
            for ending, part in parts_of(amount, is_split)
        ]
        named = f"{added[0]}-{added[-1]}" if is_split else added[0]
        if number == RECEIVABLE:
            *others, clearing = added
            ledger.map(f"{others[0]}-{others[-1]}", label, number, sign)
            ledger.map(clearing, label, number, 1, "debit")
            ledger.map(clearing, label, PAYABLE, -1, "credit")
        else:
            ledger.map(named, label, number, sign)
        if not is_split:
            alike.setdefault(sign * amount, added[0])
    contra = ledger.add("59", "Income summary, closed into retained earnings", -closed)
    ledger.leave_out(contra, "Closing entry of the month")
    kept_apart: dict[int, Decimal] = {}
    done = assets.keys() | funding.keys() | income.keys()
    for number, amount in amounts.items():
        if number in done:
            continue
        placed = edition[number]
        sign, account = 1, alike.get(amount)
        if account is None and -amount in alike:
            sign, account = -1, alike[-amount]
        if account is None:
            family = f"9{placed.page:02}"
            described = f"Memo: {placed.label}"
            account = alike[amount] = ledger.add(family, described, amount)
            kept_apart[placed.page] = kept_apart.get(placed.page, Decimal(0)) + amount
        ledger.map(account, placed.label, number, sign)
    for page, total in kept_apart.items():
        title = edition.pages[page - 1].sheet
        ledger.add(f"99{page:02}", f"Memo contra: {title}", -total)
    ledger.leave_out("99*", "Contra accounts of the memorandum accounts")
    return ledger


def balances_file(ledger: Ledger) -> str:
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(["SYNTHETIC SECURITIES INC. (NOT A REAL FIRM)"])
    out.writerow(["Trial balance as of March 31, 2026"])
    out.writerow([])
    out.writerow(["Account", "Description", "Debit", "Credit"])
    for number, description, balance in sorted(ledger.accounts):
        sides = (f"{balance:,}", "") if balance >= 0 else ("", f"{-balance:,}")
        out.writerow([number, description, *sides])
    debits = sum(balance for _, _, balance in ledger.accounts if balance > 0)
    out.writerow(["", "Total", f"{debits:,}", f"{debits:,}"])
    return text.getvalue()


def mapping_file(ledger: Ledger) -> str:
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(["account", "description", "box", "sign", "when"])
    out.writerows(sorted(ledger.rows))
    return text.getvalue()


if __name__ == "__main__":
    made = synthetic_ledger()
    BALANCES.write_text(balances_file(made), "utf-8")
    MAPPING.write_text(mapping_file(made), "utf-8")
    print(f"{len(made.accounts)} accounts, {len(made.rows)} rows of the mapping.")
