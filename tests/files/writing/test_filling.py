"""Filling a workbook changes the cells it is told to, and not a byte besides."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from focusxl.amounts import NOTHING, CellError, CellState, Number, Text
from focusxl.checks import check
from focusxl.errors import NotFilled
from focusxl.files import read
from focusxl.files.openxml.sheet_patch import CellKept, patch_sheet
from focusxl.files.reading.template import CHECK_LISTS
from focusxl.files.writing.filling import fill_workbook
from focusxl.filings.computation import compute
from focusxl.filings.filing import FilerExplanation, Filing
from focusxl.forms.rule_table import rules
from tests.support.parts import parts_of
from tests.support.sample_books import EDITION, INPUTS, Book, sample_filing, sample_totals

SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def empty_book(**changes: Any) -> bytes:
    return Book(values={}, totals={}, retail_forex="", **changes).content()


def stored_totals() -> dict[tuple[str, str], CellState]:
    book = Book()
    return {
        (book.place(number)[0], book.cell(number)): Number(amount)
        for number, amount in sample_totals().items()
    }


def reading_of(content: bytes, tmp_path: Path) -> Any:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(content)
    return read(path)


def without_values(sheet: bytes) -> bytes:
    """Take out of a sheet what filling may change: values, their types, and closing tags."""
    sheet = re.sub(rb"<v>[^<]*</v>|<v/>|<is>.*?</is>", b"", sheet)
    sheet = re.sub(rb'(<c [^>]*?) t="[a-zA-Z]+"', rb"\1", sheet)
    return re.sub(rb"(<c [^>]*?)(/>|></c>)", rb"\1>", sheet)


def test_a_filled_workbook_reads_back_as_the_filing(tmp_path: Path) -> None:
    filing = sample_filing()
    reading = reading_of(fill_workbook(empty_book(), filing, stored_totals()), tmp_path)
    assert reading.findings == ()
    assert reading.filing.values == {**INPUTS, **sample_totals()}
    assert reading.filing.facts == filing.facts
    assert check(compute(reading.filing), reading.findings).is_ready


def test_nothing_else_changes_by_a_byte() -> None:
    extra = io.BytesIO(empty_book())
    with zipfile.ZipFile(extra, "a") as archive:
        archive.writestr("xl/vbaProject.bin", bytes(range(256)) * 10)
        archive.writestr("customXml/item1.xml", "<own> &#x41; </own>")
    before = extra.getvalue()
    after = fill_workbook(before, sample_filing(), stored_totals())
    old, new = parts_of(before), parts_of(after)
    assert list(old) == list(new)
    for name in old:
        if name.startswith("xl/worksheets/sheet"):
            assert without_values(new[name]) == without_values(old[name]), name
        else:
            assert new[name] == old[name], name
    changed = {name for name in old if old[name] != new[name]}
    assert "xl/worksheets/sheet3.xml" in changed
    assert "xl/worksheets/sheet9.xml" not in changed


def test_another_library_sees_the_same(tmp_path: Path) -> None:
    content = fill_workbook(empty_book(flavour="native"), sample_filing(), stored_totals())
    workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    book = Book()
    for number, value in {**INPUTS, **sample_totals()}.items():
        sheet, _ = book.place(number)
        seen = workbook[sheet][book.cell(number)].value
        if isinstance(value, datetime.date):
            seen = seen.date()
        assert seen == ("X" if value is True else value), number
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    assert formulas["Segregation"][book.cell("7050")].value.startswith("=IF(")


def test_boxes_not_given_keep_what_they_hold_and_empty_ones_are_emptied(tmp_path: Path) -> None:
    sample = sample_filing({"7010": None, "7020": 7})
    entries = {number: entry for number, entry in sample.entries.items() if number != "7030"}
    filing = Filing(EDITION, entries)
    values = reading_of(fill_workbook(Book().content(), filing, {}), tmp_path).filing.values
    assert "7010" not in values
    assert values["7020"] == 7
    assert values["7030"] == INPUTS["7030"]
    assert values["7190"] == sample_totals()["7190"]


def test_amounts_are_filled_as_numbers_however_they_were_written(tmp_path: Path) -> None:
    filing = sample_filing({"7010": "$ (1,234.50)", "7020": "n/a", "7030": "#REF!", "17": False})
    entries = reading_of(fill_workbook(empty_book(), filing, {}), tmp_path).filing.entries
    assert entries["7010"].state == Number(Decimal("-1234.5"))
    assert entries["7020"].state == Text("n/a")
    assert entries["7030"].state == CellError("#REF!")
    assert entries["17"].state == NOTHING


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_follow_the_calendar_of_the_workbook(tmp_path: Path, from_1904: bool) -> None:
    # A cell of the template has its date format; here one that held a date before.
    content = Book(options={"date_1904": from_1904}).content()
    filled = fill_workbook(content, sample_filing({"25": datetime.date(2014, 7, 31)}), {})
    assert reading_of(filled, tmp_path).filing.values["25"] == datetime.date(2014, 7, 31)


def test_explanations_are_filled_with_what_they_answered(tmp_path: Path) -> None:
    explanations = {
        "SEG-03": FilerExplanation("Carried <elsewhere> & settled.", "1 against 2"),
        "SEG-04": FilerExplanation("Same."),
    }
    filing = Filing(EDITION, {}, {"retail_forex": True}, explanations)
    reading = reading_of(fill_workbook(empty_book(), filing, {}), tmp_path)
    assert reading.filing.explanations == explanations
    assert reading.filing.facts == {"retail_forex": True}


def test_an_explanation_without_a_row_takes_a_free_one(tmp_path: Path) -> None:
    book = Book(values={}, totals={})
    last = len([rule for rule in rules(EDITION) if rule.subject != "general"]) + 4
    for name, column in zip(CHECK_LISTS, "AGH", strict=True):
        book.names[name] = f"Checks!${column}$5:${column}${last + 2}"
    explanations = {f"WB-05-{box}": FilerExplanation("Shown on paper.") for box in (7010, 7020)}
    filing = Filing(EDITION, {}, {}, explanations)
    reading = reading_of(fill_workbook(book.content(), filing, {}), tmp_path)
    assert reading.filing.explanations == explanations


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    filing = sample_filing({"13": text})
    content = fill_workbook(_EMPTY, filing, {})
    assert reading_of(content, tmp_path).filing.values.get("13") == filing.values.get("13")
    openpyxl.load_workbook(io.BytesIO(content))


_EMPTY = empty_book()


def test_a_text_like_a_formula_stays_text(tmp_path: Path) -> None:
    content = fill_workbook(empty_book(), sample_filing({"13": '=HYPERLINK("http://x")'}), {})
    book = Book()
    cell = openpyxl.load_workbook(io.BytesIO(content))["Cover"][book.cell("13")]
    assert cell.data_type != "f"
    assert b"<f>" not in parts_of(content)["xl/worksheets/sheet2.xml"]


@pytest.mark.parametrize(
    ("content", "filing", "words"),
    [
        (empty_book(formulas={"7010": "=Start!A1"}), sample_filing(), "holds a formula"),
        (empty_book(names={"box_7010": None}), sample_filing(), "lost its cell box_7010"),
        (empty_book(edition="2026"), sample_filing(), "of edition 2026"),
        (
            empty_book(),
            Filing(EDITION, {}, {}, {"SEG-99": FilerExplanation("x")}),
            "no row left for the explanation of SEG-99",
        ),
        (
            empty_book(names={"check_id_list": None}),
            Filing(EDITION, {}, {}, {"SEG-03": FilerExplanation("x")}),
            "list of explanations",
        ),
    ],
)
def test_what_would_be_lost_is_refused(content: bytes, filing: Filing, words: str) -> None:
    with pytest.raises(NotFilled, match=words) as refusal:
        fill_workbook(content, filing, {})
    assert str(refusal.value).endswith(".")


NOTHING_GIVEN = Filing(EDITION, {})


def test_a_stored_value_needs_a_formula() -> None:
    book = Book(typed_over={"7190": 5})
    sheet, cell = book.place("7190")[0], book.cell("7190")
    with pytest.raises(NotFilled, match="has lost its formula"):
        fill_workbook(book.content(), NOTHING_GIVEN, {(sheet, cell): Number(Decimal(1))})
    with pytest.raises(NotFilled, match="has no sheet Gone"):
        fill_workbook(book.content(), NOTHING_GIVEN, {("Gone", "A1"): NOTHING})


def test_stored_values_take_every_state(tmp_path: Path) -> None:
    book = Book(not_calculated={"7040", "7050", "7060", "7180"})
    states: dict[str, CellState] = {
        "7040": NOTHING,
        "7050": Text("wrong call"),
        "7060": CellError("#NAME?"),
        "7180": Number(Decimal("-12.5")),
    }
    stored = {(book.place(n)[0], book.cell(n)): state for n, state in states.items()}
    reading = reading_of(fill_workbook(book.content(), NOTHING_GIVEN, stored), tmp_path)
    assert reading.findings == ()
    for number, state in states.items():
        assert reading.filing.entries[number].state == state
        assert reading.filing.entries[number].by_formula


def sheet(rows: bytes, prefix: bytes = b"") -> bytes:
    name = b"xmlns" + (b":" + prefix.rstrip(b":") if prefix else b"")
    return b'<?xml version="1.0"?>\n<%bworksheet %b="%b">%b</%bworksheet>' % (
        prefix,
        name,
        SPREADSHEET,
        rows,
        prefix,
    )


FIVE: dict[str, CellState] = {"B2": Number(Decimal(5))}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            b'<sheetData><row r="2"><c r="B2" s="4"/></row></sheetData>',
            b'<sheetData><row r="2"><c r="B2" s="4"><v>5</v></c></row></sheetData>',
        ),
        (
            b'<sheetData><row r="2"><c  r="B2"  t="s" s="4" ><v>1</v></c></row></sheetData>',
            b'<sheetData><row r="2"><c  r="B2"  s="4"><v>5</v></c></row></sheetData>',
        ),
        (
            b'<sheetData><row r="2"><c r="A2"/><c r="C2"/></row></sheetData>',
            b'<sheetData><row r="2"><c r="A2"/><c r="B2"><v>5</v></c><c r="C2"/></row></sheetData>',
        ),
        (
            b'<sheetData><row r="2" x=">"/><row r="3"/></sheetData>',
            b'<sheetData><row r="2" x=">"><c r="B2"><v>5</v></c></row><row r="3"/></sheetData>',
        ),
        (
            b'<sheetData><row r="1"/><row r="3"/></sheetData>',
            b'<sheetData><row r="1"/><row r="2"><c r="B2"><v>5</v></c></row>'
            b'<row r="3"/></sheetData>',
        ),
        (
            b"<sheetData/><pageMargins/>",
            b'<sheetData><row r="2"><c r="B2"><v>5</v></c></row></sheetData><pageMargins/>',
        ),
        (
            b'<sheetData><row r="2"><c r="B2"><v>1</v><extLst><ext>\xc3\xa9</ext></extLst></c>'
            b"</row></sheetData>",
            b'<sheetData><row r="2"><c r="B2"><v>5</v><extLst><ext>\xc3\xa9</ext></extLst></c>'
            b"</row></sheetData>",
        ),
    ],
)
def test_a_cell_is_changed_or_made_where_it_belongs(before: bytes, after: bytes) -> None:
    assert patch_sheet(sheet(before), FIVE, {}) == sheet(after)


def test_elements_with_a_prefix_stay_with_it() -> None:
    before = sheet(b'<x:sheetData><x:row r="2"><x:c r="A2"/></x:row></x:sheetData>', b"x:")
    after = sheet(
        b'<x:sheetData><x:row r="2"><x:c r="A2"/><x:c r="B2" t="inlineStr"><x:is>'
        b'<x:t xml:space="preserve"> a &lt; b </x:t></x:is></x:c></x:row></x:sheetData>',
        b"x:",
    )
    assert patch_sheet(before, {"B2": Text(" a < b ")}, {}) == after


def test_several_new_cells_come_in_their_order() -> None:
    row = sheet(b'<sheetData><row r="2"><c r="E2"/></row></sheetData>')
    inputs: dict[str, CellState] = {name: Number(Decimal(1)) for name in ("D2", "B2", "AA2", "C3")}
    patched = patch_sheet(row, inputs, {})
    assert re.findall(rb'r="([A-Z]+[0-9])"', patched) == [b"B2", b"D2", b"E2", b"AA2", b"C3"]


def test_an_emptied_cell_keeps_its_format_and_a_missing_one_is_not_made() -> None:
    before = sheet(b'<sheetData><row r="2"><c r="B2" s="4"><v>1</v></c></row></sheetData>')
    after = sheet(b'<sheetData><row r="2"><c r="B2" s="4"/></row></sheetData>')
    assert patch_sheet(before, {"B2": NOTHING, "B9": NOTHING}, {}) == after


def test_a_formula_stays_to_the_byte_and_cells_that_it_fills_take_values() -> None:
    formula = b'<f t="array" ref="B2:C2" aca="1"> FOCUS_CHECK( "2014" , box_7010 ) </f>'
    before = sheet(
        b'<sheetData><row r="2"><c r="B2" s="1" t="str" cm="1">%b<v>old</v></c>'
        b'<c r="C2" s="2"><v>1</v></c></row></sheetData>' % formula
    )
    after = sheet(
        b'<sheetData><row r="2"><c r="B2" s="1" cm="1" t="e">%b<v>#N/A</v></c>'
        b'<c r="C2" s="2" t="str"><v>new</v></c></row></sheetData>' % formula
    )
    stored: dict[str, CellState] = {"B2": CellError("#N/A"), "C2": Text("new")}
    assert patch_sheet(before, {}, stored) == after
    with pytest.raises(CellKept, match="C2 holds a formula"):
        patch_sheet(before, {"C2": Text("typed")}, {})
