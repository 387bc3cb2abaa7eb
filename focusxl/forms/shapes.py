"""How text is written where that is known, as ``forms/shapes.yaml`` states it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

from focusxl.forms.model import FormData
from focusxl.forms.store import compiled


class Shape(FormData):
    """How the text in a box is written."""

    words: str
    """What belongs there, and an example."""
    pattern: str
    """The regular expression of it, in ASCII."""
    number: bool = False
    """A number is as good as text: no zero and no sign can be lost of it."""
    american: bool = False
    """Other countries have other shapes."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.ASCII)

    def fits(self, text: str) -> bool:
        """Tell whether a text is of this shape."""
        return self._pattern.fullmatch(text) is not None


class Country(FormData):
    """The box that names the firm's country, and how it names the United States."""

    box: str
    american: str
    """The regular expression of its name."""

    def is_american(self, name: str) -> bool:
        """Tell whether a country of this name is the United States."""
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
    """Load where a report says which country's shapes hold."""
    return _shapes()[0]
