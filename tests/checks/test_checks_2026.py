"""Every check of edition 2026 is seen to fire and seen to stay silent."""

from decimal import Decimal
from itertools import combinations

import pytest

from focusxl.checks.state import has_needed_pages, state_of_edit
from focusxl.filings.computation import compute
from focusxl.filings.filing import FilerExplanation
from focusxl.forms.rule_table import rules
from tests.checks.test_checks import EDIT_CHECKS as EDIT_CHECKS_OF_2014
from tests.checks.test_checks_2026_rules import RULE_CHECKS
from tests.checks.test_checks_2026_stated import STATED
from tests.support.edit_checks_2026 import assert_it_fires, assert_it_is_silent
from tests.support.engine_filings import findings, only
from tests.support.filings_2026 import (
    FORM,
    REPORTS,
    Case,
    Cases,
    filing,
    found_in,
    given_by,
    inputs_of,
    report,
    synthetic,
)

PERIOD: Case = {"24": "2026-03-01", "25": "2026-03-31"}
NAME: Case = {"13": "SYNTHETIC SECURITIES INC."}
BD: Case = {"12000": "X"}
BD_MODELS: Case = {"12000": "X", "12006": "X"}
SBSD: Case = {"12003": "X"}
SBSD_MODELS: Case = {"12003": "X", "12006": "X"}
# An entry that puts a page into a part of a report.
PAGE_3: Case = {"490": 0}
PAGE_5: Case = {"1770": 0}
PAGE_9: Case = {"12058": 0}
PAGE_10: Case = {"12065": 0}


def marked(*numbers: str) -> Case:
    """Mark boxes."""
    return dict.fromkeys(numbers, "X")


def one_of_both(first: str, second: str, other: Case) -> Cases:
    """Give the cases of a question that is answered Yes, No, or not at all."""
    return [marked(first, second)], [marked(first), marked(second), other]


def at_most(part: str, whole: str) -> Cases:
    """Give the cases of an amount that is part of another."""
    return (
        [{part: 6, whole: 5}, {part: 1, whole: 0}],
        [{part: 5, whole: 5}, {part: 4, whole: 5}, {part: 0, whole: 0}],
    )


def named(amount: str, name: str) -> Cases:
    """Give the cases of an amount that has to be described."""
    return [{amount: 1}], [{amount: 0}, {amount: 1, name: "Dividends"}, {name: "Dividends"}]


def counted(amount: str, items: str) -> Cases:
    """Give the cases of an amount that has to have its number of items."""
    return [{amount: 1}, {amount: 1, items: 0}], [{amount: 0}, {amount: 1, items: 1}]


def withdrawal(row: int) -> Cases:
    """Give the cases of a withdrawal, which needs code, name, insider or outsider, and date."""
    code, name, insider, amount, date, _renewed = (str(row + column) for column in range(6))
    whole: Case = {code: "1", name: "A partner", insider: "In", amount: 5, date: "2026-04-30"}
    fires: list[Case] = [
        {number: value for number, value in whole.items() if number != left_out}
        for left_out in (code, name, insider, date)
    ]
    return fires, [whole, {**whole, amount: 0, name: None}]


def minimum(page: Case, kind: Case) -> Cases:
    """Give the cases of the CFTC's minimum within the firm's."""
    lines: Case = {**page, **kind}
    return (
        [{**lines, "3760": 5, "7490": 6}],
        [
            {**lines, "3760": 6, "7490": 6},
            {**lines, "3880": 7, "7490": 6},
            {**lines, "3880": 5, "7446": 9, "swap_dealer": False},
        ],
    )


def cftc_minimum(page: Case) -> Cases:
    """Give the cases of net capital below the CFTC's minimum."""
    merchant: Case = {**page, "futures_commission_merchant": True}
    return (
        [{**merchant, "3750": 5, "7490": 6}],
        [{**merchant, "3750": 6, "7490": 6}, {**merchant, "3750": -5, "7495": 1}],
    )


def cftc_early_warning(page: Case) -> Cases:
    """Give the cases of net capital between the CFTC's minimum and its early warning level."""
    merchant: Case = {**page, "futures_commission_merchant": True, "7490": 6, "7495": 8}
    return (
        [{**merchant, "3750": 7}, {**merchant, "3750": 6}],
        [{**merchant, "3750": 8}, {**merchant, "3750": 5}],
    )


def tentative(kind: Case, page: Case, minimum_box: str) -> Cases:
    """Give the cases of tentative net capital below its minimum."""
    return (
        [{**kind, minimum_box: 10, "3640": 9}],
        [{**kind, minimum_box: 10, "3640": 10}, {**kind, **page, "3640": 9}],
    )


def tentative_early_warning(kind: Case, minimum_box: str) -> Cases:
    """Give the cases of tentative net capital below 120% of its minimum."""
    return (
        [{**kind, minimum_box: 10, "3640": 11}],
        [{**kind, minimum_box: 10, "3640": 12}, {**kind, minimum_box: 10, "3640": 9}],
    )


def frequency(daily: str, weekly: str, monthly: str) -> Cases:
    """Give the cases of one frequency or more that are marked."""
    marks = (daily, weekly, monthly)
    return (
        [marked(*pair) for pair in combinations(marks, 2)] + [marked(*marks)],
        [marked(mark) for mark in marks],
    )


EDIT_CHECKS: dict[str, Cases] = {
    "COV-01": ([{"14": "8-00000"}], [NAME]),
    "COV-02": ([NAME], [{"14": "8-00000"}]),
    "COV-03": ([NAME], [{"15": "00000"}, {"15": 0}]),
    "COV-04": ([{**NAME, "25": "2026-03-31"}], [{**NAME, **PERIOD}]),
    "COV-05": ([{**NAME, "24": "2026-03-01"}], [{**NAME, **PERIOD}]),
    "COV-06": (
        [
            {**NAME, "24": "2026-03-31", "25": "2026-03-01"},
            {**NAME, "24": "2026-03-31", "25": "2026-03-31"},
        ],
        [{**NAME, **PERIOD}, {**NAME, "24": "03/30/26", "25": "03/31/26"}],
    ),
    "COV-07": (
        [NAME, {**NAME, "40": "X"}],
        [marked(rule) for rule in ("16", "17", "19", "12999", "26")],
    ),
    "COV-08": ([NAME, marked("42")], [marked("40"), marked("41")]),
    "COV-09": one_of_both("40", "41", NAME),
    "COV-10": (
        [NAME]
        + [
            {**NAME, **marked(*pair), "futures_commission_merchant": is_one}
            for pair in combinations(("12000", "12001", "12002", "12003", "12004"), 2)
            for is_one in (True, False)
        ]
        + [{**NAME, "futures_commission_merchant": False}],
        [{**NAME, **marked(kind)} for kind in ("12000", "12001", "12002", "12003", "12004")]
        + [{**NAME, "futures_commission_merchant": True}],
    ),
    "COV-11": (
        [{**NAME, **marked("12005")}, {**NAME, **marked("12005", "12003")}],
        [{**NAME, **marked("12005", kind)} for kind in ("12000", "12001", "12002")] + [NAME],
    ),
    "COV-12": ([NAME], [marked("12007"), marked("12008")]),
    "COV-13": one_of_both("12007", "12008", NAME),
    "COV-14": ([marked("26")], [{"26": "X", "26_describe": "Rule 15c3-1d"}, NAME]),
    "COV-15": ([NAME], [marked("198"), marked("199")]),
    "COV-16": one_of_both("198", "199", NAME),
    "FIN-01": (
        [{"12004": "X", **PAGE_3, "12014": 5}],
        [
            {"12004": "X", **PAGE_3, "200": 5},
            {"12004": "X", **PAGE_3, "12014": 0},
            {**SBSD, **PAGE_3, "12014": 5},
        ],
    ),
    "FIN-02": at_most("950", "1580"),
    "FIN-03": (
        [
            {**PAGE_3, **PAGE_5, "200": 6, "1480": 5},
            {**PAGE_3, **PAGE_5, "200": 4, "1480": 5},
        ],
        [
            {**PAGE_3, **PAGE_5, "200": 5, "1480": 5},
            {**PAGE_3, "200": 7, "1480": 5, "1780": 2},
        ],
    ),
    "FIN-04": (
        [{**PAGE_5, "1040": 5, "1480": 7}, {**PAGE_5, "1250": 5, "1630": 1}],
        [
            {**PAGE_5, "1040": 5, "1260": 7},
            {**PAGE_5, "1470": 5},
            {**PAGE_5, "1470": 5, "1040": 0, "1250": 0},
            {**PAGE_5, "1470": 5, "1230": 0, "1450": 0},
        ],
    ),
    "FIN-05": (
        [
            {**BD, **PAGE_5, "1040": 5, "alternative_method": True},
            {**BD, **PAGE_5, "1250": 5, "alternative_method": True},
            {**SBSD, **PAGE_5, "1040": 5},
            {**marked("12004"), **PAGE_5, "1040": 5},
        ],
        [
            {**BD, **PAGE_5, "1470": 5, "alternative_method": True},
            {**BD, **PAGE_5, "1040": 5, "alternative_method": False},
            {**SBSD, **PAGE_5, "1470": 5},
            {**SBSD, **PAGE_5, "1470": 5, "1040": 0, "1250": 0},
            {**SBSD, **PAGE_5, "1470": 5, "1230": 0, "1450": 0},
        ],
    ),
    "FIN-06": at_most("970", "1710"),
    "FIN-07": at_most("980", "1710"),
    "FIN-08": at_most("990", "1720"),
    "FIN-09": at_most("1000", "1730"),
    "FIN-10": at_most("1010", "1730"),
    "MOD-01": (
        [{**BD_MODELS, "3646": 1, "12774": 1}],
        [{**BD_MODELS, "3646": 1, "3678": 1}, {**BD_MODELS, "3646": 0, "12774": 1}],
    ),
    "NET-01": named("3736", "3736_describe"),
    "REQ-01": minimum(PAGE_9, {}),
    "REQ-02": cftc_minimum(PAGE_9),
    "REQ-03": cftc_early_warning(PAGE_9),
    "REQ-04": ([{"3750": 5, "3880": 6}], [{"3750": 6, "3880": 6}]),
    "REQ-05": (
        [{"3750": 7, "3880": 6}],
        [{"3750": 8, "3880": 6}, {"3750": 5, "3880": 6}],
    ),
    "REQ-06": (
        [{**PAGE_9, "3750": 4, "4440": 100, "alternative_method": True}],
        [
            {**PAGE_9, "3750": 5, "4440": 100, "alternative_method": True},
            {**PAGE_9, "3750": 4, "4440": 100, "alternative_method": False},
        ],
    ),
    "REQ-07": (
        [{"3750": 1, "3800": 13, "alternative_method": False}],
        [
            {"3750": 1, "3800": 12, "alternative_method": False},
            {"3750": 1, "3800": 13, "alternative_method": True},
            {"3750": -1, "3800": 0, "alternative_method": False},
        ],
    ),
    "REQ-08": tentative(BD_MODELS, PAGE_9, "12055"),
    "REQ-09": tentative_early_warning(BD_MODELS, "12055"),
    "REQ-10": (
        [{**BD_MODELS, **PAGE_9}, {**BD_MODELS, **PAGE_9, "12055": 0}],
        [{**BD_MODELS, "12055": 5}, {**BD, **PAGE_9}],
    ),
    "REQ-11": (
        [{**NAME, **BD, "12055": 5}],
        [
            {**NAME, **BD_MODELS, "12055": 5},
            {**NAME, **BD, **PAGE_9},
            {**NAME, **BD, "12055": 0},
        ],
    ),
    "REQ-21": tentative(SBSD_MODELS, PAGE_10, "12062"),
    "REQ-22": tentative_early_warning(SBSD_MODELS, "12062"),
    "REQ-23": (
        [{**SBSD_MODELS, **PAGE_10}, {**SBSD_MODELS, **PAGE_10, "12062": 0}],
        [{**SBSD_MODELS, "12062": 5}, {**SBSD, **PAGE_10}],
    ),
    "REQ-24": (
        [{**NAME, **SBSD, "12062": 5}],
        [
            {**NAME, **SBSD_MODELS, "12062": 5},
            {**NAME, **SBSD, **PAGE_10},
            {**NAME, **SBSD, "12062": 0},
        ],
    ),
    "REQ-25": minimum(PAGE_10, SBSD),
    "REQ-26": cftc_minimum({**PAGE_10, **SBSD}),
    "REQ-27": cftc_early_warning({**PAGE_10, **SBSD}),
    "REQ-28": (
        [{**SBSD, "3750": 5, "12065": 6}],
        [{**SBSD, "3750": 6, "12065": 6}],
    ),
    "REQ-29": (
        [{**SBSD, "3750": 7, "12065": 6}],
        [{**SBSD, "3750": 8, "12065": 6}, {**SBSD, "3750": 5, "12065": 6}],
    ),
    "INC-01": (
        [{**NAME, "25": "2026-03-30", "3933": "2026-03-31"}],
        [
            {**NAME, "25": "2026-03-31", "3933": "2026-03-31"},
            {**NAME, "25": "2026-03-31", "3933": None, "3935": 1},
        ],
    ),
    "INC-02": (
        [
            {"3932": "2026-03-31", "3933": "2026-03-01"},
            {"3932": "2026-03-01", "3933": "2026-03-01"},
        ],
        [{"3932": "2026-03-01", "3933": "2026-03-31"}, {"3933": "2026-03-31"}],
    ),
    "INC-03": at_most("4130", "4120"),
    "INC-04": at_most("4070", "4075"),
    "WDR-01": (
        [{"4603": 5, "4740": 4}, {"4603": 5, "4740": 6}],
        [{"4603": 5, "4740": 5}, {"4603": 2, "4693": 3, "4710": 1, "4870": 4}],
    ),
    **{f"WDR-{place:02}": withdrawal(4580 + 10 * place) for place in range(2, 12)},
    "RCP-01": (
        [{"4730": 1}, {"4770": 1}, {"4810": 1}, {"4870": 1}],
        [{"4730": 0, "4740": 1}, {"4870": 1, "4880_describe": "Mortgage"}],
    ),
    "RCP-02": (
        [{"4240": 5, "1780": 4}, {"4240": 5, "1780": 6}],
        [{"4240": 5, "1780": 5}, {"4240": 5, "4260": 3, "4270": 2, "1780": 6}],
    ),
    "RCP-03": (
        [{"4300": 5, "3520": 4}, {"4300": 5, "3520": 6}],
        [{"4300": 5, "3520": 5}, {"4300": 5, "4310": 3, "4320": 2, "3520": 6}],
    ),
    "RCP-04": (
        [{"4250": 5, "4222": 4}, {"4250": 9, "4222": 4, "4226": 3}],
        [
            {"4250": 4, "4222": 4},
            {"4250": 4, "4222": 4, "4226": 3},
            {"4250": 7, "4222": 4, "4226": 3},
            {"4240": 7, "4222": 4},
        ],
    ),
    "RCP-05": at_most("4262", "4260"),
    "RCP-06": at_most("4272", "4270"),
    "RCP-07": (
        [{"3525": 5, "4740": 4}],
        [{"3525": 5, "4740": 5}, {"3525": 5, "4820": 6}, {"3525": -5, "4740": 0}],
    ),
    "OPS-01": one_of_both("4930", "4940", {"4950": 1}),
    "OPS-02": ([{"4950": 1}], [marked("4930"), marked("4940")]),
    "OPS-03": at_most("5390", "5388"),
    "OPS-04": one_of_both("5600", "5601", {"5610": 1}),
    "OPS-05": ([{"5610": 1}], [marked("5600"), marked("5601")]),
    "OPS-06": ([{"5602": 0}, {"5603": 0}, {"5610": 1}], [{"5602": 0, "5603": 0}]),
    "OPS-07": one_of_both("5604", "5605", {"5610": 1}),
    "OPS-08": ([{"5610": 1}], [marked("5604"), marked("5605")]),
    "RES-01": named("4425", "4425_describe"),
    "RES-02": named("4469", "4469_describe"),
    "RES-03": at_most("4505", "4510"),
    "RES-04": (
        [{"4515": 6, "4520": 5}, {"4505": 4, "4515": 2, "4510": 5, "4520": 0}],
        [{"4515": 5, "4520": 5}, {"4505": 4, "4515": -2, "4510": 5, "4520": -3}],
    ),
    "RES-05": (
        [{"4520": 5}],
        [{"4520": 5, "4540": "2026-04-02"}, {"4520": -5}, {"4520": 0}],
    ),
    "RES-06": (
        [
            {"4333": "X", "4340": 10, "4510": 9},
            {"4334": "X", "4340": 100, "4510": 104},
        ],
        [
            {"4333": "X", "4340": 10, "4510": 10},
            {"4334": "X", "4340": 100, "4510": 105},
            {"4333": "X", "4340": 100, "4510": 110, "4520": -10},
        ],
    ),
    "RES-07": frequency("4332", "4333", "4334"),
    "RES-08": (
        [{"4340": 5, "12850": "X"}, {"4440": 5, "12850": "X", "alternative_method": False}],
        [
            {"4340": 5, "4332": "X"},
            {"4340": 5, "4334": "X"},
            {"12850": "X", "4510": 1},
            {"12850": "X", "4340": 0, "4440": 0},
        ],
    ),
    "RES-09": one_of_both("12850", "12851", marked("4333")),
    "RES-10": (
        [{"4332": "X", "alternative_method": True}],
        [
            {"4332": "X", "12850": "X", "alternative_method": True},
            {"4332": "X", "12851": "X", "alternative_method": True},
            {"4332": "X", "alternative_method": False},
            {"4333": "X", "alternative_method": True},
        ],
    ),
    "RES-11": (
        [
            {"4333": "X", "12851": "X", "alternative_method": True},
            {"4332": "X", "12851": "X", "alternative_method": False},
        ],
        [
            {"4332": "X", "12851": "X", "alternative_method": True},
            {"4333": "X", "alternative_method": True},
        ],
    ),
    "POS-01": one_of_both("4584", "4585", {"4586": 0}),
    "POS-02": (
        [{**BD, "4586": 0, "whole": True}],
        [
            {**BD, "4584": "X", "whole": True},
            {**BD, "4585": "X", "whole": True},
            {**BD, "4586": 0, "4580": "X", "whole": True},
        ],
    ),
    "POS-03": counted("4586", "4587"),
    "POS-04": counted("4588", "4589"),
    "PAB-01": named("2160", "2160_describe"),
    "PAB-02": named("2220", "2220_describe"),
    "PAB-03": (
        [{"2260": 6, "4440": 5, "alternative_method": False}],
        [
            {"2260": 5, "4440": 5, "alternative_method": False},
            {"2260": 0, "4340": 5, "alternative_method": False},
        ],
    ),
    "PAB-04": at_most("2275", "2280"),
    "PAB-05": (
        [{"2285": 6, "2290": 5}, {"2275": 4, "2285": 2, "2280": 5, "2290": 0}],
        [{"2285": 5, "2290": 5}, {"2275": 4, "2285": -2, "2280": 5, "2290": -3}],
    ),
    "PAB-06": (
        [{"2290": 5}],
        [{"2290": 5, "2310": "2026-04-02"}, {"2290": -5}, {"2290": 0}],
    ),
    "PAB-07": (
        [{"2110": 10, "2280": 9}, {"2110": 10, "2280": 12, "2290": -3}],
        [{"2110": 10, "2280": 10}, {"2110": 10, "2260": 1, "2280": 9}],
    ),
    "PAB-08": frequency("2315", "2320", "2330"),
    "PAB-09": (
        [{"2110": 5}, {"2180": 5}],
        [
            {"2110": 5, "2315": "X"},
            {"2180": 5, "2330": "X"},
            {"2280": 5},
            {"2110": 0, "2180": 0},
        ],
    ),
    "EXC-01": ([marked("4570")], [{"4570": "X", "4335": "Example Clearing"}, marked("4550")]),
    "EXC-02": (
        [{"4335": "Example Clearing"}, {"4335": "Example Clearing", "4550": "X"}],
        [{"4335": "Example Clearing", "4570": "X"}, marked("4580")],
    ),
    "SWR-01": named("12078", "12078_describe"),
    "SWR-02": named("12086", "12086_describe"),
    "SWR-03": (
        [{"12088": 6, "12094": 5}, {"12088": 6, "12094": 7, "12095": -2}],
        [{"12088": 5, "12094": 5}, {"12088": 6, "12094": 5, "12095": 1}],
    ),
    "SWR-04": (
        [{"12095": 5}],
        [{"12095": 5, "12097": "2026-04-02"}, {"12095": -5}, {"12095": 0}],
    ),
    "SWR-05": (
        [{"12069": 10, "12094": 9}, {"12069": 10, "12094": 12, "12095": -3}],
        [{"12069": 10, "12094": 10}, {"12069": 10, "12079": 1, "12094": 9}],
    ),
    "SWP-01": one_of_both("12102", "12103", {"12098": 0}),
    "SWP-02": (
        [{"12098": 6}, {"12100": 6}, {"12099": 0, "12069": 5}, {"12099": 0, "12079": 5}],
        [
            {"12098": 6, "12102": "X"},
            {"12100": 6, "12103": "X"},
            {"12099": 0},
            {"12098": 0, "12100": 0, "12069": 0, "12079": 0},
        ],
    ),
    "SWP-03": counted("12098", "12099"),
    "SWP-04": counted("12100", "12101"),
    "EXS-01": (
        [{**SBSD, "12104": "X", "12069": 5}, {**SBSD, "12104": "X", "12079": 5}],
        [
            {**SBSD, "12104": "X", "12094": 5},
            {**SBSD, "12104": "X", "12069": 0, "12079": 0},
        ],
    ),
    "CAP-01": (
        [{"7465": 999999}, {"7465": 0}],
        [{"7465": 1000000}, {"7415": 5, "7465": None}],
    ),
    "CAP-02": (
        [{"7465": 19999999, "swap_dealer": True}, {"7465": 0, "swap_dealer": True}],
        [{"7465": 20000000, "swap_dealer": True}, {"7465": 1000000, "swap_dealer": False}],
    ),
    "CAP-03": (
        [{"7465": 19999999, "retail_forex": True}, {"7475": 19999999, "retail_forex": True}],
        [
            {"7465": 20000000, "retail_forex": True},
            {"7465": 1000000, "7475": 20000000, "retail_forex": True},
            {"7465": 1000000, "retail_forex": False},
        ],
    ),
    "SCH-01": (
        [{"8200": 6, "12019": 5}, {"8200": 5, "12019": 6}],
        [{"8200": 5, "12019": 5}, {"8200": 6, "12779": -1, "12019": 3, "12022": 2}],
    ),
    "SCH-02": (
        [{"8201": 6, "12044": 5}, {"8201": 5, "12044": 6}],
        [{"8201": 5, "12044": 5}, {"8201": 6, "12784": -1, "12032": 3, "12038": 2}],
    ),
    # The pages that edition 2014 has, too.
    **{
        check_id: cases
        for check_id, cases in EDIT_CHECKS_OF_2014.items()
        if check_id.startswith(("SEG-", "OPT-", "SEC-", "CSW-"))
    },
}

FIRES = [(check_id, case) for check_id, (fires, _) in EDIT_CHECKS.items() for case in fires]
SILENT = [(check_id, case) for check_id, (_, silent) in EDIT_CHECKS.items() for case in silent]


@pytest.mark.parametrize(("check_id", "case"), FIRES)
def test_an_edit_check_fires(check_id: str, case: Case) -> None:
    assert_it_fires(check_id, case)


@pytest.mark.parametrize(("check_id", "case"), SILENT)
def test_an_edit_check_stays_silent(check_id: str, case: Case) -> None:
    assert_it_is_silent(check_id, case)


# --- Totals ------------------------------------------------------------------------------------

SUM_CHECKS = {f"SUM-{box.number}": box for box in FORM.totals}


@pytest.mark.parametrize("check_id", SUM_CHECKS)
def test_a_wrong_total_is_found_and_nothing_else_is_blamed(check_id: str) -> None:
    box = SUM_CHECKS[check_id]
    boxes, facts = next(
        given
        for given in map(report, REPORTS)
        if box.number in given[0] and box.number not in inputs_of(given[0])
    )
    right = Decimal(str(boxes[box.number]))
    wrong = right + box.tolerance + 1
    found = found_in(boxes | {box.number: wrong}, facts)
    blamed = {each.id for each in found if each.blocks and each.consequence_of is None}
    assert blamed == {check_id}
    finding = only(found, check_id)
    explained = check_id in ("SUM-4525", "SUM-2295")
    assert (finding.box, finding.check_class) == (
        box.number,
        "explain" if explained else "must-fix",
    )
    assert Decimal(finding.reported or "") == wrong
    assert Decimal(finding.expected or "") == right
    assert finding.difference == box.tolerance + 1
    assert finding.tolerance == box.tolerance
    assert {each.consequence_of for each in found if each.blocks} <= {None, box.number}


# --- Signs -------------------------------------------------------------------------------------

INPUTS = {number: placed.box for number, placed in FORM.boxes.items() if placed.box.kind == "input"}
IF_EXPLAINED = {
    number: placed.box
    for number, placed in FORM.boxes.items()
    if placed.box.is_amount and placed.box.negative == "explain" and placed.box.sign != "any"
}
PAGES = sorted({FORM.boxes[number].page for number in INPUTS})


@pytest.mark.parametrize("page", PAGES)
def test_what_a_negative_amount_says_of_each_box(page: int) -> None:
    boxes = {number: box for number, box in INPUTS.items() if FORM.boxes[number].page == page}
    found = {
        (finding.box, finding.id): finding.check_class
        for finding in found_in(dict.fromkeys(boxes, -1))
        if finding.id.startswith(("NEG-", "AMT-"))
    }
    said = {number: (cls, check) for (number, check), cls in found.items() if number in boxes}
    for number, box in boxes.items():
        if box.sign == "any":
            assert number not in said
        elif box.negative == "explain":
            assert said[number] == ("explain", f"NEG-{number}")
        else:
            assert said[number] == ("must-fix", "AMT-04")
    none = found_in(dict.fromkeys(boxes, 0))
    assert not {finding.id for finding in none if finding.id.startswith(("NEG-", "AMT-"))}


@pytest.mark.parametrize("number", IF_EXPLAINED)
def test_a_negative_value_that_is_explained_can_be_filed(number: str) -> None:
    check_id = f"NEG-{number}"
    finding = only(found_in({number: -1}), check_id)
    assert (finding.check_class, finding.box) == ("explain", number)
    assert (finding.reported, finding.expected) == ("-1", "0 or more")
    assert finding.blocks
    told = {check_id: FilerExplanation("A correction of the month before")}
    assert not only(findings(filing({number: -1}, explanations=told)), check_id).blocks


# --- Notes -------------------------------------------------------------------------------------

# For each note: boxes over which it stands, and boxes over which it does not.
NOTES: dict[str, Cases] = {
    "PRINT-750": ([{"200": 5, "12014": 2, "750": 5}], [{"200": 5, "12014": 2, "750": 7}]),
    "PRINT-3840": ([{"3800": 5, "3838": 2, "3840": 5}], [{"3800": 5, "3838": 2, "3840": 3}]),
    "PRINT-3870": (
        [
            {
                **{"4440": 100, "7010": 500, "3870": 40},
                **{"alternative_method": True, "futures_commission_merchant": True},
            }
        ],
        [
            {
                **{"4440": 100, "7010": 500, "3870": 2},
                **{"alternative_method": True, "futures_commission_merchant": True},
            }
        ],
    ),
    "PRINT-12060": (
        [
            {"12058": 5, "7490": 100, "12060": 5},
            {"3756": 9, "7490": 100, "12060": 100, "alternative_method": False},
        ],
        [{"12058": 5, "7490": 100, "12060": 105}, {"12058": 5, "12060": 5}],
    ),
    "PRINT-3920": (
        [{**PAGE_9, "3750": 9, "4440": 100, "3920": 4, "alternative_method": False}],
        [
            {**PAGE_9, "3750": 9, "4440": 100, "3920": 4, "alternative_method": True},
            {**PAGE_9, "3750": 9, "4440": 100, "3920": 0, "alternative_method": False},
        ],
    ),
    "PRINT-3850": (
        [{"3800": 5, "3750": 100, "3850": 5, "alternative_method": True}],
        [
            {"3800": 5, "3750": 100, "3850": 5, "alternative_method": False},
            {"3800": 5, "3750": 100, "3850": 0, "alternative_method": True},
        ],
    ),
    "PRINT-3853": (
        [{"3800": 5, "3750": 100, "4740": 0, "3853": 5, "alternative_method": True}],
        [{"3800": 5, "3750": 100, "4740": 0, "3853": 5, "alternative_method": False}],
    ),
    "PRINT-7240": (
        [{"7200": 9, "7210": 5, "7240": 4}],
        [{"7200": 9, "7210": 5, "7240": -4}, {"7200": 5, "7210": 5, "7240": 0}],
    ),
    "PRINT-5730": ([{"5650": 9, "5720": 2, "5730": 7}], [{"5650": 9, "5720": 2, "5730": 11}]),
    "PRINT-6330": ([{"6250": 9, "6310": 2, "6330": 7}], [{"6250": 9, "6310": 2, "6330": 11}]),
    "PRINT-2270": ([{"2110": 5, "2260": 9, "2270": -4}], [{"2110": 5, "2260": 9, "2270": 0}]),
}


@pytest.mark.parametrize("check_id", NOTES)
def test_a_note_stands_where_it_belongs_and_nowhere_else(check_id: str) -> None:
    stands, does_not = NOTES[check_id]
    for case in stands:
        finding = only(findings(given_by(case)), check_id)
        assert (finding.check_class, finding.blocks) == ("note", False)
        assert f"SUM-{finding.box}" not in {each.id for each in findings(given_by(case))}
        assert finding.cite
    for case in does_not:
        assert check_id not in {finding.id for finding in findings(given_by(case))}


# --- All of them -------------------------------------------------------------------------------


def test_every_check_is_seen_to_fire_and_to_stay_silent() -> None:
    here = (
        EDIT_CHECKS.keys()
        | RULE_CHECKS.keys()
        | STATED.keys()
        | SUM_CHECKS.keys()
        | NOTES.keys()
        | {f"NEG-{number}" for number in IF_EXPLAINED}
    )
    # Those that are of no one box of the form are seen in test_every_general_check.py.
    # Remarks on the print are no findings.
    assert here == {
        rule.id for rule in rules(FORM) if rule.subject not in ("general", "standing note")
    }
    cases = (*EDIT_CHECKS.values(), *STATED.values(), *NOTES.values())
    assert all(fires and silent for fires, silent in cases)


def test_no_edit_check_fires_in_the_synthetic_filing_and_nearly_all_are_made() -> None:
    boxes, facts = report("synthetic")
    computation = compute(filing(boxes, facts, whole=True))
    made = {
        check.id
        for form_page in computation.scope.present
        for check in form_page.checks
        if has_needed_pages(computation, check)
    }
    held = {
        check_id for check_id in made if state_of_edit(computation, FORM.checks[check_id]).holds
    }
    assert held == made
    of_other_firms = {"MOD-01", "MOD-02", "EXS-01", "COV-37", "TNW-01", "TNW-02"}
    of_other_firms |= {f"REQ-{number}" for number in range(21, 32)}
    of_other_firms |= {check for check in FORM.checks if check.startswith("SCH-")}
    assert FORM.checks.keys() - made == of_other_firms - {"SCH-01", "SCH-02"}
    assert synthetic() == boxes


@pytest.mark.parametrize(
    ("country", "found"),
    [
        (None, {"22": "TXT-02", "23": "TXT-01", "31": "TXT-02"}),
        ("", {"22": "TXT-02", "23": "TXT-01", "31": "TXT-02"}),
        ("United States", {"22": "TXT-02", "23": "TXT-01", "31": "TXT-02"}),
        ("U.S.A.", {"22": "TXT-02", "23": "TXT-01", "31": "TXT-02"}),
        ("Switzerland", {}),
        ("UNITED KINGDOM", {}),
    ],
)
def test_an_address_abroad_has_no_american_shape(
    country: str | None, found: dict[str, str]
) -> None:
    given = {"22": "Zürich", "23": 8001, "31": "044 123 45 67", "12009": country}
    shapes = {f.box: f.id for f in findings(filing(given)) if f.id.startswith("TXT")}
    assert shapes == found


def test_a_date_is_no_postal_code_anywhere() -> None:
    found = findings(filing({"23": "2014-06-30", "12009": "Switzerland"}))
    assert [f.box for f in found if f.id == "TXT-01"] == ["23"]


@pytest.mark.parametrize("number", ["8-41562", "026-00123", "26-123"])
def test_swap_dealers_have_file_numbers_of_their_own(number: str) -> None:
    assert [f.id for f in findings(filing({"14": number})) if f.id.startswith("TXT")] == []
