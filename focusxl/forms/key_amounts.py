"""The amounts of a report that are looked at first, from ``forms/key_amounts.yaml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from focusxl.forms.edition import Edition
from focusxl.forms.model import FormData
from focusxl.forms.store import compiled

Kind = Literal["excess", "target", "over_target", "capital", "requirement", "early_warning"]
"""Which series of a chart an amount belongs to."""


class KeyAmount(FormData):
    """An amount on the sheet Start: what it is of, its kind, its label and its box."""

    of: str
    kind: Kind
    label: str
    box: str


class KeptAmount(FormData):
    """A box whose amount is kept from month to month, and its short name."""

    label: str
    box: str
    chart: str | None = None
    """The title of the chart that it stands in."""


@lru_cache(maxsize=1)
def _on_start() -> tuple[KeyAmount, ...]:
    return tuple(
        KeyAmount(**said["start"], label=said["label"], box=said["box"])
        for said in compiled("key_amounts").values()
        if said.get("start") is not None
    )


def key_amounts(edition: Edition) -> tuple[KeyAmount, ...]:
    """Give the amounts on Start whose boxes an edition has, in their order."""
    return tuple(one for one in _on_start() if one.box in edition.boxes)


@lru_cache(maxsize=1)
def kept_amounts() -> tuple[KeptAmount, ...]:
    """Give the amounts that are kept from month to month, in their order."""
    return tuple(
        KeptAmount(label=said["label"], box=said["box"], **said["history"])
        for said in compiled("key_amounts").values()
        if said.get("history") is not None
    )
