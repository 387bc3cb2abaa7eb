"""The well-known computations under their own names, as ``forms/functions.yaml`` states them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter


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
    loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("focusxl") / "forms" / "functions.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, NamedFunction]).validate_python(yaml.load(text, loader))
