"""The reading of the sheet Upload in a filing-ready workbook."""

from __future__ import annotations

import re

from focusxl.amounts import Nothing, Number, Text
from focusxl.files.openxml.addresses import cell_name, parse_reference
from focusxl.files.openxml.outline import Outline, SheetPart
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.source import Source
from focusxl.files.openxml.worksheet import StoredSheet, read_sheet
from focusxl.files.openxml.xml_reader import NotPlainXml
from focusxl.files.stored.entries import MOST_ROWS, Given, shown_state
from focusxl.files.stored.reading import Reading
from focusxl.files.stored.uncalculated import not_calculated
from focusxl.files.stored.values import CellValues, SharedParts, has_no_stored_value
from focusxl.files.upload.reader import (
    ID_HEADINGS,
    NOTHING_STATED,
    VALUE_HEADINGS,
    upload_reading,
)
from focusxl.files.upload.rows import Stated, read_stated_rows
from focusxl.filings.filing import Place, as_text

_EDITION_NAME = "focusxl_edition"
_STATED_AFTER = 2
"""Number of columns between the values and the table beside them."""
_LAST_COLUMN = 8
_LAST_HEADER_ROW = 20
_WANTED = re.compile(r"[A-H][1-9][0-9]{0,6}")
_LAST_ROW = MOST_ROWS + _LAST_HEADER_ROW


class _FirstColumns:
    """The set of the cells in the first columns, as far down as an upload can reach."""

    def __contains__(self, place: object) -> bool:
        if not isinstance(place, str) or _WANTED.fullmatch(place) is None:
            return False
        if int(place[1:]) > _LAST_ROW:
            raise NotPlainXml("has more rows than an upload can need")
        return True


def read_upload_sheet(
    package: Package, outline: Outline, sheet: SheetPart, source: Source
) -> Reading:
    """Read the upload sheet of a workbook.

    Raises:
        Unreadable: it does not have the two columns, or a part of the workbook is damaged.
    """
    with package.open(sheet.part) as stream:
        stored = read_sheet(stream, _FirstColumns())
    values = SharedParts(package, outline).values(stored.cells.values())
    header = _header(stored, values)
    if header is None:
        package.refuse(
            f"has no columns “line item id” and “value” on its sheet {sheet.name}; export it again"
        )
    row, id_column, value_column = header
    given: list[Given] = []
    without_value: dict[str, Place] = {}
    for number in range(row + 1, _last_row(stored) + 1):
        box = values.state(stored.cells.get(cell_name(number, id_column)))
        if not isinstance(box, Number | Text):
            continue
        place = Place(sheet.name, cell_name(number, value_column))
        cell = stored.cells.get(place.cell or "")
        if cell is not None and has_no_stored_value(cell):
            without_value[as_text(box)] = place
        else:
            code = values.number_format(cell)
            given.append(Given(as_text(box), values.state(cell), place, code))
    edition = _edition(outline, sheet, stored, values)
    stated = _stated(stored, values, row, value_column + _STATED_AFTER)
    reading = upload_reading(given, edition, source, stated)
    findings = not_calculated(without_value)
    return Reading(reading.filing, (*findings, *reading.findings), "upload", source.sha256)


def _header(stored: StoredSheet, values: CellValues) -> tuple[int, int, int] | None:
    """Find the row of headings, and the columns of ids and of values."""
    for row in range(1, _LAST_HEADER_ROW + 1):
        headings = [
            shown_state(values.state(stored.cells.get(cell_name(row, column)))).casefold()
            for column in range(1, _LAST_COLUMN + 1)
        ]
        ids = [column for column, text in enumerate(headings, 1) if text in ID_HEADINGS]
        amounts = [column for column, text in enumerate(headings, 1) if text in VALUE_HEADINGS]
        if ids and amounts:
            return row, ids[0], amounts[0]
    return None


def _stated(stored: StoredSheet, values: CellValues, first: int, column: int) -> Stated:
    """Read the table of stated facts and pages, from the row of headings on."""
    if column >= _LAST_COLUMN:
        return NOTHING_STATED

    def text(row: int, column: int) -> str:
        return shown_state(values.state(stored.cells.get(cell_name(row, column))))

    return read_stated_rows(
        (text(row, column), text(row, column + 1)) for row in range(first, _last_row(stored) + 1)
    )


def _last_row(stored: StoredSheet) -> int:
    return max((int(place[1:]) for place in stored.cells), default=0)


def _edition(
    outline: Outline, sheet: SheetPart, stored: StoredSheet, values: CellValues
) -> str | None:
    reference = parse_reference(outline.names.get(_EDITION_NAME, ""))
    if reference is None or reference[0].casefold() != sheet.name.casefold():
        return None
    state = values.state(stored.cells.get(reference[1].first_cell))
    return None if isinstance(state, Nothing) else shown_state(state)
