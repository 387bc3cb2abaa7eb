"""A printed page of the official form: its letters, and the upright rules of frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_SAME_ROW = 0.8
"""The most points between the baselines of letters in one row."""
_SAME_WORD = 0.2
"""The largest gap between letters of a word, as a share of their size."""
RULE = "_"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed letter, digit, sign, or piece of a ruled blank."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class Wall:
    """An upright rule: a side of a frame or of a table's cell."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one kind side by side: a number, or a ruled blank."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    before: str
    """The text before it on its row, without spaces."""


@dataclass(frozen=True)
class PrintedPage:
    """A page as printed, measured in points from its lower left corner."""

    glyphs: tuple[Glyph, ...]
    walls: tuple[Wall, ...]

    def beside(self, baseline: float, reach: float) -> Iterator[Glyph]:
        """Give the letters with a baseline within `reach` of a given one."""
        return (glyph for glyph in self.glyphs if abs(glyph.baseline - baseline) <= reach)

    def walls_at(self, height: float) -> Iterator[Wall]:
        """Give the upright rules that cross a height."""
        return (wall for wall in self.walls if wall.bottom <= height <= wall.top)

    @cached_property
    def numbers(self) -> tuple[Run, ...]:
        """Runs of digits."""
        return tuple(run for row in self._rows for run in _runs(row, str.isdecimal))

    @cached_property
    def rules(self) -> tuple[Run, ...]:
        """Ruled blanks."""
        return tuple(run for row in self._rows for run in _runs(row, RULE.__eq__))

    @cached_property
    def _rows(self) -> tuple[tuple[Glyph, ...], ...]:
        rows: list[list[Glyph]] = []
        last: float | None = None
        for glyph in sorted(self.glyphs, key=lambda glyph: glyph.baseline):
            if last is None or glyph.baseline - last > _SAME_ROW:
                rows.append([])
            rows[-1].append(glyph)
            last = glyph.baseline
        return tuple(tuple(sorted(row, key=lambda glyph: glyph.left)) for row in rows)


def _runs(row: Iterable[Glyph], wanted: Callable[[str], bool]) -> Iterator[Run]:
    """Find the runs of wanted letters side by side on a row."""
    before = ""
    run: list[Glyph] = []
    for glyph in row:
        if run and (not wanted(glyph.text) or glyph.left - run[-1].right > _SAME_WORD * glyph.size):
            yield _run(run, before)
            before += "".join(part.text for part in run)
            run = []
        if wanted(glyph.text):
            run.append(glyph)
        else:
            before += glyph.text
    if run:
        yield _run(run, before)


def _run(glyphs: list[Glyph], before: str) -> Run:
    return Run(
        text="".join(glyph.text for glyph in glyphs),
        left=glyphs[0].left,
        right=glyphs[-1].right,
        baseline=glyphs[0].baseline,
        size=glyphs[0].size,
        before=before,
    )
