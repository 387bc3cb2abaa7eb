"""The shapes of text in boxes, from ``forms/shapes.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

from focusxl.forms.model import FormData
from focusxl.forms.store import compiled


class Shape(FormData):
    """A shape: the way in which the text of a box is written."""

    words: str
    """Description of the text, with an example."""
    pattern: str
    """Regular expression of the shape, in ASCII."""
    number: bool = False
    """Whether a number may stand for the text: it loses no leading zero and no sign."""
    american: bool = False
    """Whether the shape holds for firms in the United States only."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.ASCII)

    def fits(self, text: str) -> bool:
        """Tell whether a text has this shape."""
        return self._pattern.fullmatch(text) is not None


class Country(FormData):
    """The box with the firm's country, and the names of the United States."""

    box: str
    american: str
    """Regular expression of the names of the United States."""

    def is_american(self, name: str) -> bool:
        """Tell whether a name of a country is the United States."""
        return re.fullmatch(self.american, name, re.ASCII) is not None


@lru_cache(maxsize=1)
def _shapes() -> tuple[Country, Mapping[str, Shape]]:
    said = compiled("shapes")
    shapes = {name: Shape(**shape) for name, shape in said["shapes"].items()}
    return Country(**said["country"]), shapes


def shapes() -> Mapping[str, Shape]:
    """Load the shapes by name."""
    return _shapes()[1]


def country() -> Country:
    """Load the box of the firm's country."""
    return _shapes()[0]
