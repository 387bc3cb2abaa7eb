"""The sheet Checks: in words, page by page, filtered to what is open; and the sheet Findings."""

from __future__ import annotations

import io
import re
from functools import cache
from itertools import groupby, pairwise
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from focusxl.amounts import cell_state
from focusxl.files import read
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, FilerExplanation, Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs.functions import catalogue
from focusxl_workbook.build import build_template
from focusxl_workbook.fill import filled

EDITIONS = ("2014", "2026")
FIRST_ROW = 6
ID, CLASS, PAGE, BOX, WORDS, STATE, OPEN, EXPLANATION, SOURCE, FORMULA = (
    *("A", "B", "C", "D", "E", "F", "J", "K", "M", "N"),
)


@cache
def empty(edition: str) -> bytes:
    return build_template(load_edition(edition), "udf", catalogue()).content


@cache
def differing() -> bytes:
    """The sample of 2014 with two differences to explain, one of them explained."""
    sample = load_sample("2014")
    entries = {
        **sample.entries,
        "7032": Entry(cell_state(98_590_000)),
        "7033": Entry(cell_state(11_244_000)),
    }
    explanations = {"SEG-04": FilerExplanation("A correction of the month before.")}
    given = sample.replaced(entries=entries, explanations=explanations)
    form = load_edition("2014")
    return filled(empty("2014"), Filing(form, {}, whole=True), given, "udf")


def checks(content: bytes, *, stored: bool = False) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=stored)["Checks"]


def rows(sheet: Worksheet, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of checks, without those that are left free."""
    return [
        tuple(sheet[f"{column}{row}"].value for column in columns)
        for row in range(FIRST_ROW, sheet.max_row + 1)
        if sheet[f"{CLASS}{row}"].value
    ]


def listed(sheet: Worksheet) -> list[str]:
    """The checks that the filter lists."""
    return [
        sheet[f"{ID}{row}"].value
        for row in range(FIRST_ROW, sheet.max_row + 1)
        if not sheet.row_dimensions[row].hidden and sheet[f"{CLASS}{row}"].value
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_row_says_the_check_in_words(edition: str) -> None:
    said = dict(rows(checks(empty(edition)), ID, WORDS))
    assert said["SEG-03"] == (
        "Long option value required (box 7032) differs from the value held (box 7132)."
    )
    assert said["SEG-08"].startswith(
        "The excess is below the firm's own target: over (under) target is box 7198. The rules"
    )
    for check, words in said.items():
        assert len(words.split()) >= 3, check
        assert not re.search(r"\[\d+(_[a-z]+)?\]|\[blank\]|[{}_]|reported\(", words), check
    assert checks(empty(edition))["E5"].value == "The check in words"


@pytest.mark.parametrize("edition", EDITIONS)
def test_checks_are_grouped_by_page_in_the_order_of_the_form(edition: str) -> None:
    sheet = checks(empty(edition))
    pages = [page for page, _ in groupby(page for (page,) in rows(sheet, PAGE))]
    assert len(pages) == len(set(pages))
    in_form = [page.sheet for page in load_edition(edition).pages]
    assert pages == [page for page in in_form if page in pages]
    # Every second page lies on a band, and a line is drawn above its first check.
    bands, lines = [], []
    before = None
    for row in range(FIRST_ROW, FIRST_ROW + len(rows(sheet, ID))):
        cell = sheet[f"{PAGE}{row}"]
        is_first = cell.value != before
        lines.append((cell.border.top.style == "thin") == is_first)
        if is_first:
            bands.append(cell.fill.fgColor.rgb == "FFF4F7FB")
        before = cell.value
    assert all(lines)
    assert all(one != other for one, other in pairwise(bands))


def test_the_names_of_the_lists_cover_the_same_rows() -> None:
    names = openpyxl.load_workbook(io.BytesIO(empty("2014"))).defined_names
    assert {
        name: defined.attr_text
        for name, defined in names.items()
        if name.startswith(("check_", "finding_"))
    } == {
        "check_id_list": "Checks!$A$6:$A$168",
        "check_page_list": "Checks!$C$6:$C$168",
        "check_state_list": "Checks!$F$6:$F$168",
        "check_open_list": "Checks!$J$6:$J$168",
        "check_explanation_list": "Checks!$K$6:$K$168",
        "check_answered_list": "Checks!$L$6:$L$168",
        "finding_classes": "Findings!$A$5:$A$404",
        "finding_boxes": "Findings!$B$5:$B$404",
        "finding_table": "Findings!$A$5:$J$404",
        "finding_checks": "Findings!$D$5:$D$404",
        "finding_answers": "Findings!$F$5:$F$404",
    }


def test_an_empty_workbook_lists_what_is_missing() -> None:
    sheet = checks(empty("2014"))
    assert listed(sheet) == [
        *(f"COV-{number:02}" for number in (1, 2, 3, 4, 5, 7, 8, 17, 18, 19, 20, 21, 22)),
    ]
    [criterion] = sheet.auto_filter.filterColumn
    assert (criterion.colId, set(criterion.filters.filter)) == (9, {"Open", "Free row"})
    assert sheet.auto_filter.ref == "A5:O168"


def test_a_filled_workbook_lists_what_is_open_and_says_so() -> None:
    sheet, shown = checks(differing()), checks(differing(), stored=True)
    assert listed(sheet) == ["SEG-03"]
    states = {check: rest for check, *rest in rows(shown, ID, STATE, OPEN)}
    assert states["SEG-03"] == ["EXPLAIN", "Open"]
    assert states["SEG-04"] == ["EXPLAIN", "Answered"]
    assert states["SEG-08"] == ["Holds", None]
    assert shown["A4"].value in (None, "")
    assert "Select All" in sheet["A3"].value


def test_nothing_open_is_said_too() -> None:
    form = load_edition("2014")
    content = filled(empty("2014"), Filing(form, {}, whole=True), load_sample("2014"), "udf")
    assert listed(checks(content)) == []
    assert checks(content, stored=True)["A4"].value == "No check is open."


def test_rows_that_the_filter_hides_are_no_finding_and_are_read(tmp_path: Any) -> None:
    path = tmp_path / "book.xlsm"
    path.write_bytes(differing())
    reading = read(path)
    assert reading.findings == ()
    assert reading.filing.explanations["SEG-04"].text == "A correction of the month before."
    from focusxl.checks import check

    result = check(compute(reading.filing), reading.findings)
    assert [one.key for one in result.findings if one.blocks] == ["SEG-03"]


def test_a_filter_that_lists_every_check_is_left_alone() -> None:
    from focusxl.files.openxml.row_patch import filter_rows

    every = b'<x><sheetData><row r="6" hidden="1"/></sheetData><autoFilter ref="A5:B6"/></x>'
    assert filter_rows(every, {6: True}) == every


@pytest.mark.parametrize(
    ("row", "shown", "expected"),
    [
        (b'<row r="6" ht="15" hidden="1" spans="1:2"/>', True, b'<row r="6" ht="15" spans="1:2"/>'),
        (
            b'<row r="6" ht="15"><c r="A6"/></row>',
            False,
            b'<row r="6" ht="15" hidden="1"><c r="A6"/></row>',
        ),
        (b'<row r="6" hidden="1"/>', False, b'<row r="6" hidden="1"/>'),
        (b'<row r="7" hidden="1"/>', True, b'<row r="7" hidden="1"/>'),
    ],
)
def test_a_row_is_hidden_or_shown_and_nothing_else_changes(
    row: bytes, shown: bool, expected: bytes
) -> None:
    from focusxl.files.openxml.row_patch import filter_rows

    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%b'
        b'</sheetData><autoFilter ref="A5:B6"><filterColumn colId="0"/></autoFilter></worksheet>'
    )
    assert filter_rows(sheet % row, {6: shown}) == sheet % expected


@pytest.mark.parametrize("edition", EDITIONS)
def test_links_look_like_links(edition: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty(edition)))
    sheet = book["Checks"]
    linked = [cell for row in sheet.iter_rows(min_row=FIRST_ROW) for cell in row if cell.hyperlink]
    assert {cell.column_letter for cell in linked} == {BOX, SOURCE}
    # The formulas of links that the button writes take the look of their column.
    linked.append(book["Findings"].column_dimensions["C"])
    for cell in linked:
        assert (cell.font.color.rgb, cell.font.underline) == ("FF1F4E9E", "single")


def test_a_finding_is_answered_beside_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty("2014")))
    sheet = book["Findings"]
    headings = [cell.value for cell in sheet[4]]
    assert headings[3:6] == ["Check", "What was found", "Your explanation"]
    column = sheet.column_dimensions["F"]
    assert not column.protection.locked
    # In a cell of the format Text, the button's formula would be a text.
    assert column.number_format == "General"
    [rule] = sheet.data_validations.dataValidation
    assert str(rule.sqref) == "F5:F404"
    assert rule.formula1 == 'OR($A5="EXPLAIN",$A5="Explained")'


def test_what_is_typed_beside_a_finding_changes_the_fingerprint() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(empty("2014")))["Fingerprint"]
    [watched] = [
        row for row in sheet.iter_rows() if row[0].value == "Answers on the sheet Findings"
    ]
    assert watched[1].value == (
        "=SUMPRODUCT(LEN(finding_answers)*(1+(1-_xlfn.ISFORMULA(finding_answers))*100000))"
    )


@pytest.mark.parametrize(
    ("edition", "box", "begins"),
    [
        ("2014", "7240", "The form prints “subtract line 2.C from line 1”."),
        ("2026", "7240", "The form prints “subtract Line 2C from Line 1”."),
        ("2026", "5720", "The form prints no parentheses here, so the number is added"),
        ("2026", "6310", "The form prints no parentheses here, so the number is added"),
        ("2026", "12769", "The form prints this box in parentheses, as if it were deducted."),
    ],
)
def test_a_remark_on_the_print_stands_below_its_line(edition: str, box: str, begins: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty(edition)))
    [(sheet, address)] = book.defined_names[f"box_{box}"].destinations
    row = book[sheet][address.replace("$", "")].row
    below = [str(cell.value) for cell in book[sheet][row + 1] if cell.value]
    assert any(text.startswith(begins) for text in below), below
