"""What the form of 2026 or its instructions state: each check seen to fire, and to stay silent."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import pytest

from focusxl.amounts import Text, cell_state
from focusxl.checks.from_inputs import read_inputs
from focusxl.checks.state import edit_state
from tests.support.edit_checks_2026 import assert_it_fires, assert_it_is_silent
from tests.support.engine_filings import findings, only
from tests.support.filings_2026 import FACTS, FORM, filing, synthetic

# Boxes and what stands in them, and the answers to questions about the firm by their names; a
# “whole” filing has all pages of its firm.
Case = Mapping[str, object]
Cases = tuple[list[Case], list[Case]]

NAME: Case = {"13": "SYNTHETIC SECURITIES INC."}
BD: Case = {**NAME, "12000": "X"}
SBSD: Case = {**NAME, "12003": "X"}
MODELS: Case = {"12000": "X", "12006": "X", "12047": 0}
COVER: Case = {**NAME, "25": "2026-03-31"}


def required(number: str) -> Cases:
    """Give the cases of a line of the cover that is never left blank."""
    return [NAME], [{number: "N/A"}, {number: "Sampletown"}]


def answered(*numbers: str) -> Cases:
    """Give the cases of boxes of which none may be left blank."""
    zeros: Case = dict.fromkeys(numbers, 0)
    return (
        [
            {**{n: 0 for n in zeros if n != blank}}
            for blank in (numbers[0], numbers[3], numbers[-1])
        ],
        [zeros],
    )


def boxes(numbers: str) -> list[str]:
    return numbers.split()


# Column IV of the lines that are no totals, and all columns of line 10.
NOTE_A = boxes("""
    6012 6022 6027 6032 6042 6052 6057 6062 6072 6077 6082 6092 6102 6142 6162
    5780 5980 6180 6182 5785 5985 6185 6187
    """)
NOTE_B = boxes("6612 6622 6627 6632 6642 6652 6657 6662 6672 6677 6682 6692 6702 6742")


def withdrawals() -> Iterator[tuple[str, Cases]]:
    """Give the cases of the ten lines of page 14."""
    for first in range(4600, 4700, 10):
        code, name, insider, amount, date, renew = (str(first + column) for column in range(6))
        yield (
            f"WDR-21_{code}",
            (
                [{code: "5"}, {code: "A"}, {code: 0}, {code: "12"}],
                [{code: "1"}, {code: 2}, {code: " 3 "}, {code: "4"}, {name: "A partner"}],
            ),
        )
        yield (
            f"WDR-22_{insider}",
            (
                [{insider: "Insider"}, {insider: "X"}, {insider: "Yes"}],
                [{insider: "In"}, {insider: "OUT"}, {insider: " out"}, {name: "A partner"}],
            ),
        )
        yield (
            f"WDR-23_{renew}",
            (
                [{renew: "Maybe"}, {renew: "In"}, {renew: 1}],
                [{renew: "Yes"}, {renew: "no"}, {renew: "N/A"}, {name: "A partner"}],
            ),
        )
        yield (
            f"WDR-24_{renew}",
            (
                [{code: "2", amount: 5}, {code: 2, amount: 5}],
                [
                    {code: "2", amount: 5, renew: "No"},
                    {code: "1", amount: 5},
                    {code: "2", amount: 0},
                ],
            ),
        )
        yield (
            f"WDR-25_{date}",
            (
                [
                    {**COVER, date: "2026-03-31"},
                    {**COVER, date: "2026-10-01"},
                    {**COVER, date: "2006-06-30"},
                    # Six months after the last day of February is the last day of August.
                    {**COVER, "25": "2026-02-28", date: "2026-09-01"},
                ],
                [
                    {**COVER, date: "2026-04-01"},
                    {**COVER, date: "2026-09-30"},
                    {**COVER, "25": "2026-02-28", date: "2026-08-31"},
                    {**COVER, "25": "2026-09-30", date: "2027-03-31"},
                    {**COVER, name: "A partner"},
                ],
            ),
        )


def table(
    check: int, names: list[str], columns: list[list[str]], ordered_by: int
) -> Iterator[tuple[str, Cases]]:
    """Give the cases of a table of names, largest first: missing, repeated and out of order."""
    for line, name in enumerate(names):
        amounts = [column[line] for column in columns]
        yield (
            f"SCH-{check}1_{name}",
            (
                [{amounts[0]: 1}, {amounts[3]: -1}, {amounts[5]: 1}],
                [{amounts[0]: 1, name: "One"}, dict.fromkeys(amounts, 0), {name: "One"}],
            ),
        )
    for line, name in enumerate(names[1:], start=1):
        yield (
            f"SCH-{check}2_{name}",
            (
                [
                    {names[0]: "Example Bank", name: "Example Bank"},
                    {names[line - 1]: "Example Bank", name: "EXAMPLE  bank "},
                ],
                [
                    {names[0]: "Example Bank", name: "Example Bank 2"},
                    {names[0]: "None", name: "None"},
                    {names[0]: "Example Bank"},
                ],
            ),
        )
    order = 3 if ordered_by == 3 else 4
    for (above, below), name in zip(pairwise(columns[ordered_by]), names[1:], strict=False):
        yield (
            f"SCH-{check}{order}_{name}",
            (
                [
                    {name: "One", above: 5, below: 6},
                    {name: "One", below: 1},
                    {name: "One", above: -6, below: -5},
                ],
                [
                    {name: "One", above: 6, below: 5},
                    {name: "One", above: 5, below: 5},
                    {name: "One", above: 0, below: -5},
                    {above: -5, below: 0},
                ],
            ),
        )


def run(first: int, count: int) -> list[str]:
    return [str(number) for number in range(first, first + count)]


NET_EXPOSURE, POTENTIAL_EXPOSURE = 3, 4
TABLES = {
    **dict(
        table(
            2,
            run(12120, 15),
            [run(n, 15) for n in (12135, 12151, 12167, 12183, 12199, 12215)],
            NET_EXPOSURE,
        )
    ),
    **dict(
        table(
            2,
            run(12232, 15),
            [run(n, 15) for n in (12247, 12264, 12281, 12298, 12315, 12332)],
            POTENTIAL_EXPOSURE,
        )
    ),
    **dict(
        table(
            4,
            run(12610, 10),
            [run(n, 10) for n in (12620, 12630, 12640, 12650, 12661, 12671)],
            NET_EXPOSURE,
        )
    ),
    **dict(
        table(
            4,
            run(12682, 10),
            [run(n, 10) for n in (12692, 12703, 12714, 12725, 12736, 12747)],
            POTENTIAL_EXPOSURE,
        )
    ),
}


def shared(first: str, second: str) -> Cases:
    """Give the cases of two lists that add up to the same."""
    return (
        [{first: 6, second: 5}, {first: 5, second: 6}],
        [{first: 5, second: 5}, {first: 0, second: 0}],
    )


def listed(other: str, last: str) -> Cases:
    """Give the cases of all other counterparties, who come after the fifteen largest."""
    return [{other: 5}], [{other: 5, last: "Example Bank"}, {other: 0}, {last: "Example Bank"}]


CARRIES: Case = {**BD, "40": "X"}
CARRIES_NONE: Case = {**BD, "41": "X"}
MONTH: Case = {**NAME, "24": "2026-03-01", "25": "2026-03-31"}
INCOME: Case = {"3932": "2026-03-01", "3933": "2026-03-31"}
QUARTERLY: Case = {**BD, "futures_commission_merchant": False}
EXEMPTIONS = ("4550", "4560", "4570", "4580")

STATED: dict[str, Cases] = {
    "COV-17": required("20"),
    "COV-18": required("21"),
    "COV-19": required("22"),
    "COV-20": required("23"),
    "COV-21": required("30"),
    "COV-22": required("31"),
    "COV-23": required("12009"),
    "COV-24": required("12010"),
    "COV-25": required("12011"),
    "COV-26": required("12012"),
    "COV-27": required("12013"),
    "COV-28": (
        [
            NAME,
            {"32": "None", "34": "None", "36": "None"},
            {"34": "None", "36": "N/A", "38": "N/A"},
        ],
        [dict.fromkeys(("32", "34", "36", "38"), "None")],
    ),
    "COV-29": (
        [{**NAME, box: "1"} for box in ("33", "35", "37", "39")],
        [NAME],
    ),
    "COV-30": (
        [
            {"198": "X"},
            {"198": "X", "32": "None"},
            {"198": "X", "32": "n/a", "34": "NONE", "36": "N/A", "38": "None"},
        ],
        [
            {"198": "X", "32": "Example Advisors LLC"},
            {"198": "X", "32": "None", "38": "Example Advisors LLC"},
            {"199": "X", "32": "None"},
        ],
    ),
    "COV-31": (
        [{"199": "X", "32": "Example Advisors LLC"}, {"199": "X", "36": "Example Advisors LLC"}],
        [
            {"199": "X", "32": "None", "34": "N/A"},
            {"199": "X"},
            {"198": "X", "32": "Example Advisors LLC"},
        ],
    ),
    "COV-32": (
        [
            {**MONTH, "25": "2026-03-30"},
            {**MONTH, "25": "2028-02-28"},
            # What the calendar of 1904 makes of March 31, 2026, a day and four years later.
            {**MONTH, "25": "2030-04-01"},
        ],
        [MONTH, {**MONTH, "25": "2028-02-29"}, {**MONTH, "25": "2027-02-28"}],
    ),
    "COV-33": (
        [{**MONTH, "24": "2026-03-02"}, {**MONTH, "24": "2026-02-28"}],
        [MONTH, {**MONTH, "24": "2026-01-01"}],
    ),
    "COV-34": (
        [
            {**MONTH, "24": "2026-02-01"},
            {**MONTH, "24": "2025-03-01"},
            {**MONTH, "24": "2026-03-01", "25": "2026-05-31"},
            {**MONTH, "24": "2025-04-01"},
        ],
        [
            MONTH,
            {**MONTH, "24": "2026-01-01"},
            {**MONTH, "24": "2026-04-01", "25": "2026-06-30"},
            {**MONTH, "24": "2026-10-01", "25": "2026-12-31"},
            {**MONTH, "24": "2026-04-01", "25": "2026-04-30"},
        ],
    ),
    "COV-35": (
        [{**QUARTERLY, "25": "2026-04-30"}, {**QUARTERLY, "25": "2026-11-30"}],
        [
            *({**QUARTERLY, "25": f"2026-{end}"} for end in ("03-31", "06-30", "09-30", "12-31")),
            {**QUARTERLY, "25": "2026-04-30", "19": "X"},
            {**QUARTERLY, "25": "2026-04-30", "futures_commission_merchant": True},
            {**SBSD, "25": "2026-04-30", "futures_commission_merchant": False},
        ],
    ),
    "COV-36": (
        [{**CARRIES, "whole": True}, {**CARRIES, "4510": 5}],
        [
            {**CARRIES, "4340": 0},
            {**CARRIES, "4440": 5, "alternative_method": False},
            *({**CARRIES, exemption: "X", "whole": True} for exemption in EXEMPTIONS),
            {**CARRIES_NONE, "whole": True},
        ],
    ),
    "COV-37": (
        [{**SBSD, "40": "X", "whole": True}, {**SBSD, "40": "X", "12094": 5}],
        [
            {**SBSD, "40": "X", "12069": 0},
            {**SBSD, "40": "X", "12079": 5},
            {**SBSD, "40": "X", "12104": "X", "whole": True},
            {**SBSD, "41": "X", "whole": True},
        ],
    ),
    "COV-38": (
        [{**CARRIES_NONE, "4340": 5}, {**CARRIES_NONE, "4440": 5, "alternative_method": False}],
        [{**CARRIES_NONE, "4340": 0}, {**CARRIES, "4340": 5}],
    ),
    "COV-39": (
        [{**SBSD, "41": "X", "12069": 5}, {**SBSD, "41": "X", "12079": 5}],
        [{**SBSD, "41": "X", "12069": 0}, {**SBSD, "40": "X", "12069": 5}],
    ),
    "FIN-11": (
        [{"1020": 6, "1780": 5}, {"1020": 1}],
        [{"1020": 5, "1780": 5}, {"1020": 4, "1780": 5}, {"1020": 0}],
    ),
    "FIN-12": (
        [
            {"3520": 6, "1710": 5},
            {"3520": 11, "1710": 1, "1720": 2, "1730": 3, "1740": 4, "1750": 90},
        ],
        [
            {"3520": 5, "1710": 5},
            {"3520": 10, "1710": 1, "1720": 2, "1730": 3, "1740": 4},
            {"3520": 0, "1750": 7},
        ],
    ),
    "FIN-13": (
        [{"536": 6, "1686": 5}, {"536": 5, "1686": 6}],
        [{"536": 5, "1686": 5}, {"536": 5, "12033": 2, "1386": 3}],
    ),
    "FIN-14": (
        [{"537": 5, "1480": 1}, {"1687": 5, "536": 0}, {"537": 5, "1687": 0}],
        [{"537": 5, "1687": 4}, {"537": 0, "1687": 0}, {"536": 1, "1686": 1}],
    ),
    "MOD-02": (
        [{**MODELS, "3678": 1}],
        [{**MODELS, "3648": 1}, {**MODELS, "12774": 1}, {**MODELS, "3665": 0, "3678": 1}],
    ),
    "INC-05": (
        [
            {**INCOME, "3931": 2},
            {**INCOME, "3931": 3},
            INCOME,
            {**INCOME, "3932": "2025-04-01", "3931": 1},
        ],
        [
            {**INCOME, "3931": 1},
            {**INCOME, "3932": "2026-01-01", "3931": 3},
            {**INCOME, "3932": "2025-04-01", "3931": 12},
            {**INCOME, "3932": "2026-01-15", "3931": 2},
            {"3932": "2026-03-01", "3931": 5},
        ],
    ),
    "INC-06": (
        [{**INCOME, "3932": "2026-03-02"}, {**INCOME, "3933": "2026-03-30"}],
        [INCOME, {**INCOME, "3932": "2026-01-01"}, {"3932": "2026-03-02"}],
    ),
    "INC-07": (
        [{**MONTH, **INCOME, "3932": "2026-01-01"}, {**MONTH, **INCOME, "24": "2026-01-01"}],
        [{**MONTH, **INCOME}, {**MONTH, "24": "2026-01-01", "3932": "2026-01-01"}],
    ),
    "INC-08": (
        [{"3935": 5}, {"3935": 5, **INCOME}, {"3935": 5, "3931": 1, "3933": "2026-03-31"}],
        [{"3935": 5, **INCOME, "3931": 1}, {"4110": 5}],
    ),
    "INC-09": (
        [{"3931": 1, "3935": 9, "4195": 4, "4211": 6}, {"3931": 1, "3935": 9, "4195": 4}],
        [
            {"3931": 1, "3935": 9, "4195": 4, "4211": 5},
            {"3931": 1, "3935": 9, "4195": 4, "4222": 2, "4211": 7},
            {"3931": 3, "3935": 9, "4195": 4, "4211": 6},
        ],
    ),
    **dict(withdrawals()),
    "RCP-09": (
        [{"3525": -5, "4740": 4}, {"3525": -5, "4240": 1}],
        [{"3525": -5, "4740": 5}, {"3525": 5, "4740": 0}, {"3525": 0, "4740": 0}],
    ),
    "OPS-09": answered(*NOTE_A),
    "OPS-10": (
        [{"6210": 1}, {"6410": 0}, {"6612": 0}, answered(*NOTE_B)[0][1]],
        [dict.fromkeys(NOTE_B, 0), {"6210": 1, **dict.fromkeys(NOTE_B, 0)}],
    ),
    "OPS-11": (
        [{"6177": 6, "6012": 5}, {"6177": 6, "6012": 5, "6162": 1}, {"6177": 1}],
        [
            {"6177": 5, "6012": 5},
            {"6177": 5, "6012": 5, "6162": 7},
            {"6177": 9, "6052": 4, "6142": 5},
        ],
    ),
    "OPS-12": ([{"5775": 6, "5610": 5, "5760": 1}], [{"5775": 5, "5610": 5, "5760": 1}]),
    "OPS-13": ([{"5975": 6, "5810": 5, "5960": 1}], [{"5975": 5, "5810": 5, "5960": 1}]),
    "OPS-14": ([{"6175": 6, "6010": 5, "6160": 1}], [{"6175": 5, "6010": 5, "6160": 1}]),
    "POS-05": (
        [{**NAME, "4588": 5}, {**NAME, "4589": 5}],
        [
            {**NAME, "4588": 5, "42": "X"},
            {**NAME, "4588": 0, "4589": 0},
            {**NAME, "4586": 5},
        ],
    ),
    "EXC-03": (
        [{**CARRIES, "4570": "X"}],
        [{**CARRIES_NONE, "4570": "X"}, {**CARRIES, "4560": "X"}],
    ),
    "EXC-04": (
        [{"4560": "X", "4340": 5}, {"4570": "X", "4440": 5, "alternative_method": False}],
        [{"4560": "X", "4340": 0}, {"4335": "Example Clearing", "4340": 5}],
    ),
    **TABLES,
    "SCH-25": listed("12198", "12134"),
    "SCH-26": listed("12330", "12246"),
    "SCH-51": shared("12247", "12135"),
    "SCH-52": shared("12264", "12151"),
    "SCH-53": shared("12281", "12167"),
    "SCH-54": shared("12298", "12183"),
    "SCH-55": shared("12315", "12199"),
    "SCH-56": shared("12332", "12215"),
    "SCH-61": shared("12386", "12135"),
    "SCH-62": shared("12423", "12151"),
    "SCH-63": shared("12460", "12167"),
    "SCH-64": shared("12497", "12183"),
    "SCH-65": shared("12534", "12199"),
    "SCH-66": shared("12572", "12215"),
}

FIRES = [(check_id, case) for check_id, (fires, _) in STATED.items() for case in fires]
SILENT = [(check_id, case) for check_id, (_, silent) in STATED.items() for case in silent]


@pytest.mark.parametrize(("check_id", "case"), FIRES)
def test_a_check_fires(check_id: str, case: Case) -> None:
    assert_it_fires(check_id, case)


@pytest.mark.parametrize(("check_id", "case"), SILENT)
def test_a_check_stays_silent(check_id: str, case: Case) -> None:
    assert_it_is_silent(check_id, case)


@pytest.mark.parametrize(("cases", "holds"), [(FIRES, False), (SILENT, True)])
def test_a_cell_that_makes_the_check_says_the_same(
    cases: list[tuple[str, Case]], holds: bool
) -> None:
    for check_id, case in cases:
        states = {key: cell_state(value) for key, value in case.items() if key[0].isdigit()}
        states |= {fact: Text("Yes" if case[fact] else "No") for fact in FORM.facts if fact in case}
        check = FORM.checks[check_id]
        inputs = read_inputs(FORM, states, [box for one in check.formulas for box in one.boxes])
        assert edit_state(inputs.environment, check).holds is holds, (check_id, case)


# What a filer has no choice about must be fixed; what is unusual has to be explained.
MUST_FIX = {
    *(f"COV-{number}" for number in (*range(17, 31), 36, 37)),
    *("FIN-12", "MOD-02", "INC-05", "INC-08", "OPS-09", "OPS-10", "OPS-11"),
    *(f"SCH-5{number}" for number in range(1, 7)),
}


def test_what_must_be_fixed_and_what_may_be_explained() -> None:
    rows = ("WDR-21_", "WDR-22_", "WDR-23_", "SCH-21_", "SCH-22_", "SCH-23_", "SCH-24_", "SCH-4")
    for check_id in STATED:
        expected = check_id in MUST_FIX or check_id.startswith(rows)
        assert FORM.checks[check_id].check_class == ("must-fix" if expected else "explain")


def test_the_answer_of_a_page_that_hangs_on_one_must_be_given() -> None:
    # Possession or control, for customers and for security-based swap customers.
    assert FORM.checks["POS-02"].check_class == FORM.checks["SWP-02"].check_class == "must-fix"
    # The report of a firm that claims no exemption lacks that page: nothing is claimed on it.
    assert only(findings(filing({**BD, "4586": 0})), "POS-02").box == "4584"
    assert "POS-02" not in {one.id for one in findings(filing({**BD, "4586": 0, "4580": "X"}))}
    # Of a part of a report without its cover page, that cannot be said.
    assert "POS-02" not in {one.id for one in findings(filing({"4586": 0}))}
    # A firm without customers has nothing in possession or control, and nothing to say of it.
    none = filing({**CARRIES_NONE}, whole=True)
    assert "POS-02" not in {one.id for one in findings(none)}
    some = filing({**CARRIES_NONE, "4586": 5, "4587": 1}, whole=True)
    assert only(findings(some), "POS-02").box == "4584"


# --- What is said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check_id", "changes", "said"),
    [
        (
            "COV-28",
            {"36": None, "38": None},
            "Lines for subsidiaries or affiliates consolidated in this report are blank: 36, 38. "
            "Write None on a line that names no firm.",
        ),
        (
            "INC-05",
            {"3931": 2},
            "The statement covers 03/01/2026 to 03/31/2026, but the number of months included "
            "says 2.",
        ),
        (
            "WDR-21_4610",
            {"4610": "9"},
            "The code “9” is none of those listed on the page. Write 1, 2, 3 or 4.",
        ),
        (
            "WDR-25_4604",
            {"4604": "2026-10-01"},
            "The withdrawal or maturity on 10/01/2026 is not within six months after the report "
            "date, 03/31/2026.",
        ),
        (
            "OPS-09",
            {"6022": None, "6187": None},
            "Column IV must be answered on lines 1 to 7, and every column on line 10, with 0 "
            "where there is nothing; blank: 6022, 6187.",
        ),
        (
            "FIN-12",
            {"3520": 73450001},
            "The subordinated liabilities added in the computation of net capital (73,450,001) "
            "are larger than those of the balance sheet that can qualify (1710 60,000,000, 1720 "
            "3,000,000, 1730 10,000,000, 1740 450,000).",
        ),
    ],
)
def test_a_message_names_what_stands_in_the_report(check_id: str, changes: Case, said: str) -> None:
    found = findings(filing({**synthetic(), **changes}, FACTS))
    assert only(found, check_id).message == said


def test_the_end_of_a_period_is_told_as_a_date() -> None:
    found = findings(filing({**synthetic(), "25": "2026-03-30"}, FACTS))
    finding = only(found, "COV-32")
    assert (finding.reported, finding.expected) == ("2026-03-30", "2026-03-31")


def test_a_long_text_is_cut_in_a_message() -> None:
    found = findings(filing({**synthetic(), "4602": "I" * 90}, FACTS))
    assert only(found, "WDR-22_4602").message.startswith(f"“{'I' * 60}…” does not say")
