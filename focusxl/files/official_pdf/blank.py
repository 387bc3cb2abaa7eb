"""The blank of a box on a printed page: the place before its number.

A box number differs from the other numbers on a page by the frame around it. Its blank is to the
left: a ruled line, a square to check, or the rest of a table's cell. No coordinates of the form
are stored, so that a revised form can be read as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from focusxl.files.official_pdf.printed_page import RULE, Glyph, PrintedPage, Run, Wall

_FRAME = 3.5
"""The most points between a number and the left side of its frame."""
_FRAME_AFTER = 6.0
"""The most points between a number and the right side, where a period may stand."""
_ROW = 0.45
"""The largest distance of a blank from its number's baseline, as a share of the number's size."""
_ABOVE_RULE = 0.12
"""The height of writing above the baseline of a rule's letters, as a share of their size."""
_MIDDLE = 0.36
"""Half the height of a capital letter, as a share of its size."""
_CELL = 12.0
"""The smallest room for a value in a table's cell, in points."""
_WIDEST_CELL = 150.0
_SQUARE = range(6, 41)
"""The width of a square to check, in points."""
_SQUARES = "□☐"
_MARGIN = 1.0
_IN_CELL = 0.8
"""The room, in points, that a table's cell needs beyond the margin."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to write: between two sides, with some room beyond them for a long value."""

    left: float
    right: float
    farthest_left: float
    farthest_right: float
    baseline: float
    size: float
    """Size of the letters printed beside it."""
    cell: Wall | None = None
    """Left side of the table's cell, which gives the height of the cell."""
    in_parentheses: bool = False
    """Whether parentheses are printed around it."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """The reason why something cannot be written; completes “box 7010 on page 28 …”."""

    reason: str


def framed_numbers(page: PrintedPage) -> Mapping[str, list[Run]]:
    """Find the framed numbers of a page, by their digits."""
    framed: dict[str, list[Run]] = {}
    for number in page.numbers:
        if _frame_left(page, number) is not None and _has_frame_right(page, number):
            framed.setdefault(number.text, []).append(number)
    return framed


def blank_before(page: PrintedPage, number: Run) -> Blank | Unplaced:
    """Find the blank of a framed number."""
    frame = _frame_left(page, number)
    right = number.left if frame is None else frame
    beside = sorted(
        (
            glyph
            for glyph in page.beside(number.baseline, _ROW * number.size)
            if glyph.right <= right + 0.3
        ),
        key=lambda glyph: glyph.right,
    )
    walls = [wall for wall in page.walls_at(_middle(number)) if wall.right < right - 0.3]
    closing = beside.pop() if beside and beside[-1].text == ")" else None
    farthest_right = (right if closing is None else closing.left) - _MARGIN
    last = beside[-1] if beside else None
    wall = max(walls, key=lambda wall: wall.right, default=None)
    if wall is not None and (last is None or wall.right > last.right):
        blank = _square(wall, walls, number) or _cell(wall.right, farthest_right, number, walls)
    elif last is None:
        blank = None
    elif last.text == RULE:
        blank = _ruled(page, last, walls, beside, farthest_right)
    elif last.text in _SQUARES:
        blank = _printed_square(last)
    else:
        blank = _cell(last.right, farthest_right, number, walls)
    if blank is None:
        return Unplaced("has no blank before its number")
    blank = replace(blank, in_parentheses=closing is not None)
    return _unless_written_on(blank, beside)


def blank_after(page: PrintedPage, words: str) -> Blank | Unplaced:
    """Find the ruled blank after some words, given without spaces."""
    return _blank_for_words(page, [run for run in page.rules if run.before.endswith(words)])


def description_before(page: PrintedPage, number: Run) -> Blank | Unplaced:
    """Find the ruled blank for a description on a line, as in “(describe: ____)”.

    Where the line has none, it is the rule that stands alone on one of the rows below.
    """
    reach = _ROW * number.size
    described = [
        run
        for run in page.rules
        if abs(run.baseline - number.baseline) <= reach
        and run.right < number.left
        and run.before.endswith(":")
    ]
    alone = (
        run
        for run in page.rules
        if run.baseline < number.baseline - reach
        and not run.before
        and not any(abs(other.baseline - run.baseline) <= reach for other in page.numbers)
    )
    below = max(alone, key=lambda run: run.baseline, default=None)
    return _blank_for_words(page, described[-1:] or ([] if below is None else [below]))


def _blank_for_words(page: PrintedPage, rules: list[Run]) -> Blank | Unplaced:
    if len(rules) != 1:
        return Unplaced("has no blank there")
    (rule,) = rules
    blank = _on_rule(rule, rule.left, rule.right)
    return _unless_written_on(blank, page.beside(rule.baseline, _ROW * rule.size))


def _middle(number: Run) -> float:
    return number.baseline + _MIDDLE * number.size


def _frame_left(page: PrintedPage, number: Run) -> float | None:
    sides = [
        wall.left
        for wall in page.walls_at(_middle(number))
        if -_FRAME <= wall.right - number.left <= _MARGIN
    ]
    return min(sides, default=None)


def _has_frame_right(page: PrintedPage, number: Run) -> bool:
    return any(
        -_MARGIN <= wall.left - number.right <= _FRAME_AFTER
        for wall in page.walls_at(_middle(number))
    )


def _ruled(
    page: PrintedPage,
    last: Glyph,
    walls: list[Wall],
    beside: list[Glyph],
    farthest_right: float,
) -> Blank | None:
    rule = next(
        run
        for run in page.rules
        if run.baseline == last.baseline and run.left <= last.left and last.right <= run.right
    )
    obstacles = [glyph.right for glyph in beside if glyph.right <= rule.left + 0.3]
    obstacles += [wall.right for wall in walls if wall.right <= rule.left + 0.3]
    farthest_left = max(obstacles, default=rule.left) + _MARGIN
    return _on_rule(rule, min(rule.left, farthest_left), max(rule.right, farthest_right))


def _on_rule(rule: Run, farthest_left: float, farthest_right: float) -> Blank:
    return Blank(
        rule.left,
        rule.right,
        farthest_left,
        farthest_right,
        rule.baseline + _ABOVE_RULE * rule.size,
        rule.size,
    )


def _cell(left: float, right: float, number: Run, walls: list[Wall]) -> Blank | None:
    """Find the part of a table's cell between its print and its number."""
    side = max(
        (wall for wall in walls if wall.right <= left + 0.3),
        key=lambda wall: wall.right,
        default=None,
    )
    if side is None or number.left - side.right > _WIDEST_CELL:
        return None
    left, right = left + _IN_CELL, right - _IN_CELL
    if right - left < _CELL:
        return None
    return Blank(left, right, left, right, number.baseline, number.size, side)


def _square(right: Wall, walls: list[Wall], number: Run) -> Blank | None:
    """Find the square whose right side is the rule nearest to a number."""
    left = max(
        (wall for wall in walls if wall.right < right.left - 1),
        key=lambda wall: wall.right,
        default=None,
    )
    if left is None or int(right.left - left.right) not in _SQUARE:
        return None
    if abs(left.top - right.top) > 1 or abs(left.bottom - right.bottom) > 1:
        return None
    middle = (right.top + right.bottom) / 2
    size = min(number.size, right.top - right.bottom)
    return Blank(left.right, right.left, left.right, right.left, middle - _MIDDLE * size, size)


def _printed_square(square: Glyph) -> Blank:
    return Blank(square.left, square.right, square.left, square.right, square.baseline, square.size)


def _unless_written_on(blank: Blank, beside: Iterable[Glyph]) -> Blank | Unplaced:
    written_on = any(
        blank.left < (glyph.left + glyph.right) / 2 < blank.right
        and glyph.text != RULE
        and glyph.text not in _SQUARES
        for glyph in beside
    )
    if written_on:
        return Unplaced("has print on its blank already (take an unfilled copy of the form)")
    return blank
