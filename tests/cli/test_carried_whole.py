"""A workbook with everything that can stand in one, carried over and filled in: nothing is lost."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from focusxl.filings.canonical_inputs import canonical_inputs
from focusxl.library import read
from tests.support.command_line import run, validated
from tests.support.whole_book import APRIL, MAY, whole_book

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole_book(tmp_path_factory.mktemp("whole"))


def said(path: Path) -> dict[str, Any]:
    """The verdict and the findings, without the name of the file."""
    record = validated(path).record
    return {key: record[key] for key in ("verdict", "findings")}


def test_the_workbook_holds_all_of_it(book: Path) -> None:
    report = read(book).report
    assert report.ledger is not None
    assert report.values["7010"] == 342_539_729
    assert [one.reason for one in report.ledger.adjustments] == ["Wire in transit", "Rounding"]
    assert (report.prior_end, sorted(report.history)) == (MAY, [APRIL, MAY])
    assert [one.name for one in report.signatures] == ["Jane Doe", "Bob Roe"]
    verdict = said(book)
    ids = {one["id"] for one in verdict["findings"]}
    assert verdict["verdict"] == "ready"
    assert {"TB-05", "TB-06", "TB-13", "VAR-7315"} <= ids
    assert not {one for one in ids if one.startswith("SIGN-")}


@pytest.mark.parametrize("command", ["upgrade", "fill"])
def test_it_says_the_same_when_it_is_carried_over(book: Path, tmp_path: Path, command: str) -> None:
    out = tmp_path / "out.xlsx"
    if command == "upgrade":
        done = run("upgrade", book, "-o", out)
        assert "Carried over: the signature of the reviewer, Bob Roe" in done.out
        told = "Carried over: 3 accounts of the trial balance, 3 mapping rules, 2 adjustments."
        assert told in done.out
    else:
        nothing_new = tmp_path / "none.json"
        nothing_new.write_text(json.dumps({"edition": "2014", "boxes": {}}))
        done = run("fill", book, nothing_new, "-o", out)
    assert done.status == 0, done.err
    assert said(out) == said(book)
    before, after = read(book).report, read(out).report
    assert after.ledger == before.ledger
    assert after.signatures == before.signatures
    assert (after.prior, after.prior_end) == (before.prior, before.prior_end)
    assert (after.history, after.limits) == (before.history, before.limits)
    assert {key: one.text for key, one in after.explanations.items()} == {
        key: one.text for key, one in before.explanations.items()
    }
    assert canonical_inputs(after) == canonical_inputs(before)
    assert read(out).reading.fingerprint == read(book).reading.fingerprint


def test_the_mapping_is_rolled_and_no_signature_is(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "autumn.xlsx"
    done = run("roll", book, "-o", out)
    assert done.status == 0, done.err
    assert "3 mapping rules carried." in done.out
    assert "it is compared with the 3 accounts of the period before." in done.out
    assert "Not carried: 2 adjustments beside the accounts." in done.out
    assert f"Next: load this period's trial balance: focusxl import {out} BALANCES" in done.out
    report = read(out).report
    assert report.ledger is not None
    assert [(one.account, one.box, one.is_open) for one in report.ledger.rules] == [
        ("10*", "7010", False),
        ("2000", "", False),
        ("3000", "", True),
    ]
    assert (report.ledger.accounts, report.ledger.adjustments) == ((), ())
    assert (report.ledger.loaded, report.signatures) == (None, ())
    assert [(one.number, one.before) for one in report.ledger.gone] == [
        ("1000", Decimal("342539000.5")),
        ("1010", Decimal("628.5")),
        ("2000", Decimal(-342539629)),
    ]
    assert "7010" not in report.values
    assert not [one for one in said(out)["findings"] if one["id"].startswith("TB-")]


def test_accounts_are_compared_with_those_of_the_period_before(book: Path, tmp_path: Path) -> None:
    autumn, loaded, again = (tmp_path / f"{name}.xlsx" for name in ("autumn", "loaded", "again"))
    assert run("roll", book, "-o", autumn).status == 0
    balances = tmp_path / "autumn.csv"
    balances.write_text(
        "Trial balance as of September 30, 2014\nAccount,Description,Debit,Credit\n"
        "1000,Cash at bank,900,\n1020,New bank,100,\n2000,Payable,,1000\n"
    )
    done = run("import", autumn, balances, "-o", loaded)
    assert "Since the period before: 1 new, 1 gone." in done.out
    assert run("import", loaded, balances, "-o", again).status == 0
    for path in (loaded, again):
        told = {one["id"]: one["message"] for one in validated(path).findings}
        assert "account 1020 (New bank)" in told["TB-05"]
        assert "account 1010 (Petty cash)" in told["TB-06"]
        assert read(path)["7010"] == 1000
