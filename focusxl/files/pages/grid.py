"""Addresses of cells, in the words of Excel."""

from focusxl.files.openxml.addresses import cell_name
from focusxl.text import quoted


def cell_address(row: int, column: int) -> str:
    """Give the address of a cell, row and column counted from 0.

    >>> cell_address(11, 12)
    'M12'
    """
    return cell_name(row + 1, column + 1)


def absolute(sheet: str, row: int, column: int) -> str:
    """Give the absolute reference to a cell, as defined names hold it."""
    name = cell_address(row, column)
    letters = name.rstrip("0123456789")
    return f"={quoted(sheet)}!${letters}${name[len(letters) :]}"
