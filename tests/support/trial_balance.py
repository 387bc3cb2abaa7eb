"""Trial balances of other months, made from that of the synthetic firm."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from tests.support.synthetic_ledger import BALANCES

_FIRST_ACCOUNT = 4


def trial_balance(
    path: Path, day: str, changed: Mapping[str, int], renamed: Mapping[str, str] | None = None
) -> Path:
    """Write the balances of March anew: of another day, with other balances and numbers.

    Args:
        path: the file to write.
        day: the day in the heading, such as “April 30, 2026”.
        changed: new balances by account; a credit is negative.
        renamed: new numbers by account.
    """
    rows = list(csv.reader(BALANCES.open(encoding="utf-8")))
    rows[1] = [f"Trial balance as of {day}"]
    debits = credits = 0
    for row in rows[_FIRST_ACCOUNT:-1]:
        if row[0] in changed:
            balance = changed[row[0]]
            row[2:] = (f"{balance:,}", "") if balance >= 0 else ("", f"{-balance:,}")
        row[0] = (renamed or {}).get(row[0], row[0])
        debits += int(row[2].replace(",", "") or 0)
        credits += int(row[3].replace(",", "") or 0)
    rows[-1][2:] = [f"{debits:,}", f"{credits:,}"]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), "utf-8")
    return path
