"""The synthetic filing of edition 2026: whole, balanced, ready to file, and marked as made up."""

import json
from decimal import Decimal
from importlib.resources import files

import pytest

from focusxl.amounts import Number, cell_state
from focusxl.checks import check
from focusxl.files import read
from focusxl.filings.computation import compute
from focusxl.filings.samples import SAMPLES, load_sample, sample_data
from tests.support.engine_filings import only
from tests.support.filings_2026 import (
    FACTS,
    FORM,
    blocking,
    filing,
    found_in,
    inputs_of,
    report,
    synthetic,
)

# The pages of a stand-alone broker-dealer without models that is a futures commission merchant,
# by the numbers at their feet. Page 23 is its, too, were it to claim an exemption.
PAGES = {1, 2, 3, 4, 5, 8, 9, *range(12, 23), 24, 25, *range(27, 34)}
EXEMPTION = 23

# What is blank on these pages, and why.
BLANK = {
    "another kind of firm": "12001 12002 12003 12004 12005 12006 12008",
    "filed under another rule": "17 19 12999 26 26_describe",
    "official use": "33 35 37 39",
    "the other answer": "198 41 42 4940 5601 5604 4585 12103 4332 4334 2315 2330",
    "daily computations only": "12850 12851 12849",
    "monthly computations only": "4500",
    "swap dealers only": "7447",
    "models only": "12055 12056 12057",
    "columns of the standard of aggregate indebtedness": """
        1030 1040 1050 1060 1070 1080 1090 1095 1100 1105 1110 1120 1130 1140 1150 12025 12031
        12032 1160 1170 1180 1190 1200 12033 12045 1210 1211 1220 1230
        1240 1250 1260 1270 1280 1290 1300 1310 1320 1330 1340 1350 12026 12037 12038 1370 1380
        1386 1387 1390 1400 1410 1420 1430 1440 1450""",
    "aggregate indebtedness": "3756 3790 3800 3810 3820 3830 3838 3840 3850 3853",
}


def amount(number: str) -> int | float:
    """Give an amount of the sample."""
    value = synthetic()[number]
    assert isinstance(value, int | float)
    return value


def added(numbers: str) -> int:
    """Add up boxes of the sample; those with a minus are subtracted."""
    total = 0
    for number in numbers.split():
        value = amount(number.removeprefix("-"))
        assert isinstance(value, int)
        total += -value if number.startswith("-") else value
    return total


def test_it_is_marked_as_synthetic() -> None:
    text = (files("focusxl") / "samples" / f"{SAMPLES['2026']}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# A SYNTHETIC filing: no such firm exists")
    assert load_sample("2026").firm_name == "SYNTHETIC SECURITIES INC. (NOT A REAL FIRM)"


def test_the_firm_and_its_period() -> None:
    sample = load_sample("2026")
    assert sample.edition is FORM
    assert sample.facts == FACTS
    assert FACTS == {
        "futures_commission_merchant": True,
        "alternative_method": True,
        "swap_dealer": False,
        "retail_forex": False,
    }
    period = str(sample.values["24"]), str(sample.values["25"])
    assert period == ("2026-03-01", "2026-03-31")
    marks = {number for number, value in sample.values.items() if value is True}
    assert marks == {
        *("12000", "12007", "16", "199", "40"),
        *("4930", "5600", "5605", "4333", "4584", "2320", "12102"),
    }


def test_it_is_ready_to_file() -> None:
    result = check(compute(load_sample("2026")))
    assert result.is_ready
    assert str(result.coverage) == "27 of 27 pages"
    assert result.findings == ()
    assert not load_sample("2026").explanations


def test_it_is_ready_as_a_whole_report_too() -> None:
    result = check(compute(filing(synthetic(), FACTS, whole=True)))
    assert result.is_ready
    assert "PART-01" not in {finding.id for finding in result.findings}


def test_every_page_that_applies_is_filled() -> None:
    filled = {FORM.boxes[number].page for number in synthetic()}
    assert filled == PAGES
    scope = compute(load_sample("2026")).scope
    assert scope.missing == ()
    assert {FORM.pages.index(page) + 1 for page in scope.present} == PAGES


def test_every_box_of_these_pages_is_filled_or_blank_for_a_reason() -> None:
    on_pages = {number for number, placed in FORM.boxes.items() if placed.page in PAGES}
    blank = {number for numbers in BLANK.values() for number in numbers.split()}
    assert on_pages - synthetic().keys() == blank


def test_most_amounts_are_not_zero() -> None:
    amounts = [value for value in synthetic().values() if isinstance(value, int | float)]
    zeros = [value for value in amounts if value == 0]
    assert len(amounts) > 700
    assert len(zeros) < len(amounts) * 0.06


def test_the_totals_follow_from_the_inputs_alone() -> None:
    inputs = inputs_of(synthetic())
    amounts = compute(filing(inputs, FACTS)).amounts
    totals = synthetic().keys() - inputs.keys()
    assert len(totals) > 100
    computed = {number: amounts[number] for number in totals}
    as_filed = {number: cell_state(synthetic()[number]) for number in totals}
    assert {number: Number(value) for number, value in computed.items()} == as_filed
    assert amounts == compute(load_sample("2026")).amounts


def test_every_amount_is_filed_in_whole_dollars_and_percentages_to_two_places() -> None:
    for number, value in synthetic().items():
        box = FORM.box(number)
        if box.is_amount:
            assert isinstance(value, float if box.unit in ("percent", "factor") else int), number


# Totals by plain sums of the boxes that the official form prints over them, line by line.
BY_HAND = {
    "540": """
        200 210 220 230 240 250 260 270 280 290 300 310 320 330 -335 340 350 12015 360 292 12019
        460 470 480 490 500 510 520 530 536 537""",
    "740": """
        12014 550 560 570 580 -590 600 12016 605 12022 630 640 650 660 670 680 690 700 710 720""",
    "940": """
        750 760 770 780 790 800 810 820 830 12017 840 802 12024 880 890 900 910 920 930""",
    "1760": """
        1460 1470 1480 1490 1500 1510 1520 1530 1540 1550 1560 1570 1580 1590 1600 1610 12027
        1562 12044 1630 1640 1650 1660 1670 1680 1686 1687 1690 1700 1710 1720 1730 1740 1750""",
    "1800": "1770 1780 1791 1792 1793 1794 1797 -1796",
    "1810": "940",
    "3530": "1800 -3490 3520 3525",
    "3620": """
        740 3550 3560 12051 12052 3570 3580 3590 3600 3610 3615""",
    "3640": "3530 -3620 3630",
    "3740": """
        3660 3670 3680 3690 3700 3710 3720 3730 3732 12028 3734 3650 3736 12053 12054""",
    "3750": "3640 -3740",
    "3910": "3750 -3760",
    "4030": """
        3935 3937 3938 3939 3941 3944 3945 3949 3926 4235 4236 3955 3960 3970 3975 3980 3990
        3985 3995""",
    "4200": "4110 4040 4120 4055 4145 4135 4060 4080 4150 4075 4170 4186 4190 4195 4100",
    "4230": "4030 -4200 -4220 4222",
    "4290": "4240 4228 4260 -4270",
    "4880": "4603 4613 4623 4633 4643 4653 4663 4673 4683 4693",
    "6172": """
        6012 6022 6027 6032 6042 6052 6057 6062 6072 6077 6082 6092 6102 6142 6162""",
    "4430": "4340 4350 4360 4370 4380 4390 4400 4410 4420 4425",
    "4470": "4440 4450 4460 4465 4467 12843 4469",
    "4490": "4430 -4472",
    "2270": """
        2110 2120 2130 2140 2150 2152 2154 2156 2158 2160
        -2180 -2190 -2200 -2210 -2215 -12844 -2220 -2260""",
    "12093": """
        12069 12070 12071 12072 12073 12074 12075 12076 12077 12078
        -12079 -12080 -12081 -12082 -12083 -12084 -12085 -12086""",
    "7190": """
        7070 7080 7090 7100 7110 7120 7130 7132 -7133 7140 7160 7170 7150
        -7010 -7020 -7030 -7032 7033 -7045 7047""",
    "8730": """
        8600 8610 8620 8630 8640 8650 8660 8670 -8680 8690 8700 8710 8715
        -8500 -8510 -8520 -8530 8540 -8560 8570""",
    "7380": """
        7500 7520 7540 7560 7580 7590 7600 7610 -7615 7640 7650 7660 7670 -7675
        7700 7710 7720 7730 -7735 7760 7765
        -7315 -7317 -7325 -7335 7337 -7351 7352""",
    "8370": """
        8200 18001 18003 8220 8230 8235 8240 8250 8260 8270 8280 8290 8330 8360 8340 8345 8350
        12106 12107 12108 12109 12110 12111 8295 12779 12780""",
    "8371": """
        8201 18002 18004 8221 8231 8236 8241 8251 8261 8271 8281 8291 8331 8361 8341 8346 8351
        12114 12115 12116 12117 12118 12119 8296 12784 12785""",
}


@pytest.mark.parametrize(("total", "boxes"), BY_HAND.items())
def test_a_total_by_hand(total: str, boxes: str) -> None:
    assert added(boxes) == amount(total)


def test_the_rates_by_hand() -> None:
    # 8% of 602,418,775 and of 51,306,220; 2% and 3% of 819,101,458; cents are cut off.
    assert amount("7425") == 48193502
    assert amount("7445") == 4104497
    assert amount("7490") == 48193502 + 4104497 == 52297999
    assert amount("7495") == 57527798
    assert amount("4470") == 819101458
    assert (amount("3870"), amount("4471")) == (16382029, 24573043)
    # The CFTC's minimum is the greater, and 604,771 is added to it.
    assert amount("12060") == 52297999 + 604771
    assert amount("3760") == amount("12060") == 52902770
    assert amount("3910") == 292952151 - 52902770
    # 292,952,151 less 120% of 52,902,770, and less 5% of 819,101,458.
    assert amount("3750") == 292952151
    assert amount("12061") == 229468827
    assert amount("3920") == 251997078
    # 292,952,151 / 819,101,458, and after withdrawals of 28,400,000.
    assert (amount("3851"), amount("3854")) == (35.77, 32.3)


def test_what_the_header_says_of_how_it_was_made() -> None:
    reserve_cash = "4510 -4505 2280 -2275 7070 8600 7210 7500 7520"
    assert amount("210") == added(reserve_cash) + 2500000  # cash for security-based swap customers
    assert amount("220") == added("4460 2200 12081")
    assert amount("240") == added("4450 2190 12080")
    assert amount("280") == added(
        "7100 8630 4465 2210 12082 4467 2215 12843 12844 12084 12083 7640"
    )
    assert amount("300") > added("7140 8690 7580 7700")
    assert amount("1460") == added("4350 2120 12070")
    assert amount("1490") == added("4370 2140 12072")
    assert amount("1510") == added("4360 2130 12071")
    assert amount("1580") == added("4340 4425 12069")
    assert amount("1590") == 4150000 + added(
        "7010 7030 7032 -7033 8500 8520 8530 -8540 7315 7325 7335 -7337"
    )
    assert (amount("12024"), amount("12044")) == (amount("8370"), amount("8371"))
    assert amount("3520") == added("1710 1720 1730")


def test_it_stands_well() -> None:
    assert amount("3750") > 5 * amount("7490")
    assert amount("3750") > 5 * amount("7495")
    assert amount("4530") > amount("4490") > 0
    assert amount("2300") > amount("2270") > 0
    assert amount("12096") > amount("12093") > 0
    assert amount("7198") > 0
    assert amount("8770") > 0
    assert amount("7785") > 0
    assert amount("7240") > 0
    assert amount("1800") > 0
    # Debt-to-equity: subordinated debt that is no equity, to itself and all equity.
    debt = added("3520 -980 -1010")
    ratio = Decimal(debt * 100) / (debt + added("1800 980 1010"))
    assert round(float(ratio), 2) == amount("3860")


def test_the_data_file_is_the_sample(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = json.loads(json.dumps(sample_data("2026")))
    assert data.keys() == {"edition", "boxes", "facts"}
    assert (data["edition"], data["facts"]) == ("2026", dict(FACTS))
    assert list(data["boxes"]) == sorted(data["boxes"], key=FORM.order.__getitem__)
    path = tmp_path_factory.mktemp("sample") / "synthetic.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    reading = read(path)
    assert reading.filing.values == load_sample("2026").values
    assert check(compute(reading.filing), reading.findings).is_ready


def test_there_is_a_sample_of_both_editions_and_no_other() -> None:
    assert {edition: load_sample(edition).edition.name for edition in SAMPLES} == {
        "2014": "2014",
        "2026": "2026",
    }
    assert load_sample().edition.name == "2014"
    assert sample_data()["edition"] == "2014"
    with pytest.raises(KeyError):
        load_sample("2020")


SHOWN_BY = {"alternative_method": ["3870"], "swap_dealer": ["7447"]}


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_without_one_of_its_facts_the_amounts_show_it_or_it_is_not_needed(fact: str) -> None:
    facts = {name: answer for name, answer in FACTS.items() if name != fact}
    found = found_in(synthetic(), facts)
    shown = [finding.box for finding in found if finding.id == "FACT-03"]
    assert shown == SHOWN_BY.get(fact, [])
    assert blocking(found) == set()


def test_a_report_on_the_basic_method_needs_no_stated_method() -> None:
    boxes, facts = report("basic")
    stated = {name: answer for name, answer in facts.items() if name != "alternative_method"}
    found = found_in(boxes, stated)
    assert blocking(found) == set()
    note = only(found, "FACT-03")
    assert (note.box, note.check_class) == ("3756", "note")
    assert note.message.count(" No. ") == 1
    # Left out, or not a fifteenth of aggregate indebtedness, the line shows nothing.
    assert "FACT-01" in blocking(found_in({**boxes, "3756": None}, stated))
    wrong = found_in({**boxes, "3756": 1 + int(str(boxes["3756"])) + 1}, stated)
    assert "SUM-3756" in blocking(wrong)
    # What is stated counts, whatever the amounts are.
    contradicted = found_in(boxes, {**stated, "alternative_method": True})
    assert {"SUM-3756", "FIN-05"} <= blocking(contradicted)
    assert "FACT-03" not in {finding.id for finding in contradicted}


def test_a_requirement_without_a_swap_dealers_line_shows_that_the_firm_is_none() -> None:
    stated = {name: answer for name, answer in FACTS.items() if name != "swap_dealer"}
    # Left to be computed, it shows nothing.
    assert "FACT-01" in blocking(found_in({**synthetic(), "7455": None}, stated))
