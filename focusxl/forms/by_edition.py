"""The pages of one edition, as plain data, from page files that several editions share.

Where editions differ, a shared page states each value by edition, in a mapping whose keys are the
names of editions; a line or check of some editions only lists them under ``editions``. A bare
number under a column's name is a box of that column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from focusxl.forms.check_templates import for_each_line

_EDITION = re.compile(r"[0-9]{4}")
_OF_COLUMN = ("name", "heading", "width")
"""The keys of a column itself; all others are defaults of its boxes."""


class NotOfEdition(ValueError):
    """A value is given by edition, and this edition is not among them."""


@dataclass(frozen=True, slots=True)
class PageData:
    """A page of one edition."""

    data: dict[str, Any]
    positions: Mapping[str, tuple[int, ...]]
    """The positions in the file of the lines and checks that are left, for error messages."""


def page_of_edition(source: Mapping[str, Any], edition: str) -> PageData:
    """Give the page of an edition.

    Raises:
        NotOfEdition: a value is given by edition, and not for this one.
    """
    positions: dict[str, tuple[int, ...]] = {}
    page: dict[str, Any] = {}
    for key, value in source.items():
        if key in ("lines", "checks") and isinstance(value, list):
            kept = [place for place, part in enumerate(value) if _is_of(part, edition)]
            positions[key] = tuple(kept)
            page[key] = [value_of_edition(value[place], edition) for place in kept]
        else:
            page[key] = value_of_edition(value, edition)
    columns = [_column(column) for column in page.get("columns") or ()]
    page["columns"] = [
        {key: value for key, value in column.items() if key in _OF_COLUMN} for column in columns
    ]
    common = {
        str(column.get("name")): {
            key: value for key, value in column.items() if key not in _OF_COLUMN
        }
        for column in columns
    }
    page["lines"] = [_with_cells(line, common) for line in page.get("lines") or ()]
    if page.get("checks"):
        written = [
            (place, check)
            for place, template in zip(positions["checks"], page["checks"], strict=True)
            for check in for_each_line(template, page["lines"])
        ]
        positions["checks"] = tuple(place for place, _ in written)
        page["checks"] = [check for _, check in written]
    return PageData(page, positions)


def _is_of(part: Any, edition: str) -> bool:
    editions = part.get("editions") if isinstance(part, dict) else None
    return not editions or edition in map(str, editions)


def value_of_edition(value: Any, edition: str) -> Any:
    """Give a value, and every value in it, as of one edition.

    Raises:
        NotOfEdition: a value is given by edition, and not for this one.
    """
    if isinstance(value, list):
        return [value_of_edition(part, edition) for part in value]
    if not isinstance(value, dict):
        return value
    if value and all(_EDITION.fullmatch(str(key)) for key in value):
        by_edition = {str(key): part for key, part in value.items()}
        if edition not in by_edition:
            raise NotOfEdition(f"{', '.join(by_edition)}: there is nothing for edition {edition}")
        return value_of_edition(by_edition[edition], edition)
    return {
        key: value_of_edition(part, edition) for key, part in value.items() if key != "editions"
    }


def _column(column: Any) -> dict[str, Any]:
    return {"name": column} if isinstance(column, str) else dict(column)


def _with_cells(line: Any, common: Mapping[str, Mapping[str, Any]]) -> Any:
    """Gather the boxes of a line that are in columns under one key."""
    if not isinstance(line, dict):
        return line
    rest = {key: value for key, value in line.items() if key not in common}
    cells = {
        name: _cell(line[name], of_column) for name, of_column in common.items() if name in line
    }
    return {**rest, "cells": cells} if cells else rest


def _cell(cell: Any, of_column: Mapping[str, Any]) -> Any:
    box = cell if isinstance(cell, dict) else {"box": cell}
    return box if box.get("again") else {**of_column, **box}
