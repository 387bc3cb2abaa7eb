"""Cells and ranges as spreadsheets write them: ``M12``, ``'Minimum capital'!$M$12:$M$40``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from focusxl.text import quoted
from focusxl.values import Value

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_CORNER = r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})"
_AREA = re.compile(rf"{_CORNER}(?::{_CORNER})?", re.IGNORECASE)
_REFERENCE = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!=\s][^'!]*))!(.+)", re.DOTALL)
_TO_ONE_CELL = re.compile(r"(?:'([^']+)'|([^'!=\s][^'!]*))!\$([A-Z]{1,3})\$([1-9][0-9]{0,5})")
_LONGEST_REFERENCE = 200


class Area(Value):
    """A rectangle of cells, corners included."""

    __slots__ = ("bottom", "left", "right", "top")
    __match_args__ = ("top", "left", "bottom", "right")

    def __init__(self, top: int, left: int, bottom: int, right: int) -> None:
        self.top: Final = top
        self.left: Final = left
        self.bottom: Final = bottom
        self.right: Final = right

    @property
    def is_cell(self) -> bool:
        """Whether the area is a single cell."""
        return self.top == self.bottom and self.left == self.right

    @property
    def first_cell(self) -> str:
        """The upper left cell."""
        return cell_name(self.top, self.left)

    def __contains__(self, cell: tuple[int, int]) -> bool:
        row, column = cell
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def __str__(self) -> str:
        if self.is_cell:
            return self.first_cell
        return f"{self.first_cell}:{cell_name(self.bottom, self.right)}"


@lru_cache(maxsize=1_024)
def column_number(letters: str) -> int:
    """Give the number of a column, 1 for ``A``."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(column: int) -> str:
    """Write a column number as letters, 1 as ``A``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Write a cell as Excel does.

    >>> cell_name(12, 13), cell_name(1, 28)
    ('M12', 'AB1')
    """
    return f"{column_letters(column)}{row}"


def cell_position(name: str) -> tuple[int, int]:
    """Give the row and column of a cell named as in ``M12``.

    >>> cell_position("M12")
    (12, 13)
    """
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]), column_number(letters)


def parse_area(text: str) -> Area | None:
    """Read a cell or a range; None for other text, and for an area outside a sheet.

    >>> parse_area("$M$12"), parse_area("A1:XFE1")
    (Area(top=12, left=13, bottom=12, right=13), None)
    """
    found = _AREA.fullmatch(text)
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    first = int(top), column_number(left)
    last = (int(bottom), column_number(right)) if bottom else first
    area = Area(*map(min, first, last), *map(max, first, last))
    return area if area.bottom <= LAST_ROW and area.right <= LAST_COLUMN else None


def parse_reference(text: str) -> tuple[str, Area] | None:
    """Read the sheet and area of a defined name; None for other text.

    >>> parse_reference("'Minimum capital'!$M$12")
    ('Minimum capital', Area(top=12, left=13, bottom=12, right=13))
    """
    if len(text) > _LONGEST_REFERENCE:
        return None
    one = _TO_ONE_CELL.fullmatch(text)
    if one is not None:
        sheet, bare, letters, row = one.groups()
        column = column_number(letters)
        if column <= LAST_COLUMN:
            return sheet or bare, Area(int(row), column, int(row), column)
    found = _REFERENCE.fullmatch(text.strip())
    if found is None:
        return None
    quoted, plain, cells = found.groups()
    area = parse_area(cells)
    sheet = plain if quoted is None else quoted.replace("''", "'")
    return None if area is None else (sheet, area)


def cell_address(row: int, column: int) -> str:
    """Give the address of a cell, row and column counted from 0.

    >>> cell_address(11, 12)
    'M12'
    """
    return cell_name(row + 1, column + 1)


def absolute_address(row: int, column: int) -> str:
    """Give the address of a cell that stays when a formula is copied, counted from 0.

    >>> absolute_address(11, 12)
    '$M$12'
    """
    return f"${column_letters(column + 1)}${row + 1}"


def absolute(sheet: str, row: int, column: int) -> str:
    """Give the absolute reference to a cell, as defined names hold it."""
    return f"={quoted(sheet)}!{absolute_address(row, column)}"


def absolute_area(sheet: str, top: int, left: int, bottom: int, right: int) -> str:
    """Give the absolute reference to a rectangle of cells, counted from 0.

    >>> absolute_area("Minimum capital", 11, 12, 39, 12)
    "='Minimum capital'!$M$12:$M$40"
    """
    return f"{absolute(sheet, top, left)}:{absolute_address(bottom, right)}"
