"""A workbook of which nothing is written: the values of its formulas alone are wanted."""

from __future__ import annotations

from typing import Any


class UnwrittenSheet:
    """A sheet on which every way of writing does nothing."""

    def __init__(self, name: str) -> None:
        self._name = name

    def get_name(self) -> str:
        """Give the name of the sheet."""
        return self._name

    def __getattr__(self, _: str) -> Any:
        return _do_nothing


class UnwrittenBook:
    """A workbook that takes what is written into it, and keeps none of it."""

    def __init__(self) -> None:
        self._sheets: list[UnwrittenSheet] = []

    def add_worksheet(self, name: str) -> UnwrittenSheet:
        """Add a sheet."""
        sheet = UnwrittenSheet(name)
        self._sheets.append(sheet)
        return sheet

    def worksheets(self) -> list[UnwrittenSheet]:
        """Give the sheets."""
        return self._sheets

    def __getattr__(self, _: str) -> Any:
        return _do_nothing


def _do_nothing(*_: object, **__: object) -> None:
    return None
