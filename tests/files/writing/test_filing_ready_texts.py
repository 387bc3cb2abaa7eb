"""On the filing-ready pages nothing that was entered is cut, and what is not there is said."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from focusxl.amounts import cell_state
from focusxl.files.pages.text_width import text_pixels, wrapped
from focusxl.files.writing.filing_ready import filing_ready_workbook
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition

pytestmark = pytest.mark.slow

FORM = load_edition("2026")
TEXTS = {number: placed for number, placed in FORM.boxes.items() if placed.box.kind == "text"}
NAME = "First National Depository & Clearing Bank of Western Oklahoma, N.A., for customers "
UPRIGHT = 7.7 * 72, 10.05 * 72
ON_ITS_SIDE = 10.2 * 72, 7.55 * 72
"""Points of a letter page within its margins."""


def book_of(filing: Filing) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(filing_ready_workbook(compute(filing))))


def long_text(number: str, length: int) -> str:
    return f"[{number}] {NAME * (1 + length // len(NAME))}"[:length].strip() + " END"


def everywhere(length: int) -> Filing:
    """A text of this length in every box of text, of a firm of which it is not said what it is."""
    entries = {n: Entry(cell_state(long_text(n, length))) for n in TEXTS}
    return Filing(FORM, {**entries, "25": Entry(cell_state("2026-03-31"))}, whole=True)


def merged_until(sheet: Worksheet, cell: Cell) -> int:
    for area in sheet.merged_cells.ranges:
        if (area.min_row, area.min_col) == (cell.row, cell.column):
            return int(area.max_col)
    return int(cell.column)


def size_on_paper(sheet: Worksheet, cell: Cell) -> float:
    """The size of a cell's letters as the page prints, in points."""
    area = sheet.print_area.replace("$", "").rpartition("!")[2]
    first, last = (sheet[corner] for corner in area.split(":"))
    width = sum(pixels(sheet, column) for column in range(first.column, last.column + 1)) * 0.75
    height = sum(
        sheet.row_dimensions[row].height or 12.75 for row in range(first.row, last.row + 1)
    )
    paper = ON_ITS_SIDE if sheet.page_setup.orientation == "landscape" else UPRIGHT
    return float(cell.font.sz) * min(1, paper[0] / width, paper[1] / height)


def pixels(sheet: Worksheet, column: int) -> float:
    """The width of a column; several of the same width stand in the file as one."""
    widths = sheet.column_dimensions.values()
    return round(next(each.width for each in widths if each.min <= column <= each.max) * 7)


@pytest.fixture(scope="module", params=[30, 60, 200, 1000])
def texts_everywhere(request: pytest.FixtureRequest) -> tuple[int, Workbook]:
    return request.param, book_of(everywhere(request.param))


def test_every_text_is_whole_in_its_box_or_on_the_sheet_continued(
    texts_everywhere: tuple[int, Workbook],
) -> None:
    length, book = texts_everywhere
    continued = ""
    if "Continued" in book.sheetnames:
        continued = "".join(str(row[0].value or "\n") for row in book["Continued"].iter_rows())
    for number, placed in TEXTS.items():
        text = long_text(number, length)
        sheet = book[placed.home.sheet]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
        assert cells or f"Continued: {placed.where}{text}" in continued, number
        last = sheet.max_column
        for cell in cells:
            shown = merged_until(sheet, cell)
            room = sum(pixels(sheet, column) for column in range(cell.column, shown + 1))
            assert size_on_paper(sheet, cell) >= 7, number
            if cell.alignment.wrap_text:
                lines = len(wrapped(text, room - 16, cell.font.sz))
                height = sheet.row_dimensions[cell.row].height or 12.75
                assert lines * cell.font.sz * 1.2 <= height, number
            else:
                # It may run on over the empty cells between its own and the next that is filled.
                while shown < last and sheet.cell(cell.row, shown + 1).value is None:
                    shown += 1
                    room += pixels(sheet, shown)
                assert text_pixels(text, cell.font.sz) <= room, number


def test_each_page_is_still_one_printed_page(texts_everywhere: tuple[int, Workbook]) -> None:
    _, book = texts_everywhere
    for page in FORM.pages:
        sheet = book[page.sheet]
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((None, None), (1, 1))
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        printed = [c for row in sheet.iter_rows(min_row=3) for c in row if c.value]
        smallest = min(printed, key=lambda cell: cell.font.sz)
        assert size_on_paper(sheet, smallest) >= 7, page.sheet
        assert size_on_paper(sheet, smallest) >= 0.8 * smallest.font.sz, page.sheet


def test_the_firm_s_name_is_whole_at_the_head_of_every_page(
    texts_everywhere: tuple[int, Workbook],
) -> None:
    length, book = texts_everywhere
    for page in FORM.pages[1:]:
        (head,) = (
            cell.value
            for row in book[page.sheet].iter_rows(max_row=6)
            for cell in row
            if str(cell.value).startswith("Name of firm:")
        )
        whole = f"Name of firm:  {long_text('13', length)}"
        assert head == (whole if length <= 200 else "Name of firm:  See sheet Continued")


def test_what_fits_stays_as_it_was() -> None:
    """The sample has no long text: no sheet Continued, no smaller letters, no merged entry."""
    book = book_of(load_sample("2026"))
    assert "Continued" not in book.sheetnames
    cover = book["Cover"]
    (name,) = (
        c for row in cover.iter_rows() for c in row if c.value == load_sample("2026").firm_name
    )
    assert (name.font.sz, name.alignment.wrap_text, merged_until(cover, name)) == (9, None, 2)


@pytest.mark.parametrize(
    ("amount", "is_continued"),
    [(999_999_999, False), (99_999_999_999, False), (-999_999_999_999_999, True)],
)
def test_an_amount_is_never_shrunk_until_nobody_can_read_it(
    amount: int, is_continued: bool
) -> None:
    """Schedule 2 has the narrowest columns."""
    marks = {n: Entry(cell_state(True)) for n in ("12001", "12006")}
    entries = {**marks, "12150": Entry(cell_state(Decimal(amount)))}
    book = book_of(Filing(FORM, entries, whole=True))
    values = [c.value for row in book["Schedule 2"].iter_rows() for c in row]
    assert (amount in values) is not is_continued
    assert ("Continued" in book.sheetnames) is is_continued
    if is_continued:
        shown = [str(row[0].value) for row in book["Continued"].iter_rows() if row[0].value]
        assert shown[1].startswith("Continued: box 12150, Schedule 2, ")
        assert shown[2] == "(999,999,999,999,999)"
        assert "See Continued" in values or "Cont." in values


def test_text_on_the_sheet_continued_is_no_formula_and_no_link() -> None:
    text = "=HYPERLINK(http://evil.example/) " * 40
    entries = {"13": Entry(cell_state(text)), "20": Entry(cell_state("http://x.example/" * 30))}
    content = filing_ready_workbook(compute(Filing(FORM, entries, whole=True)))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert any(cell.value == text.strip() for cell in book["Continued"]["A"])


def test_a_text_longer_than_a_row_can_be_high_goes_on_in_the_next() -> None:
    text = long_text("13", 30_000)
    entries = {"13": Entry(cell_state(text))}
    sheet = book_of(Filing(FORM, entries, whole=True))["Continued"]
    parts = [str(row[0].value) for row in sheet.iter_rows(min_row=4) if row[0].value]
    assert len(parts) > 10
    assert "".join(parts) == text
    assert all(one.height is None or one.height <= 409 for one in sheet.row_dimensions.values())


# --- Nothing to report ---------------------------------------------------------------------


def test_a_page_that_is_declared_empty_says_so_in_words() -> None:
    sample = load_sample("2014")
    declared = frozenset({"dealer_options", "cleared_swaps"})
    entries = {
        number: entry
        for number, entry in sample.entries.items()
        if sample.edition.boxes[number].home.id not in declared
    }
    facts = {"retail_forex": False}
    filing = Filing(sample.edition, entries, facts, nothing_to_report=declared, whole=True)
    book = book_of(filing)
    for page in sample.edition.pages:
        sheet = book[page.sheet]
        values = [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
        assert values.count("Nothing to report") == (page.id in declared), page.id
    upload = [[c.value for c in row[3:6]] for row in book["Upload"].iter_rows(max_row=4)]
    assert upload == [
        ["Edition", "2014", None],
        ["Fact retail_forex", "No", sample.edition.facts["retail_forex"].question],
        [
            "Nothing to report",
            "dealer_options",
            "Statement of Segregation Requirements and Funds in Segregation for Customers’ "
            "Dealer Options Accounts",
        ],
        ["Nothing to report", "cleared_swaps", sample.edition.pages_by_id["cleared_swaps"].title],
    ]


# --- How wide text is ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 100, [""]),
        ("one two", 1000, ["one two"]),
        ("one two three", 50, ["one two ", "three"]),
        ("abc\n\ndef", 1000, ["abc\n", "\n", "def"]),
    ],
)
def test_lines_put_together_are_the_text(text: str, width: float, lines: list[str]) -> None:
    assert wrapped(text, width) == lines
    assert "".join(lines) == text


@pytest.mark.parametrize("text", ["W" * 500, "a b " * 200, f"{'i' * 90} {'m' * 90} x", "日本" * 50])
def test_no_line_is_wider_than_its_room(text: str) -> None:
    lines = wrapped(text, 120)
    assert "".join(lines) == text
    assert len(lines) > 1
    assert all(text_pixels(line.rstrip()) <= 120 for line in lines)


def test_letters_with_accents_are_as_wide_as_without_and_foreign_ones_as_the_widest() -> None:
    assert text_pixels("ÉÜñç") == text_pixels("EUnc")
    assert text_pixels("日") >= text_pixels("—")
