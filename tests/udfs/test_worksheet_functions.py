"""The worksheet functions, called as Excel calls them: numbers are floats, errors are codes."""

import pytest

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
        (("1999", 7060.0), "There is no edition “1999” of the form here; there is 2014, 2026."),
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
        ("COV-01", (None,), ("MUST FIX", "", "", "")),
    ],
)
def test_a_check_gives_state_both_sides_and_difference(
    check: str, inputs: tuple[object, ...], row: tuple[object, ...]
) -> None:
    assert excel.FOCUS_CHECK("2014", check, *inputs) == (row,)


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
        # 2% of the debits; one fifteenth of the indebtedness; the fixed minimum; the CFTC's.
        ("FOCUS_NET_CAPITAL_REQUIREMENT", (30e6, 1e9, "Yes", 250_000.0), 20_000_000),
        ("FOCUS_NET_CAPITAL_REQUIREMENT", (30e6, 1e9, "No", 250_000.0), 2_000_000),
        ("FOCUS_NET_CAPITAL_REQUIREMENT", (3e6, None, "No", 250_000.0), 250_000),
        ("FOCUS_NET_CAPITAL_REQUIREMENT", (30e6, None, "No", 250_000.0, 12e6), 12_000_000),
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
    assert excel.FOCUS_LINE("2026", 12849, 1000.0, None, None) == 0
    answer = excel.FOCUS_LINE("2026", 12849, 1000.0, "X", None)
    assert answer.startswith("Not stated: Does the firm compute its minimum net capital")
    assert excel.FOCUS_LINE("2026", 12849, 1000.0, "X", "Yes") == 20


def test_early_warning_asks_for_the_fact_that_it_needs() -> None:
    answer = excel.FOCUS_EARLY_WARNING("2014", 0.0, 0.0, 20_000_000.0)
    assert answer.startswith("Not stated: Does the firm offer or engage in retail forex")
