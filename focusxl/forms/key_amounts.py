"""The amounts of a report that are looked at first, from ``forms/key_amounts.yaml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from focusxl.forms.edition import Edition
from focusxl.forms.model import FormData
from focusxl.forms.store import compiled

Kind = Literal["excess", "target", "over_target", "capital", "requirement", "early_warning"]
"""Which series of a chart or of a history an amount belongs to."""


class KeyAmount(FormData):
    """An amount that is looked at first: what it is of, its kind, its label and its box."""

    id: str
    of: str
    kind: Kind
    label: str
    box: str


@lru_cache(maxsize=1)
def _all() -> tuple[KeyAmount, ...]:
    return tuple(KeyAmount(id=name, **said) for name, said in compiled("key_amounts").items())


def key_amounts(edition: Edition) -> tuple[KeyAmount, ...]:
    """Give the key amounts whose boxes an edition has, in their order."""
    return tuple(one for one in _all() if one.box in edition.boxes)
