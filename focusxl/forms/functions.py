"""The well-known computations under their own names, as ``forms/functions.yaml`` states them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from focusxl.forms.model import FormData
from focusxl.forms.store import compiled


class NamedArgument(FormData):
    """One argument: its name, the box or fact it stands for, and what belongs there."""

    name: str
    of: str
    description: str
    optional: bool = False


class NamedFunction(FormData):
    """One computation: the box it computes, from which arguments."""

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
