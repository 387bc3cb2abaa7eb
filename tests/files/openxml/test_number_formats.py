"""What is seen is what is filed: number formats that show something else than a cell holds."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from focusxl.amounts import Number, Text, cell_state
from focusxl.checks import check
from focusxl.files import read
from focusxl.files.openxml.format_codes import number_format
from focusxl.files.stored.display import as_displayed
from focusxl.filings.computation import compute
from focusxl.filings.filing import Place
from focusxl.forms.loader import load_edition
from tests.support.sample_books import INPUTS, Book

FORM = load_edition("2026")
HERE = Place("Minimum capital", "H12")
ACCOUNTING = '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'
PHONE = "[<=9999999]###-####;(###) ###-####"


def seen(box: str, held: object, code: str) -> tuple[object, str | None]:
    """Give what is filed, and the message where something else is seen."""
    state, finding = as_displayed(FORM.box(box), cell_state(held), code, HERE)
    assert isinstance(state, Number | Text)
    return state.value, None if finding is None else finding.message


@pytest.mark.parametrize(
    ("code", "held"),
    [
        ("General", 1234),
        ("General", -1234.5),
        ("@", 1234),
        ("0", 1234),
        ("0.00", 1234.56),
        ("#,##0", -1234),
        ("#,##0.00", 1234.56),
        ("#", 0),
        ("#,##0_);(#,##0)", -1234),
        ("#,##0_);\\(#,##0\\)", -1234),
        ("$#,##0_);($#,##0)", -1234),
        ("$#,##0_);[Red]($#,##0)", -1234),
        ("#,##0;[Red]#,##0", -1234),
        ("#,##0;-#,##0;-", 0),
        ('#,##0;-#,##0;"-"', 0),
        ("#,##0;(#,##0);", 0),
        ("#,##0;@", -1234),
        (ACCOUNTING, 1234),
        (ACCOUNTING, -1234),
        (ACCOUNTING, 0),
        ('_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-', -1234),
        ("[$$-409]#,##0.00;[RED]-[$$-409]#,##0.00", -1234),
        ('"$"#,##0', 1234),
        ('#,##0" USD"', 1234),
        ("[$USD] #,##0", 1234),
        ("[>=1000]#,##0;0", 12),
        ("[Blue]#,##0;[Red](#,##0);0", 1234),
        ("0.00E+00", 1230),
        ("0.000E+00", 1234),
        ("# ##0", 1234567),
    ],
)
def test_ordinary_formats_are_silent(code: str, held: float) -> None:
    assert seen("3910", held, code) == (Decimal(str(held)), None)


@pytest.mark.parametrize(
    ("code", "held", "shown"),
    [
        pytest.param("0.00%", 0.1319, "13.19%", id="a percent format"),
        pytest.param("0%", 5, "500%", id="a percent format on a whole number"),
        pytest.param("#,##0,", 1234567, "1,235", id="thousands left off"),
        pytest.param("0.0,,", 1234567890, "1234.6", id="millions left off"),
        pytest.param('#,##0.0,"K"', 1234567, "1,234.6K", id="thousands left off, and a letter"),
        pytest.param("0.00E+00", 1234, "1.23E+03", id="digits left off by a power"),
        pytest.param("0E+0", 181146, "2E+5", id="all digits but one left off"),
        pytest.param('"n/a"', 5, "n/a", id="other text"),
        pytest.param('#,##0;(#,##0);"n/a"', 0, "n/a", id="other text for zero"),
        pytest.param('#,##0"000"', 5, "5000", id="zeros that are not there"),
        pytest.param("0\\.00", 1234, "12.34", id="a point that is not there"),
        pytest.param('#,##0" DR"', 5, "5 DR", id="a debit"),
        pytest.param("[$€-407] #,##0", 5, "€ 5", id="another currency"),
        pytest.param('"5"', 7, "5", id="another amount"),
        pytest.param("(#,##0)", 5, "(5)", id="a negative amount that is none"),
        pytest.param('"-"#,##0', 5, "-5", id="a minus that is not there"),
        pytest.param("#,##0;#,##0", -5, "5", id="a minus that is left off"),
        pytest.param("mm/dd/yyyy", 0, "a date that does not exist", id="a date before the first"),
        pytest.param("mm/dd/yyyy", -5, "a date that does not exist", id="a date below zero"),
        pytest.param("mm/dd/yyyy", 342539729, "a date that does not exist", id="a date far away"),
    ],
)
def test_what_is_seen_is_not_what_is_filed(code: str, held: float, shown: str) -> None:
    filed, message = seen("3910", held, code)
    assert filed == Decimal(str(held))
    assert message is not None
    assert message.startswith(f"The cell shows “{shown}”, but it holds ")
    assert code in message


@pytest.mark.parametrize("code", [";;;", ";;", '""', "[White]#,##0", "[White]General", "_-"])
def test_what_is_filed_is_not_seen(code: str) -> None:
    filed, message = seen("3910", 5, code)
    assert filed == 5
    assert message is not None
    assert message.startswith("The cell shows nothing, but it holds 5, and that is what would be ")


@pytest.mark.parametrize("code", ["(#,##0)", "\\(#,##0\\)", '"-"#,##0'])
def test_a_box_that_is_deducted_may_show_parentheses(code: str) -> None:
    assert seen("7033", 5, code) == (Decimal(5), None)


@pytest.mark.parametrize(
    ("held", "code", "filed"),
    [
        (0.1319, "0.00%", "13.19"),
        (0.1319, "0%", "13.19"),
        (-0.05, "0.00%", "-5.00"),
        (15, "0%", "1500"),
        (13.19, "0.00_);(0.00)", "13.19"),
        (13.19, '0.00"%"', "13.19"),
        (13.19, "0.00\\%", "13.19"),
        (13.19, "General", "13.19"),
        ("13.19%", "General", "13.19%"),
    ],
)
def test_a_percentage_is_what_it_shows(held: object, code: str, filed: str) -> None:
    value, message = seen("3860", held, code)
    assert (str(value), message) == (filed, None) or (value, message) == (Decimal(filed), None)


@pytest.mark.parametrize("code", ["0%%", "0.00,", "mm/dd/yyyy", ";;;", '0.00%" of what"'])
def test_a_percentage_that_shows_something_else_is_found(code: str) -> None:
    assert seen("3860", 0, "0%") == (Decimal(0), None)
    assert seen("3860", 500000, code)[1] is not None


def test_a_percentage_that_is_computed_is_not_made_a_hundred_times_as_large() -> None:
    state, finding = as_displayed(
        FORM.box("3850"), Number(Decimal("154.33")), "0.00%", HERE, computed=True
    )
    assert state == Number(Decimal("154.33"))
    assert finding is not None
    assert finding.message.startswith("The cell shows “15433.00%”, but it holds 154.33, ")


@pytest.mark.parametrize(
    ("held", "code", "filed"),
    [
        (2109, "00000", "02109"),
        (21091234, "00000\\-0000", "02109-1234"),
        (2125253400, PHONE, "(212) 525-3400"),
        (5253400, PHONE, "525-3400"),
    ],
)
def test_a_number_in_a_box_for_text_is_the_text_that_is_seen(
    held: int, code: str, filed: str
) -> None:
    assert seen("23", held, code) == (filed, None)


@pytest.mark.parametrize("code", ["General", "@", "0", "#,##0"])
def test_a_number_in_a_box_for_text_stays_the_number(code: str) -> None:
    assert seen("15", 19585, code) == (Decimal(19585), None)


@pytest.mark.parametrize(
    ("code", "shown"),
    [(";;;", "nothing"), ('0;0;0;"x"', "“x”"), ('"Mr. "@', "“Mr. Smith”"), ("0;0;0;@@", None)],
)
def test_text_that_is_not_seen_as_it_is(code: str, shown: str | None) -> None:
    _, message = seen("30", "Smith", code)
    assert message is not None
    assert message.startswith(f"The cell shows {shown or '“SmithSmith”'}, but it holds Smith, ")


@pytest.mark.parametrize("code", ["General", "@", "@*.", "#,##0", ACCOUNTING, "0;0;0; @ "])
def test_text_that_is_seen_as_it_is(code: str) -> None:
    assert seen("30", "Smith", code) == ("Smith", None)


@given(st.text(st.sampled_from('0#?.,%@;"\\_*[]$-/EeGdmyhs()<>=1Red'), max_size=24), st.floats())
def test_any_format_of_any_number_is_read(code: str, held: float) -> None:
    state = cell_state(held)
    for box in ("3910", "3860", "23", "25", "40"):
        again, _ = as_displayed(FORM.box(box), state, code or "General", HERE)
        assert isinstance(again, type(state) | Text)


def test_one_format_a_section() -> None:
    shown_by = number_format('0.00;[Red](0.00);"nil";"text: "@')
    assert [len(shown_by.numbers), shown_by.text is not None] == [3, True]
    amounts = [Decimal(5), Decimal(-5), Decimal(0)]
    assert [shown_by.section(one).written(abs(one)) for one in amounts] == ["5.00", "(5.00)", "nil"]


# --- In a file -----------------------------------------------------------------------------


def with_format(box: str, held: Any, code: str) -> Book:
    """Give the sample with another value in a box, in a cell of this format."""
    book = Book(values=INPUTS | {box: None})
    sheet, row = book.place(box)

    def write(workbook: Any, sheets: dict[str, Any]) -> None:
        look = workbook.add_format({"num_format": code})
        sheets[sheet].write(row - 1, 12, held, look)

    book.also = write
    return book


@pytest.mark.parametrize("code", ["0.00%", "#,##0,", ";;;", '"n/a"', "0%"])
def test_a_format_that_misleads_is_found_in_a_workbook(tmp_path: Path, code: str) -> None:
    book = with_format("7010", 342539729, code)
    reading = read(book.save(tmp_path / "book.xlsx"))
    (found,) = reading.findings
    assert (found.id, found.check_class, found.box) == ("WB-14", "must-fix", "7010")
    assert found.place == Place("Segregation", book.cell("7010"))
    assert found.reported == "342539729"
    assert "but it holds 342,539,729, and that is what would be filed" in found.message


def test_what_is_seen_is_told_in_plain_digits(tmp_path: Path) -> None:
    reading = read(with_format("7010", 342539729, "#,##0,").save(tmp_path / "book.xlsx"))
    assert [finding.expected for finding in reading.findings] == ["342540"]


def test_a_total_of_a_misleading_format_is_found(tmp_path: Path) -> None:
    book = Book()
    total, cell = book.place("7180"), book.cell("7180")
    formula = '=IF(box_7070&box_7080="","",1)'

    def write(workbook: Any, sheets: dict[str, Any]) -> None:
        look = workbook.add_format({"num_format": "#,##0,"})
        sheets[total[0]].write_formula(cell, formula, look, 1191119744)

    book.also = write
    found = read(book.save(tmp_path / "book.xlsx")).findings
    assert {finding.id for finding in found} == {"WB-02", "WB-14"}


def test_a_date_in_an_amount_is_called_a_date(tmp_path: Path) -> None:
    book = with_format("7010", datetime.date(2014, 1, 2), "mm/dd/yyyy")
    reading = read(book.save(tmp_path / "book.xlsx"))
    found = check(compute(reading.filing), reading.findings).findings
    (message,) = [f.message for f in found if f.box == "7010" and f.blocks]
    assert message == (
        "“2014-01-02” is a date, not an amount: give the cell a number format, and type the amount."
    )


def test_an_amount_far_beyond_all_dates_in_the_format_of_one_is_found(tmp_path: Path) -> None:
    reading = read(with_format("7010", 342539729, "mm/dd/yyyy").save(tmp_path / "book.xlsx"))
    assert [(f.id, f.box) for f in reading.findings] == [("WB-14", "7010")]


def test_an_upload_sheet_is_read_as_it_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "filing.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Upload")
        sheet.write_row("A1", ["Line item", "Value"])
        for row, (box, held, code) in enumerate(
            [(3860, 0.1319, "0.00%"), (3910, 1234567, "#,##0,"), (3920, 5, "0")], start=1
        ):
            sheet.write(row, 0, box)
            sheet.write(row, 1, held, book.add_format({"num_format": code}))
        sheet.write("E1", "2026")
        book.define_name("focusxl_edition", "=Upload!$E$1")
    reading = read(path)
    assert reading.filing.values["3860"] == Decimal("13.19")
    assert [(f.id, f.box, str(f.place)) for f in reading.findings] == [
        ("WB-14", "3910", "Upload!B3")
    ]


def test_a_percentage_keeps_the_places_that_it_was_written_with() -> None:
    """0.13 as a percentage is 13.00, by which the tolerance of a percentage box goes."""
    scale = number_format("0%").section(Decimal("0.13")).scale
    assert str(Decimal("0.13") * scale) == "13.00"
    assert str(number_format("0,").section(Decimal(1)).scale) == "0.001"


def test_no_format_of_percent_signs_is_too_large_for_a_number() -> None:
    section = number_format("0" + "%" * 250).section(Decimal("1e308"))
    assert section.written(Decimal("1e308")).startswith("1" + "0" * 800)
