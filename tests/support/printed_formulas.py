"""The formulas that the official form and its instructions print, parsed from their text.

“(sum of Lines 9A-9E, 10, and 11)” becomes an expression over boxes: lines are found by their
printed numbers, “Item 3750” is the box itself. Nothing here looks at the form data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from tests.support.official_text import PrintedBox, instructions, pages
from tests.support.printed_lines import (
    Expression,
    Numbering,
    Path,
    PrintedLine,
    amount_of,
    numberings,
    total,
)

# What the form says in words, said with numbers: (page, words, the same).
_REWORDED: tuple[tuple[int, str, str], ...] = (
    (9, r"^Tentative net capital in excess of (\d+%) of .* reported on (Line \d+)",
     r"(Item 3640 minus \1 of \2)"),
    (9, r"^Net capital in excess of (\d+%) of .* reported on (Line \d+)",
     r"(Item 3750 minus \1 of \2)"),
    (9, r"^Net capital in excess of (\d+%) of combined aggregate debit items as shown.*",
     r"(Item 3750 minus \1 of Item 4470)"),
    (9, r"^(\d+%) of aggregate debit items as shown.*", r"(\1 of Item 4470)"),
    (9, r"^(62/3%) of total aggregate indebtedness \(Line Item 3840\)", r"(\1 of Item 3840)"),
    (10, r"^Tentative net capital in excess of (\d+%) of .* reported on (Line \d+)",
     r"(Item 3640 minus \1 of \2)"),
    (10, r"^Net capital in excess of \d+% of .* reported on Line 7 ", ""),
    (19, r"enter (\d+%) of excess of total credits over total debits", r"(\1 of Line 23)"),
    (31, r"^Greater of amount required to be set aside pursuant to foreign jurisdiction \(above\)"
         r" or (Line 6)", r"(greater of Item 7305 or \1)"),
)  # fmt: skip
_NOT_A_FORMULA = (
    "other than reported in Line 4, below",
    "Items 1, 2 and 3 below require an answer",
)
_REFERENCE = r"(?:Line Items?|Items?|Lines?)"
_PHRASES = (
    re.compile(rf"\(((?:[^()]*\b)?{_REFERENCE} ?[^()]*)\)"),
    re.compile(rf"[Ee]nter ((?:the |\d+% of )[^()]*{_REFERENCE}.*)$"),
    re.compile(r"\b(from Item \d+)$"),
)
_TOKEN = re.compile(
    rf"(?P<percent>62/3%|\d+%)|(?P<reference>{_REFERENCE})(?![a-z]) ?|(?P<range>through|-)"
    r"|(?P<number>[A-Z]\.[ivx]+\b\.?|\d+(?:[A-Z]\d*)?|[A-Z]\b)"
    r"|(?P<between>and/or|and|or|,)|(?P<noise>\s+|of\b|the\b|x\b|\[|\]|\.)"
)


class NotAFormula(Exception):
    """The words speak of lines, and say no formula that can be read."""


@dataclass(frozen=True)
class PrintedFormula:
    """What the form or the instructions say a box amounts to."""

    box: str
    page: int
    words: str
    expression: Expression


@lru_cache(maxsize=1)
def formulas_of_the_form() -> tuple[PrintedFormula, ...]:
    """Give every formula that the form prints."""
    return tuple(
        PrintedFormula(box.number, line.page, words, _Parser(numbering, column).parse(words))
        for numbering in numberings()
        for line in numbering.lines
        for words in _phrases(line)
        for column, box in _columns(line)
    )


@lru_cache(maxsize=1)
def formulas_of_the_instructions() -> tuple[PrintedFormula, ...]:
    """Give every “This line item is the sum of …”, and the totals of the schedules."""
    text = " ".join(instructions().split())
    statements = re.finditer(
        r"(?P<box>\d+) Total – (?:(?!Total –).)*?This line item is "
        r"(?:the (?P<sum>sum of)|equal to) (?P<boxes>Line Items? [\d, and]+)\.",
        text,
    )
    parser = _Parser(Numbering(), None)
    said = [
        PrintedFormula(each["box"], 0, each["boxes"], parser.parse(f"sum of {each['boxes']}"))
        for each in statements
    ]
    return (*said, *_totals_of_schedules())


def formula_from_its_place(box: str, words: str, page: int | None = None) -> PrintedFormula:
    """Read a formula that no print states, over the lines among which the box stands."""
    found = [
        (numbering, line, column)
        for numbering in numberings()
        for line in numbering.lines
        for column, each in _columns(line)
        if each.number == box and page in (None, line.page)
    ]
    numbering, line, column = found[0]
    return PrintedFormula(box, line.page, words, _Parser(numbering, column).parse(words))


def _columns(line: PrintedLine) -> list[tuple[int | None, PrintedBox]]:
    if len(line.boxes) == 1:
        return [(None, line.boxes[0])]
    return list(enumerate(line.boxes))


def _phrases(line: PrintedLine) -> list[str]:
    words = line.words
    for page, pattern, replacement in _REWORDED:
        if page == line.page:
            words = re.sub(pattern, replacement, words)
    found = [phrase for pattern in _PHRASES for phrase in pattern.findall(words)]
    return [phrase for phrase in found if line.boxes and phrase not in _NOT_A_FORMULA]


def lines_without_a_formula() -> set[str]:
    """Give the first box of each line that speaks of lines or items and in which none is read."""
    speaks_of_lines = re.compile(rf"{_REFERENCE} ?(?:\d|[A-Z]\b)")
    return {
        line.boxes[0].number
        for numbering in numberings()
        for line in numbering.lines
        if line.boxes and speaks_of_lines.search(line.words) and not _phrases(line)
    }


@lru_cache(maxsize=1)
def _printed_boxes() -> dict[str, PrintedBox]:
    return {box.number: box for page in reversed(pages()) for box in page.boxes}


@dataclass(frozen=True)
class _Parser:
    numbering: Numbering
    column: int | None

    def parse(self, words: str) -> Expression:
        """Read a phrase.

        Raises:
            NotAFormula: it says nothing that can be computed.
        """
        words = re.sub(r"^(?:for [^,]* firms, |enter )", "", words)
        words = re.sub(r",? as applicable\]?$", "", words).removeprefix("the ")
        if " divided by " in words:
            above, below = (self.parse(part) for part in words.split(" divided by "))
            return lambda amounts: 100 * above(amounts) / below(amounts)
        if found := re.fullmatch(r"subtract (.*) from (.*)", words):
            return self.difference(found[2], found[1])
        if found := re.fullmatch(r"difference between Lines (\w+) and (\w+)", words):
            return self.difference(f"Line {found[1]}", f"Line {found[2]}")
        if found := re.fullmatch(r"(.*?) (?:less|minus|–) (.*)", words):
            return self.difference(found[1], found[2])
        if found := re.fullmatch(r"(.*?) (?:is )?multiplied by (.*)", words):
            first, second = self.terms(found[1]), self.terms(found[2])
            return lambda amounts: total(first)(amounts) * total(second)(amounts)
        if found := re.fullmatch(r"greate(?:r|st) of (.*)", words):
            choices = self.terms(found[1])
            return lambda amounts: max(choice(amounts) for choice in choices)
        return total(self.terms(re.sub(r"^(?:sum of|total of|add|from) ?", "", words)))

    def difference(self, above: str, below: str) -> Expression:
        first, second = total(self.terms(above)), total(self.terms(below))
        return lambda amounts: first(amounts) - second(amounts)

    def terms(self, words: str) -> list[Expression]:
        """Read a list of lines or items, some of them with a percentage."""
        terms: list[Expression] = []
        shares: list[Decimal | None] = []
        numbers: list[str] = []
        kind, share, ranging = "", None, False
        position = 0
        while position < len(words):
            token = _TOKEN.match(words, position)
            if token is None:
                raise NotAFormula(words)
            position = token.end()
            match token.lastgroup, token[0]:
                case "reference", reference:
                    kind = "item" if "Item" in reference else "line"
                case "percent", percent if numbers and not _awaits(words, position):
                    shares[-1] = _share(percent)
                case "percent", percent:
                    share = _share(percent)
                case "range", _:
                    ranging = True
                case "number", number if kind:
                    number = number.rstrip(".")
                    new = _range(numbers[-1], number)[1:] if ranging else [number]
                    for each in new:
                        terms.append(self.item(each) if kind == "item" else self.line(each))
                        shares.append(share)
                    numbers, share, ranging = [*numbers, number], None, False
                case "number", _:
                    raise NotAFormula(words)
        if not terms:
            raise NotAFormula(words)
        return [_part(term, part) for term, part in zip(terms, shares, strict=True)]

    def item(self, number: str) -> Expression:
        return amount_of(_printed_boxes()[number])

    def line(self, number: str) -> Expression:
        return self.numbering.amount(_path(number), self.column)


def _awaits(words: str, position: int) -> bool:
    """Tell whether a line or item follows, to which a percentage belongs."""
    return re.search(_REFERENCE, words[position:]) is not None


def _share(percent: str) -> Decimal:
    return Decimal(20) / 300 if percent == "62/3%" else Decimal(percent.rstrip("%")) / 100


def _part(term: Expression, share: Decimal | None) -> Expression:
    return term if share is None else lambda amounts: share * term(amounts)


def _path(number: str) -> Path:
    return tuple(re.findall(r"\d+|[A-Z]|[ivx]+", number))


def _range(first: str, last: str) -> list[str]:
    """Give the numbers from “9A1” to “9A5”."""
    *above, start = _path(first)
    *_, end = _path(last)
    if start.isdigit():
        steps = [str(step) for step in range(int(start), int(end) + 1)]
    else:
        steps = [chr(step) for step in range(ord(start), ord(end) + 1)]
    return ["".join([*above, step]) for step in steps]


def _totals_of_schedules() -> list[PrintedFormula]:
    """Schedules 2 to 4: each column whose instruction asks for a total on the “Totals” row."""
    schedules = instructions().split("SPECIFIC INSTRUCTIONS")[-1].split("\nSchedule ")[1:]
    totals: list[PrintedFormula] = []
    for page, schedule in zip(pages()[32:], schedules, strict=True):
        asked = len(re.findall(r"total?\s+on the “Totals”\s+row", " ".join(schedule.split())))
        ends = [
            number
            for number, row in enumerate(page.text.split("\n"))
            if row.strip().startswith("Totals:")
        ]
        for start, end in pairwise([-1, *ends]):
            rows = [
                [box for box in page.boxes if box.row == row][-asked:]
                for row in range(start + 1, end)
                if any(box.row == row for box in page.boxes)
            ]
            sums = [box for box in page.boxes if box.row == end]
            totals.extend(
                PrintedFormula(
                    box.number,
                    page.number,
                    "Totals",
                    total([amount_of(row[column]) for row in rows]),
                )
                for column, box in enumerate(sums)
                if asked
            )
    return totals
