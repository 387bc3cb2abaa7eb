"""The well-known computations under their own names, as ``forms/functions.yaml`` states them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from focusxl.forms.yaml_source import read_form_file


class NamedArgument(BaseModel):
    """One argument: its name, the box or fact it stands for, and what belongs there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    of: Annotated[str, BeforeValidator(str)]
    description: str = Field(max_length=255)
    optional: bool = False


class NamedFunction(BaseModel):
    """One computation: the box it computes, from which arguments."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    box: Annotated[str, BeforeValidator(str)]
    description: str = Field(max_length=255)
    arguments: tuple[NamedArgument, ...]


@lru_cache(maxsize=1)
def named_functions() -> Mapping[str, NamedFunction]:
    """Load the named computations, by name."""
    data = read_form_file("functions.yaml")
    return TypeAdapter(dict[str, NamedFunction]).validate_python(data)
