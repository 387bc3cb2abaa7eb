"""The sample is the 2014 filing: what it holds, and what of it is read and what derived."""

import json
from decimal import Decimal

from focusxl.filings.samples import load_sample, provenance, sample_data
from tests.support.engine_filings import FORM, as_filed

DERIVED = {"7050": 0, "7060": 1095163255, "7130": -8479537, "7352": 181146, "7615": 0}
NUMBER_LOST = {"7020", "7030", "7033", "7040", "7120", "7490", "7495"}
SHOWN_EMPTY = {
    *("7080", "7160", "7170", "7475"),
    *("7630", "7640", "7650", "7660", "7670", "7675", "7680"),
    *("7690", "7750", "7150_describe", "7765_describe", "8715_describe"),
}


def test_every_amount_of_the_form_is_filed_or_shown_empty() -> None:
    cover = {box.number for box in FORM.pages[0].boxes}
    assert FORM.boxes.keys() - cover == (as_filed().keys() - cover) | SHOWN_EMPTY
    assert not as_filed().keys() & SHOWN_EMPTY


def test_what_is_derived_says_from_what() -> None:
    derived = {number for number, words in provenance().items() if words.startswith("derived: ")}
    assert derived == DERIVED.keys()
    assert {number: as_filed()[number] for number in derived} == DERIVED


def test_lost_box_numbers_are_noted() -> None:
    noted = {number for number, words in provenance().items() if "box number is lost" in words}
    assert noted == NUMBER_LOST


def test_every_value_has_a_provenance() -> None:
    assert provenance().keys() == as_filed().keys()
    assert all(
        words.split(";")[0].split(":")[0] in ("read", "derived") for words in provenance().values()
    )


def test_the_cover() -> None:
    values = load_sample().values
    assert values["13"] == "HSBC SECURITIES (USA) INC."
    assert (values["14"], values["15"]) == ("8-41562", "19585")
    assert (str(values["24"]), str(values["25"])) == ("2014-04-01", "2014-06-30")
    assert (values["16"], values["40"]) == (True, True)
    assert values.keys().isdisjoint({"17", "18", "19", "26", "41", "42"})


def test_the_filing() -> None:
    filing = load_sample()
    assert filing.firm_name == "HSBC SECURITIES (USA) INC."
    assert str(filing.period_end) == "2014-06-30"
    assert filing.values["8660"] == Decimal(-19744301)


def test_the_data_file() -> None:
    data = json.loads(json.dumps(sample_data()))
    assert data.keys() == {"edition", "boxes", "facts"}
    assert (data["edition"], data["facts"]) == ("2014", {})
    boxes = data["boxes"]
    assert (boxes["13"], boxes["16"], boxes["24"], boxes["25"], boxes["7010"], boxes["7190"]) == (
        "HSBC SECURITIES (USA) INC.",
        True,
        "2014-04-01",
        "2014-06-30",
        342539729,
        95956489,
    )
    assert list(boxes) == sorted(boxes, key=FORM.order.__getitem__)
