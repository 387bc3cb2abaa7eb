"""The fitting of entries to their page: as they are, smaller, wrapped, or on the sheet Continued.

No entry is cut, and none is printed too small to be read. Text that does not fit its box is printed
in full on a sheet of its own, and the box refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import ceil

from focusxl.amounts import show
from focusxl.files.pages.page import TYPE_POINTS, LaidOutPage, PageCell, on_screen
from focusxl.files.pages.text_width import column_pixels, text_pixels, wrapped
from focusxl.filings.computation import Computation
from focusxl.forms.model import Box

CONTINUED_SHEET = "Continued"
_POINTERS = ("See sheet Continued", "See Continued", "Cont.")
"""What a box says whose text stands elsewhere: the longest that fits."""
_SMALLEST_PRINTED = 7.0
"""The smallest type on paper, in points."""
_STEP = 0.5
_MOST_LINES = 4
_LINE = 1.28
"""The height of a line, as a multiple of the type size."""
_PRINTS_SMALLER = 0.95
_SMALLEST_SCALE = 0.8
"""Rows grow until the page would print this much smaller, or below this scale."""
_SIDES, _INDENT = 6, 10
"""Pixels of a cell that hold no text."""
_WRAPPED_ROOM = 0.96
"""Share of the width for text that wraps, since hosts break lines differently."""


@dataclass(frozen=True, slots=True)
class FittedText:
    """A text as its cell shows it."""

    text: str
    points: float = TYPE_POINTS
    wraps: bool = False
    until: int | None = None
    """Last column, if the text extends over several."""


@dataclass(frozen=True, slots=True)
class Continued:
    """A text on the sheet Continued."""

    box: Box
    where: str
    """The box, its page and its line, in words."""
    text: str


@dataclass(frozen=True, slots=True)
class FittedPage:
    """A page with rows high enough for its texts."""

    page: LaidOutPage
    texts: dict[tuple[int, int], FittedText]
    """Texts of cells, by row and column."""
    continued: tuple[Continued, ...]


def fitted_page(page: LaidOutPage, computation: Computation) -> FittedPage:
    """Fit all entries of a page."""
    fitting = _Fitting(page, computation)
    for cell in page.cells:
        if cell.role == "firm":
            fitting.fit_firm(cell)
        elif cell.role in ("entry", "again") and cell.box is not None:
            fitting.fit_entry(cell, cell.box)
    covered = {
        (row, column)
        for (row, first), text in fitting.texts.items()
        for column in range(first + 1, (text.until or first) + 1)
    }
    shown = tuple(cell for cell in page.cells if (cell.row, cell.column) not in covered)
    return FittedPage(
        page.replaced(cells=shown, heights=fitting.heights),
        fitting.texts,
        tuple(fitting.continued),
    )


@dataclass
class _Fitting:
    """The fitting of a page's texts, from top to bottom."""

    page: LaidOutPage
    computation: Computation
    texts: dict[tuple[int, int], FittedText] = field(default_factory=dict)
    continued: list[Continued] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        self.heights = dict(page.heights)
        at_first = page.printed_scale
        scale = min(at_first, max(at_first * _PRINTS_SMALLER, _SMALLEST_SCALE))
        self._highest = page.paper.height / scale
        self._smallest_amount = _SMALLEST_PRINTED / scale
        self._smallest = _at_least(self._smallest_amount)
        self._roles = {(cell.row, cell.column): cell.role for cell in page.cells}

    def fit_firm(self, cell: PageCell) -> None:
        """Fit the name of the firm into the head of the page."""
        filing = self.computation.filing
        box = filing.edition.box(filing.edition.firm_name)
        caption = f"{cell.text}  "
        until = next(
            column
            for column in range(cell.column, self.page.last_printed_column + 1)
            if (cell.row, column + 1) in self._roles
        )
        self._fit(cell, box, filing.firm_name, until, caption, bold=True)

    def fit_entry(self, cell: PageCell, box: Box) -> None:
        """Fit the value of a box into its place."""
        filing, until = self.computation.filing, cell.column
        while self._roles.get((cell.row, until + 1)) == "ruled":
            until += 1
        value = filing.values.get(box.number)
        amount = self.computation.amounts.get(box.number)
        if box.is_amount and amount is not None:
            self._fit_amount(cell, box, box.as_filed(amount))
        elif isinstance(value, str):
            self._fit(cell, box, value, until)

    def _fit_amount(self, cell: PageCell, box: Box, amount: Decimal) -> None:
        room = self._room(cell.column, cell.column)
        text = show(amount)
        # A cell shrinks an amount by itself, down to any size.
        if text_pixels(f"{text})", min(self._smallest_amount, TYPE_POINTS)) > room:
            self._continue(cell, box, text, "", cell.column, bold=False)

    def _fit(
        self,
        cell: PageCell,
        box: Box,
        text: str,
        until: int,
        caption: str = "",
        *,
        bold: bool = False,
    ) -> None:
        room = self._room(cell.column, until) - (0 if caption else _INDENT)
        whole = f"{caption}{text}".rstrip()
        fitted = next(self._ways(whole, room, cell.row, bold=bold), None)
        if fitted is None:
            self._continue(cell, box, text, caption, until, bold=bold)
            return
        self.heights[cell.row] = max(self.heights[cell.row], self._height(fitted, room, bold))
        self._place(cell, fitted, until)

    def _ways(self, text: str, room: float, row: int, *, bold: bool) -> Iterator[FittedText]:
        """Give the ways to fit a text into its room, best first: large, small, on several lines."""
        if "\n" not in text:
            for points in self._sizes():
                if text_pixels(text, points, bold=bold) <= room:
                    yield FittedText(text, points)
        printed = (height for row, height in self.heights.items() if row >= self.page.first_row)
        room_to_grow = max(0.0, self._highest - sum(printed))
        for allowed in (self.heights[row], self.heights[row] + room_to_grow):
            for points in self._sizes():
                lines = len(wrapped(text, room * _WRAPPED_ROOM, points, bold=bold))
                if lines <= _MOST_LINES and _height_of(lines, points) <= allowed:
                    yield FittedText(text, points, wraps=True)

    def _height(self, fitted: FittedText, room: float, bold: bool) -> float:
        if not fitted.wraps:
            return 0
        lines = len(wrapped(fitted.text, room * _WRAPPED_ROOM, fitted.points, bold=bold))
        return _height_of(lines, fitted.points)

    def _place(self, cell: PageCell, fitted: FittedText, until: int) -> None:
        wide = until > cell.column and (fitted.wraps or fitted.points < TYPE_POINTS)
        self.texts[cell.row, cell.column] = replace(fitted, until=until if wide else None)

    def _continue(
        self, cell: PageCell, box: Box, text: str, caption: str, until: int, *, bold: bool
    ) -> None:
        room = self._room(cell.column, until) - (0 if caption else _INDENT)
        shown = [f"{caption}{pointer}" for pointer in _POINTERS]
        fits = (each for each in shown if text_pixels(each, TYPE_POINTS, bold=bold) <= room)
        self._place(cell, FittedText(next(fits, shown[-1])), until)
        where = self.computation.filing.edition.boxes[box.number].where
        self.continued.append(Continued(box, where, text))

    def _sizes(self) -> Iterator[float]:
        points = TYPE_POINTS
        while points >= self._smallest:
            yield points
            points -= _STEP

    def _room(self, first: int, until: int) -> float:
        return column_pixels(self.page.widths[first : until + 1]) - _SIDES


def _height_of(lines: int, points: float) -> float:
    return on_screen(lines * points * _LINE + 2)


def _at_least(points: float) -> float:
    """Give the next size that letters have, and never more than the usual one."""
    return min(TYPE_POINTS, ceil(points / _STEP) * _STEP)
