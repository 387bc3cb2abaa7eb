"""Accounts led into boxes by a mapping: ranges, patterns, signs, sides, and what is left out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from focusxl.filings.filing import Filing
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Ledger, Loaded, mapped_boxes
from focusxl.filings.ledger.loading import NONE_FOUND, loaded_ledger, with_proposals
from focusxl.filings.ledger.mapping import AccountIndex, MappingRule, When
from focusxl.forms.loader import load_edition

FORM = load_edition("2014")


def account(number: str, balance: str = "1", description: str = "") -> Account:
    return Account(number, description, Decimal(balance))


CHART = [account(n) for n in ("999", "1000", "1010", "1019", "1019-01", "1020", "10000", "A-5")]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("1010", "1010"),
        (" 1010 ", "1010"),
        ("1000-1019", "1000 1010 1019 1019-01"),
        ("1000 – 1019", "1000 1010 1019 1019-01"),
        ("998-1000", "999 1000"),
        ("10*", "1000 1010 1019 1019-01 1020 10000"),
        ("101?", "1010 1019"),
        ("*0", "1000 1010 1020 10000"),
        ("a*", "A-5"),
        ("A-5", "A-5"),  # The number of an account, and no range.
        ("2000", ""),
        ("1.00", ""),
    ],
)
def test_a_row_names_accounts(written: str, named: str) -> None:
    found = AccountIndex(CHART).named_by(written)
    assert [CHART[position].number for position in found] == named.split()


def ledger(balances: dict[str, str], *rules: MappingRule) -> Ledger:
    return Ledger(tuple(account(*one) for one in balances.items()), rules)


def amounts(of: Ledger) -> dict[str, str]:
    filing = Filing(FORM, {}, ledger=of)
    return {box.number: str(of.amount(box)) for box in mapped_boxes(filing)}


def test_a_box_is_the_sum_of_its_accounts_with_their_signs() -> None:
    made = ledger(
        {"1000": "500.75", "1010": "-20", "2000": "-300"},
        MappingRule("10*", "7010"),
        MappingRule("2000", "7080", -1),
    )
    # Cents are cut off, as in any box.
    assert amounts(made) == {"7010": "480", "7080": "300"}


def test_an_account_goes_into_the_boxes_of_all_rows_that_name_it() -> None:
    made = ledger({"1000": "5"}, MappingRule("1000", "7010"), MappingRule("1*", "7090"))
    assert amounts(made) == {"7010": "5", "7090": "5"}
    assert not made.twice


@pytest.mark.parametrize(
    ("balance", "receivable", "payable"), [("40", "40", "0"), ("-40", "0", "40"), ("0", "0", "0")]
)
def test_an_account_stands_where_its_side_is(balance: str, receivable: str, payable: str) -> None:
    made = ledger(
        {"1500": balance},
        MappingRule("1500", "7010", 1, "debit"),
        MappingRule("1500", "7090", -1, "credit"),
    )
    assert amounts(made) == {"7010": receivable, "7090": payable}
    assert not made.unmapped


def test_an_account_whose_side_has_no_row_is_without_a_mapping() -> None:
    made = ledger({"1500": "-40"}, MappingRule("1500", "7010", 1, "debit"))
    assert [one.number for one in made.unmapped] == ["1500"]


def test_a_row_without_a_box_leaves_out_on_purpose() -> None:
    made = ledger({"1000": "5", "1015": "7"}, MappingRule("10*", "7010"), MappingRule("1015"))
    assert amounts(made) == {"7010": "5"}
    assert [one.number for one in made.left_out] == ["1015"]
    assert not made.unmapped


def test_a_box_for_one_account_goes_before_a_pattern_left_out() -> None:
    made = ledger({"9000": "5", "9010": "7"}, MappingRule("9*"), MappingRule("9010", "7010"))
    assert amounts(made) == {"7010": "7"}
    assert [one.number for one in made.left_out] == ["9000"]


def test_a_row_with_a_proposal_is_not_decided() -> None:
    made = ledger({"1000": "5"}, MappingRule("1000", proposal="7010: Cash"))
    assert amounts(made) == {}
    assert [one.number for one in made.unmapped] == ["1000"]


@pytest.mark.parametrize(
    "rules",
    [
        (MappingRule("1000", "7010"), MappingRule("10*", "7010")),
        (MappingRule("1000", "7010", 1, "debit"), MappingRule("1000", "7010", -1, "any")),
        (MappingRule("1000", "7010"), MappingRule("1000")),
    ],
)
def test_rows_that_contradict_each_other_are_found(rules: tuple[MappingRule, ...]) -> None:
    (found,) = ledger({"1000": "5"}, *rules).twice
    assert (found.account.number, found.box) == ("1000", "7010")


def test_an_account_without_a_balance_needs_no_mapping() -> None:
    assert not ledger({"1000": "0"}).unmapped


@pytest.mark.parametrize("box", ["7040", "13", "25", "16"])
def test_a_total_and_a_box_without_an_amount_take_no_accounts(box: str) -> None:
    assert amounts(ledger({"1000": "5"}, MappingRule("1000", box))) == {}


def test_a_box_of_thousands_takes_the_dollars_of_its_accounts_by_the_thousand() -> None:
    form = load_edition("2026")
    number = next(n for n in form.boxes if form.box(n).unit == "thousands" and not form[n].formula)
    made = ledger({"1": "1999996", "2": "3.99"}, MappingRule("*", number))
    assert made.amount(form.box(number)) == 1999


# --- The period before ---------------------------------------------------------------------


def of_month(file: str, month: int, balances: dict[str, str], held: Ledger | None) -> Ledger:
    import datetime

    day = datetime.date(2014, month, 28)
    accounts = [account(*one) for one in balances.items()]
    return loaded_ledger(held, accounts, (), Loaded(file, "", "", day))


def test_accounts_that_are_new_or_gone_are_told() -> None:
    may = of_month("may", 5, {"1": "5", "2": "-5"}, None)
    assert (may.new, may.gone) == ((), ())
    june = of_month("june", 6, {"1": "7", "3": "-7"}, may)
    assert [one.number for one in june.new] == ["3"]
    assert [(one.number, one.before) for one in june.gone] == [("2", Decimal(-5))]


def test_balances_loaded_again_are_compared_with_the_same_period_before() -> None:
    may = of_month("may", 5, {"1": "5", "2": "-5"}, None)
    june = of_month("june", 6, {"1": "7", "3": "-7"}, may)
    again = of_month("june, corrected", 6, {"1": "8", "2": "-8"}, june)
    assert (again.new, again.gone) == ((), ())
    assert [one.before for one in again.accounts] == [Decimal(5), Decimal(-5)]


# --- Proposals -----------------------------------------------------------------------------


def test_a_box_is_proposed_by_the_description_and_never_used() -> None:
    accounts = (
        account("1", "3", "Net ledger balance - cash"),
        account("2", "-3", "Xyzzy 17"),
    )
    made, count = with_proposals(Ledger(accounts), Filing(FORM, {}))
    assert count == 2
    assert [rule.proposal.partition(":")[0] for rule in made.rules] == ["7010", NONE_FOUND]
    assert [rule.sign for rule in made.rules] == [1, 1]
    assert amounts(made) == {}
    assert len(made.unmapped) == 2


def test_money_owed_is_proposed_with_its_sign_changed() -> None:
    owed = account("1", "-3", "Value of open short option contracts")
    made, _ = with_proposals(Ledger((owed,)), Filing(FORM, {}))
    (rule,) = made.rules
    assert (rule.proposal.partition(":")[0], rule.sign) == ("7133", -1)


def test_no_box_is_proposed_where_there_is_a_row() -> None:
    made, count = with_proposals(
        Ledger((account("1", "3", "Cash"),), (MappingRule("1", "7010"),)), Filing(FORM, {})
    )
    assert (count, len(made.rules)) == (0, 1)


# --- Any ledger and any mapping ------------------------------------------------------------

BOXES = ("7010", "7020", "7070", "7080", "7090")
NUMBERS = st.integers(1000, 1060)
CENTS = st.integers(-(10**12), 10**12)
SIDES: tuple[When, ...] = ("any", "debit", "credit")
RULES = st.tuples(
    st.sampled_from(("one", "range", "pattern")),
    NUMBERS,
    NUMBERS,
    st.sampled_from(BOXES),
    st.sampled_from((1, -1)),
    st.sampled_from(SIDES),
)


def by_hand(kind: str, low: int, high: int, number: int) -> bool:
    match kind:
        case "one":
            return number == low
        case "range":
            return low <= number <= high
    return str(number).startswith(str(low)[:3])


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NUMBERS, CENTS, max_size=40), st.lists(RULES, max_size=12))
def test_boxes_are_the_sums_of_what_is_mapped_to_them(
    balances: dict[int, int], drawn: list[tuple[str, int, int, str, int, When]]
) -> None:
    rules, expected = [], dict.fromkeys(BOXES, 0)
    for kind, low, high, box, sign, when in drawn:
        written = {"one": f"{low}", "range": f"{low}-{high}", "pattern": f"{str(low)[:3]}*"}[kind]
        rules.append(MappingRule(written, box, sign, when))
        for number, cents in balances.items():
            if not by_hand(kind, low, high, number):
                continue
            if when == "any" or ((cents > 0) == (when == "debit") and cents):
                expected[box] += sign * cents
    made = Ledger(
        tuple(Account(str(n), "", Decimal(cents) / 100) for n, cents in balances.items()),
        tuple(rules),
    )
    for box, cents in expected.items():
        dollars = abs(cents) // 100 * (1 if cents >= 0 else -1)
        assert made.amount(FORM.box(box)) == dollars, box
