"""Who signed: for the present inputs, by two persons, the reviewer last, where the firm asks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from focusxl import library
from focusxl.checks import check
from focusxl.filings.canonical_inputs import inputs_sha256
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Adjustment, Ledger, Loaded
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.filings.samples import load_sample
from focusxl.filings.signature import (
    Role,
    Signature,
    SignedCells,
    from_cells,
    in_cells,
)

ASKED = {"retail_forex": False, "review_required": True}
NOT_ASKED = {"retail_forex": False, "review_required": False}
OTHER = "0" * 64


def filing(facts: dict[str, bool]) -> Filing:
    return load_sample("2014").replaced(facts=facts)


def signed(
    role: Role, name: str, inputs: str, *, hour: int = 9, is_intact: bool = True
) -> Signature:
    at = datetime.datetime(2014, 7, 24, hour, 30, tzinfo=datetime.UTC)
    return Signature(role, name, at, inputs, is_intact)


def found(facts: dict[str, bool], signatures: Sequence[tuple[Any, ...]]) -> dict[str, str]:
    """The findings on signatures; “now” stands for the SHA-256 of the present inputs."""
    report = filing(facts)
    now = inputs_sha256(report)
    made = [
        signed(role, name, now if inputs == "now" else OTHER, hour=hour)
        for role, name, inputs, hour in signatures
    ]
    result = check(compute(report.replaced(signatures=tuple(made))))
    told = {one.id: one for one in result.findings if one.id.startswith("SIGN-")}
    assert result.is_ready is not any(one.blocks for one in told.values())
    return {key: one.message for key, one in told.items()}


JANE, BOB = ("preparer", "Jane Doe", "now", 9), ("reviewer", "Bob Roe", "now", 10)
EARLIER = ("preparer", "Jane Doe", "other", 8)


@pytest.mark.parametrize(
    ("signatures", "asked", "not_asked"),
    [
        ([], ["SIGN-01", "SIGN-02"], []),
        ([JANE], ["SIGN-02"], []),
        ([BOB], ["SIGN-01"], []),
        ([JANE, BOB], [], []),
        ([EARLIER, JANE, BOB], [], []),
        ([EARLIER, BOB], ["SIGN-01"], ["SIGN-05"]),
        ([JANE, ("reviewer", "Jane Doe", "now", 10)], ["SIGN-03"], []),
        ([JANE, ("reviewer", "  JANE   doe ", "now", 10)], ["SIGN-03"], []),
        ([JANE, ("reviewer", "Bob Roe", "now", 8)], ["SIGN-04"], []),
        ([JANE, ("reviewer", "Jane Doe", "now", 8)], ["SIGN-03", "SIGN-04"], []),
        # The last signature of a role is the one that counts.
        ([JANE, ("reviewer", "Jane Doe", "now", 9), BOB], [], []),
    ],
)
def test_what_is_asked_for_and_what_is_not(
    signatures: Sequence[tuple[Any, ...]], asked: list[str], not_asked: list[str]
) -> None:
    assert sorted(found(ASKED, signatures)) == asked
    assert sorted(found(NOT_ASKED, signatures)) == not_asked


def test_a_firm_that_has_not_answered_is_asked_for_nothing() -> None:
    assert found({"retail_forex": False}, []) == {}
    assert found({"retail_forex": False}, [JANE]) == {}


def test_who_signed_before_is_named() -> None:
    assert found(ASKED, [EARLIER, BOB])["SIGN-01"] == (
        "The firm requires review, and no preparer has signed for the inputs as they are now. "
        "Signed by Jane Doe on 07/24/2014 08:30 UTC for other inputs. Sign on the sheet Start, or "
        "with: focusxl sign BOOK --as preparer."
    )
    assert found(NOT_ASKED, [EARLIER])["SIGN-05"] == (
        "Jane Doe on 07/24/2014 08:30 UTC signed as preparer for other inputs than those that are "
        "here now, so that signature no longer counts."
    )


LOADED = Loaded("june.csv", "0" * 64, "07/15/2014 09:00", datetime.date(2014, 6, 30))
LEDGER = Ledger(
    (Account("1000", "Cash", Decimal(5)), Account("2000", "Equity", Decimal(-5))),
    (MappingRule("1000", "7010"), MappingRule("2000"), MappingRule("3000", proposal="box 7020")),
    (Adjustment("7010", Decimal("342539724"), "Wire in transit"),),
    LOADED,
    (Account("1999", "Closed", Decimal(0), Decimal(7)),),
)
CHANGES_OF_THE_LEDGER = {
    "a box of the mapping": {"rules": (MappingRule("1000", "7020"), *LEDGER.rules[1:])},
    "a sign": {"rules": (MappingRule("1000", "7010", -1), *LEDGER.rules[1:])},
    "a side": {"rules": (MappingRule("1000", "7010", 1, "debit"), *LEDGER.rules[1:])},
    "a row less": {"rules": LEDGER.rules[:2]},
    "a decision": {"rules": (*LEDGER.rules[:2], MappingRule("3000"))},
    "a reason": {"adjustments": (Adjustment("7010", Decimal("342539724"), "Wire"),)},
    "an adjustment less": {"adjustments": ()},
    "a balance": {"accounts": (Account("1000", "Cash", Decimal(6)), LEDGER.accounts[1])},
    "a number": {"accounts": (Account("1001", "Cash", Decimal(5)), LEDGER.accounts[1])},
    "the balance before": {
        "accounts": (Account("1000", "Cash", Decimal(5), Decimal(4)), LEDGER.accounts[1])
    },
    "an account that is gone": {"gone": ()},
    "the period": {"loaded": LOADED.replaced(period_end=datetime.date(2014, 5, 31))},
}
ALIKE_LEDGERS = {
    "the order of the mapping": {"rules": (LEDGER.rules[1], LEDGER.rules[0], LEDGER.rules[2])},
    "how it is written": {"rules": (MappingRule(" 1000", "7010"), *LEDGER.rules[1:])},
    "a description": {
        "rules": (MappingRule("1000", "7010", description="Cash"), *LEDGER.rules[1:]),
    },
    "cents of nothing": {
        "accounts": (Account("1000", "Cash", Decimal("5.00")), LEDGER.accounts[1])
    },
    "the time of the loading": {"loaded": LOADED.replaced(at="07/16/2014 10:00")},
}


def still_signed(changed: Mapping[str, Any]) -> bool:
    """Tell whether signatures still count where the ledger alone is changed, and no box."""
    report = filing(ASKED).replaced(ledger=LEDGER)
    now = inputs_sha256(report)
    both = (signed("preparer", "Jane Doe", now), signed("reviewer", "Bob Roe", now))
    other = report.replaced(signatures=both, ledger=LEDGER.replaced(**changed))
    found = {one.id for one in check(compute(other)).findings if one.id.startswith("SIGN-")}
    assert found in (set(), {"SIGN-01", "SIGN-02"})
    return not found


@pytest.mark.parametrize("changed", CHANGES_OF_THE_LEDGER.values(), ids=CHANGES_OF_THE_LEDGER)
def test_a_change_of_the_ledger_ends_a_signature(changed: Mapping[str, Any]) -> None:
    assert still_signed({})
    assert not still_signed(changed)


@pytest.mark.parametrize("changed", ALIKE_LEDGERS.values(), ids=ALIKE_LEDGERS)
def test_what_no_finding_rests_on_ends_none(changed: Mapping[str, Any]) -> None:
    assert still_signed(changed)


def test_any_change_of_an_input_ends_a_signature() -> None:
    report = filing(ASKED)
    now = inputs_sha256(report)
    both = (signed("preparer", "Jane Doe", now), signed("reviewer", "Bob Roe", now))
    assert check(compute(report.replaced(signatures=both))).is_ready
    entries = dict(report.entries)
    del entries["31"]
    changed = report.replaced(signatures=both, entries=entries)
    result = check(compute(changed))
    assert {one.id for one in result.findings if one.id.startswith("SIGN-")} == {
        "SIGN-01",
        "SIGN-02",
    }


def test_signatures_are_given_as_a_data_file_has_them() -> None:
    given = {"role": "reviewer", "name": " Bob Roe ", "at": "2014-07-24T11:30:00+02:00"}
    one = library.Filing.from_boxes("2014", {}, signatures=[{**given, "inputs": OTHER}])
    assert one.report.signatures == (signed("reviewer", "Bob Roe", OTHER),)


# In the cells of a workbook


def test_a_signature_comes_back_from_its_cells() -> None:
    one = signed("preparer", "Jane Doe", OTHER)
    cells = in_cells(one, "12-34")
    assert cells == SignedCells("Jane Doe", "07/24/2014 09:30:00 UTC", f"{OTHER} [9d8c65ed] 12-34")
    assert from_cells("preparer", cells) == one
    assert from_cells("preparer", in_cells(one)) == one


@pytest.mark.parametrize(
    "changes",
    [{"name": "John Doe"}, {"at": "07/25/2014 09:30:00 UTC"}],
    ids=["another name", "another time"],
)
def test_another_name_or_time_is_not_what_was_signed(changes: dict[str, str]) -> None:
    cells = in_cells(signed("preparer", "Jane Doe", OTHER))._replace(**changes)
    read = from_cells("preparer", cells)
    assert read is not None
    assert (read.is_intact, read.holds_for(OTHER)) == (False, False)


def test_the_seal_of_the_preparer_is_none_of_the_reviewer() -> None:
    read = from_cells("reviewer", in_cells(signed("preparer", "Jane Doe", OTHER)))
    assert read is not None
    assert not read.is_intact


@pytest.mark.parametrize("part", SignedCells._fields)
@pytest.mark.parametrize("text", ["", " "])
def test_a_name_alone_is_no_signature(part: str, text: str) -> None:
    cells = in_cells(signed("preparer", "Jane Doe", OTHER))._replace(**{part: text})
    assert from_cells("preparer", cells) is None
