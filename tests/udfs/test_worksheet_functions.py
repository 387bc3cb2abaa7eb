"""The worksheet functions, called as Excel calls them: numbers are floats, errors are codes."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from focusxl.amounts import cell_state, show
from focusxl.forms.loader import editions, load_edition
from focusxl_udfs import functions as excel

REF, NOT_AVAILABLE, SPILL, LEFT_OUT = -2146826265, -2146826246, -2146826243, -2147352572
NET_EQUITY_INPUTS = (342_539_729.0, 583_631_906.0, 81_645_443.0, 98_590_266.0, 11_244_089.0)


@pytest.mark.parametrize(
    ("box", "inputs", "total"),
    [
        (7040.0, NET_EQUITY_INPUTS, 1_095_163_255.0),
        (7050.0, (232_295.0, 232_295.0), 0.0),
        (7060.0, (1_095_163_255.0, 0.0), 1_095_163_255.0),
        # The form's order puts line 6 before line 13, and the excess is funds minus requirement.
        (7190.0, (1_095_163_255.0, 1_191_119_744.0), 95_956_489.0),
        (7240.0, (100.0, 40.0), -60.0),
        (7360.0, (5.0, 3.0), 5.0),
        (7425.0, (1_256_637_413.0,), 100_530_993.0),
        # 4% of the noncustomer margin before 31 March 2010, 8% from then on.
        (7445.0, (1_000.0, 40267.0), 40.0),
        (7445.0, (1_000.0, 40268.0), 80.0),
        (7445.0, (1_000.0,), 80.0),
    ],
)
def test_a_line_from_its_inputs(box: float, inputs: tuple[float, ...], total: float) -> None:
    assert excel.FOCUS_LINE("2014", box, *inputs) == total


def test_inputs_may_be_one_range() -> None:
    column = tuple((amount,) for amount in NET_EQUITY_INPUTS)
    assert excel.FOCUS_LINE("2014", 7040.0, column) == 1_095_163_255.0


@pytest.mark.parametrize("edition", ["2014", 2014.0])
@pytest.mark.parametrize("box", ["7060", 7060.0])
def test_edition_and_box_may_be_numbers_or_text(edition: object, box: object) -> None:
    assert excel.FOCUS_LINE(edition, box, 2.0, 3.0) == 5.0


@pytest.mark.parametrize("blank", [None, "", LEFT_OUT])
def test_a_blank_counts_as_nothing_and_all_blank_gives_nothing(blank: object) -> None:
    assert excel.FOCUS_LINE("2014", 7060.0, 2.0, blank) == 2.0
    assert excel.FOCUS_LINE("2014", 7060.0, blank, blank) == ""


@pytest.mark.parametrize(
    ("code", "name"), [(REF, "#REF!"), (NOT_AVAILABLE, "#N/A"), (SPILL, "#SPILL!")]
)
def test_an_error_in_an_input_is_the_error_of_the_total(code: int, name: str) -> None:
    assert excel.FOCUS_LINE("2014", 7060.0, code, 1.0) == name
    assert excel.FOCUS_LINE("2014", 7060.0, ((1.0,), (code,))) == name


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("2014", 7040.0, "12O0"), "Box 7010: “12O0” has the letter O where the digit 0 belongs."),
        (("2014", 7060.0, True), "Box 7040: “TRUE” is text, not an amount."),
        (("2014", 7060.0, 1.0, 2.0, 3.0), "3 inputs were given; it takes 2: 7040, 7050"),
        (("2014", 7010.0, 1.0), "Box 7010 is not a total: the filer enters it."),
        (("2014", 9999.0), "FocusXL's edition 2014 of the form has no box 9999."),
        (
            ("1999", 7060.0),
            "There is no edition “1999” of the form here; the editions are 2014, 2026.",
        ),
        ((None, 7060.0), "Give an edition of the form (2014, 2026)."),
        (("2014", ((1.0, 2.0),)), "Give a box number."),
    ],
)
def test_a_wrong_call_is_a_sentence(arguments: tuple[object, ...], sentence: str) -> None:
    assert excel.FOCUS_LINE(*arguments) == sentence


def test_a_total_above_a_refused_input_names_the_input() -> None:
    below = excel.FOCUS_LINE("2014", 7040.0, "12O0")
    assert excel.FOCUS_LINE("2014", 7060.0, below, 0.0) == below


@pytest.mark.parametrize(
    ("check", "inputs", "row"),
    [
        ("SEG-03", (5.0, 5.0), ("Holds", 5.0, 5.0, 0.0)),
        ("seg-03", (5.0, 6.0), ("EXPLAIN", 5.0, 6.0, -1.0)),
        ("SUM-7060", (3.0, 1.0, 2.0), ("Holds", 3.0, 3.0, 0.0)),
        ("SUM-7060", (4.0, 1.0, 2.0), ("MUST FIX", 4.0, 3.0, 1.0)),
        ("SUM-7060", ("pasted", 1.0, 2.0), ("MUST FIX", "", 3.0, "")),
        ("SUM-7060", (4.0, REF, 2.0), ("Not made", "", "", "")),
        ("NEG-7020", (-1.0,), ("EXPLAIN", -1.0, 0.0, -1.0)),
        ("SEG-07", (95.0,), ("Holds", 95.0, 0.0, 95.0)),
        ("SEG-07", (-95.0,), ("NOTE", -95.0, 0.0, -95.0)),
        # Of blanks nothing has been compared; a zero is something.
        ("SEG-03", (None, None), ("Nothing entered", "", "", "")),
        ("SEG-03", (0.0, None), ("Holds", 0.0, 0.0, 0.0)),
        ("SEG-03", (None, 4.0), ("EXPLAIN", 0.0, 4.0, -4.0)),
        ("SUM-7060", (None, None, None), ("Nothing entered", "", "", "")),
        ("SUM-7060", ("", None, ""), ("Nothing entered", "", "", "")),
        ("SUM-7060", (None, 1.0, 2.0), ("MUST FIX", "", 3.0, "")),
        ("NEG-7020", (None,), ("Nothing entered", "", "", "")),
        ("NEG-7020", (0.0,), ("Holds", 0.0, 0.0, 0.0)),
        ("CAP-01", (None, 41_820.0), ("Nothing entered", "", "", "")),
        ("COV-06", (None, None), ("Nothing entered", "", "", "")),
        ("COV-01", (None,), ("MUST FIX", "", "", "")),
        # June 30, 2014 and the day before, as spreadsheets number days.
        ("COV-32", (41820.0,), ("Holds", 41820.0, 41820.0, 0.0)),
        ("COV-32", (41819.0,), ("EXPLAIN", 41819.0, 41820.0, -1.0)),
        ("COV-32", (None,), ("Nothing entered", "", "", "")),
    ],
)
def test_a_check_gives_state_both_sides_and_difference(
    check: str, inputs: tuple[object, ...], row: tuple[object, ...]
) -> None:
    assert excel.FOCUS_CHECK("2014", check, *inputs) == (row,)


@pytest.mark.parametrize(
    ("check", "inputs", "row"),
    [
        # Net capital and aggregate indebtedness in the form's order, then the method, then whether
        # it is the firm's first year; the answers count where they decide.
        ("REQ-12", (100.0, 800.0, None, None), ("Holds", "", "", "")),
        ("REQ-12", (100.0, 1501.0, None, None), ("Holds", "", "", "")),
        ("REQ-12", (100.0, 801.0, None, None), ("Not made", "", "", "")),
        ("REQ-12", (100.0, 801.0, "No", None), ("Not made", "", "", "")),
        ("REQ-12", (100.0, 801.0, "Yes", None), ("Holds", "", "", "")),
        ("REQ-12", (100.0, 801.0, "No", "No"), ("Holds", "", "", "")),
        ("REQ-12", (100.0, 801.0, "No", "Yes"), ("NOTE", 801.0, 800.0, 1.0)),
        # What the test names comes first: the method, then the mark of a monthly computation.
        ("RES-12", (None, "X"), ("Not made", "", "", "")),
        ("RES-12", (None, None), ("Holds", "", "", "")),
        ("RES-12", ("No", "X"), ("Holds", "", "", "")),
        ("RES-12", ("Yes", "X"), ("EXPLAIN", "", "", "")),
        ("CAP-04", (13.0, 100.0), ("Holds", 13.0, 6.0, 7.0)),
        ("CAP-04", (5.0, 100.0), ("NOTE", 5.0, 6.0, -1.0)),
        ("REQ-43", (70.0,), ("Holds", 70.0, 70.0, 0.0)),
        ("REQ-43", (70.01,), ("EXPLAIN", 70.01, 70.0, 0.01)),
    ],
)
def test_a_check_of_a_rule_needs_a_fact_only_where_it_decides(
    check: str, inputs: tuple[object, ...], row: tuple[object, ...]
) -> None:
    assert excel.FOCUS_CHECK("2026", check, *inputs) == (row,)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (1.0, "Holds"),
        (" 4 ", "Holds"),
        (5.0, "MUST FIX"),
        ("one", "MUST FIX"),
        (None, "Nothing entered"),
    ],
)
def test_a_check_of_a_text_takes_what_a_cell_holds(given: object, state: str) -> None:
    assert excel.FOCUS_CHECK("2026", "WDR-21_4600", given) == ((state, "", "", ""),)


@pytest.mark.parametrize(
    ("check", "inputs", "row"),
    [
        # What does not apply is blank; a zero says so, too, and an amount does not belong there.
        ("SUM-7447", (None, 8750049.0, "No"), ("Holds", "", "", "")),
        ("SUM-7447", (0.0, 8750049.0, "No"), ("Holds", 0.0, "", "")),
        ("SUM-7447", (175000.0, 8750049.0, "No"), ("MUST FIX", 175000.0, "", "")),
        ("SUM-7447", (175000.0, 8750049.0, "Yes"), ("Holds", 175000.0, 175000.0, 0.0)),
        # 300 / 6,109.98 is 4.91%; net capital of nothing, or none, gives no percentage.
        ("SUM-3850", (4.91, 30000.0, 610998.0, "No"), ("MUST FIX", 4.91, 2036.66, -2031.75)),
        ("SUM-3851", (4.91, 30000.0, 610998.0), ("Holds", 4.91, 4.91, 0.0)),
        ("SUM-3851", (5.9, 30000.0, 610998.0), ("MUST FIX", 5.9, 4.91, 0.99)),
        ("SUM-3851", (4.9, 30000.0, 610998.0), ("Holds", 4.9, 4.91, -0.01)),
        ("SUM-3851", (5.0, 30000.0, 610998.0), ("Holds", 5.0, 4.91, 0.09)),
        ("SUM-3851", (6.0, 30000.0, 610998.0), ("MUST FIX", 6.0, 4.91, 1.09)),
        ("SUM-3851", (None, 30000.0, None), ("Holds", "", "", "")),
        ("SUM-3851", (None, None, 610998.0), ("Holds", "", "", "")),
        ("SUM-3851", (4.91, None, 610998.0), ("MUST FIX", 4.91, "", "")),
        # A total that is typed where the columns hold nothing.
        ("SUM-1460", (5000.0, 0.0, 0.0), ("Holds", 5000.0, "", "")),
        ("SUM-1460", (5000.0, None, 0.0), ("Holds", 5000.0, "", "")),
        ("SUM-1460", (5000.0, 0.0, 1.0), ("MUST FIX", 5000.0, 1.0, 4999.0)),
        # No print says how 4525 is formed.
        ("SUM-4525", (7.0, 3.0, 5.0), ("EXPLAIN", 7.0, 8.0, -1.0)),
        # Both sides of the comparison that fails.
        ("FIN-05", (6.0, 0.0, "X", None, "No"), ("EXPLAIN", 6.0, 0.0, 6.0)),
        ("FIN-05", (0.0, 7.0, "X", None, "No"), ("EXPLAIN", 7.0, 0.0, 7.0)),
    ],
)
def test_checks_of_edition_2026_in_a_cell(
    check: str, inputs: tuple[object, ...], row: tuple[object, ...]
) -> None:
    (found,) = excel.FOCUS_CHECK("2026", check, *inputs)
    assert found == pytest.approx(row)


@pytest.mark.parametrize(
    ("inputs", "row"),
    [
        ((7.0, 1.0, 2.0, 4.0, 5.0), ("Holds", 7.0, 7.0, 0.0)),
        ((12.0, 1.0, 2.0, 4.0, 5.0), ("Holds", 7.0, 12.0, -5.0)),
        ((6.0, 1.0, 2.0, 4.0, 5.0), ("EXPLAIN", 7.0, 6.0, 1.0)),
        ((13.0, 1.0, 2.0, 4.0, 5.0), ("EXPLAIN", 13.0, 12.0, 1.0)),
    ],
)
def test_securities_within_bounds(inputs: tuple[float, ...], row: tuple[object, ...]) -> None:
    assert excel.FOCUS_CHECK("2014", "SEG-02", *inputs) == (row,)


@pytest.mark.parametrize(
    ("period", "state"),
    [(41578.0, "Holds"), (41608.0, "EXPLAIN"), (None, "EXPLAIN")],  # 31 October, 30 November 2013
)
def test_a_target_is_asked_for_from_november_2013_on(period: float | None, state: str) -> None:
    ((found, *_),) = excel.FOCUS_CHECK("2014", "SEG-06", 5.0, None, period)
    assert found == state


def test_a_check_that_does_not_exist_is_a_sentence() -> None:
    answer = excel.FOCUS_CHECK("2014", "SEG-99", 1.0)
    assert answer == "Edition 2014 of the form has no check SEG-99 for one cell."


def test_label_source_and_explanation() -> None:
    assert (
        excel.FOCUS_LABEL("2014", 7060.0) == "Amount required to be segregated (add Lines 4 and 5)"
    )
    assert excel.FOCUS_CITE("2014", "SEG-03") == "17 CFR 1.32"
    assert excel.FOCUS_CITE("2014", 7194.0) == "17 CFR 1.11(e)(3)(i)(D)"
    assert excel.FOCUS_EXPLAIN("2014", 7060.0, 2.0, -3.0) == "7040 (2) + 7050 (minus 3) = (1)"


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        (
            "FOCUS_SEGREGATION_REQUIREMENT",
            (*NET_EQUITY_INPUTS, 232_295.0, 232_295.0),
            1_095_163_255,
        ),
        ("FOCUS_SEGREGATION_REQUIREMENT", NET_EQUITY_INPUTS, 1_095_163_255),
        ("FOCUS_SEGREGATION_EXCESS", (1_095_163_255.0, 1_191_119_744.0), 95_956_489),
        (
            "FOCUS_SECURED_AMOUNT",
            (0.0, 85_626_345.0, 28_740_475.0, 2_125_993.0, 0.0, 0.0),
            116_492_813,
        ),
        ("FOCUS_SECURED_AMOUNT", (200_000_000.0, 85_626_345.0, 0.0, 0.0, 0.0, 0.0), 200_000_000),
        ("FOCUS_SECURED_EXCESS", (116_492_813.0, 171_654_070.0), 55_161_257),
        (
            "FOCUS_CLEARED_SWAPS_REQUIREMENT",
            (292_724_946.0, 444_301_897.0, -281_960_924.0, 0.0, 0.0, 8_578_581.0, 8_578_581.0),
            455_065_919,
        ),
        ("FOCUS_CLEARED_SWAPS_EXCESS", (455_065_919.0, 511_449_764.0), 56_383_845),
        ("FOCUS_MINIMUM_CAPITAL", (1_256_637_413.0, 933_328_513.0, 1_000_000.0), 175_197_274),
        ("FOCUS_MINIMUM_CAPITAL", (0.0, 100.0, 0.0, LEFT_OUT, 39000.0), 4),
        ("FOCUS_EARLY_WARNING", (1_256_637_413.0, 933_328_513.0, 1_000_000.0), 192_717_001),
        ("FOCUS_EARLY_WARNING", (0.0, 0.0, 1_000_000.0), 1_500_000),
        ("FOCUS_EARLY_WARNING", (0.0, 0.0, 20_000_000.0, None, "Yes"), 22_000_000),
        ("FOCUS_EARLY_WARNING", (0.0, 0.0, 20_000_000.0, None, False), 30_000_000),
        ("FOCUS_EARLY_WARNING", (0.0, 0.0, 1_000_000.0, 25_000_000.0, True), 27_500_000),
    ],
)
def test_the_well_known_computations(name: str, arguments: tuple[object, ...], result: int) -> None:
    assert getattr(excel, name)("2014", *arguments) == result


SWAP_DEALER = (100_000_000.0, 50_000_000.0, 1_000_000.0, None, None, None, 10_000_000.0, "Yes")


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        # 8,000,000 + 4,000,000 + 2% of 10,000,000, and 110% of that.
        ("FOCUS_EARLY_WARNING", SWAP_DEALER, 13_420_000),
        ("FOCUS_EARLY_WARNING", (*SWAP_DEALER[:7], "No"), 13_200_000),
        ("FOCUS_MINIMUM_CAPITAL", (*SWAP_DEALER[:4], None, 10_000_000.0, "Yes"), 12_200_000),
        # 2% of the debits; one fifteenth of the indebtedness; the fixed minimum; and the CFTC's
        # minimum, where it is above 2% of the debits, with 1,000,000 on top of it.
        ("FOCUS_NET_CAPITAL_REQUIREMENT", (30e6, 1e9, "Yes", 250_000.0), 20_000_000),
        ("FOCUS_NET_CAPITAL_REQUIREMENT", (30e6, 1e9, "No", 250_000.0), 2_000_000),
        ("FOCUS_NET_CAPITAL_REQUIREMENT", (3e6, None, "No", 250_000.0), 250_000),
        ("FOCUS_NET_CAPITAL_REQUIREMENT", (30e6, None, "No", 250_000.0, 12e6), 14_000_000),
        ("FOCUS_NET_CAPITAL_REQUIREMENT", (None, 1e9, "Yes", 250_000.0, 12e6), 20_000_000),
        (
            "FOCUS_NET_CAPITAL_REQUIREMENT",
            (None, 4e8, "Yes", 250_000.0, 12e6, None, 1e6),
            13_000_000,
        ),
        ("FOCUS_NET_CAPITAL_EXCESS", (50e6, 20e6), 30_000_000),
        # 900,000,000 of debits less 3%, less 2%, and whole.
        ("FOCUS_CUSTOMER_RESERVE_REQUIREMENT", (1e9, 900e6, "Yes"), 127_000_000),
        ("FOCUS_CUSTOMER_RESERVE_REQUIREMENT", (1e9, 900e6, "Yes", "X"), 118_000_000),
        ("FOCUS_CUSTOMER_RESERVE_REQUIREMENT", (1e9, 900e6, "No"), 100_000_000),
    ],
)
def test_the_well_known_computations_of_2026(
    name: str, arguments: tuple[object, ...], result: int
) -> None:
    assert getattr(excel, name)("2026", *arguments) == result


def test_a_computation_that_an_edition_has_not() -> None:
    assert excel.FOCUS_NET_CAPITAL_EXCESS("2014", 5.0, 1.0) == (
        "FocusXL's edition 2014 of the form has no box 3910."
    )
    given = (1.0, 1.0, 1.0, None, None, 5.0)
    assert excel.FOCUS_MINIMUM_CAPITAL("2014", *given) == (
        "Edition 2014 of the form does not ask for 7446."
    )


def test_a_fact_is_asked_for_only_where_the_answer_matters() -> None:
    # 12849 is 2% of 4470 where a daily computation under the alternative method is marked so.
    assert excel.FOCUS_LINE("2026", 12849, 1000.0, None, None) == ""
    answer = excel.FOCUS_LINE("2026", 12849, 1000.0, "X", None)
    assert answer.startswith("Not stated: Does the firm compute its minimum net capital")
    assert excel.FOCUS_LINE("2026", 12849, 1000.0, "X", "Yes") == 20


def test_early_warning_asks_for_the_fact_that_it_needs() -> None:
    answer = excel.FOCUS_EARLY_WARNING("2014", 0.0, 0.0, 20_000_000.0)
    assert answer.startswith("Not stated: Does the firm offer or engage in retail forex")


ODD = (
    *(None, "see note", "#REF!", REF, -5.0, 0.0, 5.0, 1e15, "34 25", "-", True, False),
    *("Yes", "No", "X", "soon", 41820.0),
)
PLAUSIBLE = (None, 5.0, -3.0, 0.0, "X", "Yes", None, "No")


@pytest.mark.parametrize("edition", editions())
@pytest.mark.parametrize("inputs", [ODD, PLAUSIBLE, (None, 5.0), (1.0, None, None, "x")])
def test_explain_answers_wherever_line_does(edition: str, inputs: tuple[object, ...]) -> None:
    form, chance = load_edition(edition), random.Random(f"{edition} {inputs}")
    for total in form.totals:
        for _ in range(8):
            count = chance.randint(0, len(form.total_inputs[total.number]))
            given = [chance.choice(inputs) for _ in range(count)]
            line = excel.FOCUS_LINE(edition, total.number, *given)
            explained = excel.FOCUS_EXPLAIN(edition, total.number, *given)
            if isinstance(line, float):
                assert explained.endswith(f" = {show(cell_state(line).value)}"), (total, given)
            elif line == "":
                assert explained.endswith(" = blank"), (total, given)
            else:
                assert explained == line
                assert not line.startswith("FocusXL could not"), (total, given)


def test_explain_says_which_answer_does_not_matter() -> None:
    given = ("2014", 7495.0, 100.0, None, None, 100.0)
    assert excel.FOCUS_LINE(*given) == 110.0
    assert "retail forex (not stated)" in excel.FOCUS_EXPLAIN(*given)
    assert excel.FOCUS_EXPLAIN(*given).endswith(" = 110")


def test_explain_says_which_input_cannot_be_read_and_does_not_matter() -> None:
    given = ("2026", 4500.0, None, "maybe")
    assert excel.FOCUS_LINE(*given) == ""
    explained = excel.FOCUS_EXPLAIN(*given)
    assert explained == "if(reported(4334 (not readable)), 4490 (blank) * 105%, blank) = blank"


def test_a_failure_is_logged_and_a_good_call_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    log = tmp_path / "focusxl" / "failures.log"
    assert excel.FOCUS_LINE("2014", 7060.0, 2.0, 3.0) == 5.0
    assert not log.exists()

    def fails(*_: object) -> None:
        raise RuntimeError("the engine is ill")

    monkeypatch.setattr("focusxl_udfs.worksheet.functions.compute_line", fails)
    assert excel.FOCUS_LINE("2014", 7060.0, 2.0, 3.0) == (
        "FocusXL could not compute this. Run “focusxl doctor”, or use the native workbook."
    )
    written = log.read_text()
    assert "the worksheet function FOCUS_LINE" in written
    assert "the engine is ill" in written
    assert "Traceback" in written


def test_a_good_call_does_not_load_the_log() -> None:
    program = (
        "import sys; from focusxl_udfs.functions import FOCUS_LINE; "
        "print(FOCUS_LINE('2014', 7060.0, 2.0, 3.0), 'focusxl.failure_log' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "5.0 False\n"
