"""The checks that hold for every box of every edition, as ``general.yaml`` states them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from focusxl.forms.model import CheckClass, Citations
from focusxl.forms.yaml_source import read_form_file


class GeneralCheck(BaseModel):
    """A check of what a cell or a file holds: class, test in words, message, source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    check_class: CheckClass = Field(alias="class")
    test: str
    message: str
    cite: Citations


@lru_cache(maxsize=1)
def general_checks() -> Mapping[str, GeneralCheck]:
    """Load the general checks by id."""
    data = read_form_file("general.yaml")
    return TypeAdapter(dict[str, GeneralCheck]).validate_python(data["checks"])
