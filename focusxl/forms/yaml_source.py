"""The reading of YAML files of the form, by the fast loader where there is one.

Reading does not record line numbers, since the form data is nearly always right. A file with an
error is read again, to find the line of the error.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from focusxl.errors import FormDataError

Location = tuple[str | int, ...]

SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


ErrorAt = Callable[[Location, str], FormDataError]
"""A function that gives the error at a place of a file."""


class _StrictLoader(SafeLoader):  # type: ignore[misc, valid-type]
    """A loader that refuses a repeated key, of which YAML would keep the last value."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            seen: set[Hashable] = set()
            for key_node, _ in node.value:
                key = self.construct_object(key_node)
                if key in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"“{key}” stands twice", key_node.start_mark
                    )
                seen.add(key)
        return mapping


class SourceFile:
    """A YAML file of the form with its data, and the line of each part."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        try:
            self._text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise FormDataError(f"{self.name}: there is no such file in the edition") from None
        try:
            self.data = yaml.load(self._text, _StrictLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise FormDataError(f"{self.name}, line {line}: {error.problem}") from None
        if not isinstance(self.data, dict):
            raise FormDataError(f"{self.name}: the file is empty")

    def error(self, at: Location, what: str) -> FormDataError:
        """Give the error at a place of the file."""
        place = tuple(part for part in at if part != "cells")
        while place and place not in self._lines:
            place = place[:-1]
        key = f"“{at[-1]}”: " if at and not isinstance(at[-1], int) else ""
        return FormDataError(f"{self.name}, line {self._lines.get(place, 1)}: {key}{what}")

    @cached_property
    def _lines(self) -> dict[Location, int]:
        loader = SafeLoader(self._text)
        lines: dict[Location, int] = {}
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        if node is not None:
            _note_lines(node, (), lines)
        return lines


def validated(adapter: TypeAdapter[Any], data: Any, error_at: ErrorAt) -> Any:
    """Validate data with a pydantic adapter.

    Raises:
        FormDataError: the data is not valid; `error_at` gives its place.
    """
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise error_at(first["loc"], first["msg"].removeprefix("Value error, ")) from None


def _note_lines(node: yaml.Node, at: Location, lines: dict[Location, int]) -> None:
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _note_lines(child, (*at, index), lines)
    elif isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            _note_lines(value_node, (*at, str(key_node.value)), lines)
