"""Addresses of cells, in the words of Excel."""

from xlsxwriter.utility import xl_rowcol_to_cell

from focusxl.sheet_names import quoted


def cell_address(row: int, column: int) -> str:
    """Give the address of a cell, row and column counted from 0.

    >>> cell_address(11, 12)
    'M12'
    """
    return str(xl_rowcol_to_cell(row, column))


def absolute(sheet: str, row: int, column: int) -> str:
    """Give the absolute reference to a cell, as defined names hold it."""
    return f"={quoted(sheet)}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"
