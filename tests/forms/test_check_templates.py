"""Checks stated once for many lines: which lines they are of, and which boxes they name."""

from collections.abc import Mapping
from typing import Any

import pytest

from focusxl.forms.check_templates import for_each_line
from focusxl.forms.loader import load_edition


def line(**boxes: int) -> dict[str, Any]:
    return {"cells": {column: {"box": number} for column, number in boxes.items()}}


LINES = [
    {"section": "One"},
    line(name=10, amount=11),
    {"text": "A paragraph"},
    line(name=20, amount=21),
    line(amount=31),
    line(name=40, amount=41),
    {"section": "Two"},
    line(name=50, amount=51),
    line(name=60, amount=61),
]
CHECK = {"id": "TAB-01", "class": "explain", "box": "name", "cite": "17 CFR 1.32"}


def written(**parts: Any) -> list[Mapping[str, Any]]:
    return list(for_each_line({**CHECK, **parts}, LINES))


def test_a_check_without_lines_is_itself() -> None:
    check = {**CHECK, "box": 10, "test": "reported([10])"}
    assert list(for_each_line(check, LINES)) == [check]


def test_there_is_one_check_for_each_line_with_the_column() -> None:
    checks = written(
        each="name", when="[amount] <> 0", test="reported([name])", message="Of [amount]."
    )
    assert [check["id"] for check in checks] == [f"TAB-01_{box}" for box in (10, 20, 40, 50, 60)]
    assert checks[1] == {
        **CHECK,
        **{"id": "TAB-01_20", "box": "20", "when": "[21] <> 0", "test": "reported([20])"},
        "message": "Of [21].",
    }


def test_the_line_above_is_one_of_the_same_table_and_column() -> None:
    checks = written(
        each="name", box="amount", test="[above.amount] >= [amount]", message="[above.name]"
    )
    assert [(check["id"], check["box"], check["test"]) for check in checks] == [
        ("TAB-01_20", "21", "[11] >= [21]"),
        ("TAB-01_40", "41", "[21] >= [41]"),
        ("TAB-01_60", "61", "[51] >= [61]"),
    ]
    assert [check["message"] for check in checks] == ["[10]", "[20]", "[50]"]


def test_all_lines_above_are_named_in_their_order() -> None:
    checks = written(each="name", test="one_of([name], [all_above.name])", message="Twice.")
    assert [check["test"] for check in checks] == [
        "one_of([20], [10])",
        "one_of([40], [10], [20])",
        "one_of([60], [50])",
    ]


@pytest.mark.parametrize(
    ("section", "boxes"), [("One", "10 20 40"), ("Two", "50 60"), ("Three", "")]
)
def test_lines_under_one_heading_alone(section: str, boxes: str) -> None:
    each = {"column": "name", "section": section}
    checks = written(each=each, test="reported([name])", message="Blank.")
    assert [check["box"] for check in checks] == boxes.split()


def test_what_is_no_column_stays_as_it_is() -> None:
    [check, *_] = written(each="name", box=25, test="[other] = [above]", message="Blank: [blank].")
    assert (check["box"], check["test"], check["message"]) == (
        "25",
        "[other] = [above]",
        "Blank: [blank].",
    )


@pytest.mark.parametrize(
    ("check_id", "box", "test"),
    [
        ("SCH-23_12121", "12184", "[12183] >= [12184]"),
        ("SCH-24_12246", "12329", "[12328] >= [12329]"),
        ("SCH-43_12619", "12659", "[12658] >= [12659]"),
        ("SCH-44_12683", "12737", "[12736] >= [12737]"),
        ("SCH-42_12684", "12684", "not(one_of([12684], [12682], [12683]))"),
        ("WDR-25_4694", "4694", "[4694] > [25] and [4694] <= end_of_month([25], 6)"),
    ],
)
def test_the_lines_of_the_form(check_id: str, box: str, test: str) -> None:
    check = load_edition("2026").checks[check_id]
    assert (check.box, check.test.text) == (box, test)


def test_how_many_lines_the_form_has_of_each() -> None:
    ids = [check.partition("_")[0] for check in load_edition("2026").checks if "_" in check]
    assert {check: ids.count(check) for check in ids} == {
        **dict.fromkeys(("WDR-21", "WDR-22", "WDR-23", "WDR-24", "WDR-25"), 10),
        **{"SCH-21": 30, "SCH-22": 28, "SCH-23": 14, "SCH-24": 14},
        **{"SCH-41": 20, "SCH-42": 18, "SCH-43": 9, "SCH-44": 9},
    }
