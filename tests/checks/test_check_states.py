"""How a check stands: in the report, in a cell that makes it, and in the table of all checks."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from focusxl.amounts import cell_state
from focusxl.checks.from_inputs import read_inputs, state_on_inputs
from focusxl.checks.state import CheckState, Standing, state_of, state_of_edit
from focusxl.filings.computation import compute
from focusxl.filings.filer import whole_form
from focusxl.forms.loader import load_edition
from focusxl.forms.model import CheckClass
from focusxl.forms.rule_table import Rule, rules
from focusxl.formulas import Missing
from tests.support.engine_filings import FORM, filing
from tests.support.filings_2026 import filing as of_2026

FORM_2026 = load_edition("2026")
RULES = {rule.id: rule for rule in rules(FORM)}
COV_35 = next(rule for rule in rules(FORM_2026) if rule.id == "COV-35")
FIN_01 = next(rule for rule in rules(FORM_2026) if rule.id == "FIN-01")
CASES = [
    # SEG-03: long options on contract markets, required and held: [7032] = [7132].
    ("SEG-03", {"7032": 5, "7132": 5}, "holds", "5", "5"),
    ("SEG-03", {"7032": 5, "7132": 3}, "does not hold", "5", "3"),
    ("SEG-03", {"7032": 5}, "does not hold", "5", "0"),
    ("SEG-03", {}, "nothing entered", None, None),
    ("SEG-03", {"7032": 0}, "holds", "0", "0"),
    # SUM-7060: 7040 + 7050, the requirement; 7040 is a total itself, and so is 7050.
    ("SUM-7060", {"7040": 30, "7050": 4, "7060": 34}, "holds", "34", "34"),
    ("SUM-7060", {"7040": 30, "7050": 4, "7060": 35}, "does not hold", "35", "34"),
    ("SUM-7060", {"7060": 0}, "holds", "0", None),
    ("SUM-7060", {}, "nothing entered", None, None),
]


def in_a_cell(rule: Rule, boxes: Mapping[str, object]) -> CheckState:
    """Make a check as a cell does that is given its inputs."""
    given = {name: cell_state(boxes.get(name)) for name in rule.inputs}
    return state_on_inputs(read_inputs(FORM, given), rule)


def side(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(("check_id", "boxes", "standing", "left", "right"), CASES)
def test_how_a_check_stands_in_a_cell(
    check_id: str,
    boxes: Mapping[str, object],
    standing: Standing,
    left: str | None,
    right: str | None,
) -> None:
    state = in_a_cell(RULES[check_id], boxes)
    assert state == CheckState(standing, side(left), side(right))


@pytest.mark.parametrize(
    ("check_id", "boxes", "standing"),
    [(check_id, boxes, standing) for check_id, boxes, standing, _, _ in CASES],
)
def test_the_table_of_all_checks_says_the_same(
    check_id: str, boxes: Mapping[str, object], standing: Standing
) -> None:
    computation = compute(filing(boxes, whole=True), whole_form(FORM))
    assert state_of(computation, RULES[check_id]).standing == standing


@pytest.mark.parametrize(
    ("check_id", "boxes", "why"),
    [
        ("SEG-03", {"7032": "n/a", "7132": 5}, Missing("unreadable box", "7032")),
        ("SEG-03", {"7032": 5, "7132": "#REF!"}, Missing("unreadable box", "7132")),
        ("SUM-7060", {"7040": "n/a", "7050": 4, "7060": 34}, Missing("unreadable box", "7040")),
    ],
)
def test_what_is_not_known_says_why(
    check_id: str, boxes: Mapping[str, object], why: Missing
) -> None:
    assert in_a_cell(RULES[check_id], boxes) == CheckState("not known", why=why)
    computation = compute(filing(boxes, whole=True), whole_form(FORM))
    assert state_of(computation, RULES[check_id]).standing == "not known"


def test_a_total_that_shows_an_error_is_at_fault_itself() -> None:
    boxes = {"7040": 30, "7050": 4, "7060": "#REF!"}
    expected = CheckState("does not hold", None, Decimal(34))
    assert in_a_cell(RULES["SUM-7060"], boxes) == expected


def test_a_total_that_is_left_out_is_shown_as_it_is_computed() -> None:
    computation = compute(filing({"7010": 30, "7045": 4}, whole=True), whole_form(FORM))
    both = CheckState("holds", Decimal(34), Decimal(34))
    assert state_of(computation, RULES["SUM-7060"]) == both


@pytest.mark.parametrize(
    ("held", "standing"), [("#REF!", "not applicable"), (None, "nothing entered")]
)
def test_what_cannot_be_read_is_not_nothing(held: str | None, standing: Standing) -> None:
    # FIN-01: a stand-alone MSBSP, 12004, has nothing in box 740.
    given = {"12004": cell_state(None), "740": cell_state(held)}
    assert state_on_inputs(read_inputs(FORM_2026, given), FIN_01).standing == standing


@pytest.mark.parametrize(("boxes", "standing"), [({"7010": 1}, "does not hold"), ({}, "not known")])
def test_a_check_that_asks_knows_what_the_pages_show(
    boxes: Mapping[str, object], standing: Standing
) -> None:
    # CAP-05 is about a swap dealer that is an FCM, too: only an FCM fills in segregation, 7010.
    given = {"12006": "X", "3640": 5, **boxes}
    computation = compute(of_2026(given, {"swap_dealer": True}))
    assert state_of_edit(computation, FORM_2026.checks["CAP-05"]).standing == standing


@pytest.mark.parametrize(
    ("period_end", "standing", "why"),
    [
        ("06/30/2014", "does not hold", None),
        ("06/30/2012", "not applicable", None),
        ("n/a", "not known", Missing("unreadable box", "25")),
    ],
)
def test_a_rule_that_is_not_yet_in_force(
    period_end: str, standing: Standing, why: Missing | None
) -> None:
    # SEG-06 asks for a management target, 7194, since November 13, 2013.
    state = in_a_cell(RULES["SEG-06"], {"25": period_end, "7180": 5})
    assert state == CheckState(standing, why=why)


@pytest.mark.parametrize(
    ("answer", "standing", "why"),
    [
        ("No", "does not hold", None),
        ("Yes", "not applicable", None),
        (None, "not known", Missing("unstated fact", "futures_commission_merchant")),
    ],
)
def test_a_check_that_hangs_on_a_fact(
    answer: str | None, standing: Standing, why: Missing | None
) -> None:
    # COV-35: a stand-alone broker-dealer that is no FCM reports at the end of a quarter.
    given = {
        **dict.fromkeys(COV_35.inputs, cell_state(None)),
        **{"12000": cell_state("X"), "25": cell_state("05/31/2026")},
        "futures_commission_merchant": cell_state(answer),
    }
    assert state_on_inputs(read_inputs(FORM_2026, given), COV_35) == CheckState(standing, why=why)


@pytest.mark.parametrize(
    ("standing", "check_class", "word"),
    [
        ("holds", "must-fix", "Holds"),
        ("not applicable", "must-fix", "Holds"),
        ("nothing entered", "explain", "Nothing entered"),
        ("not known", "must-fix", "Not made"),
        ("does not hold", "must-fix", "MUST FIX"),
        ("does not hold", "explain", "EXPLAIN"),
        ("does not hold", "note", "NOTE"),
    ],
)
def test_the_word_for_it_in_a_cell(standing: Standing, check_class: CheckClass, word: str) -> None:
    assert CheckState(standing).word(check_class) == word
