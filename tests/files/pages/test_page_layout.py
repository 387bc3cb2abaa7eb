"""The pages laid out: every box in its place, nothing over anything else, all of it on paper."""

from __future__ import annotations

import io
from collections import Counter
from functools import cache
from itertools import chain

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook

from focusxl.files.pages.layout import pages
from focusxl.files.pages.page import LaidOutPage, PageCell
from focusxl.files.pages.text_width import broken, column_pixels, text_pixels
from focusxl.files.writing.filing_ready import filing_ready_workbook
from focusxl.filings.computation import Computation, compute
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl.forms.model import Box, Line

EDITIONS = ("2014", "2026")
FORM = load_edition("2026")

PAPER_WIDTH, PAPER_HEIGHT = 7.7, 10.05
"""What the margins leave of a letter page, in inches."""
PAPER_ON_ITS_SIDE = 10.2, 7.55
TYPE = 9.0
"""The size of the type of pages, in points."""


@cache
def laid_out(edition: str) -> tuple[LaidOutPage, ...]:
    return pages(load_edition(edition))


def each(*, amounts_only: bool = False) -> pytest.MarkDecorator:
    """Run a test for each page of both editions."""
    chosen = [
        pytest.param(page, id=f"{edition} {page.page.sheet}")
        for edition in EDITIONS
        for page in laid_out(edition)
        if page.page.header is None or not amounts_only
    ]
    return pytest.mark.parametrize("page", chosen)


def places_of_boxes(page: LaidOutPage) -> list[PageCell]:
    """The places of the page's boxes, top to bottom and left to right."""
    cells = [cell for cell in page.cells if cell.role in ("entry", "again")]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def covered(cell: PageCell) -> list[tuple[int, int]]:
    """The grid cells that a cell takes up."""
    return [
        (row, column)
        for row in range(cell.row, (cell.last_row or cell.row) + 1)
        for column in range(cell.column, (cell.until or cell.column) + 1)
    ]


def plain(text: str) -> str:
    return " ".join(text.split())


def text_of(page: LaidOutPage) -> str:
    """What is printed, row by row."""
    cells = sorted(page.cells, key=lambda cell: (cell.row, cell.column))
    return plain(
        " ".join(
            cell.text for cell in cells if cell.role not in ("symbol", "closing", "box_number")
        )
    )


def printed_order(line: Line) -> tuple[Box, ...]:
    """The boxes of a line from left to right; those to tick stand at its end."""
    return (*line.fields, *line.cells.values(), *line.checks)


@each()
def test_boxes_stand_in_the_forms_order_each_once(page: LaidOutPage) -> None:
    lines = page.page.lines
    expected = [box.number for line in lines for box in printed_order(line)]
    assert [cell.box and cell.box.number for cell in places_of_boxes(page)] == expected
    assert len(set(expected)) == len(expected)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_box_stands_on_each_of_its_pages_and_is_entered_on_its_home(edition: str) -> None:
    form = load_edition(edition)
    entered: dict[str, list[int]] = {}
    again: dict[str, list[int]] = {}
    for page in laid_out(edition):
        for cell in places_of_boxes(page):
            assert cell.box is not None
            where = entered if cell.role == "entry" else again
            where.setdefault(cell.box.number, []).append(page.number)
    assert entered == {number: [placed.page] for number, placed in form.boxes.items()}
    assert again == {
        number: sorted(placed.pages[1:])
        for number, placed in form.boxes.items()
        if len(placed.pages) > 1
    }


def test_without_its_home_page_a_box_is_entered_on_the_first_page_that_has_it() -> None:
    shared = FORM.boxes["3640"]
    others = [page for page in FORM.pages if page is not shared.home]
    roles = {
        page.number: cell.role
        for page in pages(FORM, others)
        for cell in places_of_boxes(page)
        if cell.box is not None and cell.box.number == "3640"
    }
    first, *rest = sorted(shared.pages[1:])
    assert roles == {first: "entry", **dict.fromkeys(rest, "again")}


def test_pages_come_in_the_forms_order_however_they_are_asked_for() -> None:
    chosen = [FORM.pages[11], FORM.pages[1], FORM.pages[0]]
    assert [page.number for page in pages(FORM, chosen)] == [1, 2, 12]


@each()
def test_no_cell_lies_over_another(page: LaidOutPage) -> None:
    taken = Counter(chain.from_iterable(map(covered, page.cells)))
    assert not [place for place, times in taken.items() if times > 1]


@each()
def test_all_that_is_printed_lies_in_the_printed_area(page: LaidOutPage) -> None:
    for cell in page.cells:
        right = max(column for _, column in covered(cell))
        assert cell.role == "mark" or right <= page.last_printed_column
        assert (cell.last_row or cell.row) <= page.last_row


@each()
def test_each_numbered_box_has_its_number_after_it(page: LaidOutPage) -> None:
    numbers = {(cell.row, cell.text): cell for cell in page.cells if cell.role == "box_number"}
    for cell in places_of_boxes(page):
        assert cell.box is not None
        if cell.box.numbered:
            assert numbers.pop((cell.row, cell.box.number)).column > cell.column
    assert not numbers


@each()
def test_a_mark_beside_each_line_names_its_boxes(page: LaidOutPage) -> None:
    marked = {(cell.row, box) for cell in page.cells for box in cell.marks}
    assert marked == {(cell.row, cell.box.number) for cell in places_of_boxes(page) if cell.box}


@each()
def test_every_label_and_paragraph_is_printed(page: LaidOutPage) -> None:
    printed = text_of(page)
    for line in page.page.lines:
        for text in (line.section, line.text, line.title):
            assert plain(text or "") in printed
        for box in line.checks if len(line.checks) > 1 else ():
            assert [cell for cell in page.cells if cell.text == box.label]


@each(amounts_only=True)
def test_every_column_heading_stands_above_its_column(page: LaidOutPage) -> None:
    form_page = page.page
    asked = {
        (plain(heading), name)
        for headings in (
            {column.name: column.heading or "" for column in form_page.columns},
            *(line.headings for line in form_page.lines),
        )
        for name, heading in headings.items()
        if heading
    }
    cells = [cell for cell in page.cells if cell.role == "column_heading"]
    assert {plain(cell.text) for cell in cells} == {heading for heading, _ in asked}
    column_of = {box.number: name for line in form_page.lines for name, box in line.cells.items()}
    for entry in places_of_boxes(page):
        name = entry.box and column_of.get(entry.box.number)
        above = [
            cell
            for cell in cells
            if cell.row < entry.row and cell.column <= entry.column <= (cell.until or cell.column)
        ]
        if above and name:
            assert (plain(above[-1].text), name) in asked


def test_a_table_of_two_parts_repeats_its_headings() -> None:
    schedule = next(page for page in laid_out("2026") if page.page.sheet == "Schedule 2")
    headings = [plain(cell.text) for cell in schedule.cells if cell.role == "column_heading"]
    assert headings.count("Margin Collected") == 2


@each()
def test_a_page_prints_at_four_fifths_or_more_on_one_sheet_of_paper(page: LaidOutPage) -> None:
    inside = page.widths[page.first_column : page.last_printed_column + 1]
    width = column_pixels(inside) / 96
    rows = range(page.first_row, page.last_row + 1)
    height = sum(page.heights[row] for row in rows) / 72
    paper = PAPER_ON_ITS_SIDE if page.is_landscape else (PAPER_WIDTH, PAPER_HEIGHT)
    assert set(page.heights) == set(range(page.last_row + 1))
    # Three points above 80% are for hosts whose letters or columns are a little wider.
    assert min(paper[0] / width, paper[1] / height) >= 0.83
    assert page.printed_scale * TYPE >= 7


@each()
def test_a_page_is_as_wide_as_its_paper_or_prints_in_full_size(page: LaidOutPage) -> None:
    inside = page.widths[page.first_column : page.last_printed_column + 1]
    paper = PAPER_ON_ITS_SIDE if page.is_landscape else (PAPER_WIDTH, PAPER_HEIGHT)
    share = column_pixels(inside) / 96 * page.printed_scale / paper[0]
    assert 0.95 <= share <= 1.0001


def test_only_tables_lie_on_their_side() -> None:
    assert [page.page.sheet for page in laid_out("2026") if page.is_landscape] == [
        "Capital withdrawals",
        *("Schedule 2", "Schedule 3", "Schedule 4"),
    ]
    assert not any(page.is_landscape for page in laid_out("2014"))


@each()
def test_no_text_needs_more_room_than_its_cell_has(page: LaidOutPage) -> None:
    for cell in page.cells:
        widths = page.widths[cell.column : (cell.until or cell.column) + 1]
        room = column_pixels(widths)
        if cell.role == "label" and cell.until is not None:
            assert text_pixels(cell.text, TYPE) <= room, cell.text
        if cell.role in ("symbol", "closing", "item"):
            assert text_pixels(cell.text, TYPE) <= room + 2, cell.text
        if cell.role in ("paragraph", "column_heading", "section_wrapped", "title"):
            lines = len(broken(cell.text, room - 9 * cell.indent, TYPE))
            assert lines * 11.25 <= page.heights[cell.row] + 1, cell.text


def head_of(page: LaidOutPage) -> str:
    first_entry = min(cell.row for cell in places_of_boxes(page))
    return plain(" ".join(cell.text for cell in page.cells if cell.row < first_entry))


@each(amounts_only=True)
def test_the_head_says_who_reports_the_page(page: LaidOutPage) -> None:
    head = head_of(page)
    assert "Name of firm:" in head
    assert "As of:" in head
    if page.page.reported_by:
        assert "Items on this page to be reported by a:" in head
        assert " ".join(page.page.reported_by) in head
    else:
        assert "Reported by: Futures Commission Merchant" in head


def test_a_schedule_says_so_beside_its_title() -> None:
    blocks = [cell.text for page in laid_out("2026") for cell in page.cells if cell.column == 1]
    for number in range(1, 5):
        assert f"FOCUS\nReport\nPart II\nSchedule {number}" in blocks


def test_a_rule_keeps_its_number_in_a_title() -> None:
    titles = [cell.text for page in laid_out("2026") for cell in page.cells if cell.role == "title"]
    assert "CLAIMING AN EXEMPTION FROM RULE 15c3-3" in titles


# The filing-ready workbook of the sample of 2026.


@cache
def sample() -> Computation:
    return compute(load_sample("2026"))


@cache
def filing_ready() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(filing_ready_workbook(sample())))


@cache
def places() -> dict[str, list[tuple[str, str]]]:
    """Where each box stands in the filing-ready workbook, once a page."""
    found: dict[str, list[tuple[str, str]]] = {}
    for page in laid_out("2026"):
        for cell in places_of_boxes(page):
            if cell.box is not None and page.page.sheet in filing_ready().sheetnames:
                where = found.setdefault(cell.box.number, [])
                where.append((page.page.sheet, cell.address))
    return found


def cells_of(number: str) -> list[Cell]:
    """The cells of a box in the filing-ready workbook, one a page."""
    return [filing_ready()[sheet][address] for sheet, address in places().get(number, [])]


def test_only_pages_that_the_firm_reports_are_in_it() -> None:
    excluded = {form_page.sheet for form_page in sample().scope.excluded}
    assert excluded
    reported = [page.sheet for page in FORM.pages if page.sheet not in excluded]
    assert filing_ready().sheetnames == [*reported, "Upload"]


def test_pages_keep_the_forms_numbers() -> None:
    for form_page in FORM.pages:
        if form_page.sheet in filing_ready().sheetnames:
            footer = filing_ready()[form_page.sheet].oddFooter.center.text
            number = FORM.pages.index(form_page) + 1
            assert f"Page {number} of 36" in footer


def test_every_amount_stands_on_every_page_that_shows_it() -> None:
    shown = 0
    for number, amount in sample().amounts.items():
        box = FORM.box(number)
        if not box.is_amount or number in sample().scope.excluded_boxes:
            continue
        filed = float(box.as_filed(amount))
        for cell in cells_of(number):
            assert cell.value == filed, number
            shown += 1
    assert shown > len(sample().amounts) * 0.9


def test_a_percentage_keeps_its_hundredths_and_has_its_sign_before_it() -> None:
    percentages = [
        number
        for number, placed in FORM.boxes.items()
        if placed.box.unit == "percent" and number in sample().amounts
    ]
    fractions = 0
    for number in percentages:
        for cell in cells_of(number):
            assert cell.number_format.startswith("0.00")
            assert cell.offset(column=-1).value == "%"
            fractions += cell.value != int(cell.value)
    assert fractions


def test_counts_have_no_dollar_sign() -> None:
    counts = [box for box in sample().amounts if FORM.box(box).unit in ("count", "factor")]
    assert counts
    for number in counts:
        for cell in cells_of(number):
            symbol = cell.offset(column=-1).value
            assert "$" not in str(symbol or "")


def test_fractions_reach_the_upload_sheet() -> None:
    rows = dict(filing_ready()["Upload"].iter_rows(min_row=2, max_col=2, values_only=True))
    for number, amount in sample().amounts.items():
        box = FORM.box(number)
        if box.unit == "percent" and number not in sample().scope.excluded_boxes:
            assert rows[int(number)] == float(box.as_filed(amount))
