"""Blocks of cells, read and written in few calls with the values of Excel's COM."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from focusxl_udfs.libreoffice.bridge import uno_class
from focusxl_udfs.libreoffice.cell_errors import com_number
from focusxl_udfs.libreoffice.engine.formulas import Notation, simple_to_excel
from focusxl_udfs.libreoffice.modules import Bulk
from focusxl_udfs.libreoffice.values import EXCEL_EPOCH, serial

Cell: TypeAlias = float | int | str | bool | datetime | None
"""The value of a cell; an int that is not a bool is an error's COM number."""

FORMULAS = 16
"""com::sun::star::sheet::CellFlags.FORMULA"""
CONTENTS = 1 | 2 | 4 | FORMULAS
"""CellFlags VALUE, DATETIME, STRING and FORMULA: the contents of a cell."""
FORMATS = 32 | 64
"""CellFlags HARDATTR and STYLES."""
FAILED = 4
"""com::sun::star::sheet::FormulaResult.ERROR"""
LOGICAL = 1024
DATE_OR_TIME = 2 | 4
"""Bits of com::sun::star::util::NumberFormat."""


def read_values(bulk: Bulk, document: Any, area: Any) -> list[list[Cell]]:
    """Read the values of cells: blanks as None, errors as COM numbers, dates as datetimes."""
    rows: list[list[Cell]] = [list(row) for row in area.getDataArray()]
    for row, column, cell in _matching(area, area.queryFormulaCells(FAILED)):
        rows[row][column] = com_number(cell.getError())
    if any(value == "" for row in rows for value in row):
        _mark_blanks(area, rows)
    if any(type(value) is float for row in rows for value in row):
        _mark_dates_and_truths(bulk, document, area, rows)
    return rows


def _mark_blanks(area: Any, rows: list[list[Cell]]) -> None:
    for row, column, height, width in _blocks(area, area.queryEmptyCells()):
        for line in rows[row : row + height]:
            line[column : column + width] = [None] * width


def _mark_dates_and_truths(bulk: Bulk, document: Any, area: Any, rows: list[list[Cell]]) -> None:
    corner = area.getRangeAddress()
    for kind, top, left, bottom, right in bulk.format_kinds(document, area):
        convert = _moment if kind & DATE_OR_TIME else bool if kind & LOGICAL else None
        if convert is None:
            continue
        for line in rows[top - corner.StartRow : bottom - corner.StartRow + 1]:
            for place in range(left - corner.StartColumn, right - corner.StartColumn + 1):
                value = line[place]
                if type(value) is float:
                    line[place] = convert(value)


def _moment(days: float) -> datetime:
    # Excel passes times to the second; a fraction of a day is not more precise.
    return EXCEL_EPOCH + timedelta(days=int(days), seconds=round(days % 1 * 86400))


def read_formulas(document: Any, area: Any) -> list[list[str]]:
    """Read the formulas in Excel's notation, and the constants as typed."""
    rows = [list(row) for row in area.getFormulaArray()]
    formulas = [line.copy() for line in rows]
    for row, line in enumerate(area.getDataArray()):
        for column, value in enumerate(line):
            if isinstance(value, str):
                rows[row][column] = value
    notation = Notation(document)
    for top, left, height, width in _blocks(area, area.queryContentCells(FORMULAS)):
        for row in range(top, top + height):
            for column in range(left, left + width):
                rows[row][column] = simple_to_excel(formulas[row][column]) or notation.formula_of(
                    area.getCellByPosition(column, row)
                )
    return rows


def write_values(document: Any, area: Any, rows: list[list[Any]]) -> None:
    """Write values into the cells; as in Excel, a text that starts with = is a formula."""
    area.setDataArray(tuple(tuple(map(_constant, row)) for row in rows))
    notation = Notation(document)
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            if isinstance(value, str) and value.startswith("="):
                notation.set_formula(area.getCellByPosition(column, row), value)
            elif isinstance(value, bool):
                _set_kind(document, area.getCellByPosition(column, row), LOGICAL)
            elif isinstance(value, date):
                _set_kind(document, area.getCellByPosition(column, row), DATE_OR_TIME)


def _constant(value: Any) -> float | str:
    if value is None:
        return ""
    if isinstance(value, str):
        if value.startswith("="):
            return ""
        # As in Excel, an apostrophe in front makes anything a text.
        return value.removeprefix("'")
    if isinstance(value, date):
        return serial(value)
    return float(value)


def _set_kind(document: Any, cell: Any, kind: int) -> None:
    formats = document.getNumberFormats()
    if not formats.getByKey(cell.NumberFormat).Type & kind:
        wanted = LOGICAL if kind == LOGICAL else 2
        locale = uno_class("com.sun.star.lang.Locale")("en", "US", "")
        cell.NumberFormat = formats.getStandardFormat(wanted, locale)


def _blocks(area: Any, found: Any) -> Iterator[tuple[int, int, int, int]]:
    """Yield row, column, height and width of each rectangle, relative to the area's corner."""
    corner = area.getRangeAddress()
    for place in found.getRangeAddresses():
        top = max(place.StartRow, corner.StartRow)
        left = max(place.StartColumn, corner.StartColumn)
        bottom = min(place.EndRow, corner.EndRow)
        right = min(place.EndColumn, corner.EndColumn)
        yield (
            top - corner.StartRow,
            left - corner.StartColumn,
            bottom - top + 1,
            right - left + 1,
        )


def _matching(area: Any, found: Any) -> Iterator[tuple[int, int, Any]]:
    """Yield row, column and object of each single cell found."""
    for top, left, height, width in _blocks(area, found):
        for row in range(top, top + height):
            for column in range(left, left + width):
                yield row, column, area.getCellByPosition(column, row)
