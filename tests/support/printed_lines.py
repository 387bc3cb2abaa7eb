"""The numbered lines of the official form, read from its text alone, and their amounts.

Nothing here looks at the form data: which line is 9.A.1 follows from the items as printed, and
what line 9.A.1 amounts to from the boxes printed beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from tests.support.official_text import PrintedBox, PrintedPage, pages

Amounts = Mapping[str, Decimal]
Expression = Callable[[Amounts], Decimal]
Path = tuple[str, ...]

_ITEM = re.compile(r"^(?P<indent>\s*)(?!U\.S\.)(?P<item>\d+|[A-Z]|[ivx]+)\.\s*(?=[^\s\d.]|[\d/]+%)")
_MISPRINTED_ITEMS = {30: ("A Cash", "A. Cash")}
# Lines that carry an amount or a rule and have no item of their own.
_WITHOUT_ITEM = re.compile(
    r"^\s*(?:TOTALS?\b|Totals?\b|Note:|CFTC early warning|Amount required to be set aside pursuant"
    r"|\* To agree|NOTE [AB]\b|Other Operational Data|Name of Firm)"
)
_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii")


@dataclass
class PrintedLine:
    """One line: where it stands in the numbering, its words, and its boxes row by row."""

    path: Path
    page: int
    indent: int
    rows: list[list[PrintedBox]] = field(default_factory=list)
    words: str = ""

    @property
    def boxes(self) -> list[PrintedBox]:
        """The boxes of the line in the printed order."""
        return [box for row in self.rows for box in row]


@dataclass
class Numbering:
    """Lines that are numbered through, from one “1.” to the next; it may go on over pages."""

    lines: list[PrintedLine] = field(default_factory=list)

    def line(self, path: Path) -> PrintedLine | None:
        """Give the line of that number."""
        return next((line for line in self.lines if line.path == path), None)

    def below(self, path: Path) -> list[Path]:
        """Give the numbers of the lines directly under a line."""
        return [
            line.path
            for line in self.lines
            if len(line.path) == len(path) + 1 and line.path[: len(path)] == path
        ]

    def own_total(self, line: PrintedLine, column: int | None) -> list[Expression]:
        """Give the amount on the “TOTAL (Lines 5A-5G)” that closes the lines under a line."""
        number = "".join(line.path)
        closing = re.compile(rf"TOTAL \(Lines {number}[A-Z]-{number}[A-Z]\)")
        totals = [each for each in self.lines if closing.match(each.words)]
        return _own(totals[0], column) if totals else []

    def amount(self, path: Path, column: int | None) -> Expression:
        """Give what a line amounts to: its own amount, else the sum of the lines under it.

        Args:
            path: the number of the line.
            column: which amount, first to last, on a page of several columns of amounts.

        Raises:
            LookupError: there is no such line, or it has no amount.
        """
        line = self.line(path)
        if line is None:
            raise LookupError(f"there is no line {'.'.join(path)}")
        own = _own(line, column) or self.own_total(line, column)
        if own or (line.rows and column is not None):
            return total(own)
        below = self.below(path)
        if not below:
            raise LookupError(f"line {'.'.join(path)} has no amount")
        return total([self.amount(each, column) for each in below])


def total(parts: list[Expression]) -> Expression:
    """Add expressions up."""
    return lambda amounts: sum((part(amounts) for part in parts), Decimal(0))


def amount_of(box: PrintedBox) -> Expression:
    """Give the amount in a box, negative where parentheses are printed round its blank."""
    sign = -1 if box.in_parentheses else 1
    return lambda amounts: sign * amounts[box.number]


def _own(line: PrintedLine, column: int | None) -> list[Expression]:
    """The amounts of the line itself: in its column, or the last one, which is the outermost."""
    if column is not None:
        return [amount_of(row[column]) for row in line.rows if len(row) > column]
    boxes = [box for box in line.boxes if box.in_dollars] or line.boxes
    return [amount_of(boxes[-1])] if boxes else []


@lru_cache(maxsize=1)
def numberings() -> tuple[Numbering, ...]:
    """Give all lines of the form."""
    reader = _Reader()
    for page in pages()[1:]:
        reader.read(page)
    return tuple(reader.numberings)


class _Reader:
    def __init__(self) -> None:
        self.numberings: list[Numbering] = [Numbering()]
        self.open: list[PrintedLine] = []
        """The line being read and those above it, outermost first."""

    def read(self, page: PrintedPage) -> None:
        first = True
        line = PrintedLine((), page.number, 0)
        misprint, meant = _MISPRINTED_ITEMS.get(page.number, ("", ""))
        for number, (row, printed) in enumerate(
            zip(page.text.split("\n"), page.words.split("\n"), strict=True)
        ):
            words = printed.replace(misprint, meant) if misprint else printed
            item = _ITEM.match(words)
            if item:
                line = self.enter(item["item"], len(item["indent"]), page.number, first)
                first = False
            elif _WITHOUT_ITEM.match(row):
                line = PrintedLine((), page.number, 0)
                self.numberings[-1].lines.append(line)
            boxes = [box for box in page.boxes if box.row == number]
            if boxes:
                line.rows.append(boxes)
            line.words = " ".join([line.words, *words[item.end() if item else 0 :].split()]).strip()

    def enter(self, item: str, indent: int, page: int, first_of_page: bool) -> PrintedLine:
        depth = self.depth(item, indent, first_of_page)
        if depth is None:
            self.numberings.append(Numbering())
            depth, self.open = 0, []
        del self.open[depth:]
        path = (*(line.path[-1] for line in self.open), item)
        line = PrintedLine(path, page, indent)
        self.open.append(line)
        self.numberings[-1].lines.append(line)
        return line

    def depth(self, item: str, indent: int, first_of_page: bool) -> int | None:
        """Tell how deep an item stands: next to one above, or first below the line before.

        None where a new numbering begins.
        """
        following = [depth for depth, line in enumerate(self.open) if _follows(line.path[-1], item)]
        if following:
            return min(following, key=lambda depth: abs(self.open[depth].indent - indent))
        if first_of_page or not self.open or _kind(self.open[-1].path[-1]) == _kind(item):
            return None
        return len(self.open)


def _kind(item: str) -> str:
    return "number" if item.isdigit() else "capital" if item.isupper() else "numeral"


def _ordinal(item: str) -> int:
    if item.isdigit():
        return int(item)
    return ord(item) - ord("A") + 1 if item.isupper() else _NUMERALS.index(item) + 1


def _follows(before: str, item: str) -> bool:
    return _kind(before) == _kind(item) and _ordinal(item) == _ordinal(before) + 1
