"""The description of a worksheet function for a host: name, arguments, texts for the wizard."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a worksheet function, as the function wizard shows it."""

    name: str
    description: str
    optional: bool = False
    repeats: bool = False
    """Whether the last argument may be repeated (a ParamArray in VBA)."""


@dataclass(frozen=True, slots=True)
class WorksheetFunction:
    """A worksheet function, as the function wizard shows it."""

    name: str
    description: str
    arguments: tuple[Argument, ...]
