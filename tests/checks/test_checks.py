"""Every check is seen to fire and seen to stay silent, and findings are complete."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from focusxl.amounts import Text
from focusxl.checks import check
from focusxl.checks.general import general_finding
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, FilerExplanation, Place
from focusxl.forms.general_checks import general_checks
from focusxl.forms.rule_table import rules
from tests.support.engine_filings import (
    BLANK,
    FORM,
    amount_of,
    as_filed,
    filing,
    findings,
    found_in,
    holds,
    in_cell,
    inputs_of_sample,
    only,
)

Boxes = Mapping[str, Any]

PERIOD = {"24": "2014-04-01", "25": "2014-06-30"}

# For each edit check: boxes over which it fires, and boxes over which it holds.
EDIT_CHECKS: dict[str, tuple[list[Boxes], list[Boxes]]] = {
    "COV-01": ([{"14": "8-41562"}], [{"13": "HSBC SECURITIES (USA) INC."}]),
    "COV-02": ([{"13": "HSBC"}], [{"14": "8-41562"}]),
    "COV-03": ([{"13": "HSBC"}], [{"15": "19585"}, {"15": 19585}]),
    "COV-04": ([{"13": "HSBC", "25": "2014-06-30"}], [{"13": "HSBC", **PERIOD}]),
    "COV-05": ([{"13": "HSBC", "24": "2014-04-01"}], [{"13": "HSBC", **PERIOD}]),
    "COV-06": (
        [
            {"13": "HSBC", "24": "2014-06-30", "25": "2014-04-01"},
            {"13": "HSBC", "24": "2014-06-30", "25": "2014-06-30"},
        ],
        [{"13": "HSBC", **PERIOD}, {"13": "HSBC", "24": "06/29/14", "25": "06/30/14"}],
    ),
    "COV-07": (
        [{"13": "HSBC"}, {"13": "HSBC", "40": "X"}],
        [{rule: "X"} for rule in ("16", "17", "18", "19", "26")],
    ),
    "COV-08": ([{"13": "HSBC"}, {"13": "HSBC", "42": "X"}], [{"40": "X"}, {"41": "X"}]),
    "COV-09": ([{"40": "X", "41": "X"}], [{"40": "X"}, {"41": "X"}, {"13": "HSBC"}]),
    "COV-17": ([{"13": "HSBC"}], [{"20": "452 FIFTH AVENUE"}]),
    "COV-18": ([{"13": "HSBC"}], [{"21": "NEW YORK CITY"}]),
    "COV-19": ([{"13": "HSBC"}], [{"22": "NY"}]),
    "COV-20": ([{"13": "HSBC"}], [{"23": "10018"}, {"23": 10018}]),
    "COV-21": ([{"13": "HSBC"}], [{"30": "Tiberio Massaro"}]),
    "COV-22": ([{"13": "HSBC"}], [{"31": "(212) 525-3400"}]),
    "COV-29": (
        [{"13": "HSBC", box: "1"} for box in ("33", "35", "37", "39")],
        [{"13": "HSBC"}, {"13": "HSBC", "32": "None"}],
    ),
    "COV-32": (
        [
            {"13": "HSBC", **PERIOD, "25": "2014-06-29"},
            # What the calendar of 1904 makes of June 30, 2014, a day and four years earlier.
            {"13": "HSBC", **PERIOD, "25": "2010-06-29"},
        ],
        [{"13": "HSBC", **PERIOD}, {"13": "HSBC", **PERIOD, "25": "2012-02-29"}],
    ),
    "COV-33": (
        [{"13": "HSBC", **PERIOD, "24": "2014-04-02"}],
        [{"13": "HSBC", **PERIOD}, {"13": "HSBC", **PERIOD, "24": "2014-06-01"}],
    ),
    "COV-34": (
        [
            {"13": "HSBC", **PERIOD, "24": "2014-05-01"},
            {"13": "HSBC", **PERIOD, "24": "2013-04-01"},
            {"13": "HSBC", "24": "2014-03-01", "25": "2014-05-31"},
        ],
        [
            {"13": "HSBC", **PERIOD},
            {"13": "HSBC", **PERIOD, "24": "2014-06-01"},
            {"13": "HSBC", "24": "2013-10-01", "25": "2013-12-31"},
            {"13": "HSBC", "24": "2014-04-01", "25": "2014-04-30"},
        ],
    ),
    "SEG-01": (
        [{"7045": 10, "7047": 11}, {"7047": 1}],
        [{"7045": 10, "7047": 10}, {"7045": 10, "7047": 9}],
    ),
    "SEG-02": (
        [
            {"7020": 6, "7090": 1, "7120": 2, "7170": 4},
            {"7020": 8, "7090": 1, "7120": 2, "7170": 4},
            {"7020": 6, "7090": 1, "7120": 2, "7170": 4, "7150": 5},
            {"7020": 13, "7090": 1, "7120": 2, "7170": 4, "7150": 5},
        ],
        [
            {"7020": 7, "7090": 1, "7120": 2, "7170": 4},
            {"7020": 7, "7090": 1, "7120": 2, "7170": 4, "7150": 5},
            {"7020": 12, "7090": 1, "7120": 2, "7170": 4, "7150": 5},
        ],
    ),
    "SEG-03": ([{"7032": 5, "7132": 4}, {"7032": 5, "7132": 6}], [{"7032": 5, "7132": 5}]),
    "SEG-04": ([{"7033": 5, "7133": 4}, {"7033": 5, "7133": 6}], [{"7033": 5, "7133": 5}]),
    "SEG-05": ([{"7150": 1}], [{"7150": 0}, {"7150": 1, "7150_describe": "Cash in vault"}]),
    # A target is asked for from November 2013 on.
    "SEG-06": (
        [{"7070": 1}, {"7070": 1, "25": "2013-11-30"}],
        [
            {"7070": 1, "7194": 0},
            {"7070": 0},
            {"7010": 5},
            {"7070": 1, "25": "2013-10-31"},
            {"7070": 1, "25": "2009-12-31"},
        ],
    ),
    "SEG-07": ([{"7010": 2, "7070": 1}], [{"7010": 1, "7070": 1}]),
    "SEG-08": ([{"7070": 5, "7194": 6}], [{"7070": 5, "7194": 5}]),
    # Whichever order line 3 is subtracted in.
    "OPT-01": (
        [{"7200": 6, "7210": 5}, {"7200": 6, "7210": 5, "7240": 1}],
        [{"7200": 5, "7210": 5}, {"7200": 5, "7210": 6, "7240": -1}],
    ),
    "SEC-01": (
        [{"7351": 10, "7352": 11}, {"7352": 1}],
        [{"7351": 10, "7352": 10}, {"7351": 10, "7352": 9}],
    ),
    "SEC-02": (
        [{"7360": 4, "7305": 5}],
        [{"7360": 5, "7305": 5}, {"7315": 6, "7305": 5}],
    ),
    "SEC-03": (
        [{"7317": 32, "7540": 1, "7560": 2, "7590": 4, "7650": 8, "7710": 16}],
        [
            {"7317": 31, "7540": 1, "7560": 2, "7590": 4, "7650": 8, "7710": 16},
            {"7317": 30, "7540": 31},
        ],
    ),
    "SEC-04": (
        [
            {"7325": 8, "7600": 1, "7660": 2, "7720": 4},
            {"7325": 6, "7600": 1, "7660": 2, "7720": 4},
        ],
        [{"7325": 7, "7600": 1, "7660": 2, "7720": 4}],
    ),
    "SEC-05": ([{"7520": 1}], [{"7520": 0}, {"7520": 1, "7510": "HARRIS TRUST"}]),
    "SEC-06": ([{"7560": 1}], [{"7560": 0}, {"7560": 1, "7550": "HARRIS TRUST"}]),
    "SEC-07": (
        [{box: 1} for box in ("7640", "7650", "7660", "7670", "7675")],
        [{"7640": 0, "7660": 0}, {"7640": 1, "7630": "LCH"}, {"7700": 1}],
    ),
    "SEC-08": (
        [{box: 1} for box in ("7700", "7710", "7720", "7730", "7735")],
        [{"7700": 0, "7720": 0}, {"7700": 1, "7690": "HSBC Bank"}, {"7640": 1}],
    ),
    "SEC-09": ([{"7760": 1}], [{"7760": 0}, {"7760": 1, "7750": "Euroclear"}]),
    "SEC-10": ([{"7765": 1}], [{"7765": 0}, {"7765": 1, "7765_describe": "Cash in vault"}]),
    "SEC-11": (
        [{"7500": 1}, {"7500": 1, "25": "2013-11-30"}],
        [{"7500": 1, "7780": 0}, {"7500": 0}, {"7500": 1, "25": "2013-10-31"}],
    ),
    "SEC-12": ([{"7315": 2, "7500": 1}], [{"7315": 1, "7500": 1}]),
    "SEC-13": (
        [{"7315": 0, "7500": 5, "7780": 6}],
        [{"7315": 0, "7500": 5, "7780": 5}],
    ),
    "CSW-01": (
        [{"8560": 10, "8570": 11}, {"8570": 1}],
        [{"8560": 10, "8570": 10}, {"8560": 10, "8570": 9}],
    ),
    "CSW-02": (
        [
            {"8510": 6, "8620": 1, "8650": 2, "8710": 4},
            {"8510": 8, "8620": 1, "8650": 2, "8710": 4},
        ],
        [{"8510": 7, "8620": 1, "8650": 2, "8710": 4}],
    ),
    "CSW-03": ([{"8530": 5, "8670": 4}, {"8530": 5, "8670": 6}], [{"8530": 5, "8670": 5}]),
    "CSW-04": ([{"8540": 5, "8680": 4}, {"8540": 5, "8680": 6}], [{"8540": 5, "8680": 5}]),
    "CSW-05": ([{"8715": 1}], [{"8715": 0}, {"8715": 1, "8715_describe": "Cash in vault"}]),
    "CSW-06": (
        [{"8600": 1}, {"8600": 1, "25": "2013-11-30"}],
        [{"8600": 1, "8760": 0}, {"8600": 0}, {"8600": 1, "25": "2013-10-31"}],
    ),
    "CSW-07": ([{"8500": 2, "8600": 1}], [{"8500": 1, "8600": 1}]),
    "CSW-08": ([{"8600": 5, "8760": 6}], [{"8600": 5, "8760": 5}]),
    "CAP-01": (
        [
            {"7465": 999999},
            {"7465": 0},
            {"7465": 999999, "25": "2010-03-31"},
            {"7465": 249999, "25": "2010-03-30"},
        ],
        [{"7465": 1000000}, {"7465": 250000, "25": "2010-03-30"}, {"7415": 5, "7465": BLANK}],
    ),
}

FIRES = [(check_id, boxes) for check_id, (fires, _) in EDIT_CHECKS.items() for boxes in fires]
SILENT = [(check_id, boxes) for check_id, (_, silent) in EDIT_CHECKS.items() for boxes in silent]


@pytest.mark.parametrize(("check_id", "boxes"), FIRES)
def test_an_edit_check_fires(check_id: str, boxes: Boxes) -> None:
    rule = FORM.checks[check_id]
    finding = only(found_in(boxes), check_id)
    assert (finding.check_class, finding.box, finding.cite) == (
        rule.check_class,
        rule.box,
        rule.cite,
    )
    assert "[" not in finding.message


@pytest.mark.parametrize(("check_id", "boxes"), SILENT)
def test_an_edit_check_stays_silent(check_id: str, boxes: Boxes) -> None:
    assert holds(check_id, boxes) is True
    assert check_id not in {finding.id for finding in found_in(boxes)}


SUM_CHECKS = {f"SUM-{box.number}": box for box in FORM.totals}


@pytest.mark.parametrize("check_id", SUM_CHECKS)
def test_a_wrong_total_is_found_alone(check_id: str) -> None:
    box = SUM_CHECKS[check_id]
    # Line 4 of the 30.7 funds is empty in the filing: here one of its inputs is 0.
    given = as_filed() | {"7640": 0, "7680": 0}
    right = amount_of(given[box.number])
    wrong = right + box.tolerance + 1
    before = {finding.id for finding in found_in(given)}
    finding = only(found_in(given | {box.number: wrong}), check_id)
    after = {finding.id for finding in found_in(given | {box.number: wrong}) if finding.blocks}
    assert before == {"SEC-08"}
    assert after == {check_id}
    assert (finding.box, finding.check_class) == (box.number, "must-fix")
    assert (finding.reported, finding.expected) == (str(wrong), str(right))
    assert (finding.difference, finding.tolerance) == (box.tolerance + 1, box.tolerance)
    assert finding.consequence_of is None


MAY_BE_NEGATIVE_IF_EXPLAINED = [
    number for number, placed in FORM.boxes.items() if placed.box.negative == "explain"
]
NEVER_NEGATIVE = [
    number
    for number, placed in FORM.boxes.items()
    if placed.box.kind == "input"
    and placed.box.sign != "any"
    and number not in MAY_BE_NEGATIVE_IF_EXPLAINED
]
SIGNED = [
    number
    for number, placed in FORM.boxes.items()
    if placed.box.kind == "input" and placed.box.sign == "any"
]


@pytest.mark.parametrize("number", MAY_BE_NEGATIVE_IF_EXPLAINED)
def test_a_negative_securities_value_is_to_be_explained(number: str) -> None:
    finding = only(found_in({number: -1}), f"NEG-{number}")
    assert (finding.check_class, finding.box) == ("explain", number)
    assert (finding.reported, finding.expected) == ("-1", "0 or more")
    assert {f"NEG-{number}", "AMT-04"}.isdisjoint(each.id for each in found_in({number: 0}))


@pytest.mark.parametrize("number", NEVER_NEGATIVE)
def test_an_amount_that_cannot_be_negative_is_not(number: str) -> None:
    finding = next(each for each in found_in({number: -1}) if each.box == number)
    assert (finding.id, finding.check_class, finding.reported) == ("AMT-04", "must-fix", "-1")
    hint = "The form itself subtracts it: enter it as a positive number."
    assert (hint in finding.message) is (FORM.box(number).sign == "deduct")
    assert "AMT-04" not in {each.id for each in found_in({number: 0})}


@pytest.mark.parametrize("number", SIGNED)
def test_a_signed_amount_may_be_negative(number: str) -> None:
    signs = [finding for finding in found_in({number: -1}) if finding.box == number]
    assert [finding.id for finding in signs if finding.id.startswith(("AMT", "NEG"))] == []


@pytest.mark.parametrize("total", [-5, None])
def test_a_total_that_cannot_be_negative_is_not(total: int | None) -> None:
    found = found_in({"7040": -5, "7050": 0, "7060": total})
    finding = next(each for each in found if each.id == "AMT-04")
    assert (finding.box, finding.reported) == ("7060", "-5")


# For each check of what a cell holds: a filing over which it fires, and one like it that is right.
CELL_CHECKS: dict[str, tuple[list[tuple[str, object]], list[tuple[str, object]]]] = {
    "AMT-01": (
        [("7010", "N/A"), ("7010", "12,50"), ("7010", True), ("7010", "2014-06-30")],
        [("7010", "12.50"), ("7010", "(1,234)"), ("7010", None)],
    ),
    "AMT-02": ([("7010", "#REF!"), ("13", "#N/A"), ("24", "#NAME?")], [("13", "REF")]),
    "AMT-03": (
        [
            ("7010", 10**15),
            ("7010", "1,000,000,000,000,000"),
            ("7010", Decimal("1.0000000000000001")),
        ],
        [("7010", 10**15 - 1), ("7010", "999,999,999,999,999")],
    ),
    "AMT-04": ([("7070", -1), ("7047", "(1)")], [("7070", 0), ("7010", -1)]),
    "AMT-05": ([("7010", "0.01"), ("7010", 1.5)], [("7010", "1.00"), ("7010", 2.0)]),
    "BOX-01": (
        [("40", "yes"), ("40", 1), ("40", "XX"), ("40", "0")],
        [("40", "X"), ("40", "x"), ("40", True), ("40", False), ("40", None)],
    ),
    "BOX-02": (
        [("25", "June 30"), ("25", "31/06/14"), ("25", "2014-06-31"), ("25", 41820.5), ("25", 7)],
        [("25", "06/30/14"), ("25", "6-30-2014"), ("25", "2014-06-30"), ("25", 41820)],
    ),
    "TXT-01": (
        [
            *[("14", "1962-08-01"), ("14", "8/1/1962"), ("14", 841562), ("14", 22859)],
            *[("15", "2014-06-30"), ("15", 19585.5), ("22", 36), ("22", "2014-06-30")],
            *[("23", 2109), ("23", 21091234), ("23", "2014-06-30"), ("31", 5253400)],
        ],
        [
            *[("14", "8-41562"), ("14", "008-41562"), ("15", "19585"), ("15", 19585)],
            *[("22", "NY"), ("23", "02109"), ("23", "02109-1234"), ("31", "(212) 525-3400")],
            *[("14", None), ("13", 19585), ("20", "2014-06-30")],
        ],
    ),
    "TXT-02": (
        [
            *[("14", "None"), ("14", "41562"), ("14", "9-41562"), ("15", "see above")],
            *[("22", "New York"), ("23", "2109"), ("23", "SW1A 1AA"), ("31", "525-3400")],
            *[("31", "call us"), ("23", "1000１")],
        ],
        [
            *[("14", "8-41562"), ("15", "None"), ("22", "ny"), ("22", "N/A"), ("23", "N/A")],
            *[("23", "100181234"), ("31", "212-525-3400"), ("31", "212.525.3400 ext. 12")],
            *[("31", "+44 20 7946 0000"), ("31", "1 (212) 525 3400"), ("31", "2125253400")],
        ],
    ),
    "TXT-03": (
        [("23", 10018), ("23", 100181234), ("31", 2125253400)],
        [("23", "10018"), ("15", 19585), ("31", "2125253400")],
    ),
    "WB-09": ([("7010", in_cell("1,234"))], [("7010", in_cell(1234)), ("7010", "1,234")]),
}

# Line 3 of the dealer options in the order that its print names, and in the other.
AS_PRINTED = {"PRINT-7240": {"7200": 100, "7230": 40, "7240": 60}}


@pytest.mark.parametrize(
    ("check_id", "box", "raw"),
    [(check_id, *case) for check_id, (fires, _) in CELL_CHECKS.items() for case in fires],
)
def test_a_check_of_a_cell_fires(check_id: str, box: str, raw: object) -> None:
    finding = only([each for each in found_in({box: raw}) if each.box == box], check_id)
    assert finding.cite
    assert "{" not in finding.message


@pytest.mark.parametrize(
    ("check_id", "box", "raw"),
    [(check_id, *case) for check_id, (_, silent) in CELL_CHECKS.items() for case in silent],
)
def test_a_check_of_a_cell_stays_silent(check_id: str, box: str, raw: object) -> None:
    assert check_id not in {each.id for each in found_in({box: raw}) if each.box == box}


@pytest.mark.parametrize(
    ("box", "raw", "message"),
    [
        ("7010", "N/A", "“N/A” is text, not an amount."),
        ("7010", "12,50", "“12,50” uses a decimal comma: write 1,234.56."),
        (
            "7010",
            "#REF!",
            "The cell shows the error #REF!. Repair the formula or the link behind it.",
        ),
        (
            "7010",
            10**15,
            "1000000000000000 has more than 15 digits, more than a spreadsheet can keep.",
        ),
        ("7070", -1, "The amount is negative, (1); this box cannot be below zero."),
        ("7010", "170000.85", "170,000.85 has cents; it is filed as 170,000 (cents are cut off)."),
        (
            "7033",
            "180000.17",
            "180,000.17 has cents; it is filed as 180,001 (a short valuation is rounded up).",
        ),
        ("40", "yes", "“yes” is not a mark: put X, or leave the box empty."),
        (
            "14",
            "1962-08-01",
            "“1962-08-01” is a date, not an SEC file number, such as 8-41562. Spreadsheets turn "
            "file numbers into dates and drop leading zeros: format the cell as Text, "
            "and type it again as it is written.",
        ),
        (
            "23",
            "2109",
            "“2109” does not look like a ZIP code with all its digits, such as 02109 or "
            "02109-1234. Correct it, or explain why it is right.",
        ),
        ("25", "June 30", "“June 30” is not a date: write it as MM/DD/YYYY."),
    ],
)
def test_what_a_check_of_a_cell_says(box: str, raw: object, message: str) -> None:
    said = [finding.message for finding in found_in({box: raw}) if finding.box == box]
    assert message in said


def test_the_stored_value_of_a_formula_may_be_out_of_date() -> None:
    old = in_cell(99, by_formula=True)
    finding = only(found_in({"7045": 100, "7050": old}), "WB-04")
    assert (finding.box, finding.reported, finding.expected) == ("7050", "99", "100")
    assert (finding.place, finding.difference) == (Place("Segregation", "H12"), -1)
    typed = in_cell(99, by_formula=False)
    assert only(found_in({"7045": 100, "7050": typed}), "SUM-7050").difference == -1
    right = in_cell(100, by_formula=True)
    assert {"WB-04", "SUM-7050"}.isdisjoint(
        each.id for each in found_in({"7045": 100, "7050": right})
    )


def test_a_formula_over_a_wrong_total_is_not_out_of_date() -> None:
    calculated = in_cell(12, by_formula=True)
    found = found_in({"7010": 10, "7040": 12, "7050": 0, "7060": calculated})
    assert only(found, "SUM-7060").consequence_of == "7040"
    assert "WB-04" not in {finding.id for finding in found}


def test_a_fact_is_asked_for_where_a_total_needs_it() -> None:
    lines = {"7465": 20000000}
    finding = only(found_in(lines), "FACT-01")
    assert (finding.box, finding.check_class, finding.expected) == (
        "7495",
        "must-fix",
        "retail_forex",
    )
    assert "FACT-01" not in {each.id for each in found_in(lines, retail_forex=False)}
    assert "FACT-01" not in {each.id for each in found_in({"7465": 1000000})}


def test_a_part_of_a_report_says_what_it_lacks() -> None:
    found = found_in({"7200": 0, "7210": 0, "7220": 0})
    assert [finding.id for finding in found] == ["PART-01"] * 6
    assert [finding.reported for finding in found] == [
        "Cover",
        "Segregation",
        "30.7 requirement",
        "30.7 funds",
        "Cleared swaps",
        "Minimum capital",
    ]
    assert not any(finding.blocks for finding in found)


def test_a_period_alone_is_no_cover_page() -> None:
    lacking = {finding.reported for finding in found_in({**PERIOD, "7200": 0})}
    assert "Cover" in lacking


def test_a_whole_report_lacks_nothing_and_must_have_its_cover() -> None:
    found = findings(filing({"7200": 0}, whole=True))
    assert "PART-01" not in {finding.id for finding in found}
    asked = {f"COV-{number:02}" for number in (1, 2, 3, 4, 5, 7, 8, *range(17, 23))}
    assert asked | {"PAGE-03"} == {finding.id for finding in found if finding.blocks}


def test_a_side_that_a_part_of_a_report_leaves_out_is_not_held_against_it() -> None:
    assert holds("SEG-03", {"7032": 5}) is None
    assert holds("SEG-03", {"7132": 5}) is None
    assert holds("SEG-03", {"7032": 5, "7132": BLANK}) is False
    assert holds("SEG-03", {"7032": 5}, whole=True) is False
    assert holds("SEC-03", {"7317": 5}) is None
    assert holds("SEG-02", {"7010": 5}, whole=True) is True


def test_every_check_is_seen_to_fire_and_to_stay_silent() -> None:
    here = (
        EDIT_CHECKS.keys()
        | SUM_CHECKS.keys()
        | CELL_CHECKS.keys()
        | AS_PRINTED.keys()
        | {f"NEG-{number}" for number in MAY_BE_NEGATIVE_IF_EXPLAINED}
    )
    # Those that are of no one box of the form are seen in test_every_general_check.py.
    # Remarks on the print are no findings.
    of_the_form = {
        rule.id for rule in rules(FORM) if rule.subject not in ("general", "standing note")
    }
    assert here - general_checks().keys() == of_the_form
    assert all(fires and silent for fires, silent in EDIT_CHECKS.values())
    assert all(fires and silent for fires, silent in CELL_CHECKS.values())


# --- One dollar ----------------------------------------------------------------------------

# 8% of one dollar is eight cents, which no whole dollar shows.
EIGHT_CENTS = {"7415", "7435"}
# The smaller sides of a maximum.
NOT_THE_GREATEST = {"7305", "7465", "7475"}
# The last line, and the tolerance of a percentage is one dollar.
WITHIN_TOLERANCE = {"7495"}
IN_A_FORMULA = {
    operand
    for box in FORM.totals
    if box.formula is not None
    for operand in (box.number, *box.formula.boxes)
}
SEEN_AT_ONE_DOLLAR = sorted(IN_A_FORMULA - EIGHT_CENTS - NOT_THE_GREATEST - WITHIN_TOLERANCE)


def changed(number: str, dollars: int) -> dict[str, object]:
    """Give the sample as filed with one amount changed; a line left empty counts from 0.

    The total of line 4 of the 30.7 funds, empty in the filing, is 0, so that it is compared.
    """
    boxes = as_filed() | {"7680": 0}
    return boxes | {number: amount_of(boxes.get(number, 0)) + dollars}


def new_findings(boxes: Boxes) -> list[str]:
    """Give the boxes and messages of what is found beyond the sample's note and a blank line."""
    return [
        f"{finding.box}: {finding.message}"
        for finding in found_in(boxes)
        if finding.id not in ("SEC-08", "SUM-7680")
    ]


@pytest.mark.parametrize("dollars", [1, -1])
@pytest.mark.parametrize("number", SEEN_AT_ONE_DOLLAR)
def test_one_dollar_is_found_and_its_box_named(number: str, dollars: int) -> None:
    found = found_in(changed(number, dollars))
    naming = [each for each in found if each.box == number or number in each.message]
    assert any(each.blocks for each in naming), number
    assert any(each.consequence_of is None for each in naming if each.blocks)


@pytest.mark.parametrize("number", sorted(EIGHT_CENTS))
def test_a_dollar_of_margin_is_within_the_tolerance_and_a_hundred_are_not(number: str) -> None:
    assert new_findings(changed(number, 1)) == []
    assert new_findings(changed(number, -1)) == []
    assert any(number in said for said in new_findings(changed(number, 100)))
    assert any(number in said for said in new_findings(changed(number, -100)))


@pytest.mark.parametrize(("number", "dollars"), [("7305", 1), ("7465", 1), ("7475", 1)])
def test_the_smaller_side_of_a_maximum_changes_nothing(number: str, dollars: int) -> None:
    assert new_findings(changed(number, dollars)) == []


@pytest.mark.parametrize(
    ("number", "amount", "total"),
    [
        ("7305", 116492814, "7360"),
        ("7465", 175197275, "7490"),
        ("7475", 175197275, "7490"),
    ],
)
def test_the_smaller_side_of_a_maximum_is_found_when_it_becomes_the_greater(
    number: str, amount: int, total: str
) -> None:
    found = found_in(as_filed() | {number: amount}, retail_forex=False)
    finding = only(found, f"SUM-{total}")
    assert (finding.expected, finding.difference) == (str(amount), -1)
    assert number in finding.message


@pytest.mark.parametrize("dollars", [1, -1])
def test_the_last_percentage_line_is_found_at_two_dollars(dollars: int) -> None:
    assert new_findings(changed("7495", dollars)) == []
    assert only(found_in(changed("7495", 2 * dollars)), "SUM-7495").difference == 2 * dollars


@pytest.mark.parametrize("number", ["7425", "7445"])
def test_a_percentage_line_one_dollar_off_is_found_on_the_next(number: str) -> None:
    found = found_in(changed(number, 1))
    assert only(found, "SUM-7455").difference == -1
    assert f"SUM-{number}" not in {finding.id for finding in found}
    assert only(found_in(changed(number, 2)), f"SUM-{number}").difference == 2


# --- Causes and consequences ---------------------------------------------------------------


def test_a_wrong_input_is_traced_through_every_total_below() -> None:
    found = found_in(as_filed() | {"7010": 342539730})
    chain = [
        (finding.id, finding.consequence_of) for finding in found if finding.id.startswith("SUM")
    ]
    assert chain == [
        ("SUM-7040", None),
        ("SUM-7060", "7040"),
        ("SUM-7190", "7040"),
        ("SUM-7198", "7040"),
    ]
    assert found[0].message == (
        "The total shows 1,095,163,255, but its inputs give 1,095,163,256: "
        "7010 (342,539,730) + 7020 (583,631,906) + 7030 (81,645,443) + 7032 (98,590,266) "
        "- 7033 (11,244,089)."
    )
    assert "This follows from box 7040; correct that one first." in found[1].message


def test_two_wrong_totals_have_each_their_own_cause() -> None:
    found = found_in(as_filed() | {"7040": 1, "7180": 1})
    causes = {finding.id: finding.consequence_of for finding in found if finding.blocks}
    assert causes == {"SUM-7040": None, "SUM-7180": None}


def test_a_total_wrong_of_itself_is_no_consequence() -> None:
    # 7060 is neither what the right 7040 gives nor what the wrong one gives.
    found = found_in({"7010": 10, "7040": 12, "7050": 0, "7060": 99})
    causes = {finding.id: finding.consequence_of for finding in found if finding.blocks}
    assert causes == {"SUM-7040": None, "SUM-7060": None}


def test_text_in_an_input_is_the_cause_of_what_cannot_be_recomputed() -> None:
    found = found_in(as_filed() | {"7010": "n/a"})
    blocking = [(each.id, each.box, each.consequence_of) for each in found if each.blocks]
    # What 7040 shows is all there is to go on, and the totals below it agree with that.
    assert blocking == [("AMT-01", "7010", None), ("SUM-7040", "7040", "7010")]
    assert only(found, "SUM-7040").message == (
        "The total (1,095,163,255) cannot be recomputed while box 7010 cannot be read."
    )


def test_text_in_an_input_spreads_through_totals_left_out() -> None:
    boxes = as_filed() | {"7010": "n/a"}
    del boxes["7040"], boxes["7060"]
    found = found_in(boxes)
    assert [(each.id, each.consequence_of) for each in found if each.blocks] == [
        ("AMT-01", None),
        ("SUM-7190", "7010"),
    ]


def test_an_error_in_an_input_is_the_cause_of_the_errors_below() -> None:
    errors = dict.fromkeys(("7010", "7040", "7060", "7190", "7198"), "#REF!")
    found = found_in(as_filed() | errors)
    assert [(each.id, each.box, each.consequence_of) for each in found if each.blocks] == [
        ("AMT-02", "7010", None),
        ("AMT-02", "7040", "7010"),
        ("AMT-02", "7060", "7010"),
        ("AMT-02", "7190", "7010"),
        ("AMT-02", "7198", "7010"),
    ]


def test_an_error_in_a_total_names_the_input_that_it_comes_from() -> None:
    found = found_in({"7010": "#REF!", "7040": "#VALUE!"})
    (total,) = [finding for finding in found if finding.box == "7040"]
    assert total.message == "The total cannot be formed while box 7010 cannot be read."
    (cause,) = [finding for finding in found if finding.box == "7010"]
    assert cause.message.startswith("The cell shows the error #REF!.")


def test_an_error_in_a_total_over_good_inputs_stands_alone() -> None:
    found = found_in(as_filed() | {"7040": "#REF!"})
    assert [(each.id, each.box, each.consequence_of) for each in found if each.blocks] == [
        ("AMT-02", "7040", None)
    ]


def test_an_edit_check_on_a_total_shown_wrong_follows_from_it() -> None:
    found = found_in({"7305": 5, "7360": 4})
    assert only(found, "SUM-7360").consequence_of is None
    finding = only(found, "SEC-02")
    assert (finding.reported, finding.expected, finding.consequence_of) == ("4", "5", "7360")
    assert finding.message == (
        "The secured amount (4) is below what the foreign jurisdiction requires (5)."
    )


@pytest.mark.parametrize(
    ("required", "held", "shown"),
    [
        pytest.param(3, 1, 3, id="a shortfall shown as an excess"),
        pytest.param(1, 3, -1, id="an excess shown as a shortfall"),
    ],
)
def test_a_shortfall_is_told_shown_or_not(required: int, held: int, shown: int) -> None:
    found = found_in({"7010": required, "7070": held, "7190": shown})
    assert only(found, "SEG-07").consequence_of == "7190"
    assert only(found, "SUM-7190").consequence_of is None


def test_an_edit_check_on_text_is_not_made() -> None:
    assert holds("SEG-03", {"7032": "n/a", "7132": 5}) is None


# --- Totals --------------------------------------------------------------------------------


def test_a_total_without_its_inputs_is_not_testable() -> None:
    finding = only(found_in({"7040": 5}), "SUM-7040")
    assert (finding.check_class, finding.reported, finding.expected) == ("note", "5", None)
    assert finding.message == (
        "The total (5) is not testable: what it is formed from (7010, 7020, 7030, 7032, 7033) "
        "is not reported."
    )


def test_an_untestable_total_counts_further_on() -> None:
    finding = only(found_in({"7040": 5, "7050": 1, "7060": 7}), "SUM-7060")
    assert (finding.expected, finding.difference) == ("6", 1)


def test_a_blank_total_over_filled_inputs_is_found() -> None:
    finding = only(found_in({"7045": 7, "7050": BLANK}), "SUM-7050")
    assert (finding.check_class, finding.reported, finding.expected) == ("must-fix", None, "7")
    assert finding.message == (
        "The total is blank, but its inputs give 7: 7045 (7) - 7047 (blank)."
    )


def test_a_total_left_out_is_computed() -> None:
    assert "SUM-7050" not in {finding.id for finding in found_in({"7045": 7})}


def test_a_blank_total_over_blank_inputs_is_nothing() -> None:
    found = found_in({"7045": BLANK, "7047": BLANK, "7050": BLANK, "7010": 1})
    assert "SUM-7050" not in {finding.id for finding in found}


def test_the_trap_of_7240_is_told_where_it_is_sprung() -> None:
    found = found_in({"7200": 100, "7230": 40, "7240": 61})
    wrong = only(found, "SUM-7240")
    assert wrong.expected == "-60"
    assert wrong.message.endswith(
        " The form prints “subtract line 2.C from line 1”. An excess is funds minus requirement, "
        "so FocusXL subtracts line 1 from line 2.C."
    )


@pytest.mark.parametrize(
    "boxes", [{"7200": 100, "7230": 40, "7240": -60}, {"7240": 0}, {"7200": 1, "7230": 1}]
)
def test_no_validation_repeats_a_remark_on_the_print(boxes: Boxes) -> None:
    assert not [finding for finding in found_in(boxes) if finding.id.startswith("NOTE-")]


def test_the_printed_order_of_7240_is_accepted_with_a_note() -> None:
    found = found_in(AS_PRINTED["PRINT-7240"])
    note = only(found, "PRINT-7240")
    assert (note.check_class, note.reported, note.expected) == ("note", "60", "-60")
    assert not any(finding.blocks for finding in found)
    # A deficiency stays one, whatever its sign.
    assert only(found, "OPT-01").check_class == "note"
    assert "PRINT-7240" not in {
        finding.id for finding in found_in({"7200": 100, "7230": 40, "7240": -60})
    }


# --- The verdict and the filer's explanations ------------------------------------------------

OPTIONS = {"7032": 5, "7132": 4}


def explained(text: str, answered: str | None = None) -> dict[str, FilerExplanation]:
    return {"SEG-03": FilerExplanation(text, answered)}


def test_the_sample_is_ready() -> None:
    result = check(compute(filing(as_filed())))
    assert (result.verdict, result.is_ready) == ("ready", True)
    assert [finding.id for finding in result.findings] == ["SEC-08"]


@pytest.mark.parametrize(
    ("boxes", "word"),
    [
        ({"7010": 1, "7040": 2}, "blocked"),
        (OPTIONS, "blocked"),
        ({"7010": 2, "7070": 1, "7194": 0}, "partial"),
    ],
)
def test_what_must_be_fixed_or_explained_blocks_and_a_note_does_not(
    boxes: Boxes, word: str
) -> None:
    assert check(compute(filing(boxes))).verdict == word


def test_an_explanation_is_accepted() -> None:
    given = filing(OPTIONS, explanations=explained(" Options carried at another FCM. "))
    finding = only(findings(given), "SEG-03")
    assert finding.explanation == "Options carried at another FCM."
    assert finding.message.endswith(" Explained: Options carried at another FCM.")
    assert not finding.blocks


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_explanation_explains_nothing(text: str) -> None:
    assert only(findings(filing(OPTIONS, explanations=explained(text))), "SEG-03").blocks


@pytest.mark.parametrize(
    ("text", "is_enough"),
    [
        ("ok", False),
        ("See the memo", False),  # Three words, twelve characters.
        ("Reclassifications.", False),  # One word.
        ("Reclassifications -", False),  # A dash is no word.
        ("See    our    memo", False),  # Twelve characters, however many blanks.
        ("See our memo 12.", True),
        ("Carried at FCMs", True),  # Fifteen characters.
        ("Carried elsewhere.", True),  # Two words.
    ],
)
def test_an_explanation_has_the_length_of_a_sentence(text: str, is_enough: bool) -> None:
    finding = only(findings(filing(OPTIONS, explanations=explained(text))), "SEG-03")
    assert finding.blocks is not is_enough
    said = (
        f" The explanation on record, “{text}”, is too short to tell why: write a sentence of at "
        "least 2 words and 15 characters."
    )
    assert finding.message.endswith(said) is not is_enough


def test_an_explanation_is_asked_for_again_when_the_numbers_change() -> None:
    answered = only(found_in(OPTIONS), "SEG-03").sides
    assert answered == "5 against 4"
    kept = filing(OPTIONS, explanations=explained("Carried at another FCM.", answered))
    assert not only(findings(kept), "SEG-03").blocks
    moved = filing(
        OPTIONS | {"7132": 3}, explanations=explained("Carried at another FCM.", answered)
    )
    finding = only(findings(moved), "SEG-03")
    assert finding.blocks
    assert finding.message.endswith("The explanation on record was for other numbers: renew it.")


def test_an_explanation_does_not_answer_what_must_be_fixed() -> None:
    answers = {"SUM-7040": FilerExplanation("Rounding."), "AMT-04": FilerExplanation("So be it.")}
    found = findings(filing({"7010": 1, "7040": 2, "7070": -1}, explanations=answers))
    assert only(found, "SUM-7040").blocks
    assert all(finding.blocks for finding in found if finding.id == "AMT-04")


def test_an_explanation_answers_one_negative_value() -> None:
    answers = {"NEG-7080": FilerExplanation("Fails to deliver.")}
    found = findings(filing({"7080": -1, "7110": -1}, explanations=answers))
    assert not only(found, "NEG-7080").blocks
    assert only(found, "NEG-7110").blocks


def test_order_of_findings() -> None:
    found = found_in(
        {
            **{"7030": "1.50", "7040": 3, "7050": 0, "7060": 3},  # cents are a note
            **{"7032": 5, "7132": 4},  # to be explained
            **{"7090": "n/a", "7180": 4},  # a cause on line 7, its consequence on line 13
            **{"8560": 1, "8580": 5},  # a cause on a later page
        }
    )
    of_class = [finding.check_class for finding in found]
    assert of_class == sorted(of_class, key=["must-fix", "explain", "note"].index)
    must_fix = [finding for finding in found if finding.check_class == "must-fix"]
    assert [(finding.id, finding.consequence_of) for finding in must_fix] == [
        ("SUM-7040", None),
        ("AMT-01", None),
        ("SUM-8580", None),
        ("SUM-7060", "7040"),
        ("SUM-7180", "7090"),
    ]
    notes = [finding.id for finding in found if finding.check_class == "note"]
    short = ["SEG-07", "SEG-08", "CSW-07", "CSW-08"]
    lacking = ["PART-02"] * 1 + ["PART-01"] * 5
    assert notes == [*lacking, "AMT-05", "SUM-7050", *short]


def test_findings_from_reading_come_along_and_once() -> None:
    read = general_finding("BOX-03", reported="9999")
    again = general_finding("AMT-01", box="7010", reported="n/a", reason="is text")
    computed = compute(filing({"7010": "n/a"}))
    found = check(computed, from_reading=[read, again]).findings
    assert read in found
    assert only(found, "AMT-01") == again


# --- The record ------------------------------------------------------------------------------

KEYS = {
    *("id", "class", "box", "sheet", "cell", "message"),
    *("reported", "expected", "difference", "tolerance", "cite"),
}


def test_a_record_has_the_keys_of_the_contract() -> None:
    wrong = Entry(Text("1,000"), Place("Segregation", "H12"))
    record = only(found_in({"7010": 999, "7040": wrong}), "SUM-7040").as_record()
    assert record.keys() == KEYS
    assert record | {"message": ""} == {
        "id": "SUM-7040",
        "class": "must-fix",
        "box": "7040",
        "sheet": "Segregation",
        "cell": "H12",
        "message": "",
        "reported": "1000",
        "expected": "999",
        "difference": "1",
        "tolerance": "0",
        "cite": "17 CFR 1.20; 17 CFR 1.32",
    }


def test_every_record_is_text_or_nothing() -> None:
    boxes = inputs_of_sample() | {"7010": "n/a", "7020": 1, "25": "2014-01-01", "7465": 5}
    for finding in found_in(boxes):
        record = finding.as_record()
        assert record.keys() == KEYS
        assert all(value is None or isinstance(value, str) for value in record.values())


def test_dates_in_a_finding_are_dates() -> None:
    finding = only(found_in({"24": "2014-06-30", "25": "2014-04-01", "13": "HSBC"}), "COV-06")
    assert (finding.reported, finding.expected) == ("2014-04-01", "2014-06-30")
    assert finding.difference is None
    assert finding.message == (
        "The period ends (04/01/2014) on or before the day it begins (06/30/2014)."
    )


def test_a_record_writes_large_amounts_without_an_exponent() -> None:
    finding = only(found_in({"7010": Decimal("1E+14"), "7040": 0}), "SUM-7040")
    record = finding.replaced(difference=Decimal("-1E+14")).as_record()
    assert (record["expected"], record["difference"]) == ("100000000000000", "-100000000000000")


def test_a_rate_that_depends_on_an_unreadable_period_is_not_guessed() -> None:
    found = found_in({"25": "soon", "7435": 1_000, "7445": 80})
    assert [(one.id, one.consequence_of) for one in found if one.check_class != "note"] == [
        ("BOX-02", None),
        ("SUM-7445", "25"),
    ]


def test_what_a_lost_box_held_is_not_known() -> None:
    boxes = inputs_of_sample()
    boxes.pop("7010")
    given = compute(filing(boxes).replaced(lost=frozenset({"7010"})))
    assert "7060" not in given.amounts
    assert given.totals["7040"].follows_from == "7010"
