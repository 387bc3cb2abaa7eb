"""How values travel between pytest on this side and the COM client under Wine: as JSON."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value of a cell, as Excel numbers it."""

    code: int


class Missing:
    """An optional argument that was left out."""


class Nothing:
    """VBA's Nothing: an object variable without an object."""


MISSING: Final = Missing()
NOTHING: Final = Nothing()


def encode(value: Any) -> Any:
    """Turn a value into what JSON can hold; a list of lists is a range, a tuple a VBA Array()."""
    match value:
        case CellError():
            return {"error": value.code}
        case Missing():
            return {"missing": True}
        case tuple():
            return {"array": [encode(one) for one in value]}
        case list():
            return [[encode(one) for one in row] for row in value]
        case _:
            return value


def decode(data: Any) -> Any:
    """Turn it back."""
    match data:
        case {"error": code}:
            return CellError(code)
        case {"missing": True}:
            return MISSING
        case {"array": values}:
            return tuple(decode(one) for one in values)
        case list():
            return [[decode(one) for one in row] for row in data]
        case _:
            return data
