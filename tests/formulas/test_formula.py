"""The notation of formulas: what it means, and what is refused."""

import datetime
from decimal import Decimal

import pytest

from focusxl.errors import FormulaError
from focusxl.forms.loader import editions, load_edition
from focusxl.formulas import (
    Environment,
    Known,
    Missing,
    evaluate,
    holds,
)
from focusxl.formulas.parser import parse
from focusxl.formulas.tree import (
    Arithmetic,
    Blank,
    BoxReference,
    Call,
    Comparison,
    Connective,
    NameReference,
    Negation,
    Number,
    comparisons,
    walk,
)
from focusxl.formulas.writer import with_values, written


def day(date: str) -> Decimal:
    """Give the number by which formulas count a day."""
    return Decimal(datetime.date.fromisoformat(date).toordinal())


# Boxes 1, 2, 3 hold 10, 20, -5, boxes 11, 12, 13 dates, and boxes 6, 7, 8 text; box 4 is blank, and
# box 9 cannot be read. Nobody has stated the fact “unknown”.
VALUES = Environment(
    amounts={
        **{"1": Decimal(10), "2": Decimal(20), "3": Decimal(-5)},
        **{"11": day("2026-03-31"), "12": day("2026-01-15"), "13": day("2024-02-29")},
    },
    unreadable={"9": Missing("unreadable box", "9")},
    texts={"6": " IN ", "7": "Example  Bank", "8": "example bank"},
    held={"6", "7", "8", "9"},
    named={"rate": Decimal("0.08"), "yes": True, "no": False},
)


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("7", "7"),
        ("2.50", "2.5"),
        ("8%", "0.08"),
        ("[1]", "10"),
        ("[1] + [2]", "30"),
        ("[1]+[2]", "30"),
        ("  [1]\n + [2]  ", "30"),
        ("[1] - [2]", "-10"),
        ("[1] - [3]", "15"),
        ("10 - 4 - 3", "3"),
        ("10 - (4 - 3)", "9"),
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 * 3 + 1", "7"),
        ("12 / 3 / 2", "2"),
        ("12 / (3 / 2)", "8"),
        ("10 / 4", "2.5"),
        ("-2 * 3", "-6"),
        ("-2 * -3", "6"),
        ("2 - -3", "5"),
        ("--2", "2"),
        ("-(1 + 2)", "-3"),
        ("-[3]", "5"),
        ("50 * 8%", "4"),
        ("[1] * rate", "0.8"),
        ("max([1], [2])", "20"),
        ("max([1], [2], 30, [3])", "30"),
        ("max([3], -7)", "-5"),
        ("min([1], [2], [3])", "-5"),
        ("max(min([1], 4), 2)", "4"),
        ("if([1] < [2], 1, 2)", "1"),
        ("if([1] > [2], 1, 2)", "2"),
        ("if(yes, [1], [2])", "10"),
        ("if(no, [1], [2])", "20"),
        ("if(not(no), [1], [2])", "10"),
        ("if([4], 1, 2)", "2"),
        ("if([1], 1, 2)", "1"),
        ("if(reported([1]), 1, 2)", "1"),
        ("if(reported([4]), 1, 2)", "2"),
        ("1 = 1", "1"),
        ("1 = 2", "0"),
        ("1 + 1 = 2", "1"),
        ("yes", "1"),
        ("no", "0"),
        ("(1 = 1) + (2 = 2)", "2"),
        ("month_of([11])", "3"),
        ("month_of([13])", "2"),
        ("month_of([4])", "0"),
        ("months_of([12], [11])", "3"),
        ("months_of([11], [11])", "1"),
        ("months_of([13], [11])", "26"),
        ("months_of([11], [12])", "-1"),
        ("months_of([4], [11])", "0"),
        ("months_of([11], [4])", "0"),
        ("end_of_month([4], 0)", "0"),
        ("end_of_month([11], 0) - [11]", "0"),
        ("end_of_month([11], -1) + 32 - [11]", "1"),
        ("end_of_month([11], 6) - [11]", "183"),
        ("end_of_month([12], 0) - [12]", "16"),
        ("end_of_month([12], 1) - [12]", "44"),
        ("end_of_month([13], 0) - [13]", "0"),
        ("end_of_month([13], 12) - [13]", "365"),
        ("end_of_month([13], -2) - [13]", "-60"),
        ("end_of_month([13], 999999)", "0"),
    ],
)
def test_evaluates(text: str, gives: str) -> None:
    assert evaluate(parse(text).tree, VALUES) == Known(Decimal(gives))


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("[4]", "0"),
        ("[1] + [4]", "10"),
        ("[4] - [1]", "-10"),
        ("[1] * [4]", "0"),
        ("max([4], [3])", "0"),
        ("min([4], [1])", "0"),
        ("-[4]", "0"),
    ],
)
def test_a_blank_counts_as_nothing(text: str, gives: str) -> None:
    assert evaluate(parse(text).tree, VALUES) == Known(Decimal(gives))


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("[1] = 10", True),
        ("[1] = 11", False),
        ("[1] <> 10", False),
        ("[1] <> 11", True),
        ("[1] < 10", False),
        ("[1] < 11", True),
        ("[1] <= 9", False),
        ("[1] <= 10", True),
        ("[1] > 10", False),
        ("[1] > 9", True),
        ("[1] >= 11", False),
        ("[1] >= 10", True),
        ("[4] = 0", True),
        ("reported([1])", True),
        ("reported([4])", False),
        ("not(reported([4]))", True),
        ("yes", True),
        ("no", False),
        ("yes and no", False),
        ("yes and yes", True),
        ("no or no", False),
        ("no or yes", True),
        ("yes or no and no", True),
        ("(yes or no) and no", False),
        ("no and no or yes", True),
        ("no and (no or yes)", False),
        ("not(yes) or yes", True),
        ("not(yes or yes)", False),
        ("1 < 2 and 2 < 3", True),
        ("[1]", True),
        ("[4]", False),
        ("if(yes, no, yes)", False),
        ('one_of([6], "In", "Out")', True),
        ('one_of([6], "Out", "In")', True),
        ('one_of([6], "Out")', False),
        ('one_of([6], "I n")', False),
        ('one_of([7], "Example Bank")', True),
        ("one_of([7], [8])", True),
        ("one_of([7], [6], [8])", True),
        ("one_of([7], [6])", False),
        ("one_of([4], [4])", False),
        ('one_of([4], "")', False),
        ("one_of([6], [4])", False),
        ('not(one_of([6], "Out"))', True),
        ('one_of([6], "In") and [1] = 10', True),
    ],
)
def test_holds(text: str, true: bool) -> None:
    assert holds(parse(text).tree, VALUES) is true


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("[1] = 11", True),
        ("[1] = 9", True),
        ("[1] = 12", False),
        ("[1] = 8", False),
        ("[1] <> 11", False),
        ("[1] <> 12", True),
        ("[1] <= 9", True),
        ("[1] <= 8", False),
        ("[1] >= 11", True),
        ("[1] >= 12", False),
        ("[1] < 10", True),
        ("[1] < 9", False),
        ("[1] > 10", True),
        ("[1] > 11", False),
        ("[1] = 11 and [2] = 19", True),
        ("[1] = 12 or [2] = 19", True),
        ("not([1] = 11)", False),
    ],
)
def test_holds_within_one_dollar(text: str, true: bool) -> None:
    assert holds(parse(text).tree, VALUES, tolerance=Decimal(1)) is true


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("if(yes, 5, unknown)", "5"),
        ("if(no, [9], 6)", "6"),
        ("if(no and unknown, 5, 6)", "6"),
        ("if(yes or unknown, 5, 6)", "5"),
        ("if([1] = 0 and [9] = 0, 5, 6)", "6"),
        ("if([1] = 10 or [9] = 0, 5, 6)", "5"),
        ("if(reported([9]), 5, 6)", "5"),
    ],
)
def test_what_does_not_matter_is_not_looked_at(text: str, gives: str) -> None:
    assert evaluate(parse(text).tree, VALUES) == Known(Decimal(gives))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "“”: it ends too early"),
        ("[7010] +", "“[7010] +”: it ends too early"),
        ("max([1],", "“max([1],”: it ends too early"),
        ("[7010", "“[7010”: cannot read it from character 1 on"),
        ("7010]", "“7010]”: cannot read it from character 5 on"),
        ("[7010] & [7020]", "“[7010] & [7020]”: cannot read it from character 7 on"),
        ("[seven]", "“[seven]”: cannot read it from character 1 on"),
        ("Max([1], [2])", "“Max([1], [2])”: cannot read it from character 1 on"),
        ("__import__('os')", "“__import__('os')”: cannot read it from character 1 on"),
        ("[1] [2]", "“[1] [2]”: “2” is not expected here"),
        ("* 2", "“* 2”: “*” is not expected here"),
        ("1 = 2 = 3", "“1 = 2 = 3”: “=” is not expected here"),
        ("1)", "“1)”: “)” is not expected here"),
        ("not()", "“not()”: “)” is not expected here"),
        ("1 + and", "“1 + and”: “and” is not expected here"),
        ("or", "“or”: “or” is not expected here"),
        ("(1 + 2", "“(1 + 2”: “)” is missing"),
        ("max(1, 2", "“max(1, 2”: “)” is missing"),
        ("max 1", "“max 1”: “(” is missing"),
        ("max([1])", "“max([1])”: max does not take 1 arguments"),
        ("min([1])", "“min([1])”: min does not take 1 arguments"),
        ("if([1], 2)", "“if([1], 2)”: if does not take 2 arguments"),
        ("if(1, 2, 3, 4)", "“if(1, 2, 3, 4)”: if does not take 4 arguments"),
        ("not(1, 2)", "“not(1, 2)”: not does not take 2 arguments"),
        ("reported([1], [2])", "“reported([1], [2])”: reported does not take 2 arguments"),
        ("reported(1)", "“reported(1)”: reported takes one box"),
        ('"In"', '“"In"”: “In” is not expected here'),
        ('[1] = "In"', '“[1] = "In"”: “In” is not expected here'),
        ('one_of("In", [1])', '“one_of("In", [1])”: one_of takes a box first'),
        ("one_of([1])", "“one_of([1])”: one_of does not take 1 arguments"),
        ("one_of([1], 2)", "“one_of([1], 2)”: one_of takes boxes and texts"),
        ('one_of([1], "In', '“one_of([1], "In”: cannot read it from character 12 on'),
        ("one_of([1],", "“one_of([1],”: it ends too early"),
        ("month_of(3)", "“month_of(3)”: month_of takes one box"),
        ("months_of([1], 3)", "“months_of([1], 3)”: months_of takes two boxes"),
        ("end_of_month(3, 1)", "“end_of_month(3, 1)”: end_of_month takes a box first"),
        ("end_of_month([1])", "“end_of_month([1])”: end_of_month does not take 1 arguments"),
        ("stated([1])", "“stated([1])”: stated takes one fact"),
        ("stated(a, b)", "“stated(a, b)”: stated does not take 2 arguments"),
        *(
            (text, f"“{text}”: blank is what a whole formula comes to, nothing to compute with")
            for text in (
                "[1] + blank",
                "max([1], blank)",
                "-blank",
                "blank > 0",
                "if(blank, 1, 2)",
                "2 * if([1] > 0, [1], blank)",
                "if([1] > 0, blank, 5 - blank)",
            )
        ),
    ],
)
def test_is_not_of_the_notation(text: str, why: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        parse(text)
    assert str(refusal.value) == why


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("if(yes, [1], blank)", "10"),
        ("if(no, blank, 4)", "4"),
        # Something of what is divided is there; a number in the formula is no box.
        ("([1] - [4]) / 5", "2"),
        ("5 / [1]", "0.5"),
        ("([1] - 10) / [2]", "0"),
    ],
)
def test_comes_to_an_amount_all_the_same(text: str, gives: str) -> None:
    assert evaluate(parse(text).tree, VALUES) == Known(Decimal(gives))


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("stated(yes)", True),
        ("stated(no)", True),
        ("stated(unknown)", False),
        ("not(stated(unknown))", True),
        ("stated(unknown) and unknown", False),
        ("stated(no) and no", False),
        ("stated(yes) and yes", True),
    ],
)
def test_whether_a_fact_is_stated(text: str, true: bool) -> None:
    assert holds(parse(text).tree, VALUES) is true


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[1] = [2]", ["[1] = [2]"]),
        ("[1] <= [2] and [2] <= [3] + [4]", ["[1] <= [2]", "[2] <= [3] + [4]"]),
        ("[1] = 0 and [2] = 0 and [3] = 0", ["[1] = 0", "[2] = 0", "[3] = 0"]),
        ("[1] = 0 or [2] = 0", []),
        ("[1] = 0 and reported([2])", []),
        ("not([1] = 0)", []),
    ],
)
def test_the_comparisons_that_a_condition_is(text: str, parts: list[str]) -> None:
    assert [written(part) for part in comparisons(parse(text).tree)] == parts


def test_the_tree() -> None:
    assert parse("if(fact, 5, blank)").tree == Call(
        "if", (NameReference("fact"), Number(Decimal(5)), Blank())
    )
    text = "if(not([1] <= 2) and fact, max([1], -[3_describe]), [2] * 8%)"
    one, two = BoxReference("1"), BoxReference("2")
    assert parse(text).tree == Call(
        "if",
        (
            Connective(
                "and",
                Call("not", (Comparison("<=", one, Number(Decimal(2))),)),
                NameReference("fact"),
            ),
            Call("max", (one, Negation(BoxReference("3_describe")))),
            Arithmetic("*", two, Number(Decimal("0.08"))),
        ),
    )


def test_walking_goes_left_to_right() -> None:
    tree = parse("if([1] = 2 or fact, -[3], max([4], [5] + 6))").tree
    leaves = [
        node for node in walk(tree) if isinstance(node, BoxReference | Number | NameReference)
    ]
    assert leaves == [
        BoxReference("1"),
        Number(Decimal(2)),
        NameReference("fact"),
        BoxReference("3"),
        BoxReference("4"),
        BoxReference("5"),
        Number(Decimal(6)),
    ]
    assert next(walk(tree)) is tree


def test_boxes_and_names_stand_once_in_the_order_of_the_text() -> None:
    formula = parse("[20] + [3] * a_rate - if(fact, [20] * b_rate, [1] * a_rate)")
    assert formula.boxes == ("20", "3", "1")
    assert formula.names == ("a_rate", "fact", "b_rate")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[7040] + [7050]", "7040 (1,095,163,255) + 7050 (0)"),
        ("[7080]\n  - [7130]", "7080 (blank) - 7130 (minus 8,479,537)"),
        ("[7040] * customer_risk_rate", "7040 (1,095,163,255) * 8%"),
        ("[7040] * early_warning", "7040 (1,095,163,255) * 110%"),
        ("[7040] >= minimum_amount", "7040 (1,095,163,255) >= 1,000,000"),
        ("if(retail_forex, 1, 2)", "if(retail forex (yes), 1, 2)"),
        ("if(swap_dealer, 1, 2)", "if(swap dealer (no), 1, 2)"),
        ("if(new_fact, 1, 2)", "if(new fact (not stated), 1, 2)"),
        ('if(one_of([7040], "a_b"), 1, 2)', 'if(one_of(7040 (1,095,163,255), "a_b"), 1, 2)'),
        ("if(swap_dealer, [7050], blank)", "if(swap dealer (no), 7050 (0), blank)"),
    ],
)
def test_written_with_its_values(text: str, written: str) -> None:
    amounts = {"7040": Decimal(1095163255), "7050": Decimal(0), "7130": Decimal(-8479537)}
    names: dict[str, Decimal | bool] = {
        "customer_risk_rate": Decimal("0.08"),
        "early_warning": Decimal("1.1"),
        "minimum_amount": Decimal(1000000),
        "retail_forex": True,
        "swap_dealer": False,
    }
    assert with_values(parse(text), amounts.get, names.get) == written


# --- Written in the notation -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[1] - ([2] - [3])",
        "([1] + [2]) * [3] / ([4] * [5])",
        "-([1] + [2]) * -[3]",
        "max([1], if([2] > [3] and (retail or not(reported([4]))), 0.5, -[5]))",
        "[1] + [2] = [3] or [4] <> [5] and [6] >= 7",
        'not(one_of([6], "In", [7], "")) and [11] = end_of_month([11], -1) + 1',
        "if(stated(fact) and fact, blank, [1] / [2] * 100)",
    ],
)
def test_a_tree_is_written_with_no_more_parentheses_than_it_needs(text: str) -> None:
    assert written(parse(text).tree) == text
    assert written(parse(f"(({text}))").tree) == text


@pytest.mark.parametrize("edition", editions())
def test_every_formula_of_the_form_is_written_as_what_it_is(edition: str) -> None:
    form = load_edition(edition)
    formulas = [placed.box.formula for placed in form.boxes.values()]
    formulas += [formula for check in form.checks.values() for formula in check.formulas]
    for formula in formulas:
        assert formula is None or parse(written(formula.tree)).tree == formula.tree
