"""Only what a spreadsheet shows as a number is read as one, in every kind of file."""

from __future__ import annotations

from pathlib import Path

import pytest

from focusxl.amounts import CellError, CellState, Number, Text
from focusxl.errors import Unreadable
from focusxl.files import read
from focusxl.files.openxml.stored_numbers import read_double, read_position
from focusxl.files.openxml.worksheet import StoredCell
from focusxl.files.stored.values import CellValues
from focusxl.filings.filing import Refused
from tests.support.parts import parts_of, with_parts
from tests.support.sample_books import Book
from tests.support.taking import Take

ONLY_PYTHON = ["1_000", "1e5", "nan", "Infinity", "-inf", "١٢", "１２", "0x10", "1__0"]
"""What Python reads as a number, or nearly, and no accountant does."""


@pytest.mark.parametrize("written", ONLY_PYTHON)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("up.txt", "25\t06/30/14\n7010\t{}\n"),
        ("up.csv", "Line item,Value\n25,06/30/14\n7010,{}\n"),
        (
            "up.xml",
            '<focus-report edition="2014"><item id="25">06/30/14</item>'
            '<item id="7010">{}</item></focus-report>',
        ),
        ("d.json", '{{"edition": "2014", "boxes": {{"7010": "{}"}}}}'),
    ],
)
def test_no_text_is_a_number_that_accountants_do_not_write(
    take: Take, name: str, text: str, written: str
) -> None:
    value = take(name, text.format(written)).filing.values["7010"]
    assert isinstance(value, Refused)
    assert (value.check, value.reported) == ("AMT-01", written)


def with_stored(value: str) -> bytes:
    """Give the sample with another spelling of the amount in box 7010."""
    book = Book()
    content = book.content()
    sheet = "xl/worksheets/sheet3.xml"
    assert b"<v>342539729</v>" in parts_of(content)[sheet]
    return with_parts(
        content,
        lambda name, part: (
            part.replace(b"<v>342539729</v>", f"<v>{value}</v>".encode()) if name == sheet else part
        ),
    )


@pytest.mark.parametrize("written", [*ONLY_PYTHON[:1], *ONLY_PYTHON[2:], "1,000", "5 6", "1e", "+"])
def test_a_workbook_that_spells_a_number_as_no_spreadsheet_does_is_damaged(
    tmp_path: Path, written: str
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(with_stored(written))
    with pytest.raises(Unreadable, match="holds an invalid number"):
        read(path)


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("342539729", Number),
        ("3.42539729E8", Number),
        ("+342539729.00", Number),
        (" 342539729\n", Number),
        ("INF", CellError),
        ("NaN", CellError),
        ("1e999", CellError),
    ],
)
def test_a_double_of_xml_is_a_number(tmp_path: Path, written: str, state: type[CellState]) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(with_stored(written))
    found = read(path).filing.entries["7010"].state
    assert isinstance(found, state)
    if isinstance(found, Number):
        assert found.value == 342539729


@pytest.mark.parametrize("text", ["", " ", "1_0", "1.5.2", "٣", "inf", "nan", "1e", "."])
def test_what_is_no_double(text: str) -> None:
    assert read_double(text) is None


@pytest.mark.parametrize(("text", "position"), [("0", 0), ("12", 12), ("1_2", None), ("-1", None)])
def test_positions(text: str, position: int | None) -> None:
    assert read_position(text) == position


@pytest.mark.parametrize(
    ("kind", "value", "state"),
    [
        ("b", "1", Text("TRUE")),
        ("b", "true", Text("TRUE")),
        ("b", "0", Text("FALSE")),
        ("b", "2", Text("2")),
        ("d", "2014-06-30", Text("2014-06-30")),
        ("d", "2014-06-30T00:00:00", Text("2014-06-30")),
        ("d", "2014-06-30 or 2014-09-30", Text("2014-06-30 or 2014-09-30")),
        ("e", "#REF!", CellError("#REF!")),
        ("n", "1_000", Text("1_000")),
    ],
)
def test_the_types_of_cells(kind: str, value: str, state: CellState) -> None:
    values = CellValues({}, (), from_1904=False)
    assert values.state(StoredCell(kind, 0, value)) == state
