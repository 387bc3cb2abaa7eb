"""Who reports which page, what counts of it, and which period is filed on which edition."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from types import MappingProxyType

import pytest

from focusxl.checks import check
from focusxl.files.upload.rows import upload_rows
from focusxl.filings.computation import compute
from focusxl.filings.filer import scope_of
from focusxl.forms.loader import load_edition
from focusxl.forms.model import Page
from tests.support import engine_filings as of_2014
from tests.support.engine_filings import findings, in_cell, only
from tests.support.filings_2026 import (
    COVER,
    FACTS,
    FORM,
    NO_FACTS,
    blocking,
    computed,
    filing,
    found_in,
    report,
    synthetic,
    total,
)

KINDS = {
    "Stand-Alone Broker-Dealer": "12000",
    "Broker-Dealer SBSD": "12001",
    "Broker-Dealer MSBSP": "12002",
    "Stand-Alone SBSD": "12003",
    "Stand-Alone MSBSP": "12004",
}
OTC_DEALER, MODELS = "12005", "12006"

# Under “Items on this page to be reported by a:”, page by page. A phrase ends in “with models” or
# “without models” where the form says (Not) Authorized to use models.
BUT_STAND_ALONE_MSBSP = (
    *("Stand-Alone Broker-Dealer", "Stand-Alone SBSD"),
    *("Broker-Dealer SBSD", "Broker-Dealer MSBSP"),
)
ALL = (*BUT_STAND_ALONE_MSBSP, "Stand-Alone MSBSP")
WITH_MODELS = tuple(f"{kind} with models" for kind in BUT_STAND_ALONE_MSBSP)
WITHOUT_MODELS = tuple(f"{kind} without models" for kind in BUT_STAND_ALONE_MSBSP)
BROKER_DEALERS = ("Stand-Alone Broker-Dealer", "Broker-Dealer SBSD", "Broker-Dealer MSBSP")
SWAP_CUSTOMERS = ("Stand-Alone Broker-Dealer", "Stand-Alone SBSD", "Broker-Dealer SBSD")
DERIVATIVES = (
    "Stand-Alone Broker-Dealer with models",
    *("Stand-Alone SBSD", "Broker-Dealer SBSD", "Stand-Alone MSBSP", "Broker-Dealer MSBSP"),
)
MERCHANT = ("Futures Commission Merchant",)
REPORTED_BY: Mapping[int, tuple[str, ...]] = {
    **dict.fromkeys((2, 3, 4, 5), ALL),
    **dict.fromkeys((6, 7), WITH_MODELS),
    8: WITHOUT_MODELS,
    9: (
        "Stand-Alone Broker-Dealer",
        "Broker-Dealer SBSD other than OTC Derivatives Dealer",
        "Broker-Dealer MSBSP",
    ),
    10: ("Stand-Alone SBSD", "SBSD registered as an OTC Derivatives Dealer"),
    11: ("Stand-Alone MSBSP",),
    **dict.fromkeys((12, 13), ALL),
    **dict.fromkeys((14, 15, 16, 17, 18), BUT_STAND_ALONE_MSBSP),
    **dict.fromkeys((19, 20, 21, 22, 23), BROKER_DEALERS),
    **dict.fromkeys((24, 25), SWAP_CUSTOMERS),
    26: ("Stand-Alone SBSD", "SBSD registered as an OTC Derivatives Dealer"),
    **dict.fromkeys(range(27, 33), MERCHANT),
    33: ALL,
    **dict.fromkeys((34, 35, 36), DERIVATIVES),
}


def is_one(phrase: str, kind: str, otc_dealer: bool, models: bool, merchant: bool) -> bool:
    """Tell whether a firm is one of those that a phrase names."""
    match phrase:
        case "Futures Commission Merchant":
            return merchant
        case "SBSD registered as an OTC Derivatives Dealer":
            return otc_dealer and kind in ("Broker-Dealer SBSD", "Stand-Alone SBSD")
        case "Broker-Dealer SBSD other than OTC Derivatives Dealer":
            return kind == "Broker-Dealer SBSD" and not otc_dealer
    named, _, condition = phrase.partition(" with")
    return named == kind and (not condition or models == (condition == " models"))


def numbers(pages: tuple[Page, ...]) -> set[int]:
    """Give the numbers of pages."""
    return {FORM.pages.index(page) + 1 for page in pages}


def own_boxes(page: int) -> frozenset[str]:
    """Give the boxes that stand on one page alone."""
    return frozenset(number for number, placed in FORM.boxes.items() if placed.pages == (page,))


FIRMS = list(product(KINDS, (False, True), (False, True), (False, True)))


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(("kind", "otc_dealer", "models", "merchant"), FIRMS)
def test_who_reports_what(
    kind: str, otc_dealer: bool, models: bool, merchant: bool, whole: bool
) -> None:
    marks = {KINDS[kind]: "X", OTC_DEALER: "X" * otc_dealer, MODELS: "X" * models}
    facts = {**NO_FACTS, "futures_commission_merchant": merchant}
    scope = scope_of(filing({**COVER, **marks}, facts, whole=whole))
    reported = {1} | {
        page
        for page, phrases in REPORTED_BY.items()
        if any(is_one(phrase, kind, otc_dealer, models, merchant) for phrase in phrases)
    }
    assert numbers(scope.present) | numbers(scope.missing) == reported
    assert numbers(scope.excluded) == set(range(1, 37)) - reported
    assert numbers(scope.present) == (reported if whole else {1})
    assert scope.missing_facts == ()


def test_the_table_is_of_every_page_but_the_cover() -> None:
    assert sorted(REPORTED_BY) == list(range(2, 37))
    assert len(FORM.pages) == 36


def test_a_page_that_applies_and_has_nothing_is_noted() -> None:
    own = {number for page in (27, 28, 29, 30, 31, 32) for number in own_boxes(page)}
    rest = {number: value for number, value in synthetic().items() if number not in own}
    notes = [each for each in found_in(rest, FACTS) if each.id == "PART-01"]
    assert [(note.reported, note.check_class) for note in notes] == [
        ("CFTC minimum capital", "note"),
        ("Segregation", "note"),
        ("Cleared swaps", "note"),
        ("Dealer options", "note"),
        ("30.7 requirement", "note"),
        ("30.7 funds", "note"),
    ]
    other = found_in(rest, {**FACTS, "futures_commission_merchant": False})
    assert "PART-01" not in {each.id for each in other}


# --- An amount on a page that the firm does not report ---------------------------------------

# The sample's firm reports neither page: models and tangible net worth are not its own.
EXCLUDED = {"3648": 1000, "12067": 7, "12120": "Example Bank", "12104": "X"}


@pytest.mark.parametrize(("number", "value"), EXCLUDED.items())
def test_an_entry_on_an_excluded_page_is_a_finding(number: str, value: object) -> None:
    found = found_in(synthetic() | {number: value}, FACTS)
    finding = only(found, "PAGE-01")
    assert (finding.box, finding.check_class, finding.expected) == (number, "must-fix", "nothing")
    assert finding.reported == (f"{value}" if isinstance(value, int) else value)
    assert FORM.boxes[number].home.title in finding.message
    assert blocking(found) == {"PAGE-01"}


def test_the_message_says_who_reports_the_page() -> None:
    finding = only(found_in(synthetic() | {"12067": 7}, FACTS), "PAGE-01")
    assert finding.message == (
        "The box holds 7, but “Computation of Tangible Net Worth” is reported only by: "
        "Stand-Alone MSBSP. Clear it, or correct what the cover and the facts say about the firm."
    )


@pytest.mark.parametrize(
    ("kind", "number", "not_formed"),
    [
        ("synthetic", "3648", "3677"),
        ("synthetic", "12150", "7810"),
        ("models", "3660", "3740"),
        ("swap participant", "3520", "3640"),
        ("swap dealer", "7010", "7040"),
    ],
)
def test_it_counts_as_nothing(kind: str, number: str, not_formed: str) -> None:
    boxes, facts = report(kind)
    before, after = computed(boxes, facts), computed(boxes | {number: 1000}, facts)
    assert after.amounts == before.amounts
    assert after.environment.amount(number) is None
    assert after.environment.reported(number) is False
    assert not_formed not in after.totals
    assert dict(upload_rows(after)) == dict(upload_rows(before))


def test_it_is_not_exported() -> None:
    exported = dict(upload_rows(computed(synthetic() | EXCLUDED, FACTS)))
    assert exported.keys().isdisjoint(EXCLUDED)
    assert exported["3740"] == Decimal(str(synthetic()["3740"]))
    assert exported.keys() == dict(upload_rows(computed(synthetic(), FACTS))).keys()


def test_a_zero_or_an_empty_mark_on_an_excluded_page_says_nothing() -> None:
    boxes = synthetic() | {"3648": 0, "12104": "FALSE", "12120": ""}
    assert "PAGE-01" not in {finding.id for finding in found_in(boxes, FACTS)}


def test_a_total_that_only_its_formula_fills_in_says_nothing() -> None:
    by_formula = synthetic() | {"12068": in_cell(306022425, by_formula=True)}
    typed = synthetic() | {"12068": in_cell(306022425, by_formula=False)}
    assert "PAGE-01" not in {finding.id for finding in found_in(by_formula, FACTS)}
    assert only(found_in(typed, FACTS), "PAGE-01").box == "12068"


def test_an_unreadable_entry_on_an_excluded_page_is_no_amount_at_all() -> None:
    found = found_in(synthetic() | {"3648": "#REF!"}, FACTS)
    assert only(found, "PAGE-01").reported == "#REF!"
    assert blocking(found) == {"PAGE-01"}


def test_a_box_of_two_pages_counts_where_one_of_them_is_reported() -> None:
    # 3490 stands on pages 6 and 8; a filer with models reports the first alone.
    boxes, facts = report("models")
    assert FORM.boxes["3490"].pages == (8, 6)
    assert "3490" not in computed(boxes, facts).scope.excluded_boxes
    assert "PAGE-01" not in {finding.id for finding in found_in(boxes, facts)}
    # 3740 stands on page 8 alone.
    assert only(found_in(boxes | {"3740": 5}, facts), "PAGE-01").box == "3740"


def test_the_checks_of_an_excluded_page_are_not_made() -> None:
    boxes = synthetic() | {"7070": -5, "7047": 10**9}
    merchant, other = found_in(boxes, FACTS), found_in(boxes, {**FACTS, **NO_FACTS})
    assert {"SEG-01", "AMT-04"} <= {finding.id for finding in merchant}
    assert {"SEG-01", "SEG-07", "AMT-04"}.isdisjoint(finding.id for finding in other)
    assert "7070" in {finding.box for finding in other if finding.id == "PAGE-01"}


# --- A page that the workbook was made without -------------------------------------------------


def test_a_page_that_the_workbook_was_made_without_is_asked_for() -> None:
    boxes = {number: value for number, value in synthetic().items() if number not in own_boxes(24)}
    found = findings(filing(boxes, FACTS, absent=own_boxes(24), whole=True))
    finding = only(found, "PAGE-02")
    assert (finding.check_class, finding.box, finding.reported) == (
        "must-fix",
        None,
        "Swap customer reserve",
    )
    assert blocking(found) == {"PAGE-02"}


def test_a_page_that_the_firm_does_not_report_may_be_absent() -> None:
    pages = (6, 7, 10, 11, 26, 34, 35, 36)
    absent = frozenset[str]().union(*map(own_boxes, pages))
    given = filing(synthetic(), FACTS, absent=absent, whole=True)
    assert "PAGE-02" not in {finding.id for finding in findings(given)}
    assert check(compute(given)).is_ready
    assert numbers(scope_of(given).excluded) == set(pages)


# --- A firm whose kind is not stated -----------------------------------------------------------


def test_pages_are_taken_as_they_come_where_nobody_says_what_the_firm_is() -> None:
    scope = scope_of(filing({"7010": 5, "12067": 7, "3648": 9}))
    assert numbers(scope.present) == {28, 11, 7}
    assert scope.excluded == ()
    # The cover goes with every report.
    assert numbers(scope.missing) == {1}


def test_one_fact_alone_decides_about_its_pages() -> None:
    scope = scope_of(filing({"12067": 7}, {"futures_commission_merchant": False}))
    assert numbers(scope.excluded) == set(range(27, 33))
    scope = scope_of(filing({"12067": 7}, {"futures_commission_merchant": True}))
    assert numbers(scope.missing) == {1, *range(27, 33)}


@pytest.mark.parametrize(("is_fcm", "check_id"), [(True, "PAGE-08"), (False, "COV-10")])
def test_a_cover_without_a_kind_is_not_held_against_the_pages(is_fcm: bool, check_id: str) -> None:
    left_out = {"12000"} if is_fcm else {"12000", *(str(box.number) for box in CFTC_BOXES)}
    boxes = {number: value for number, value in synthetic().items() if number not in left_out}
    facts = {**FACTS, "futures_commission_merchant": is_fcm}
    found = found_in(boxes, facts)
    assert check_id in blocking(found)
    assert "PAGE-01" not in blocking(found)
    excluded = numbers(computed(boxes, facts).scope.excluded)
    assert excluded == (set() if is_fcm else {27, 28, 29, 30, 31, 32})


CFTC_PAGES = {1, 27, 28, 29, 30, 31, 32}
CFTC_BOXES = [box for page in CFTC_PAGES - {1} for box in FORM.pages[page - 1].boxes]


def only_an_fcm() -> dict[str, object]:
    """Give the synthetic firm's cover and CFTC pages, had it no other kind to mark."""
    return {
        number: value
        for number, value in synthetic().items()
        if number != "12000" and FORM.boxes[number].page in CFTC_PAGES
    }


def test_a_futures_commission_merchant_of_no_other_kind_is_a_filer() -> None:
    boxes = only_an_fcm()
    found = found_in(boxes, FACTS)
    assert blocking(found) == set()
    scope = computed(boxes, FACTS).scope
    assert numbers(scope.present) == CFTC_PAGES
    assert len(scope.excluded) == 29
    # A zero on another page says nothing.
    assert blocking(found_in({**boxes, "200": 0}, FACTS)) == set()


def test_a_page_of_another_kind_needs_its_mark() -> None:
    found = found_in({**only_an_fcm(), "200": 5}, FACTS)
    finding = only(found, "PAGE-08")
    assert (finding.check_class, finding.reported) == ("must-fix", "Assets")
    assert "PAGE-08" not in blocking(found_in({**only_an_fcm(), "12000": "X", "200": 5}, FACTS))


@pytest.mark.parametrize("facts", [{}, {"futures_commission_merchant": False}])
def test_a_cover_that_marks_no_kind_is_refused_unless_a_fact_says_what_the_firm_is(
    facts: Mapping[str, bool],
) -> None:
    assert "COV-10" in blocking(found_in(only_an_fcm(), facts))


def test_marks_that_are_not_in_the_report_say_nothing() -> None:
    # The cover is not in this part, so the firm may be of any kind.
    scope = scope_of(filing({"7010": 5, "200": 5}, {"futures_commission_merchant": True}))
    assert scope.excluded == ()
    assert scope.of_no_kind == ()


def test_two_kinds_have_the_pages_of_both() -> None:
    scope = scope_of(filing({**COVER, "12000": "X", "12004": "X"}, NO_FACTS))
    assert {9, 11, 19} <= numbers(scope.missing)
    assert "COV-10" in blocking(found_in({**COVER, "12000": "X", "12004": "X"}, NO_FACTS))


def test_a_box_of_several_pages_alone_tells_of_its_home() -> None:
    assert numbers(scope_of(filing({"1800": 5})).present) == {5}
    assert numbers(scope_of(filing({"1800": 5, "12067": 1})).present) == {11}
    assert numbers(scope_of(filing({"3490": 5, "3636": 1})).present) == {6}


def test_period_and_kind_alone_are_no_cover() -> None:
    scope = scope_of(filing({"24": "2026-03-01", "25": "2026-03-31", "12000": "X", "7010": 5}))
    assert numbers(scope.present) == {28}
    assert 1 in numbers(scope.missing)


# --- Facts and marks that are not stated -------------------------------------------------------


def test_a_whole_filing_has_to_say_whether_the_firm_is_a_futures_commission_merchant() -> None:
    facts = {name: answer for name, answer in FACTS.items() if name.startswith(("a", "s", "r"))}
    finding = only(findings(filing(synthetic(), facts, whole=True)), "FACT-04")
    assert (finding.check_class, finding.box) == ("must-fix", None)
    assert finding.reported == "futures_commission_merchant"
    assert "registered with the CFTC as a futures commission merchant?" in finding.message
    stated = findings(filing(synthetic(), FACTS, whole=True))
    assert "FACT-04" not in {finding.id for finding in stated}
    assert "FACT-04" not in {finding.id for finding in found_in(synthetic(), facts)}


def test_a_total_that_depends_on_a_mark_of_a_missing_cover_is_not_computed() -> None:
    # Net capital is 70 without models; with them the haircuts of page 8 do not count.
    boxes = {"3520": 100, "3660": 30}
    finding = only(found_in(boxes), "FACT-02")
    assert (finding.box, finding.check_class, finding.expected) == ("3750", "note", "12006")
    assert "box 12006 (Firm authorized to use models) on the page Cover" in finding.message
    assert total("3750", boxes).expected is None
    stated = boxes | {"12000": "X"}
    assert "FACT-02" not in {each.id for each in found_in(stated)}
    assert total("3750", stated).expected == 70


def test_the_amount_shows_what_a_missing_mark_would_say() -> None:
    boxes = {"3520": 100, "3660": 30}
    without, having = found_in(boxes | {"3750": 70}), found_in(boxes | {"3750": 100})
    assert only(without, "FACT-03").check_class == "note"
    question = "Is box 12006 (Firm authorized to use models) marked?"
    assert f"{question} No." in only(without, "FACT-03").message
    assert f"{question} Yes." in only(having, "FACT-03").message
    assert blocking(without) == blocking(having) == set()


def test_an_amount_that_no_mark_would_give_is_wrong() -> None:
    found = found_in({"3520": 100, "3660": 30, "3750": 71})
    assert only(found, "SUM-3750").expected == "70"


@pytest.mark.parametrize(("reported", "answer", "expected"), [(0, "No", None), (2000, "Yes", 2000)])
def test_the_amount_shows_the_fact_where_nobody_states_it(
    reported: int, answer: str, expected: int | None
) -> None:
    finding = only(found_in({"7446": 100000, "7447": reported}), "FACT-03")
    assert (finding.box, finding.check_class) == ("7447", "note")
    question = "Is the firm also registered with the CFTC as a swap dealer?"
    assert f"{question} {answer}." in finding.message
    assert total("7447", {"7446": 100000, "7447": reported}).expected == expected


def test_an_amount_that_neither_answer_gives_is_wrong() -> None:
    found = found_in({"7446": 100000, "7447": 1998})
    assert only(found, "SUM-7447").expected == "2000"
    assert "FACT-03" not in {finding.id for finding in found}


def test_where_no_amount_is_reported_the_fact_is_asked_for() -> None:
    finding = only(found_in({"7446": 100000}), "FACT-01")
    assert (finding.box, finding.check_class, finding.expected) == (
        "7447",
        "must-fix",
        "swap_dealer",
    )
    for answer in (False, True):
        stated = found_in({"7446": 100000}, {"swap_dealer": answer})
        assert {"FACT-01", "FACT-03"}.isdisjoint(finding.id for finding in stated)


def test_nothing_is_asked_where_every_answer_gives_the_same() -> None:
    # Nothing to enter, or 2% of 49, which is no dollar: nothing either way.
    assert total("7447", {"7446": 0}).expected is None
    assert total("7447", {"7446": 49}).expected is None
    assert total("7447", {"7446": 50}).missing_fact == "swap_dealer"


# --- Which period is filed on which edition ----------------------------------------------------

NOTHING: Mapping[str, bool] = MappingProxyType({})


@pytest.mark.parametrize(
    ("edition", "period_end", "is_of_it"),
    [
        ("2026", "2026-02-28", False),
        ("2026", "2026-03-01", True),
        ("2026", "2026-03-31", True),
        ("2026", "2030-12-31", True),
        ("2026", "2014-06-30", False),
        ("2014", "2014-06-30", True),
        ("2014", "2021-09-30", True),
        ("2014", "2021-10-01", False),
        ("2014", "2021-10-31", False),
        ("2014", "2026-03-31", False),
    ],
)
def test_the_period_is_one_that_the_edition_is_for(
    edition: str, period_end: str, is_of_it: bool
) -> None:
    boxes = {"25": period_end, "7010": 5}
    given = filing(boxes) if edition == "2026" else of_2014.filing(boxes)
    assert given.edition is load_edition(edition)
    found = [finding for finding in findings(given) if finding.id == "EDN-01"]
    assert (found == []) is is_of_it
    for finding in found:
        assert (finding.box, finding.check_class) == ("25", "must-fix")
        assert finding.reported == period_end
        in_words = f"{period_end[5:7]}/{period_end[8:]}/{period_end[:4]}"
        assert f"The period ends on {in_words}, but edition {edition}" in finding.message


def test_what_period_the_edition_is_for() -> None:
    late = only(findings(of_2014.filing({"25": "2021-10-31"})), "EDN-01")
    early = only(findings(filing({"25": "2026-02-28"})), "EDN-01")
    assert late.expected == "2021-09-30 or before"
    assert early.expected == "2026-03-01 or after"


@pytest.mark.parametrize("period_end", [None, "March 31"])
def test_a_period_that_is_blank_or_unreadable_is_not_judged(period_end: str | None) -> None:
    assert "EDN-01" not in {finding.id for finding in found_in({"25": period_end, "7010": 5})}


def test_the_form_of_2014_has_one_kind_of_firm() -> None:
    scope = compute(of_2014.filing({"7010": 5})).scope
    assert scope.excluded == ()
    assert not scope.excluded_boxes
    assert scope.missing_facts == ()
