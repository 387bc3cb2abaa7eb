"""The sample and the form data held against the filing's text and the official form.

The two are not part of the project; where they do not lie beside the checkout, these tests are
passed over.
"""

import csv
import re

import pytest

from focusxl.filings.samples import provenance
from tests.support.engine_filings import FORM, amount_of, as_filed
from tests.support.reference_material import REFERENCE, require_reference

require_reference()
FILING = (REFERENCE / "seed-hsbc-2014-06-30.txt").read_text(encoding="utf-8")
BOX_TABLE = (REFERENCE / "part-ii-2026-boxes.csv").read_text(encoding="utf-8")

READ = [number for number, words in provenance().items() if words.startswith("read")]
READ_AMOUNTS = [number for number in READ if FORM.box(number).is_amount]
WITH_ITS_NUMBER = [number for number in READ_AMOUNTS if provenance()[number] == "read"]
NEW_IN_2021 = {"7446", "7447"}


@pytest.mark.parametrize("number", READ_AMOUNTS)
def test_an_amount_that_is_read_stands_in_the_text(number: str) -> None:
    amounts = {amount.replace(",", "") for amount in re.findall(r"\d[\d,]*", FILING)}
    assert str(abs(amount_of(as_filed()[number]))) in amounts


@pytest.mark.parametrize("number", WITH_ITS_NUMBER)
def test_an_amount_stands_beside_its_box_number(number: str) -> None:
    amount = f"{abs(amount_of(as_filed()[number])):,}"
    beside = [
        line for line in FILING.splitlines() if re.search(rf"(?<![\d,]){amount}(?!,?\d)", line)
    ]
    assert any(re.search(rf"\b{number}\b", line) for line in beside)


@pytest.mark.parametrize("number", [each for each in READ if FORM.box(each).kind == "text"])
def test_a_text_that_is_read_stands_in_the_text(number: str) -> None:
    assert all(word in FILING for word in str(as_filed()[number]).split())


def test_the_period_stands_in_the_text() -> None:
    assert {"04/01/14", "06/30/14"} <= set(FILING.split())


def test_the_boxes_are_those_of_the_official_form() -> None:
    rows = list(csv.DictReader(BOX_TABLE.splitlines()))
    printed = {row["box"] for row in rows if 27 <= int(row["page"]) <= 32} - NEW_IN_2021
    cover = {box.number for box in FORM.pages[0].boxes}
    numbered = {number for number, placed in FORM.boxes.items() if placed.box.numbered}
    assert numbered - cover == printed
