"""Addresses of cells, in the words of Excel."""


def column_letters(column: int) -> str:
    """Give the letters of a column counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_address(row: int, column: int) -> str:
    """Give the address of a cell, row and column counted from 0.

    >>> cell_address(11, 12)
    'M12'
    """
    return f"{column_letters(column)}{row + 1}"


def quoted(sheet: str) -> str:
    """Give a sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def absolute(sheet: str, row: int, column: int) -> str:
    """Give the absolute reference to a cell, as defined names hold it."""
    return f"={quoted(sheet)}!${column_letters(column)}${row + 1}"
