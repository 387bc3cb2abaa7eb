"""The named computations, each a box with its arguments, from ``forms/functions.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from focusxl.forms.model import FormData
from focusxl.forms.store import compiled


class NamedArgument(FormData):
    """An argument of a named computation: its name, its box or fact, and its description."""

    name: str
    of: str
    description: str
    optional: bool = False


class NamedFunction(FormData):
    """A named computation: the box it computes, and its arguments."""

    box: str
    description: str
    arguments: tuple[NamedArgument, ...]


@lru_cache(maxsize=1)
def named_functions() -> Mapping[str, NamedFunction]:
    """Load the named computations, by name."""
    return {
        name: NamedFunction(
            box=said["box"],
            description=said["description"],
            arguments=tuple(NamedArgument(**one) for one in said["arguments"]),
        )
        for name, said in compiled("functions").items()
    }
