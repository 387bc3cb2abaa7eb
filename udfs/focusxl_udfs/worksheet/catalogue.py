"""What a worksheet function looks like to a host: its name, its arguments, what the wizard says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a worksheet function, as the function wizard shows it."""

    name: str
    description: str
    optional: bool = False
    repeats: bool = False
    """The last argument may stand any number of times (a ParamArray in VBA)."""


@dataclass(frozen=True, slots=True)
class WorksheetFunction:
    """One worksheet function, as the function wizard shows it."""

    name: str
    description: str
    arguments: tuple[Argument, ...]
