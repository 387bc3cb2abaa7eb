"""Workbooks read by us and by openpyxl, which knows nothing of us: both see the same in them."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from focusxl.amounts import CellError, CellState, Number, Text
from focusxl.files.openxml.outline import Outline, read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.worksheet import EVERY_CELL, StoredSheet, read_sheet
from focusxl.files.stored.values import CellValues, SharedParts
from focusxl.files.template.names import Flavour
from focusxl.files.writing.filing_ready import filing_ready_workbook
from focusxl.files.writing.filling import fill_workbook
from focusxl.filings.computation import compute
from focusxl.filings.samples import load_sample
from focusxl_udfs.functions import catalogue
from focusxl_workbook.build import build_template
from tests.support.sample_books import INPUTS, Book

pytestmark = pytest.mark.slow


def filled_template(edition: str, flavour: Flavour) -> bytes:
    filing = load_sample(edition)
    return build_template(filing.edition, flavour, catalogue(), filing=filing).content


def filled_in_place() -> bytes:
    filing = load_sample("2014")
    empty = build_template(filing.edition, "native", catalogue()).content
    return fill_workbook(empty, filing, {})


def saved_by_openpyxl() -> bytes:
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(filled_template("2014", "udf"))).save(saved)
    return saved.getvalue()


def with_a_sheet_of_the_firms_own() -> bytes:
    def add(workbook: Any, _: dict[str, Any]) -> None:
        sheet = workbook.add_worksheet("Firm's own & more")
        sheet.write_row("A1", ["Account", "", " 1,5 ", "= no formula", "a\nb", "_x000D_ as typed"])
        sheet.write_row("A2", [0, -0.1, 1e-7, 123456789012345, 0.1 + 0.2, True])
        formats = ("0%", "#,##0.00_);[Red](#,##0.00)", "@", "General", '0.0 "thousand"')
        for column, code in enumerate(formats):
            sheet.write_number(2, column, 12.5, workbook.add_format({"num_format": code}))
        for column, code in enumerate(("m/d/yy", "yyyy-mm-dd", "d mmmm yyyy")):
            day = datetime.datetime(2024, 2, 29)
            sheet.write_datetime(3, column, day, workbook.add_format({"num_format": code}))
        sheet.write_formula("A5", "=SUM(A2:E2)", None, 7)
        sheet.write_formula("B5", "=1/0", None, "#DIV/0!")
        sheet.write_formula("C5", '=A1&" ""7"" <&>"', None, 'Account "7" <&>')
        sheet.write_array_formula("A6:C6", "{=A2:C2*2}", None, 0)
        sheet.write_rich_string("A7", "in ", workbook.add_format({"bold": True}), "parts")
        workbook.define_name("rate", "=0.15")
        workbook.define_name("balance", "='Firm''s own & more'!$A$2")

    return Book(values={**INPUTS, "7010": "7,5"}, also=add).content()


BOOKS: dict[str, Callable[[], bytes]] = {
    "the 2014 filing with worksheet functions": lambda: filled_template("2014", "udf"),
    "the 2014 filing with Excel's own formulas": lambda: filled_template("2014", "native"),
    "the 2026 filing with worksheet functions": lambda: filled_template("2026", "udf"),
    "filled in place": filled_in_place,
    "the filing-ready workbook": lambda: filing_ready_workbook(compute(load_sample("2014"))),
    "saved by openpyxl": saved_by_openpyxl,
    "with a sheet of the firm's own": with_a_sheet_of_the_firms_own,
}


class Ours:
    """A workbook as our own reader has it."""

    def __init__(self, content: bytes) -> None:
        self._package = Package(content, "book.xlsx")
        self.outline: Outline = read_outline(self._package)
        self._shared = SharedParts(self._package, self.outline)

    def sheet(self, name: str) -> tuple[StoredSheet, CellValues]:
        part = self.outline.sheet(name)
        assert part is not None
        with self._package.open(part.part) as stream:
            sheet = read_sheet(stream, EVERY_CELL)
        return sheet, self._shared.values(sheet.cells.values())


class Theirs:
    """The same as openpyxl has it: once with formulas, once with the values beside them."""

    def __init__(self, content: bytes) -> None:
        self.formulas = openpyxl.load_workbook(io.BytesIO(content))
        self.values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)


@pytest.fixture(scope="module", params=BOOKS)
def both(request: pytest.FixtureRequest) -> tuple[Ours, Theirs]:
    content = BOOKS[request.param]()
    return Ours(content), Theirs(content)


def plain(state: CellState) -> object:
    match state:
        case Number(value) | Text(value):
            return value
        case CellError(name):
            return name
    return None


def plain_value(value: object) -> object:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime.datetime():
            return value.date().isoformat()
        case int() | float():
            return Decimal(f"{value:.15g}")
        case str():
            return value.strip() or None
    return value


def test_the_same_sheets(both: tuple[Ours, Theirs]) -> None:
    ours, theirs = both
    assert [sheet.name for sheet in ours.outline.sheets] == theirs.values.sheetnames
    hidden = {sheet.title for sheet in theirs.values if sheet.sheet_state != "visible"}
    assert {sheet.name for sheet in ours.outline.sheets if sheet.hidden} == hidden


def test_the_same_values(both: tuple[Ours, Theirs]) -> None:
    ours, theirs = both
    seen = 0
    for sheet in theirs.values:
        stored, values = ours.sheet(sheet.title)
        read = {place: plain(values.state(cell)) for place, cell in stored.cells.items()}
        expected = {
            cell.coordinate: plain_value(cell.value) for row in sheet.iter_rows() for cell in row
        }
        assert {k: v for k, v in read.items() if v is not None} == {
            k: v for k, v in expected.items() if v is not None
        }
        seen += len(read)
    assert seen > 100


def formulas_of(sheet: Worksheet) -> dict[str, str]:
    """Give the formula in each cell; one that fills several cells is in each of them."""
    found: dict[str, str] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, ArrayFormula):
                left, top, right, bottom = range_boundaries(cell.value.ref)
                for number in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        place = sheet.cell(number, column).coordinate
                        found[place] = cell.value.text.removeprefix("=")
            elif cell.data_type == "f":
                found[cell.coordinate] = cell.value.removeprefix("=")
    return found


def test_the_same_formulas(both: tuple[Ours, Theirs]) -> None:
    ours, theirs = both
    for sheet in theirs.formulas:
        stored, _ = ours.sheet(sheet.title)
        read = {place: cell.formula for place, cell in stored.cells.items() if cell.formula}
        assert read == formulas_of(sheet)


def test_the_same_number_formats(both: tuple[Ours, Theirs]) -> None:
    ours, theirs = both
    for sheet in theirs.values:
        stored, values = ours.sheet(sheet.title)
        # Of cells that are merged into another one openpyxl keeps nothing.
        read = {
            place: values.number_format(cell)
            for place, cell in stored.cells.items()
            if not isinstance(sheet[place], MergedCell)
        }
        assert read == {place: sheet[place].number_format for place in read}


def test_the_same_names(both: tuple[Ours, Theirs]) -> None:
    ours, theirs = both
    expected = {
        name.lower(): given.attr_text for name, given in theirs.values.defined_names.items()
    }
    assert ours.outline.names == expected
