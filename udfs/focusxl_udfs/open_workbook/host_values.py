"""Values of cells from hosts, as the four states of a cell."""

import datetime
from collections.abc import Iterator

from focusxl.amounts import NOTHING, CellError, CellState, cell_state

MISSING_ARGUMENT = -2147352572
"""COM's value for an argument that was left out (DISP_E_PARAMNOTFOUND)."""

_FIRST_ERROR_CODE = -2146828288
_ERROR_NAMES = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}


def states_of(value: object) -> Iterator[CellState]:
    """Yield the state of each cell of a value, a range row by row.

    Excel passes every number as a float, so an int that is not a bool is the code of an error.
    """
    if isinstance(value, tuple | list):
        for part in value:
            yield from states_of(part)
    else:
        yield state_of(value)


def state_of(value: object) -> CellState:
    """Give the state of one cell."""
    if isinstance(value, int) and not isinstance(value, bool):
        if value == MISSING_ARGUMENT:
            return NOTHING
        if value < 0:
            return CellError(_ERROR_NAMES.get(value - _FIRST_ERROR_CODE, "#VALUE!"))
    if isinstance(value, datetime.datetime):
        return cell_state(value.date())
    return cell_state(value)
