"""The template's pages on the screen: what stays in sight, where links lead, what is selected."""

from __future__ import annotations

import io
import re
from functools import cache

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from focusxl.forms.loader import load_edition
from focusxl.forms.model import Page
from focusxl.forms.rule_table import rules_of
from focusxl_udfs.functions import catalogue
from focusxl_workbook.build import build_template

PAGES = [
    pytest.param(edition, page, id=f"{edition} {page.sheet}")
    for edition in ("2014", "2026")
    for page in load_edition(edition).pages
]
COLOURS = {
    "Financial": "2F75B5",
    "Capital": "548235",
    "Operational": "BF8F00",
    "Reserve": "7030A0",
    "CFTC": "C65911",
    "Schedules": "008080",
}
ROOM = (1366 - 60) / 1.5
"""Pixels of a sheet that a screen of 1366 shows at 150%, beside row numbers and scroll bar."""


@cache
def book(edition: str) -> openpyxl.Workbook:
    content = build_template(load_edition(edition), "udf", catalogue()).content
    return openpyxl.load_workbook(io.BytesIO(content), keep_vba=True)


def pixels(sheet: Worksheet, last: int) -> float:
    """The width of the columns up to one."""
    found = 0.0
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, min(dimension.max, last) + 1):
            found += round(dimension.width * 7) if column else 0
    return found


def links(sheet: Worksheet) -> dict[str, str]:
    """The links at the top of a sheet: their words and where they lead."""
    return {str(cell.value): cell.hyperlink.location for cell in sheet[1] if cell.hyperlink}


@pytest.mark.parametrize(("edition", "page"), PAGES)
def test_links_at_the_top_lead_to_start_checks_and_the_pages_beside(
    edition: str, page: Page
) -> None:
    form, sheet = load_edition(edition), book(edition)[page.sheet]
    place = form.pages.index(page)
    expected = {"Start": "Start", "Checks": "Checks"}
    if place > 0:
        before = form.pages[place - 1].sheet
        expected[f"◄ {before}"] = before
    if place + 1 < len(form.pages):
        after = form.pages[place + 1].sheet
        expected[f"{after} ►"] = after
    to = {words: target.rpartition("!")[0].strip("'") for words, target in links(sheet).items()}
    assert to == expected
    _, top, _, _ = range_boundaries(sheet.print_area.rpartition("!")[2].replace("$", ""))
    assert top == 3


@pytest.mark.parametrize(("edition", "page"), PAGES)
def test_headings_and_labels_stay_in_sight_and_leave_room_for_an_amount(
    edition: str, page: Page
) -> None:
    sheet = book(edition)[page.sheet]
    frozen = sheet[sheet.freeze_panes]
    assert frozen.row == 3
    shown = " ".join(str(cell.value) for cell in sheet[2] if cell.value)
    assert page.sheet in shown
    # The headings of a table's first column, whose cells name its lines, are those of the print.
    headings = [column.heading for column in page.columns if column.heading][
        len(page.columns) > 5 :
    ]
    for heading in headings:
        assert heading in shown
    # An amount with its symbol and its number beside it takes 190 pixels at most.
    assert pixels(sheet, frozen.column - 1) <= ROOM - 190
    assert sheet.row_dimensions[1].height + sheet.row_dimensions[2].height <= 60


@pytest.mark.parametrize(("edition", "page"), PAGES)
def test_the_first_input_is_selected(edition: str, page: Page) -> None:
    sheet = book(edition)[page.sheet]
    selected = sheet.sheet_view.selection[-1].activeCell
    open_cells = [
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    ]
    if open_cells:
        assert selected == open_cells[0]
    else:
        assert sheet[selected].style == "Calculation"


@pytest.mark.parametrize(("edition", "page"), PAGES)
def test_the_tab_has_the_colour_of_its_group(edition: str, page: Page) -> None:
    colour = book(edition)[page.sheet].sheet_properties.tabColor.rgb
    assert colour == f"FF{COLOURS.get(page.group or '', '7F7F7F')}"
    assert (page.group is None) == (page.sheet == "Cover")


@pytest.mark.parametrize(("edition", "page"), PAGES)
def test_marks_stand_left_of_the_print_and_lead_to_their_finding(edition: str, page: Page) -> None:
    sheet = book(edition)[page.sheet]
    marks = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if "finding_classes" in str(cell.value) and cell.data_type == "f"
    ]
    assert marks
    assert {cell.column for cell in marks} == {1}
    named = re.findall(r"MATCH\((\"?\w+\"?),finding_boxes", " ".join(str(c.value) for c in marks))
    assert {name.strip('"') for name in named} == {box.number for box in page.boxes}


def test_a_mark_shows_the_first_finding_on_its_line() -> None:
    sheet = book("2014")["Segregation"]
    (single,) = (c.value for row in sheet for c in row if "MATCH(7010," in str(c.value))
    assert single == (
        '=IF(MIN(IFERROR(MATCH(7010,finding_boxes,0),401))=401,"",'
        'HYPERLINK("#Findings!A"&(4+MIN(IFERROR(MATCH(7010,finding_boxes,0),401))),'
        'INDEX(finding_classes,MIN(IFERROR(MATCH(7010,finding_boxes,0),401)))&" ►"))'
    )
    names = book("2014").defined_names
    assert names["finding_boxes"].attr_text == "Findings!$B$5:$B$404"


def test_dates_are_asked_for_in_one_form_with_one_of_the_edition() -> None:
    for edition, begins, ends in (
        ("2014", "09/01/2021", "09/30/2021"),
        ("2026", "03/01/2026", "03/31/2026"),
    ):
        rules = book(edition)["Cover"].data_validations.dataValidation
        dates = {rule.promptTitle: rule for rule in rules if rule.errorTitle == "Not a date"}
        assert dates.keys() == {"Box 24", "Box 25"}
        for box, example in (("Box 24", begins), ("Box 25", ends)):
            wanted = f"date as MM/DD/YYYY, for example {example}."
            assert dates[box].prompt.endswith(f". A {wanted}")
            assert dates[box].error == f"Enter a {wanted}"


HINTS = {
    ("2014", "14"): "SEC FILE NO. Text; None or N/A where it does not apply.",
    ("2014", "16"): "Rule 17a-5(a). Put X to mark it.",
    ("2014", "7050"): "Computed from boxes: 7045 - 7047.",
    ("2026", "12014"): "Unrestricted cash. No certificates of deposit, petty cash, compensating "
    "balances or overdrafts at unrelated banks in the allowable column. Whole dollars. Leave empty "
    "if there is none.",
    ("2026", "3480"): "Computed: the amount of box 1800.",
    ("2026", "540"): "Computed from 31 boxes; focusxl explain 540 lists them.",
    ("2026", "1794"): "Earnings kept in the firm to date; a deficit is negative. Whole dollars. "
    "Leave empty if there is none.",
}


def hints(edition: str) -> dict[str, DataValidation]:
    """What is said of each box at its own cell."""
    return {
        rule.promptTitle.removeprefix("Box "): rule
        for page in load_edition(edition).pages
        for rule in book(edition)[page.sheet].data_validations.dataValidation
        if (rule.promptTitle or "").startswith("Box ") and "Shown from" not in rule.prompt
    }


@pytest.mark.parametrize(("edition", "box"), HINTS)
def test_a_cell_says_what_is_expected(edition: str, box: str) -> None:
    assert hints(edition)[box].prompt == HINTS[edition, box]


@pytest.mark.parametrize("edition", ["2014", "2026"])
def test_every_hint_is_whole_sentences(edition: str) -> None:
    for number, rule in hints(edition).items():
        assert rule.prompt.endswith("."), number
        assert ".." not in rule.prompt, number
        assert "[" not in rule.prompt, number


def test_what_an_amount_may_be_is_said_in_its_own_unit() -> None:
    found = hints("2026")
    assert found["12014"].error.endswith("not negative, in dollars, of at most 15 digits.")
    assert found["5810"].error.endswith(", in thousands of dollars, of at most 15 digits.")
    assert (
        found["5610"].error == "Box 5610 takes a number that is not negative, of at most 15 digits."
    )


@pytest.mark.parametrize(("sheet", "last_printed"), [("Checks", "K"), ("Findings", "J")])
def test_lists_print_one_page_wide_in_readable_type_with_their_headings_on_every_page(
    sheet: str, last_printed: str
) -> None:
    printed = book("2026")[sheet]
    assert printed.sheet_properties.pageSetUpPr.fitToPage
    # Where the file does not say how many pages wide, it is one.
    assert (printed.page_setup.fitToWidth or 1, printed.page_setup.fitToHeight) == (1, 0)
    assert printed.page_setup.orientation == "landscape"
    assert printed.print_title_rows in ("$5:$5", "$4:$4")
    if printed.print_area:
        assert printed.print_area.endswith(f"${last_printed}${printed.max_row}")
    # 10.2 inches of a letter page on its side: type of 10 points is at least 7 points high.
    assert 10.2 * 96 / pixels(printed, column_index_from_string(last_printed)) >= 0.7


@pytest.mark.parametrize(("edition", "page"), PAGES)
def test_a_mark_is_seen_whole_and_stays_in_sight(edition: str, page: Page) -> None:
    sheet = book(edition)[page.sheet]
    # MUST FIX ► 12019, bold and in 8 points, is 105 pixels wide.
    assert pixels(sheet, 1) >= 105
    assert sheet[sheet.freeze_panes].column > 1
    # Of a screen 768 high, ribbon and bars take some 320; half of the rest is left to the lines.
    frozen = sheet.row_dimensions[1].height + sheet.row_dimensions[2].height
    assert frozen * 96 / 72 * 1.5 <= (768 - 320) / 2


@pytest.mark.parametrize("edition", ["2014", "2026"])
def test_an_input_of_text_looks_as_wide_as_there_is_room_to_write(edition: str) -> None:
    cover = book(edition)["Cover"]
    [(_, address)] = book(edition).defined_names["box_13"].destinations
    cell = cover[address.replace("$", "")]
    number = next(one for one in cover[cell.row] if one.value == 13)
    room = [cover.cell(cell.row, column) for column in range(cell.column + 1, number.column)]
    assert len(room) > 2
    for one in (cell, *room):
        assert one.fill.fgColor.rgb == "FFFFF8E1"
        assert (one.border.top.style, one.border.bottom.style) == ("thin", "thin")
    # One frame around all of them, of which the first alone is typed into.
    sides = [(one.border.left.style, one.border.right.style) for one in (cell, *room)]
    assert sides == [("thin", None), *[(None, None)] * (len(room) - 1), (None, "thin")]
    assert [one.protection.locked for one in (cell, *room)] == [False, *[True] * len(room)]
    assert not cover.merged_cells or cell.coordinate not in cover.merged_cells


@pytest.mark.parametrize("edition", ["2014", "2026"])
def test_a_native_page_marks_every_check_that_can_block_the_report(edition: str) -> None:
    form = load_edition(edition)
    native = openpyxl.load_workbook(io.BytesIO(build_template(form, "native").content))
    marks = {
        name
        for page in form.pages
        for (cell,) in native[page.sheet].iter_rows(max_col=1)
        for name in re.findall(r'COUNTIFS\(check_id_list,"([\w-]+)"', str(cell.value))
    }
    wanted = {
        rule.id
        for page in form.pages
        for rule in rules_of(form, page)
        if rule.check_class != "note" and rule.inputs and rule.box is not None
    }
    assert marks == wanted
    assert len(marks) > 50
