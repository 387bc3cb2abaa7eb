"""Cell addresses in Excel's notation."""

import re
from typing import NamedTuple

from focusxl.files.openxml.addresses import LAST_COLUMN, LAST_ROW, column_letters, column_number

CELL = r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})"
CELLS = re.compile(rf"{CELL}(?::{CELL})?")
COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")


class Block(NamedTuple):
    """A rectangle of cells; the first row and column are 1, as in Excel."""

    row: int
    column: int
    rows: int
    columns: int


def parse(address: str) -> Block | None:
    """Give the cells of an address without a sheet; None for other text."""
    if cells := CELLS.fullmatch(address):
        first_column, first_row, last_column, last_row = cells.groups()
        return _between(
            int(first_row),
            column_number(first_column),
            int(last_row or first_row),
            column_number(last_column or first_column),
        )
    if columns := COLUMNS.fullmatch(address):
        first, last = map(column_number, columns.groups())
        return _between(1, first, LAST_ROW, last)
    if rows := ROWS.fullmatch(address):
        return _between(int(rows[1]), 1, int(rows[2]), LAST_COLUMN)
    return None


def _between(row: int, column: int, other_row: int, other_column: int) -> Block | None:
    top, bottom = sorted((row, other_row))
    left, right = sorted((column, other_column))
    if top < 1 or bottom > LAST_ROW or right > LAST_COLUMN:
        return None
    return Block(top, left, bottom - top + 1, right - left + 1)


def write(block: Block, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """Write the address of cells, as `$A$1:$B$2` or less absolute."""

    def corner(row: int, column: int) -> str:
        return (
            ("$" if column_absolute else "")
            + column_letters(column)
            + ("$" if row_absolute else "")
            + str(row)
        )

    first = corner(block.row, block.column)
    if block.rows == block.columns == 1:
        return first
    return f"{first}:{corner(block.row + block.rows - 1, block.column + block.columns - 1)}"


def split(reference: str) -> tuple[str | None, str]:
    """Split `'My sheet'!A1` into the sheet's name, if any, and the rest."""
    sheet, mark, rest = reference.rpartition("!")
    if not mark:
        return None, reference
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, rest
