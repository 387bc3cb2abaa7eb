"""Rows and cells may leave out where they stand: they are counted, row by row."""

import io
import re
from pathlib import Path

import openpyxl
import pytest

from focusxl.errors import Unreadable
from focusxl.files import read
from tests.support.parts import with_parts
from tests.support.sample_books import EDITION, INPUTS, Book, sample_totals

ROWS = re.compile(rb'(<row) r="(\d+)"')
CELLS = re.compile(rb'(<c) r="([A-Z]+)\d+"')


def counted(sheet: bytes, *, cells: bool) -> bytes:
    """Write a sheet as some programs do: every row is there, and says no number."""
    data = re.search(rb"<sheetData>(.*)</sheetData>", sheet, re.DOTALL)
    assert data is not None
    rows, last = b"", 0
    for row in re.findall(rb"<row .*?(?:</row>|/>(?=<row|$))", data[1], re.DOTALL):
        found = ROWS.match(row)
        assert found is not None
        number = int(found[2])
        rows += b"<row/>" * (number - last - 1) + ROWS.sub(rb"\1", row)
        last = number
    changed = sheet.replace(data[1], rows)
    assert changed != sheet
    return changed if not cells else _without_places(changed)


def _without_places(sheet: bytes) -> bytes:
    """Leave out the names of cells, too: those that are left out before them are there, empty."""

    def row_without(row: re.Match[bytes]) -> bytes:
        column = 0
        written = b""
        rest = row[0]
        for cell in re.finditer(rb'<c r="([A-Z])\d+"', rest):
            number = cell[1][0] - ord("A") + 1
            written += b"<c/>" * (number - column - 1)
            column = number
            end = rest.find(b"<c r=", cell.end())
            written += b"<c" + rest[cell.end() : end if end > 0 else rest.rindex(b"</row>")]
        return row[0][: row[0].index(b">") + 1] + written + b"</row>"

    return re.sub(rb"<row[^>]*[^/]>.*?</row>", row_without, sheet, flags=re.DOTALL)


@pytest.mark.parametrize("cells", [False, True], ids=["named cells", "cells without names"])
def test_rows_without_numbers_are_read_as_they_follow_each_other(
    tmp_path: Path, cells: bool
) -> None:
    def change(name: str, part: bytes) -> bytes:
        of_the_form = name.startswith("xl/worksheets/sheet") and b"<sheetData>" in part
        return counted(part, cells=cells) if of_the_form else part

    content = with_parts(Book().content(), change)
    # Another reader sees the same, so the sheet is one.
    page, row = Book().place("7010")
    assert openpyxl.load_workbook(io.BytesIO(content))[page][f"M{row}"].value == INPUTS["7010"]
    path = tmp_path / "counted.xlsx"
    path.write_bytes(content)
    reading = read(path)
    assert reading.findings == ()
    assert reading.filing.values == {**INPUTS, **sample_totals()}
    places = {number: str(entry.place) for number, entry in reading.filing.entries.items()}
    assert places["7010"] == f"{page}!M{row}"
    assert len(places) == len(EDITION.boxes)


def test_a_named_cell_tells_the_row_that_has_no_number(tmp_path: Path) -> None:
    """Rows that hold nothing are left out; the first cell of a row says which one it is."""
    book = Book()
    above, row = book.place("7010")[1], book.place("7020")[1]
    assert above == row - 1

    def change(name: str, part: bytes) -> bytes:
        if not name.endswith("sheet3.xml"):
            return part
        start = part.index(b'<row r="%d"' % above)
        end = part.index(b"</row>", part.index(b'<row r="%d"' % row)) + len(b"</row>")
        number = b'<c r="Z%d"><v>7020</v></c>' % row
        cells = b'<c r="A%d"/>' % row + b"<c/>" * 11 + b"<c><v>7</v></c>" + number
        return part[:start] + b"<row>" + cells + b"</row>" + part[end:]

    path = tmp_path / "one.xlsx"
    path.write_bytes(with_parts(book.content(), change))
    values = read(path).filing.values
    assert values["7020"] == 7
    assert "7010" not in values
    assert values["7030"] == INPUTS["7030"]


def test_a_cell_that_is_named_in_another_row_is_refused(tmp_path: Path) -> None:
    book = Book()
    row = book.place("7020")[1]

    def change(name: str, part: bytes) -> bytes:
        old, new = b'<row r="%d"' % row, b'<row r="%d"' % (row + 500)
        return part.replace(old, new, 1) if name.endswith("sheet3.xml") else part

    path = tmp_path / "moved.xlsx"
    path.write_bytes(with_parts(book.content(), change))
    with pytest.raises(Unreadable, match=f"has cell M{row} in row {row + 500}"):
        read(path)
