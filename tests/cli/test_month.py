"""A month as an accountant does it: from one report to the next, to its filing and its amendment.

Every step is a command on what the step before made. The firm is the synthetic one, whose margin at
clearing organizations (account 928110, box 7100) is 205,660,412 in March.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from focusxl.filings.samples import sample_data
from focusxl.library import read
from tests.support.command_line import Outcome, run, validated
from tests.support.trial_balance import trial_balance

pytestmark = pytest.mark.slow

APRIL = "April 30, 2026"
MARGIN, CONTRA = "928110", "992810"
IN_MARCH, CONTRA_IN_MARCH = 205_660_412, -1_344_676_706


def with_margin(amount: int) -> dict[str, int]:
    """The balance of the margin account, and of the memorandum account against it."""
    return {MARGIN: amount, CONTRA: CONTRA_IN_MARCH - (amount - IN_MARCH)}


def ok(*arguments: object) -> Outcome:
    outcome = run(*arguments)
    assert outcome.status == 0, outcome.out + outcome.err
    return outcome


def findings(path: Path) -> dict[str, str]:
    return {one["id"]: one["class"] for one in validated(path).findings}


def still_blank(path: Path) -> dict[str, Any]:
    """What the sample says in the boxes that no account leads to, and that are asked for anew."""
    filing, form = read(path), read(path).edition
    return {
        box: value
        for box, value in sample_data("2026")["boxes"].items()
        if filing[box] is None and form.box(box).kind in ("input", "date")
    }


def signed(book: Path, stem: str) -> Path:
    first, second = (book.with_name(f"{stem}-{role}.xlsm") for role in ("prepared", "reviewed"))
    ok("sign", book, "--as", "preparer", "--name", "Jane Doe", "-o", first)
    ok("sign", first, "--as", "reviewer", "--name", "Bob Roe", "-o", second)
    return second


def test_a_month_from_the_ledger_to_the_amendment(tmp_path: Path) -> None:
    # March: from the ledger to the filing.
    ok("demo", "--edition", "2026", "--to", tmp_path / "march")
    march = tmp_path / "march" / "synthetic-2026-03-31.xlsm"
    filed = tmp_path / "filed"
    ok("export", march, "--to", filed)
    record = json.loads((filed / "00000-2026-03-31-1-audit.json").read_text())
    assert record["balances"]["name"] == "synthetic-2026-03-31-balances.csv"
    assert (record["balances"]["accounts"], record["balances"]["adjustments"]) == (435, 0)

    # April begins: the mapping is there, no balance is, and no box says what March said.
    april = tmp_path / "april.xlsm"
    rolled = ok("roll", march, "--to", "04/30/2026", "-o", april)
    assert "449 mapping rules carried." in rolled.out
    assert f"Next: load this period's trial balance: focusxl import {april} BALANCES" in rolled.out
    assert read(april)["7100"] is None
    ledger = read(april).report.ledger
    assert ledger is not None
    assert (len(ledger.rules), ledger.accounts, len(ledger.gone)) == (449, (), 435)
    assert validated(april).record["verdict"] == "blocked"

    # One account with three digits too many: everything ties, and last month's figure shows it.
    slip = trial_balance(tmp_path / "slip.csv", APRIL, with_margin(IN_MARCH * 1000))
    first = tmp_path / "april-1.xlsm"
    told = json.loads(ok("import", april, slip, "-o", first, "--output", "json").out)
    assert (told["accounts"], told["sum"], told["unmapped"]) == (435, "0", [])
    assert told["boxes"]["7100"] == "205660412000"
    assert findings(first)["VAR-7100"] == "explain"

    # The right balances, with one account that has another number than in March.
    right = trial_balance(
        tmp_path / "april.csv", APRIL, with_margin(206_660_412), {"992810": "992811"}
    )
    second = tmp_path / "april-2.xlsm"
    ok("import", first, right, "-o", second)
    found = findings(second)
    assert "VAR-7100" not in found
    assert {"TB-05", "TB-06"} <= found.keys()
    assert read(second)["7100"] == 206_660_412

    # What no account gives is entered; what stayed as it was is explained; a review is asked for.
    entered = tmp_path / "april.json"
    said = {
        "VAR-PAGES": "The positions of the firm have not changed since March.",
        "WDR-25_4624": "It matures on the day of the report.",
        "WDR-25_4674": "It matured in April and is paid in May.",
    }
    entered.write_text(
        json.dumps(
            {
                "edition": "2026",
                "boxes": still_blank(second),
                "explanations": said,
                "facts": {"review_required": True},
            }
        )
    )
    third = tmp_path / "april-3.xlsm"
    ok("fill", second, entered, "-o", third)
    open_now = {one for one, kind in findings(third).items() if kind != "note"}
    assert open_now == {"SIGN-01", "SIGN-02", *said}
    refused = run("export", third, "--to", filed)
    assert (refused.status, len(list(filed.glob("*2026-04-30*")))) == (1, 0)

    # Signed by two, filed, and whole.
    ready = signed(third, "april")
    assert validated(ready).record["verdict"] == "ready"
    ok("export", ready, "--to", filed)
    record = json.loads((filed / "00000-2026-04-30-1-audit.json").read_text())
    assert record["balances"]["name"] == "april.csv"
    assert [(one["role"], one["counts"]) for one in record["signatures"]] == [
        ("preparer", True),
        ("reviewer", True),
    ]
    assert record["before"]["name"] == "00000-2026-03-31-1-audit.json"
    ok("audit", filed)

    # An account is corrected after the filing: nobody has signed for that yet.
    corrected = trial_balance(
        tmp_path / "corrected.csv", APRIL, with_margin(207_660_412), {"992810": "992811"}
    )
    fourth = tmp_path / "april-4.xlsm"
    ok("import", ready, corrected, "-o", fourth)
    assert {"SIGN-01", "SIGN-02"} <= findings(fourth).keys()
    again = signed(fourth, "april-4")
    reason = "One margin call was booked on the day after."
    amends = filed / "00000-2026-04-30-1-audit.json"
    ok("export", again, "--to", filed, "--amends", amends, "--reason", reason)
    ok("audit", filed)
    record = json.loads((filed / "00000-2026-04-30-2-amendment-1-audit.json").read_text())
    changed = {one["box"]: (one["old"], one["new"]) for one in record["amends"]["changes"]}
    assert changed["7100"] == ("206660412", "207660412")
    # The total of funds (7180), the excess (7190), and that over the target (7198).
    assert changed.keys() == {"7100", "7180", "7190", "7198"}

    # Both months, the second as amended.
    told = json.loads(ok("history", filed, "--output", "json").out)
    excess = [(one["period_end"], one["amounts"]["7190"]) for one in told["periods"]]
    assert excess == [("2026-03-31", "54371236"), ("2026-04-30", "56371236")]

    # The account stands under its box, and gives it.
    ok("workpapers", again, "--to", tmp_path / "papers")
    (papers,) = (tmp_path / "papers").iterdir()
    rows = list(openpyxl.load_workbook(papers)["Segregation"].iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if row[2] == 7100)
    assert (rows[at][3], rows[at][5]) == (207_660_412, "accounts")
    assert "T" in str(rows[at][4]).split()
    assert str(rows[at + 1][1]).startswith(f"{MARGIN}  Memo: Margin on deposit")
    assert rows[at + 1][3] == 207_660_412
    assert f"207,660,412  Account {MARGIN}: Memo: Margin" in ok("explain", "7190", again).out
