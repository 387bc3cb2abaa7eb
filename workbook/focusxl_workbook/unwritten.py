"""A workbook that is laid out and not written, where only the values of its formulas are wanted.

It takes the place of XlsxWriter's, whose preparation of each cell is most of the work.
"""

from __future__ import annotations

from typing import Any


class _Ignored:
    """A part of a workbook that takes every call and gives itself."""

    def __getattr__(self, _: str) -> Any:
        return self

    def __call__(self, *_: object, **__: object) -> Any:
        return self


class _Sheet(_Ignored):
    def __init__(self, name: str) -> None:
        self._name = name

    def get_name(self) -> str:
        return self._name


class UnwrittenWorkbook(_Ignored):
    """A workbook whose sheets have names, and into which nothing is written."""

    def __init__(self) -> None:
        self._sheets: list[_Sheet] = []

    def add_worksheet(self, name: str) -> Any:
        """Add a sheet."""
        self._sheets.append(_Sheet(name))
        return self._sheets[-1]

    def worksheets(self) -> list[_Sheet]:
        """Give the sheets in their order."""
        return self._sheets
