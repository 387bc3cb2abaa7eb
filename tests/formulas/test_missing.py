"""Missing is not zero: what a formula comes to where something is not known, and why."""

from decimal import Decimal

import pytest

from focusxl.formulas import Environment, Known, Missing, evaluate, holds
from focusxl.formulas.parser import parse
from focusxl.formulas.result import Why

# Box 1 holds 10, box 2 zero, box 5 text, and box 7 a mark; box 4 is blank, box 9 shows an error.
# The page of box 8 and of the mark 6 is not in the report, so what stands there is not known.
# Nobody has stated the fact “unknown”, and “rate” hangs on the end of the period, which box 25
# should hold and does not.
REPORT = Environment(
    amounts={"1": Decimal(10), "2": Decimal(0), "7": Decimal(1)},
    unreadable={
        "9": Missing("unreadable box", "9"),
        "10": Missing("unreadable box", "9"),
        "8": Missing("page not submitted", "8"),
    },
    texts={"5": "In"},
    held={"5", "9"},
    marks={"6": Missing("page not submitted", "6")},
    named={"yes": True, "no": False, "rate": Missing("unreadable box", "25")},
)

AMOUNTS = [
    # Nothing belongs there: the formula says so.
    ("blank", "blank", ""),
    ("if(no, [1], blank)", "blank", ""),
    ("if(yes, blank, [1])", "blank", ""),
    ("if(no, 5, if(yes, blank, [1]))", "blank", ""),
    # Nothing is divided, or by nothing.
    ("[1] / [4]", "division by nothing", ""),
    ("[1] / [2]", "division by nothing", ""),
    ("[1] / ([1] - 10)", "division by nothing", ""),
    ("[4] / [1] * 100", "division by nothing", ""),
    ("([4] + [3]) / [1]", "division by nothing", ""),
    ("1 + [4] / [1]", "division by nothing", ""),
    ("max([4] / [1], 5)", "division by nothing", ""),
    ("if([4] / [1] > 2, 5, 6)", "division by nothing", ""),
    # A fact that nobody has stated.
    ("unknown", "unstated fact", "unknown"),
    ("if(unknown, 5, 6)", "unstated fact", "unknown"),
    ("yes and unknown", "unstated fact", "unknown"),
    ("no or unknown", "unstated fact", "unknown"),
    ("max(1, unknown * 2)", "unstated fact", "unknown"),
    # A mark, or an amount, on a page that is not in the report.
    ("if(reported([6]), 5, 6)", "page not submitted", "6"),
    ("reported([6]) + 1", "page not submitted", "6"),
    ("[8]", "page not submitted", "8"),
    ("[1] - [8]", "page not submitted", "8"),
    # A box that cannot be read, and a total that cannot be formed for it.
    ("[9]", "unreadable box", "9"),
    ("[1] + [9]", "unreadable box", "9"),
    ("[9] + [1]", "unreadable box", "9"),
    ("2 * [9]", "unreadable box", "9"),
    ("max([1], [9])", "unreadable box", "9"),
    ("-[9]", "unreadable box", "9"),
    ("[9] = 0", "unreadable box", "9"),
    ("[1] + [10]", "unreadable box", "9"),
    ("[1] * rate", "unreadable box", "25"),
    ("month_of([9])", "unreadable box", "9"),
    ("months_of([1], [9])", "unreadable box", "9"),
    ("end_of_month([9], 1)", "unreadable box", "9"),
    ("end_of_month([4], unknown)", "unstated fact", "unknown"),
    # Of several, the first in the order of the text.
    ("[9] + unknown", "unreadable box", "9"),
    ("unknown + [9]", "unstated fact", "unknown"),
    ("max(unknown, [9])", "unstated fact", "unknown"),
    ("[9] / [4]", "unreadable box", "9"),
    ("[4] / [9]", "unreadable box", "9"),
    ("[4] / unknown", "unstated fact", "unknown"),
    ("([1] / [4]) + [9]", "division by nothing", ""),
    ("[9] + [1] / [4]", "unreadable box", "9"),
]


@pytest.mark.parametrize(("text", "why", "of"), AMOUNTS)
def test_an_amount_that_is_missing_says_why(text: str, why: Why, of: str) -> None:
    assert evaluate(parse(text).tree, REPORT) == Missing(why, of)
    assert parse(text).amount(REPORT) == Missing(why, of)


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("[4]", "0"),
        ("[1] + [4]", "10"),
        ("[2] / [1]", "0"),
        ("5 / [1]", "0.5"),
        ("[4] * [1]", "0"),
        ("if(yes, [1], [9])", "10"),
        ("if(no, unknown, 6)", "6"),
        ("if(yes, [1], blank)", "10"),
        ("if(reported([9]), 5, 6)", "5"),
        ("if(stated(unknown), 5, 6)", "6"),
        ("if(no and unknown, 5, 6)", "6"),
        ("if(yes or reported([6]), 5, 6)", "5"),
        ("if([1] = 0 and [9] = 0, 5, 6)", "6"),
    ],
)
def test_what_does_not_matter_may_be_missing(text: str, gives: str) -> None:
    assert evaluate(parse(text).tree, REPORT) == Known(Decimal(gives))


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("yes", True),
        ("no", False),
        ("reported([7])", True),
        ("reported([4])", False),
        ("reported([5])", True),
        ("reported([9])", True),
        ("stated(yes)", True),
        ("stated(unknown)", False),
        ("no and unknown", False),
        ("yes or unknown", True),
        ('one_of([4], "In", [9])', False),
        ('one_of([5], "in", [9])', True),
        ("unknown", Missing("unstated fact", "unknown")),
        ("not(unknown)", Missing("unstated fact", "unknown")),
        ("unknown and no", Missing("unstated fact", "unknown")),
        ("unknown or yes", Missing("unstated fact", "unknown")),
        ("reported([6])", Missing("page not submitted", "6")),
        ("not(reported([6]))", Missing("page not submitted", "6")),
        ("[9] > 0", Missing("unreadable box", "9")),
        ("0 > [9]", Missing("unreadable box", "9")),
        ("[9]", Missing("unreadable box", "9")),
        ('one_of([9], "In")', Missing("unreadable box", "9")),
        ('one_of([5], "Out", [9], "In")', Missing("unreadable box", "9")),
        ("stated(rate)", Missing("unreadable box", "25")),
        ("[1] / [4] > 2", Missing("division by nothing")),
    ],
)
def test_a_condition_holds_or_fails_or_says_why_neither(text: str, given: bool | Missing) -> None:
    assert holds(parse(text).tree, REPORT) == given
    assert parse(text).holds(REPORT) == given


@pytest.mark.parametrize(
    ("text", "answers", "gives"),
    [
        ("if(unknown, 5, 6)", {"unknown": True}, "5"),
        ("if(unknown, 5, 6)", {"unknown": False}, "6"),
        ("if(yes, 5, 6)", {"yes": False}, "6"),
        ("if(reported([6]), 5, 6)", {"6": True}, "5"),
        ("if(reported([6]), 5, 6)", {"6": False}, "6"),
        ("if(reported([6]) and unknown, 5, 6)", {"6": True, "unknown": False}, "6"),
    ],
)
def test_an_answer_makes_it_known(text: str, answers: dict[str, bool], gives: str) -> None:
    assert evaluate(parse(text).tree, REPORT.answering(answers)) == Known(Decimal(gives))


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("[1] + 1", Missing("page not submitted", "1")),
        ("[9] + [1]", Missing("page not submitted", "9")),
        ("[2] + 1", Known(Decimal(1))),
        ("reported([1]) + 0", Known(Decimal(1))),
        ("if(yes, 5, [1])", Known(Decimal(5))),
    ],
)
def test_what_stands_on_a_page_that_is_not_there_is_not_known(
    text: str, gives: Known | Missing
) -> None:
    assert evaluate(parse(text).tree, REPORT.without(["1", "9"])) == gives


def test_other_amounts_may_be_shown() -> None:
    assert evaluate(parse("[1] + [4]").tree, REPORT.showing({"4": Decimal(3)})) == Known(Decimal(3))


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (Missing("blank"), "nothing belongs there"),
        (Missing("division by nothing"), "there is nothing to divide or to divide by"),
        (Missing("unstated fact", "swap_dealer"), "it has not been stated"),
        (Missing("page not submitted", "12000"), "the page of box 12000 is not in the report"),
        (Missing("unreadable box", "25"), "it is not known while box 25 cannot be read"),
    ],
)
def test_an_explanation_follows_from_why(missing: Missing, said: str) -> None:
    assert str(missing) == said


def test_missing_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError):
        bool(Missing("blank"))


@pytest.mark.parametrize(
    ("why", "is_no_amount", "is_a_question"),
    [
        ("blank", True, False),
        ("division by nothing", True, False),
        ("unstated fact", False, True),
        ("page not submitted", False, True),
        ("unreadable box", False, False),
    ],
)
def test_what_follows_from_why(why: Why, is_no_amount: bool, is_a_question: bool) -> None:
    assert Missing(why).is_no_amount is is_no_amount
    assert Missing(why).is_a_question is is_a_question
