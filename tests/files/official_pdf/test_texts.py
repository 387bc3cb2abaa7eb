import datetime
from decimal import Decimal

import pytest

from focusxl.files.official_pdf.contents import Shown, shown_on_the_form
from focusxl.forms.model import Box


@pytest.mark.parametrize(
    ("box", "value", "text", "side"),
    [
        ({}, Decimal(344776202), "344,776,202", "right"),
        ({}, Decimal(0), "0", "right"),
        ({"sign": "any"}, Decimal(-8479537), "(8,479,537)", "right"),
        ({"sign": "deduct"}, Decimal(5), "5", "right"),
        ({"unit": "percent"}, Decimal("1154.32"), "1,154.32", "right"),
        ({"entry": "date"}, datetime.date(2026, 3, 31), "03/31/26", "right"),
        ({"entry": "check"}, True, "X", "middle"),
        ({"entry": "text"}, "Fortune &\n  Company", "Fortune & Company", "left"),
    ],
)
def test_what_is_printed(box: dict[str, object], value: object, text: str, side: str) -> None:
    shown = shown_on_the_form(Box(number="7010", **box), value)
    assert shown == Shown(text, side)


@pytest.mark.parametrize(("value", "text"), [(1234, "1,234"), (0, "0"), (-1234, "-1,234")])
def test_between_printed_parentheses_the_bare_amount(value: int, text: str) -> None:
    box = Box(number="7033", sign="deduct", parentheses=True)
    assert shown_on_the_form(box, Decimal(value)) == Shown(text, "right", in_parentheses=True)
