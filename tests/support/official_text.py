"""The text of the official form, page by page, with its box numbers told from its words."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from tests.support.reference_material import REFERENCE, require_reference

require_reference()

# “Item 3750”, “Line Items 1760 and 1800”: a box that is spoken of, not one that stands there.
_SPOKEN_OF = re.compile(r"\bItems?\s+\d+(?:(?:,\s*and|,|\s+and)\s+\d+)*")
_BLANK_IN_PARENTHESES = re.compile(r"\(\s*_+\s*\)\s*$")
_DOLLARS = re.compile(r"\$\s*(?:\(\s*_+\s*\)|_*)\s*$")
_LEAD = re.compile(r"(?<!\w)(L|S)_+\s*$")
# What is printed to be filled in or to lead the eye, and says nothing.
_FURNITURE = re.compile(r"\(\s*_+\s*\)|(?<!\d)%\s*(?=_)|_+|\.{2,}(?:[ .…]*\.{2,})*|…[.… ]*|[$□]+")


@dataclass(frozen=True)
class PrintedBox:
    """A box number where it stands in the text of a page."""

    number: str
    start: int
    end: int
    row: int
    in_parentheses: bool
    in_dollars: bool
    lead: str | None
    """The letter L or S before the blank."""


@dataclass(frozen=True)
class PrintedPage:
    """One page: its text, its boxes, and its words without what is there to be filled in."""

    number: int
    text: str
    boxes: tuple[PrintedBox, ...]

    @property
    def words(self) -> str:
        """The text with everything but words blanked out, of the same length."""
        text = list(self.text)
        for box in self.boxes:
            lead = _LEAD.search(self.text[: box.start])
            text[box.start : box.end] = " " * (box.end - box.start)
            if lead:
                text[lead.start(1)] = " "
        return _FURNITURE.sub(lambda found: " " * len(found[0]), "".join(text))


@lru_cache(maxsize=1)
def boxes_by_page() -> dict[int, list[str]]:
    """Give the box numbers of each page as the table of boxes lists them."""
    table = (REFERENCE / "part-ii-2026-boxes.csv").read_text(encoding="utf-8")
    pages: dict[int, list[str]] = {}
    for row in csv.DictReader(table.splitlines()):
        pages.setdefault(int(row["page"]), []).append(row["box"])
    return pages


@lru_cache(maxsize=1)
def pages() -> tuple[PrintedPage, ...]:
    """Give the pages of the form."""
    text = (REFERENCE / "part-ii-2026.txt").read_text(encoding="utf-8")
    return tuple(
        _page(number, page) for number, page in enumerate(text.split("\f"), start=1) if page.strip()
    )


def instructions() -> str:
    """Give the text of the instructions."""
    return (REFERENCE / "part-ii-2026-instructions.txt").read_text(encoding="utf-8")


def _page(number: int, text: str) -> PrintedPage:
    spoken_of = [found.span() for found in _SPOKEN_OF.finditer(text)]
    known = "|".join(sorted(boxes_by_page()[number], key=len, reverse=True))
    found = re.finditer(
        rf"(?<![\w.,(/-])(?:{known})(?=\.?\s|\.?$|[$*)])(?! U\.S\.C)", text.replace("_", " ")
    )
    return PrintedPage(
        number,
        text,
        tuple(
            _box(text, each)
            for each in found
            if not any(start <= each.start() < end for start, end in spoken_of)
        ),
    )


def _box(text: str, found: re.Match[str]) -> PrintedBox:
    before = text[: found.start()]
    lead = _LEAD.search(before)
    trailing_dot = text[found.end() : found.end() + 1] == "."
    return PrintedBox(
        number=found[0],
        start=found.start(),
        end=found.end() + trailing_dot,
        row=before.count("\n"),
        in_parentheses=bool(_BLANK_IN_PARENTHESES.search(before)),
        in_dollars=bool(_DOLLARS.search(before)),
        lead=lead[1] if lead else None,
    )
