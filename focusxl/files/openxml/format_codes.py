"""Number formats: what a cell shows for a number.

A format has up to four sections, separated by semicolons: positive, negative, zero, text.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property, lru_cache

from focusxl.values import Record

GENERAL = "General"

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | (?P<padding>[_*].)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General) | (?P<exponent>E[+-]) | (?P<date>AM/PM|A/P|[dmyhsgbe])
    | (?P<digit>[0\#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<text_here>@)
    | (?P<fraction>/)
    | (?P<end>;) | (?P<plain>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_WIDE = Context(prec=2_000, rounding=ROUND_HALF_UP)
"""Precise enough for any double with any number of percent signs and decimals."""
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?", re.DOTALL)
_COLORS = ("red", "white", "black", "blue", "cyan", "green", "magenta", "yellow")
_OPERATORS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


class Section(Record):
    """One section of a number format."""

    tokens: tuple[tuple[str, str], ...]
    """The parts of the section in order, each with its kind and its text."""
    color: str = ""
    condition: tuple[str, Decimal] | None = None
    kinds: frozenset[str] = frozenset()
    """The kinds of its parts."""

    def has(self, *kinds: str) -> bool:
        """Tell whether the section has a part of one of these kinds."""
        return not self.kinds.isdisjoint(kinds)

    @cached_property
    def is_date(self) -> bool:
        """Whether the section shows a number as a date or a time."""
        return self.has("date")

    @cached_property
    def shows_number(self) -> bool:
        """Whether the section shows the number at all."""
        return self.has("digit", "general", "text_here")

    @cached_property
    def literal(self) -> str:
        """The text around the number, without spaces."""
        return "".join("".join(text.split()) for kind, text in self.tokens if kind == "literal")

    @cached_property
    def scale(self) -> Decimal:
        """The factor by which a number is multiplied before it is shown.

        A percent sign multiplies by a hundred; a comma after the last digit divides by a
        thousand.
        """
        percents = sum(kind == "percent" for kind, _ in self.tokens)
        commas, run = 0, 0
        for kind, _ in self.tokens:
            if kind == "comma":
                run += 1
            elif kind == "digit":
                run = 0
            elif kind == "point":
                commas, run = commas + run, 0
        if self.has("digit"):
            commas += run
        percent = _WIDE.power(Decimal(100), Decimal(percents))
        return _WIDE.divide(percent, _WIDE.power(Decimal(1000), Decimal(commas)))

    def written(self, value: Decimal) -> str:
        """Write a number of zero or more as the section shows it."""
        if not self.has("digit") or self.has("exponent", "fraction"):
            shown = self._in_powers(value) if self.has("exponent") else f"{value:f}"
            if self.has("digit"):
                return shown
            return "".join(
                shown if kind in ("general", "text_here") else text for kind, text in self.tokens
            ).strip()
        places = self._places("point")
        whole, _, decimals = f"{self._scaled(value, places):f}".partition(".")
        return self._filled(whole, decimals).strip()

    def kept_in_powers(self, value: Decimal) -> Decimal:
        """Give the value of a number as rounded in scientific notation, 1.8E+5."""
        kinds = [kind for kind, _ in self.tokens]
        digits = kinds[: kinds.index("exponent")].count("digit")
        return Decimal(f"{value:.{max(0, digits - 1)}E}")

    def _in_powers(self, value: Decimal) -> str:
        places = self._places("point") - self._places("exponent") if self.has("point") else 0
        mantissa, _, exponent = f"{value:.{max(0, places)}E}".partition("E")
        return f"{mantissa}E{exponent[0]}{exponent[1:].zfill(self._places('exponent'))}"

    def _places(self, after: str) -> int:
        kinds = [kind for kind, _ in self.tokens]
        return kinds[kinds.index(after) :].count("digit") if after in kinds else 0

    def _scaled(self, value: Decimal, places: int) -> Decimal:
        unit = Decimal(1).scaleb(-places)
        return _WIDE.quantize(_WIDE.multiply(value, self.scale), unit)

    def _filled(self, whole: str, decimals: str) -> str:
        """Put digits into the places of the section, from the point to both sides."""
        kinds = [kind for kind, _ in self.tokens]
        point = kinds.index("point") if "point" in kinds else len(kinds)
        first = kinds.index("digit")
        last = point - kinds[:point][::-1].index("digit") if "digit" in kinds[:point] else 0
        grouped = "comma" in kinds[first:last]
        parts: list[str] = []
        left = whole if whole != "0" else ""
        for position in range(point - 1, -1, -1):
            kind, text = self.tokens[position]
            if kind != "digit":
                parts.append(text if kind in ("literal", "percent") else "")
                continue
            taken = left[-1:] or ("0" if text == "0" else "")
            left = left[:-1]
            if position == first:
                taken = left + taken
            parts.append(taken)
        before = "".join(reversed(parts))
        if first > point:
            before += left
        if grouped:
            before = before.replace(whole, f"{int(whole):,}")
        after = []
        for kind, text in self.tokens[point:]:
            if kind == "digit":
                after.append(decimals[:1])
                decimals = decimals[1:]
            elif kind in ("literal", "percent", "point"):
                after.append(text)
        return before + "".join(after)


class NumberFormat(Record):
    """A parsed number format."""

    numbers: tuple[Section, ...]
    text: Section | None
    """The section for text, where the format has one."""
    has_dates: bool = False
    """Whether some number is shown as a date or a time."""

    def section(self, value: Decimal) -> Section:
        """Give the section for a number."""
        return self.numbers[self._position(value)]

    def shows_minus(self, value: Decimal) -> bool:
        """Tell whether a negative number gets a minus that the format does not state."""
        position = self._position(value)
        condition = self.numbers[position].condition
        if condition is not None:
            own = condition[0] in ("<", "<=") and condition[1] <= 0
        else:
            own = position == 1 and self.numbers[0].condition is None
        return value < 0 and not own

    def _position(self, value: Decimal) -> int:
        last = len(self.numbers) - 1
        for position, section in enumerate(self.numbers[:last]):
            if section.condition is not None:
                compare, limit = section.condition
                holds = _OPERATORS[compare](value, limit)
            elif position == 0:
                holds = value > 0 if last == 2 else value >= 0
            else:
                holds = value < 0
            if holds:
                return position
        return last


@lru_cache(maxsize=2_048)
def number_format(code: str) -> NumberFormat:
    """Parse a number format.

    >>> number_format("0.00%").section(Decimal(1)).scale
    Decimal('100')
    """
    sections: list[Section] = []
    tokens: list[tuple[str, str]] = []
    color = ""
    condition: tuple[str, Decimal] | None = None
    for found in (*_TOKEN.finditer(code), None):
        kind = "end" if found is None else found.lastgroup or ""
        if kind == "end":
            kinds = frozenset(part for part, _ in tokens)
            sections.append(Section(tuple(tokens), color, condition, kinds))
            tokens, color, condition = [], "", None
        elif kind == "bracket" and found is not None:
            inside = found["bracket"]
            compared, currency = _CONDITION.fullmatch(inside), _CURRENCY.fullmatch(inside)
            if compared is not None:
                condition = compared[1], Decimal(compared[2])
            elif currency is not None and currency[1]:
                tokens.append(("literal", currency[1]))
            elif _ELAPSED.fullmatch(inside):
                tokens.append(("date", inside))
            elif inside.lower() in _COLORS:
                color = inside.lower()
        elif found is not None:
            tokens.append(_token(kind, found))
    return _of_sections(sections[:4])


def _token(kind: str, found: re.Match[str]) -> tuple[str, str]:
    if kind == "padding":
        return "literal", " "
    if kind in ("quoted", "escaped", "plain"):
        return "literal", found[kind]
    return kind, found[kind]


def _of_sections(sections: list[Section]) -> NumberFormat:
    """Separate the section for text from those for numbers: the fourth, or one with “@”."""
    text = None
    if len(sections) == 4 or (len(sections) > 1 and sections[-1].has("text_here")):
        text = sections.pop()
    elif sections[0].has("text_here"):
        text = sections[0]
    return NumberFormat(tuple(sections), text, any(section.is_date for section in sections))
