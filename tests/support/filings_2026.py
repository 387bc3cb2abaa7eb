"""Filings of edition 2026: worked examples of a few boxes, and whole reports of several firms.

The whole reports are as filed, totals included. That of the synthetic sample comes with FocusXL;
the others follow from it, or are small ones of firms that report other pages.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from focusxl.amounts import cell_state
from focusxl.checks.finding import Finding
from focusxl.checks.state import has_needed_pages, state_of_edit
from focusxl.filings.computation import Computation, Total, compute
from focusxl.filings.filing import Entry, FilerExplanation, Filing
from focusxl.filings.samples import sample_data
from focusxl.forms.loader import load_edition
from tests.support.engine_filings import findings

FORM = load_edition("2026")

# Boxes and what stands in them, and the answers to questions about the firm by their names; a
# “whole” filing has all pages of its firm.
Case = Mapping[str, object]
Cases = tuple[list[Case], list[Case]]

Boxes = Mapping[str, object]
Facts = Mapping[str, bool]

FACTS: Facts = MappingProxyType(sample_data("2026")["facts"])


def filing(
    boxes: Boxes,
    facts: Facts = MappingProxyType({}),
    *,
    explanations: Mapping[str, FilerExplanation] | None = None,
    absent: frozenset[str] = frozenset(),
    whole: bool = False,
) -> Filing:
    """Make a filing of boxes and what their cells hold."""
    entries = {
        number: given if isinstance(given, Entry) else Entry(cell_state(given))
        for number, given in boxes.items()
    }
    told = explanations or {}
    return Filing(FORM, entries, facts=facts, explanations=told, absent=absent, whole=whole)


def given_by(case: Case) -> Filing:
    """Make the filing of a case."""
    boxes = {key: value for key, value in case.items() if key[0].isdigit()}
    facts = {key: bool(case[key]) for key in case if key in FORM.facts}
    return filing(boxes, facts, whole=bool(case.get("whole")))


def computed(boxes: Boxes, facts: Facts = MappingProxyType({})) -> Computation:
    """Compute a filing of boxes."""
    return compute(filing(boxes, facts))


def total(number: str, boxes: Boxes, **facts: bool) -> Total:
    """Compute one total from boxes; totals among them count as reported."""
    return computed(boxes, facts).totals[number]


def found_in(boxes: Boxes, facts: Facts = MappingProxyType({})) -> tuple[Finding, ...]:
    """Give everything that is found in a filing of these boxes."""
    return findings(filing(boxes, facts))


def holds(check_id: str, boxes: Boxes, facts: Facts = MappingProxyType({})) -> bool | None:
    """Tell how one edit check comes out; None where it is not made."""
    computation, check = computed(boxes, facts), FORM.checks[check_id]
    return state_of_edit(computation, check).holds if has_needed_pages(computation, check) else None


def blocking(found: tuple[Finding, ...]) -> set[str]:
    """Give the ids of the findings without which the report could be filed."""
    return {finding.id for finding in found if finding.blocks}


# --- Whole reports ---------------------------------------------------------------------------


def synthetic() -> dict[str, object]:
    """Give the sample's boxes, totals as filed included."""
    return dict(sample_data("2026")["boxes"])


def inputs_of(boxes: Boxes) -> dict[str, object]:
    """Give boxes without the totals that are formed from others; a total may be typed, too."""
    return {
        number: value
        for number, value in boxes.items()
        if (formula := FORM.box(number).formula) is None
        or boxes.keys().isdisjoint(formula.operands)
    }


def with_totals(inputs: Boxes, facts: Facts) -> dict[str, object]:
    """Give a report as filed: the inputs, and every total that they give."""
    amounts = computed(inputs, facts).amounts
    given = {number: amounts[number] for number in amounts if FORM.box(number).formula is not None}
    return {**inputs, **given}


# The two columns of the lines of liabilities, for a broker-dealer under the standard of aggregate
# indebtedness: what belongs to it, and what does not. Some lines have one column only.
LIABILITIES = {
    **{"1460": "1030 1240", "1470": "1040 1250", "1480": "1260", "1490": "1050 1270"},
    **{"1500": "1060 1280", "1510": "1070", "1520": "1080 1290", "1530": "1090"},
    **{"1540": "1095 1300", "1550": "1100", "1560": "1105 1310", "1570": "1110 1320"},
    **{"1580": "1120", "1590": "1130 1330", "1600": "1140 1340", "1610": "1150 1350"},
    **{"12027": "12025 12026", "1562": "12031 12037", "12044": "12032 12038", "1630": "1160"},
    **{"1640": "1170", "1650": "1180", "1660": "1370", "1670": "1190", "1680": "1200 1380"},
    **{"1686": "12033 1386", "1687": "12045 1387", "1690": "1210", "1700": "1211 1390"},
    **{"1710": "1400", "1720": "1410", "1730": "1420", "1740": "1430", "1750": "1220 1440"},
}


def basic_inputs() -> dict[str, object]:
    """Give the synthetic firm's inputs, had it not elected the alternative method."""
    inputs = inputs_of(synthetic())
    for line, columns in LIABILITIES.items():
        first, *second = columns.split()
        amount = inputs.pop(line)
        assert isinstance(amount, int)
        inputs |= {first: amount - len(second) * (amount // 3)}
        inputs |= dict.fromkeys(second, amount // 3)
    return inputs | {"3800": 1204000, "3810": 310000, "3820": 96000, "3838": 104000000}


def monthly_inputs() -> dict[str, object]:
    """Give the inputs of a firm that owes customers little: its reserve is computed monthly."""
    kept = {
        number: value
        for number, value in basic_inputs().items()
        if number not in RESERVE_LINES and number != "4333"
    }
    return {**kept, "4340": 900000, "4440": 300000, "4334": "X"}


# The credits and debits of the customers' reserve formula, and what lists some of them.
RESERVE_LINES = {
    *("4340", "4350", "4360", "4370", "4380", "4390", "4400", "4410", "4420", "4425"),
    *("4425_describe", "4440", "4450", "4460", "4465", "4467", "12843", "4469", "4469_describe"),
}


def daily_inputs() -> dict[str, object]:
    """Give the synthetic firm's inputs, were it a swap dealer that computes the reserve daily."""
    kept = {number: value for number, value in inputs_of(synthetic()).items() if number != "4333"}
    return {**kept, "4332": "X", "12851": "X", "7465": 20000000}


# What only a filer without models reports, and what stands in its place.
WITHOUT_MODELS = {
    *("12051", "12052", "3660", "3670", "3680", "3690", "3700", "3710", "3720", "3730", "3732"),
    *("12028", "3734", "3650", "3736", "3736_describe", "12053", "12054"),
}
VALUE_AT_RISK = {
    **{"12047": 120400, "12048": 96204},
    **{"3636": 812004, "3637": 204118, "3638": 96301, "3639": 704220, "3641": 118077},
    **{"3642": 640512, "3645": 3.25, "3646": 904118},
    **{"3648": 310204, "3649": 41007, "3651": 22118, "3652": 96440, "3653": 18203, "3665": 4118250},
    **{"12049": 204118, "12050": 1604220, "3656": 120110, "3657": 84200, "3658": 31050},
    "3678": 250075,
}
STRESSED_VALUE_AT_RISK = {
    **{"12758": 412004, "12759": 104118, "12760": 46301, "12761": 304220, "12029": 58077},
    **{"12763": 240512, "12764": 3.25, "12766": 1204118, "12767": 3.5},
    **{"12769": 310118, "12770": 204220, "12771": 118044, "12772": 96031, "12773": 72015},
    **{"12774": 41007, "12775": 22009},
}


def _run(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


_EXPOSURES = (90000, 60000, 40000, 30000, 50000, 20000)
"""By how much each column of a schedule falls from line to line."""


def _names(what: str, first: int, last: int) -> dict[str, object]:
    """Fill a column of names, each with its place."""
    return {box: f"{what} {place}" for place, box in enumerate(_run(first, last), 1)}


def _exposures(columns: Sequence[int], lines: int, step: int = 7) -> dict[int, int]:
    """Fill the columns of a table, each of which begins with its largest amount."""
    return {
        first + line: _EXPOSURES[column] * (lines - line) + step * line + column
        for column, first in enumerate(columns)
        for line in range(lines)
    }


def schedules() -> dict[str, object]:
    """Fill schedules 2 to 4, the derivatives exposures; a column of 2 adds up to the one of 3.

    The second table has more of the fifteen largest and less of all others.
    """
    first = _exposures((12135, 12151, 12167, 12183, 12199, 12215), 16)
    second = {}
    by_rating = {}
    columns = (12135, 12151, 12167, 12183, 12199, 12215)
    seconds = (12247, 12264, 12281, 12298, 12315, 12332)
    ratings = (12386, 12423, 12460, 12497, 12534, 12572)
    for one, two, three in zip(columns, seconds, ratings, strict=True):
        amounts = [first[one + line] for line in range(16)]
        more = [3 * (15 - line) for line in range(15)]
        second |= {two + line: amounts[line] + more[line] for line in range(15)}
        second[two + 15] = amounts[15] - sum(more)
        notches = [sum(amounts) // 40 + line for line in range(36)]
        by_rating |= {three + line: notches[line] for line in range(36)}
        by_rating[three + 36] = sum(amounts) - sum(notches)
    countries = _exposures((12620, 12630, 12640, 12650, 12661, 12671), 10, 11)
    countries |= _exposures((12692, 12703, 12714, 12725, 12736, 12747), 10, 13)
    amounts_of_all = {**first, **second, **by_rating, **countries}
    return {
        **_names("Counterparty", 12120, 12134),
        **_names("Counterparty", 12232, 12246),
        **_names("Notch", 12349, 12385),
        **_names("Country", 12610, 12619),
        **_names("Country", 12682, 12691),
        **{str(box): amount for box, amount in amounts_of_all.items()},
    }


def models_inputs() -> dict[str, object]:
    """Give the synthetic firm's inputs, were it authorized to use models."""
    kept = {
        number: value
        for number, value in inputs_of(synthetic()).items()
        if number not in WITHOUT_MODELS
    }
    # Such a firm needs tentative net capital of 5,000,000,000, and a fifth more to be in no danger.
    for number in ("200", "1793", "4240"):
        kept[number] = int(str(kept[number])) + 7000000000
    minimums = {"12055": 5000000000, "3880": 1000000000}
    return {**kept, "12006": "X", **minimums, **VALUE_AT_RISK, **schedules()}


COVER = {
    **{"13": "SYNTHETIC SWAPS LLC (NOT A REAL FIRM)", "14": "026-00000", "15": "00000"},
    **{"24": "2026-03-01", "25": "2026-03-31", "12007": "X", "199": "X", "41": "X", "12999": "X"},
    **{"20": "1 EXAMPLE PLAZA", "21": "SAMPLETOWN", "22": "NY", "23": "00000", "12009": "US"},
    **{"30": "Pat Example", "12010": "pat@example.com", "31": "(555) 555-0100"},
    **{"32": "None", "34": "None", "36": "N/A", "38": "N/A"},
    **{"12011": "Chris Example", "12012": "Pat Example", "12013": "Robin Example"},
}
# Column IV of notes A and B, and line 10 of note A, which are answered even where there is nothing.
NO_OPERATIONAL_DEDUCTIONS = {
    **dict.fromkeys(("6012", "6022", "6027", "6032", "6042", "6052", "6057", "6062", "6072"), 0),
    **dict.fromkeys(("6077", "6082", "6092", "6102", "6142", "6162", "5780", "5980", "6180"), 0),
    **dict.fromkeys(("6182", "5785", "5985", "6185", "6187", "6612", "6622", "6627", "6632"), 0),
    **dict.fromkeys(("6642", "6652", "6657", "6662", "6672", "6677", "6682", "6692", "6702"), 0),
    "6742": 0,
}
NO_FACTS: Facts = MappingProxyType(dict.fromkeys(FACTS, False))

# 159,000,000 + 400,000 of assets; 4,000,000 + 1,500,000 owed.
SMALL_BALANCE = {
    **{"200": 153000000, "360": 2500000, "12019": 3500000},
    **{"1780": 153900000, "1480": 2000000, "12044": 1500000, "1640": 2000000},
    **{"8200": 2400000, "12111": 1100000, "8201": 900000, "12119": 600000},
    **{"3932": "2026-03-01", "3933": "2026-03-31", "3931": 1, "3926": 500000, "4040": 300000},
    **{"4220": 0, "4211": 200000},
}


def swap_dealer_inputs() -> dict[str, object]:
    """Give the inputs of a small stand-alone security-based swap dealer that uses models."""
    return {
        **{number: value for number, value in COVER.items() if number != "41"},
        **SMALL_BALANCE,
        **{"40": "X", "12003": "X", "12006": "X", "490": 0, "680": 400000},
        # Net capital, by the models of Basel 2.5.
        **{"3490": 10000, "3520": 0, "3525": 0, "12047": 4000, "12048": 3000},
        **{"12758": 12000, "12759": 4000, "12760": 3000, "12761": 2000, "12029": 1000},
        **{"12763": 6000, "12764": 3.25, "12766": 9001, "12767": 3.5},
        **{"12769": 3100, "12770": 2200, "12771": 1800, "12772": 960, "12773": 720},
        **{"12774": 410, "12775": 220, "12049": 2000, "12050": 6000, "3656": 1200, "3678": 500},
        **{"12062": 100000000, "12065": 80000, "3880": 20000000},
        # Withdrawals, and the changes in equity: 153,700,000 + 200,000.
        **{"4600": "1", "4601": "Dividend", "4602": "In", "4603": 50000, "4604": "2026-04-30"},
        **{"4605": "No", "4710": 50000, "4240": 153700000, "4250": 200000, "4300": 0},
        **{"4950": 6, "4960": 4, "4930": "X", "5600": "X", "5602": 0, "5603": 0, "5605": "X"},
        **{"5610": 0, "6210": 0, **NO_OPERATIONAL_DEDUCTIONS},
        # Security-based swap customers.
        **{"12069": 300000, "12079": 120000, "12094": 250000, "12095": 0, "12102": "X"},
        "12098": 0,
        **schedules(),
    }


def swap_participant_inputs() -> dict[str, object]:
    """Give the inputs of a small stand-alone major security-based swap participant."""
    return {
        **COVER,
        **SMALL_BALANCE,
        **{"12004": "X", "490": 400000, "12067": 150000},
        **schedules(),
    }


@cache
def _reports() -> Mapping[str, tuple[Mapping[str, object], Facts]]:
    basic = {**FACTS, "alternative_method": False}
    kinds: dict[str, tuple[dict[str, object], Facts]] = {
        "basic": (basic_inputs(), basic),
        "models": (models_inputs(), FACTS),
        "swap dealer": (swap_dealer_inputs(), NO_FACTS),
        "swap participant": (swap_participant_inputs(), NO_FACTS),
        "monthly": (monthly_inputs(), basic),
        "daily": (daily_inputs(), {**FACTS, "swap_dealer": True}),
    }
    derived = {kind: (with_totals(inputs, facts), facts) for kind, (inputs, facts) in kinds.items()}
    return {"synthetic": (synthetic(), FACTS), **derived}


REPORTS = (
    *("synthetic", "basic", "swap participant", "swap dealer", "models", "monthly", "daily"),
)


def report(kind: str) -> tuple[dict[str, object], Facts]:
    """Give a whole report as filed, and what is stated of its firm."""
    boxes, facts = _reports()[kind]
    return dict(boxes), facts


@cache
def home_report(number: str) -> str:
    """Give the first of the reports that reports a box.

    Raises:
        StopIteration: none of them does.
    """
    return next(kind for kind in REPORTS if number in _reports()[kind][0])
