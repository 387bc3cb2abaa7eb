"""The rules that the boxes are held against in edition 2026, and the facts that they ask for.

Every check is seen to fire and seen to stay silent, at the last dollar where it is about dollars.
"""

import pytest

from focusxl.checks.state import state_of_edit
from focusxl.filings.computation import compute
from focusxl.filings.filer import firm_filing, whole_form
from focusxl.filings.filing import FilerExplanation
from tests.support.edit_checks_2026 import assert_it_fires, assert_it_is_silent
from tests.support.engine_filings import findings, only
from tests.support.filings_2026 import (
    FORM,
    NO_FACTS,
    REPORTS,
    Case,
    Cases,
    filing,
    given_by,
    report,
)

BD: Case = {"12000": "X"}
BD_SBSD: Case = {"12001": "X"}
BD_MODELS: Case = {"12000": "X", "12006": "X"}
OTC_DEALER: Case = {"12000": "X", "12005": "X"}
SBSD: Case = {"12003": "X"}
SBSD_MODELS: Case = {"12003": "X", "12006": "X"}
CARRIES: Case = {"40": "X"}
CARRIES_NOT: Case = {"41": "X"}
# An entry that puts a page into a part of a report.
PAGE_9: Case = {"12058": 0}
PAGE_10: Case = {"12065": 0}
PAGE_27: Case = {"7475": 0}

BASIC: Case = {"alternative_method": False}
ALTERNATIVE: Case = {"alternative_method": True}
MERCHANT: Case = {"futures_commission_merchant": True}
NEW: Case = {**BASIC, "first_year": True}
DEALER: Case = {**BD, **BASIC, "acts_as_dealer": True}
RECEIVES: Case = {**BD, **BASIC, "receives_securities": True}
EQUITY = ("4700", "4710", "4720", "4730", "4735", "4740", "4750", "4760", "4770")


def fixed(dollars: int, *firm: Case) -> Case:
    """Give the fixed-dollar minimum of a firm."""
    return {"3880": dollars} | {key: value for part in firm for key, value in part.items()}


def models_swap_dealer(least: int) -> Cases:
    """Give the cases of a futures commission merchant that is a swap dealer and uses models.

    Without charges, tentative net capital (3640) and net capital (3750) are the same.
    """
    firm: Case = {**MERCHANT, **PAGE_9, **PAGE_27, "swap_dealer": True}
    models: Case = {**firm, **BD_MODELS, "12049": 0}
    return (
        [{**models, "3640": least - 1}, {**models, "3640": -1}],
        [
            {**models, "3640": least},
            {**models, "3640": least - 1, "swap_dealer": False},
            {**firm, **BD, "3660": 0, "3640": least - 1},
            {**firm, **BD_MODELS, "whole": True},
        ],
    )


RULE_CHECKS: dict[str, Cases] = {
    "REQ-12": (
        [{**NEW, "3750": 100, "3800": 801}, {**NEW, "3750": 100, "3800": 1500}],
        [
            {**NEW, "3750": 100, "3800": 800},
            {**NEW, "3750": 100, "3800": 1501},
            {**NEW, "3750": -100, "3800": 801},
            {**NEW, "3750": 100, "3800": 801, "first_year": False},
            {**NEW, "3750": 100, "3800": 801, "alternative_method": True},
        ],
    ),
    "REQ-13": (
        [fixed(249999, ALTERNATIVE), fixed(0, ALTERNATIVE)],
        [
            fixed(250000, ALTERNATIVE),
            fixed(249999, BASIC),
            {**ALTERNATIVE, **PAGE_9, "3750": 5},
        ],
    ),
    "REQ-14": (
        [
            fixed(99999, BD, CARRIES, BASIC),
            fixed(99999, BD, CARRIES, BASIC, {"4560": "X"}),
            fixed(99999, BD, CARRIES_NOT, BASIC, {"4560": "X"}),
        ],
        [
            fixed(100000, BD, CARRIES, BASIC),
            fixed(99999, BD, CARRIES_NOT, BASIC, {"4570": "X"}),
            fixed(99999, BD, CARRIES, ALTERNATIVE),
            fixed(99999, BD_SBSD, CARRIES, BASIC),
        ],
    ),
    "REQ-15": (
        [
            fixed(249999, BD, CARRIES, BASIC, {"4580": "X"}),
            fixed(249999, BD, CARRIES, BASIC, {"whole": True}),
            fixed(100000, BD, CARRIES, BASIC, {"whole": True}),
        ],
        [
            fixed(250000, BD, CARRIES, BASIC, {"whole": True}),
            fixed(99999, BD, CARRIES, BASIC, {"whole": True}),
            fixed(100000, BD, CARRIES, BASIC, {"4560": "X"}),
            fixed(100000, BD, CARRIES_NOT, BASIC, {"whole": True}),
            fixed(100000, BD, CARRIES, ALTERNATIVE, {"whole": True}),
        ],
    ),
    "REQ-16": (
        [fixed(99999, DEALER), fixed(0, DEALER)],
        [
            fixed(100000, DEALER),
            fixed(99999, DEALER, {"acts_as_dealer": False}),
            fixed(99999, DEALER, ALTERNATIVE),
            fixed(99999, DEALER, BD_SBSD),
            {**DEALER, **PAGE_9, "whole": True},
        ],
    ),
    "REQ-17": (
        [fixed(49999, RECEIVES), fixed(0, RECEIVES)],
        [
            fixed(50000, RECEIVES),
            fixed(49999, RECEIVES, {"receives_securities": False}),
            fixed(49999, RECEIVES, ALTERNATIVE),
            fixed(49999, RECEIVES, BD_SBSD),
            {**RECEIVES, **PAGE_9, "whole": True},
        ],
    ),
    "REQ-18": (
        [fixed(4999), fixed(0), {**BD, **PAGE_9, "3750": 9000, "whole": True}],
        [fixed(5000), {**PAGE_9, "whole": True}],
    ),
    "REQ-19": (
        [fixed(19999999, BD_SBSD), fixed(19999999, OTC_DEALER), fixed(0, BD_SBSD)],
        [
            fixed(20000000, BD_SBSD),
            fixed(20000000, OTC_DEALER),
            fixed(19999999, BD_SBSD, {"12006": "X"}),
            fixed(19999999, BD),
            {**BD_SBSD, **PAGE_9, "whole": True},
        ],
    ),
    "REQ-20": (
        [fixed(999999999, BD_MODELS), fixed(999999999, BD_SBSD, {"12006": "X"})],
        [
            fixed(1000000000, BD_MODELS),
            fixed(999999999, BD_MODELS, OTC_DEALER),
            fixed(999999999, BD),
            {**BD_MODELS, **PAGE_9, "whole": True},
        ],
    ),
    "REQ-30": (
        [
            fixed(19999999, SBSD, PAGE_10),
            fixed(19999999, BD_SBSD, PAGE_10, {"12005": "X"}),
            {**SBSD, **PAGE_10, "3750": 5, "whole": True},
        ],
        [
            fixed(20000000, SBSD, PAGE_10),
            {**SBSD, **PAGE_10, "whole": True},
        ],
    ),
    "REQ-31": (
        [{**SBSD_MODELS, "12062": 99999999}],
        [
            {**SBSD_MODELS, "12062": 100000000},
            {**SBSD, "12062": 99999999},
            {**SBSD_MODELS, **PAGE_10, "whole": True},
        ],
    ),
    "REQ-41": (
        [{**BD_MODELS, "12055": 4999999999}],
        [
            {**BD_MODELS, "12055": 5000000000},
            {**BD_MODELS, **OTC_DEALER, "12055": 4999999999},
            {**BD, "12055": 4999999999},
            {**BD_MODELS, **PAGE_9, "whole": True},
        ],
    ),
    "REQ-42": (
        [{**BD_MODELS, **OTC_DEALER, "12055": 99999999}],
        [
            {**BD_MODELS, **OTC_DEALER, "12055": 100000000},
            {**BD_MODELS, "12055": 99999999},
            {**BD_MODELS, **OTC_DEALER, **PAGE_9, "whole": True},
        ],
    ),
    "REQ-43": ([{"3860": 70.01}, {"3860": 71}], [{"3860": 70}, {"3860": -5}]),
    "REQ-44": ([{"3852": 1000.01}, {"3852": 1001}], [{"3852": 1000}, {"3852": 4.61}]),
    "TNW-01": (
        [{"1780": 5, "12067": 5}, {"1780": 5, "12067": 6}],
        [{"1780": 6, "12067": 5}, {"12004": "X", "490": 0, "12067": None, "whole": True}],
    ),
    "TNW-02": (
        [{"1780": 20000004, "12067": 5}, {"1780": 6, "12067": 5}],
        [{"1780": 20000005, "12067": 5}, {"1780": 5, "12067": 5}, {"1780": 4, "12067": 5}],
    ),
    "RES-12": (
        [{**ALTERNATIVE, "4334": "X"}],
        [
            {**BASIC, "4334": "X"},
            {**ALTERNATIVE, "4333": "X"},
            {**ALTERNATIVE, "4332": "X"},
        ],
    ),
    "RES-13": (
        [{"4334": "X", "3750": 100, "3800": 801}, {"4334": "X", "3750": -1, "3800": 1}],
        [
            {"4334": "X", "3750": 100, "3800": 800},
            {"4333": "X", "3750": 100, "3800": 801},
            {"4334": "X", "3750": -1, "3800": 0},
        ],
    ),
    "RES-14": (
        [{"4334": "X", "4340": 1000001}],
        [{"4334": "X", "4340": 1000000}, {"4333": "X", "4340": 1000001}],
    ),
    "RCP-08": (
        [{**MERCHANT, "3910": 100, box: 30} for box in EQUITY]
        + [
            {**MERCHANT, "3910": 100, "4740": 10, "4760": 20},
            {**MERCHANT, "3910": 0, "4740": 1},
            {**MERCHANT, "3910": -100, "4740": 1},
        ],
        [
            {**MERCHANT, "3910": 100, "4740": 29},
            {**MERCHANT, "3910": 100, "4740": 0},
            {**MERCHANT, "3910": -100, "4740": 0},
            {**MERCHANT, "3910": 100, "4790": 99, "4820": 99},
            {"futures_commission_merchant": False, "3910": 100, "4740": 30},
        ],
    ),
    # 8% of the margin is the minimum, and 6% of it is wanted above that.
    "CAP-04": (
        [{**PAGE_9, "7435": 100, "3750": 13}, {**PAGE_9, "7435": 100, "3750": 0}],
        [{**PAGE_9, "7435": 100, "3750": 14}, {**PAGE_9, "7435": 0, "3750": -5}],
    ),
    "CAP-05": models_swap_dealer(100000000),
    "CAP-06": models_swap_dealer(20000000),
}

FIRES = [(check_id, case) for check_id, (fires, _) in RULE_CHECKS.items() for case in fires]
SILENT = [(check_id, case) for check_id, (_, silent) in RULE_CHECKS.items() for case in silent]


@pytest.mark.parametrize(("check_id", "case"), FIRES)
def test_a_rule_that_is_not_met_is_said(check_id: str, case: Case) -> None:
    assert_it_fires(check_id, case)


@pytest.mark.parametrize(("check_id", "case"), SILENT)
def test_nothing_is_said_of_a_rule_that_is_met(check_id: str, case: Case) -> None:
    assert_it_is_silent(check_id, case)


def test_every_rule_is_tried_both_ways() -> None:
    assert all(fires and silent for fires, silent in RULE_CHECKS.values())


# What kind of word each of them is: a wrong amount, an amount to account for, a notice.
CLASSES = {
    "must-fix": {"REQ-13"},
    "explain": {
        *("REQ-14", "REQ-15", "REQ-16", "REQ-17", "REQ-18", "REQ-19", "REQ-20"),
        *("REQ-30", "REQ-31", "REQ-41", "REQ-42", "REQ-43", "REQ-44"),
        *("RES-12", "RES-13", "RES-14"),
    },
    "note": {"REQ-12", "TNW-01", "TNW-02", "RCP-08", "CAP-04", "CAP-05", "CAP-06"},
}


def test_the_class_of_each_rule() -> None:
    of_class = {
        name: {each for each in RULE_CHECKS if FORM.checks[each].check_class == name}
        for name in CLASSES
    }
    assert of_class == CLASSES


@pytest.mark.parametrize(
    ("check_id", "case", "reported", "expected"),
    [
        ("REQ-12", {**NEW, "3750": 100, "3800": 900}, "900", "800"),
        ("REQ-16", fixed(50000, DEALER), "50000", "100000"),
        ("REQ-43", {"3860": 75.5}, "75.5", "70"),
        ("REQ-44", {"3852": 1250}, "1250", "1000"),
        ("CAP-04", {**PAGE_9, "7435": 100, "3750": 13}, "5", "6"),
        ("RCP-08", {**MERCHANT, "3910": 100, "4740": 40}, "40", "30"),
        ("RES-13", {"4334": "X", "3750": 100, "3800": 900}, "900", "800"),
    ],
)
def test_both_sides_of_a_rule(check_id: str, case: Case, reported: str, expected: str) -> None:
    finding = only(findings(given_by(case)), check_id)
    assert float(finding.reported or "") == float(reported)
    assert float(finding.expected or "") == float(expected)


def test_an_amount_below_the_rule_can_be_explained() -> None:
    boxes, facts = {"12000": "X", "3880": 5000}, {**NO_FACTS, "acts_as_dealer": True}
    assert only(findings(filing(boxes, facts)), "REQ-16").blocks
    told = {"REQ-16": FilerExplanation("Only nine trades since the firm became a dealer in May.")}
    assert not only(findings(filing(boxes, facts, explanations=told)), "REQ-16").blocks


# --- Whom a notice goes to ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check_id", "case"),
    [
        ("REQ-05", {"3750": 7, "3880": 6}),
        ("REQ-06", {**PAGE_9, **ALTERNATIVE, "3750": 4, "4440": 100}),
        ("REQ-07", {**BASIC, "3750": 1, "3800": 13}),
    ],
)
def test_a_futures_commission_merchant_notifies_the_cftc_too(check_id: str, case: Case) -> None:
    finding = only(findings(given_by(case)), check_id)
    assert "a futures commission merchant also notifies the CFTC" in finding.message
    assert finding.cite == ("17 CFR 240.17a-11(b)", "17 CFR 1.12(b)(4)")


# --- Facts that are asked for ------------------------------------------------------------------


def asked_for(case: Case) -> set[str | None]:
    """Give the facts that a filing is asked for because a rule depends on them."""
    found = [each for each in findings(given_by(case)) if each.id == "FACT-06"]
    assert all(finding.check_class == "must-fix" for finding in found)
    return {finding.reported for finding in found}


HIGH: Case = {**BASIC, "3750": 100, "3800": 801}


def test_the_first_year_is_asked_for_where_it_decides() -> None:
    assert asked_for(HIGH) == {"first_year"}
    finding = only(findings(given_by(HIGH)), "FACT-06")
    assert "the rule on box 3840 depends on a fact that is not stated (first_year)" in (
        finding.message
    )
    assert "begin business as a broker-dealer within the twelve months" in finding.message
    assert finding.cite == ("17 CFR 240.15c3-1(a)(1)(i)",)


@pytest.mark.parametrize(
    "case",
    [
        {**HIGH, "3800": 800},
        {**HIGH, "3800": 1501},
        {**HIGH, "3800": None},
        {**HIGH, **ALTERNATIVE},
        {**HIGH, "first_year": False},
        {**HIGH, "first_year": True},
    ],
)
def test_the_first_year_is_not_asked_for_where_it_cannot_matter(case: Case) -> None:
    assert asked_for(case) == set()


@pytest.mark.parametrize(
    ("dollars", "facts"),
    [
        (0, {"acts_as_dealer", "receives_securities"}),
        (49999, {"acts_as_dealer", "receives_securities"}),
        (50000, {"acts_as_dealer"}),
        (99999, {"acts_as_dealer"}),
        (100000, set()),
        (250000, set()),
    ],
)
def test_what_a_small_minimum_rests_on_is_asked_for(dollars: int, facts: set[str]) -> None:
    assert asked_for(fixed(dollars, BD, CARRIES_NOT, BASIC, {"whole": True})) == facts
    answers: Case = {"acts_as_dealer": False, "receives_securities": False}
    assert asked_for(fixed(dollars, BD, CARRIES_NOT, BASIC, answers, {"whole": True})) == set()
    assert asked_for(fixed(dollars, BD, CARRIES_NOT, ALTERNATIVE, {"whole": True})) == set()
    assert asked_for(fixed(dollars, BD_SBSD, CARRIES_NOT, BASIC, {"whole": True})) == set()


def test_the_method_is_asked_for_where_a_rule_depends_on_it() -> None:
    assert asked_for({**PAGE_9, "4334": "X"}) == {"alternative_method"}
    assert asked_for({**PAGE_9, "4333": "X"}) == set()
    # The page that would show it is not in the report.
    assert asked_for({"4334": "X"}) == set()
    assert asked_for(fixed(249999)) == {"alternative_method"}
    assert asked_for(fixed(250000)) == set()


def test_a_swap_dealer_that_uses_models_is_asked_for_where_its_capital_is_low() -> None:
    firm: Case = {**BD_MODELS, **PAGE_9, **PAGE_27}
    assert asked_for({**firm, "3640": 99999999}) == {"swap_dealer"}
    assert asked_for({**firm, "3640": 100000000}) == set()
    assert asked_for({**firm, "3640": 99999999, "futures_commission_merchant": False}) == set()
    assert asked_for({**BD, **PAGE_9, **PAGE_27, "3640": 99999999}) == set()


def test_a_method_that_the_amounts_show_is_not_asked_for() -> None:
    # 2% of 100,000 shows the alternative method, 0 the other.
    monthly: Case = {**PAGE_9, "4334": "X", "4440": 100000}
    shown, other = {**monthly, "3870": 2000}, {**monthly, "3870": 0}
    assert asked_for(shown) == asked_for(other) == set()
    assert only(findings(given_by(shown)), "RES-12").blocks
    assert "RES-12" not in {finding.id for finding in findings(given_by(other))}


def test_a_box_that_cannot_be_read_asks_for_nothing() -> None:
    assert asked_for({**HIGH, "3800": "n/a"}) == set()
    assert asked_for(fixed(5, BD, BASIC) | {"3880": "n/a"}) == set()


@pytest.mark.parametrize("kind", REPORTS)
def test_no_report_has_to_state_the_facts_of_these_rules(kind: str) -> None:
    boxes, facts = report(kind)
    assert {"first_year", "acts_as_dealer", "receives_securities"}.isdisjoint(facts)
    assert "FACT-06" not in {each.id for each in findings(filing(boxes, facts, whole=True))}


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize("check_id", RULE_CHECKS)
def test_no_cell_is_at_a_loss_for_a_fact_that_does_not_matter(kind: str, check_id: str) -> None:
    # A cell makes its check whether or not the firm reports the page.
    boxes, facts = report(kind)
    computation = compute(filing(boxes, facts, whole=True), whole_form(FORM))
    assert state_of_edit(computation, FORM.checks[check_id]).holds is True


@pytest.mark.parametrize("check_id", RULE_CHECKS)
def test_no_cell_of_an_empty_workbook_is_at_a_loss(check_id: str) -> None:
    empty = compute(filing({}, whole=True), whole_form(FORM))
    assert state_of_edit(empty, FORM.checks[check_id]).holds is True


def test_a_firm_that_is_said_in_words_has_its_open_questions_left_open() -> None:
    said = firm_filing(FORM, ["broker-dealer", "fcm", "dealer"]).facts
    assert said == {
        **{"futures_commission_merchant": True, "alternative_method": False},
        **{"swap_dealer": False, "retail_forex": False, "acts_as_dealer": True},
    }
    assert firm_filing(FORM, ["broker-dealer", "first-year", "receives-securities"]).facts == {
        **{"futures_commission_merchant": False, "alternative_method": False},
        **{"swap_dealer": False, "retail_forex": False},
        **{"first_year": True, "receives_securities": True},
    }
