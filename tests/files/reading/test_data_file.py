"""A data file is read as decimals, states kept apart, and refused in one sentence."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest

from focusxl.amounts import CellError, Nothing, Number, Text
from focusxl.checks import check
from focusxl.errors import Unreadable
from focusxl.filings.computation import compute
from focusxl.filings.filing import FilerExplanation
from tests.support.taking import Take


def data(boxes: dict[str, Any] | None = None, **more: Any) -> str:
    return json.dumps({"edition": "2014", "boxes": boxes or {}, **more})


def test_a_data_file_gives_what_it_says(take: Take) -> None:
    reading = take(
        "filing.json",
        data(
            {
                "13": "HSBC",
                "16": True,
                "17": False,
                "25": "2014-06-30",
                "7010": 5,
                "7033": "(1,234)",
            },
            explanations={
                "SEG-03": "Other FCM.",
                "SEG-04": {"text": "Same.", "answered": "1 against 2"},
            },
            facts={"retail_forex": False},
        ),
    )
    assert reading.kind == "data"
    assert reading.findings == ()
    assert reading.filing.values == {
        "13": "HSBC",
        "16": True,
        "25": datetime.date(2014, 6, 30),
        "7010": Decimal(5),
        "7033": Decimal(-1234),
    }
    assert reading.filing.explanations == {
        "SEG-03": FilerExplanation("Other FCM."),
        "SEG-04": FilerExplanation("Same.", "1 against 2"),
    }
    assert reading.filing.facts == {"retail_forex": False}
    assert not reading.filing.whole


def test_a_data_file_says_on_which_pages_there_is_nothing(take: Take) -> None:
    reading = take("filing.json", data(nothing_to_report=["dealer_options", "segregation"]))
    assert reading.filing.nothing_to_report == {"dealer_options", "segregation"}
    assert reading.findings == ()


def test_a_page_that_the_edition_has_not_is_a_finding(take: Take) -> None:
    reading = take("filing.json", data(nothing_to_report=["dealer options", "customer_reserve"]))
    assert reading.filing.nothing_to_report == frozenset()
    assert [(one.id, one.check_class, one.reported) for one in reading.findings] == [
        ("PAGE-07", "must-fix", "dealer options"),
        ("PAGE-07", "must-fix", "customer_reserve"),
    ]


def test_null_is_an_empty_cell_and_left_out_is_no_cell(take: Take) -> None:
    entries = take("filing.json", data({"7010": None})).filing.entries
    assert entries["7010"].state == Nothing()
    assert "7020" not in entries


def test_a_number_is_never_a_float(take: Take) -> None:
    text = '{"edition": "2014", "boxes": {"7010": 0.1, "7020": 12345678901234.56789, "7030": 1e3}}'
    entries = take("filing.json", text).filing.entries
    assert entries["7010"].state == Number(Decimal("0.1"))
    assert entries["7020"].state == Number(Decimal("12345678901234.56789"))
    assert entries["7030"].state == Number(Decimal("1E+3"))


def test_errors_and_text_are_no_numbers(take: Take) -> None:
    entries = take(
        "filing.json", data({"7010": "#REF!", "7020": "n/a", "7030": " "})
    ).filing.entries
    assert entries["7010"].state == CellError("#REF!")
    assert entries["7020"].state == Text("n/a")
    assert entries["7030"].state == Nothing()


def test_an_unknown_box_must_be_fixed(take: Take) -> None:
    reading = take("filing.json", data({"9999": 1, "abc": 2, "7010": 3}))
    assert [(f.id, f.check_class, f.reported) for f in reading.findings] == [
        ("BOX-03", "must-fix", "9999"),
        ("BOX-03", "must-fix", "abc"),
    ]
    assert reading.filing.values == {"7010": 3}
    assert not check(compute(reading.filing), reading.findings).is_ready


def test_a_fact_that_nobody_asks_for_is_left_out_and_noted(take: Take) -> None:
    reading = take("filing.json", data(facts={"retail_forex": True, "swap_dealer": True}))
    assert reading.filing.facts == {"retail_forex": True}
    (finding,) = reading.findings
    assert (finding.id, finding.check_class) == ("FACT-05", "note")
    assert finding.message == (
        "Edition 2014 does not ask for the fact “swap_dealer”, so it was ignored. It asks for: "
        "retail_forex, review_required."
    )


def test_a_fact_may_be_named_by_its_short_word(take: Take) -> None:
    facts = {"fcm": True, "alternative_method": False, "swap-dealer": False}
    reading = take("filing.json", json.dumps({"edition": "2026", "boxes": {}, "facts": facts}))
    assert reading.findings == ()
    assert reading.filing.facts == {
        "futures_commission_merchant": True,
        "alternative_method": False,
        "swap_dealer": False,
    }


def test_a_box_given_twice_must_agree(take: Take) -> None:
    text = (
        '{"edition": "2014", "boxes": {"7010": 5, "7010": "5.00", "7020": 1, "7020": 2,'
        ' "24": "2014-04-01", "24": "04/01/14"}}'
    )
    reading = take("filing.json", text)
    assert [(f.id, f.box, f.expected, f.reported) for f in reading.findings] == [
        ("BOX-04", "7020", "1", "2")
    ]
    assert reading.filing.values["7020"] == 1


def test_a_byte_order_mark_is_passed_over(take: Take) -> None:
    assert take("filing.json", b"\xef\xbb\xbf" + data({"7010": 5}).encode()).filing.values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("not json", "is not JSON"),
        ('{"edition": "2014", "boxes": {"7010": 5,}}', "line 1"),
        ("[]", "must be an object"),
        ("5", "must be an object"),
        ("null", "must be an object"),
        ('{"boxes": {}}', "has no “edition”"),
        ('{"edition": "2014"}', "has no “boxes”"),
        ('{"edition": "1999", "boxes": {}}', "no edition “1999”"),
        ('{"edition": "../2014", "boxes": {}}', "no edition"),
        ('{"edition": 2014, "boxes": {}}', "“edition” must be text"),
        ('{"edition": "2014", "boxes": []}', "“boxes” must be an object"),
        ('{"edition": "2014", "boxes": {"7010": [1]}}', "“7010” must be a number"),
        ('{"edition": "2014", "boxes": {"7010": {"a": 1}}}', "“7010” must be a number"),
        ('{"edition": "2014", "boxes": {"7010": 1, "7010": []}}', "“7010” must be a number"),
        ('{"edition": "2014", "boxes": {"7010": NaN}}', "NaN"),
        ('{"edition": "2014", "boxes": {"7010": Infinity}}', "Infinity"),
        ('{"edition": "2014", "boxes": {}, "box": {}}', "unknown key “box”"),
        ('{"edition": "2014", "boxes": {}, "boxes": {}}', "“boxes” twice"),
        ('{"edition": "2014", "boxes": {}, "facts": {"retail_forex": "no"}}', "true or false"),
        ('{"edition": "2014", "boxes": {}, "facts": {"a": true, "a": false}}', "“a” twice"),
        ('{"edition": "2014", "boxes": {}, "explanations": {"SEG-03": 5}}', "must be text"),
        ('{"edition": "2014", "boxes": {}, "explanations": {"SEG-03": {"answer": ""}}}', "“"),
        ('{"edition": "2014", "boxes": {"7010": "\\ud800"}}', "an incomplete character at “7010”"),
        ('{"edition": "2014", "boxes": {"7010": "' + "9" * 40_000 + '"}}', "shorten"),
        ('{"edition": "2014", "boxes": {"7010": ' + "9" * 1_000_000 + "}}", "not an amount"),
        ('{"edition": "2014", "boxes": {"7010": 1e999999999}}', "not an amount"),
        ('{"edition": "2014", "boxes": {"7010": 1e-999999999}}', "not an amount"),
        (data(nothing_to_report="segregation"), "must be a list of pages"),
        (data(nothing_to_report=[5]), "must be the id of a page"),
        ("[" * 1_000_000, "nested too deeply"),
        ('{"a":' * 300_000, "nested too deeply"),
    ],
)
def test_what_is_no_data_file_is_refused_in_one_sentence(take: Take, text: str, words: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        take("filing.json", text)
    message = str(refusal.value)
    assert words in message
    assert "“filing.json”" in message
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 400


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00}\x00", b'{"edition": "\xe9"}', b"{\x00}"])
def test_other_encodings_are_refused(take: Take, content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"UTF-8|not a text file"):
        take("filing.json", content)
