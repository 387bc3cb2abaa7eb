"""How text is written where that is known, as ``forms/shapes.yaml`` states it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from focusxl.forms.yaml_source import read_form_file


def _as_pattern(value: object) -> object:
    return re.compile(value, re.ASCII) if isinstance(value, str) else value


Pattern = Annotated[re.Pattern[str], BeforeValidator(_as_pattern)]


class Shape(BaseModel):
    """How the text in a box is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: str
    """What belongs there, and an example."""
    pattern: Pattern
    number: bool = False
    """A number is as good as text: no zero and no sign can be lost of it."""
    american: bool = False
    """Other countries have other shapes."""

    def fits(self, text: str) -> bool:
        """Tell whether a text is of this shape."""
        return self.pattern.fullmatch(text) is not None


class Country(BaseModel):
    """The box that names the firm's country, and how it names the United States."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    box: Annotated[str, BeforeValidator(str)]
    american: Pattern


class _Shapes(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    country: Country
    shapes: Mapping[str, Shape]


@lru_cache(maxsize=1)
def _shapes() -> _Shapes:
    return _Shapes.model_validate(read_form_file("shapes.yaml"))


def shapes() -> Mapping[str, Shape]:
    """Load the shapes by name."""
    return _shapes().shapes


def country() -> Country:
    """Load where a report says which country's shapes hold."""
    return _shapes().country
