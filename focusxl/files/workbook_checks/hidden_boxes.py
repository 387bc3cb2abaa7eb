"""The check of hidden boxes: values that a reader of the page does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from focusxl.amounts import CellError, CellState, Nothing, Number
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.openxml.addresses import Area, cell_name
from focusxl.files.openxml.cell_looks import Look
from focusxl.files.openxml.worksheet import StoredSheet
from focusxl.files.stored.cells import Cells, Target
from focusxl.files.stored.entries import side_of
from focusxl.forms.model import Box

_LOWEST_ROW = 6.0
"""Points; a lower row shows nothing of a line of text."""
_NARROWEST_COLUMN = 1.0
"""Characters."""
_SMALLEST_TYPE = 4.0
"""Points."""
_DIGIT_WIDTH = 0.5
"""Share of the type size, less than in any usual typeface: a number that fits is never reported."""
_PIXELS_PER_POINT = 96 / 72
_DIGITS_OF_A_DATE = 8
_DIGIT = re.compile(r"[0-9]")


def check_visibility(box: Box, target: Target, state: CellState, cells: Cells) -> Iterator[Finding]:
    """Find what hides the value of a box."""
    sheet = cells.sheet(target.sheet.name)
    hidden = list(_hidden(target, sheet))
    if isinstance(state, Nothing):
        return
    if hidden:
        yield general_finding(
            "WB-05",
            box=box.number,
            place=target.place,
            reported=" and ".join(hidden),
            expected="in sight",
        )
    unseen = list(_invisible(box, target, state, cells, sheet))
    if unseen and not hidden:
        yield general_finding(
            "WB-23",
            box=box.number,
            place=target.place,
            reported="; ".join(unseen),
            expected=side_of(box, state),
        )


def check_merged(box: Box, target: Target, cells: Cells) -> Iterator[Finding]:
    """Find a box that shares merged cells with others."""
    area = target.area
    for merged in cells.sheet(target.sheet.name).merged_at(area.top, area.left):
        if merged != area:
            yield general_finding(
                "WB-06",
                box=box.number,
                place=target.place,
                reported=str(merged),
                expected="a cell of its own",
            )


def _hidden(target: Target, sheet: StoredSheet) -> Iterator[str]:
    row, column = target.area.top, target.area.left
    letters = cell_name(1, column)[:-1]
    if target.sheet.hidden:
        yield f"sheet ({target.sheet.name})"
    height = sheet.height(row)
    if row in sheet.hidden_rows or height == 0:
        yield f"row ({row})"
    elif height is not None and height < _LOWEST_ROW:
        yield f"row ({row}, {height:g} points high)"
    width = sheet.width(column)
    if column in sheet.hidden_columns or width == 0:
        yield f"column ({letters})"
    elif width is not None and width < _NARROWEST_COLUMN and target.area.is_cell:
        yield f"column ({letters}, {width:g} characters wide)"


def _invisible(
    box: Box, target: Target, state: CellState, cells: Cells, sheet: StoredSheet
) -> Iterator[str]:
    """Describe what makes the text of a cell invisible."""
    look = cells.look(target.place)
    if look is None:
        return
    if look.is_blank:
        yield "its text has the color of its background"
    if look.size < _SMALLEST_TYPE:
        yield f"its type is {look.size:g} points high"
    if look.may_hide:
        yield "a conditional format can hide it or show a different number"
    if isinstance(state, Number) and state.value == 0 and sheet.hides_zeros:
        yield "the sheet is set to show no zeros"
    yield from _too_narrow(box, target.area, state, look, sheet)


def _too_narrow(
    box: Box, area: Area, state: CellState, look: Look, sheet: StoredSheet
) -> Iterator[str]:
    """Find a number that shows as #### in its column, or is shrunk until it is unreadable."""
    widths = [sheet.width(column) for column in range(area.left, area.right + 1)]
    digits = _digits(box, state)
    if None in widths or not digits:
        return
    room = sum(int(width * 7 + 5) for width in widths if width is not None)
    needed = digits * _DIGIT_WIDTH * look.size * _PIXELS_PER_POINT
    if not look.shrinks and needed > room:
        yield "its column is too narrow for it, so that it shows ####"
    elif look.shrinks and look.size * room / needed < _SMALLEST_TYPE <= look.size:
        yield "its column is so narrow that the text is shrunk until nobody can read it"


def _digits(box: Box, state: CellState) -> int:
    match state:
        case Number(amount):
            return len(_DIGIT.findall(f"{abs(int(amount))}"))
        case CellError():
            return 0
    return _DIGITS_OF_A_DATE if box.kind == "date" else 0
