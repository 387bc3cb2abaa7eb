"""Rows written into a sheet at once, read back by another reader."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from focusxl.files.openxml.sheet_rows import with_rows
from focusxl.files.openxml.xml_reader import NotPlainXml
from tests.support.parts import packed, parts_of

PART = "xl/worksheets/sheet1.xml"
ROWS: list[tuple[str | Decimal | None, ...]] = [
    ("1000", Decimal("-1234.50"), "R&D <2>"),
    ("1010", None, "  two\nlines "),
    ("_x0041_", Decimal(0), "=1+1"),
]


def book(path: Path, *, rows: int) -> bytes:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.set_column(1, 1, 12, made.add_format({"num_format": "0.00"}))
        for row in range(rows):
            sheet.write_row(row, 0, [f"old {row}", row, "x", "y"])
    return path.read_bytes()


@pytest.mark.parametrize("rows", [0, 2, 6])
def test_rows_take_the_place_of_those_from_there_on(rows: int, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    parts = parts_of(book(path, rows=rows))
    path.write_bytes(packed({**parts, PART: with_rows(parts[PART], 4, ROWS)}))
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    held = [[cell.value for cell in row[:3]] for row in sheet.iter_rows()]
    assert held[: min(rows, 3)] == [[f"old {row}", row, "x"] for row in range(min(rows, 3))]
    assert [held[3][0], held[3][1], held[3][2]] == ["1000", -1234.5, "R&D <2>"]
    assert held[4] == ["1010", None, "  two\nlines "]
    assert [held[5][1], held[5][2]] == [0, "=1+1"]
    assert len(held) == 6
    assert sheet["C6"].data_type in ("s", "inlineStr")
    assert sheet["B4"].number_format == "0.00"


def test_a_sheet_without_cells_is_refused() -> None:
    with pytest.raises(NotPlainXml):
        with_rows(b"<worksheet/>", 1, ROWS)
