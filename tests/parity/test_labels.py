"""Items, labels, headings and titles agree with what the official form prints."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

import pytest

from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition
from focusxl.forms.model import Box, Line, Page
from tests.support.official_text import PrintedPage, pages

FORM: Edition = load_edition("2026")

MISPRINTS = {(30, "A. Cash"): "A Cash"}
"""What the form prints where the data keeps to the form's own pattern."""
INTERRUPTED = {17: ("comprehended in the computation", "comprehended in the Yes computation")}
"""A label within which the form prints the caption of a box to tick."""
BESIDE = {(1, "Names of:"): "the names stand beside the signatures, in a column of their own"}
"""Lines that the form prints beside another, so that they have no place in the order of lines."""
NOT_PRINTED = {
    **dict.fromkeys(("34", "36", "38"), "one of the further names, under one caption"),
    **dict.fromkeys(("35", "37", "39"), "one of the further places, under one caption"),
}
"""Fields whose caption the form prints once for several."""
ADDED_TO_TITLES = {
    9: "(Broker-Dealer)",
    10: "(Non-Broker-Dealer SBSD)",
}
"""From the instructions: the form prints the same title on both pages."""
HEADINGS_SHARED = {
    34: "one heading over two columns, and all of them over each of two tables",
    35: "one heading over two columns, and one of its parts twice",
    36: "one heading over two columns, and all of them over each of two tables",
}
MARKS = {14: Counter({"*": 1}), 15: Counter({")": 2})}
"""Printed after a box: a footnote's asterisk, and the end of a parenthesis round a box."""
OF_EVERY_PAGE = "FOCUS Report Part II Items on this page to be reported"

EVERY_PAGE = pytest.mark.parametrize("page", pages(), ids=lambda page: f"page {page.number}")


def squeezed(text: str) -> str:
    return re.sub(r"[\s_$]+", "", text)


@dataclass
class Comparison:
    """One page of the data laid over the printed page, line by line."""

    page: PrintedPage
    form_page: Page
    missing: list[str] = field(default_factory=list)
    """Lines whose item and label the page does not print in their place."""
    misplaced: list[tuple[str, list[str], list[str]]] = field(default_factory=list)
    """Lines beside which the page prints other boxes than theirs."""

    def __post_init__(self) -> None:
        words = self.page.words
        self.places = [place for place, letter in enumerate(words) if not letter.isspace()]
        self.text = "".join(words[place] for place in self.places)
        self.marks = [(bisect_left(self.places, box.start), box) for box in self.page.boxes]
        self.used = [False] * len(self.text)
        self.found: list[tuple[int, str, list[str]]] = []
        self.position = 0
        for line in self.form_page.lines:
            self.lay(line)
        self.look_beside_lines()

    def lay(self, line: Line) -> None:
        printed = line.section or line.text or line.title
        printed = MISPRINTS.get((self.page.number, printed), printed)
        boxes = [
            box.number for box in (*line.fields, *line.cells.values(), *line.checks) if box.numbered
        ]
        whole, interrupted = INTERRUPTED.get(self.page.number, ("", ""))
        wanted = squeezed(printed.replace(whole, interrupted) if whole else printed)
        if line.signature or (self.page.number, printed) in BESIDE:
            self.use_anywhere(printed)
        elif wanted:
            start = self.place_of(wanted, None if line.fields or not boxes else boxes[0])
            if start is None:
                self.missing.append(printed)
            else:
                self.use(start, len(wanted))
                self.position = start + len(wanted)
                self.found.append((start, printed, boxes))
        elif boxes:
            # A row of a list, or captioned fields: it belongs to what was printed above it.
            if not self.found:
                self.found.append((-1, "above the first line", []))
            self.found[-1][2].extend(boxes)
        for box in (*line.fields, *line.checks):
            self.caption(box)

    def place_of(self, wanted: str, first_box: str | None) -> int | None:
        """Find where the words stand, after the line before; next to their box if they have one."""
        start = self.text.find(wanted, self.position)
        while start >= 0 and first_box is not None and self.next_box(start) != first_box:
            start = self.text.find(wanted, start + 1)
        return start if start >= 0 else None

    def next_box(self, start: int) -> str | None:
        return next((box.number for place, box in self.marks if place > start), None)

    def caption(self, box: Box) -> None:
        """A caption stands before its box, or (captions over or under a blank) on the page."""
        if box.label is None or box.number in NOT_PRINTED:
            return
        place = next(place for place, printed in self.marks if printed.number == box.number)
        for part in box.label.split(" — "):
            wanted = squeezed(part)
            if self.text[:place].endswith(wanted):
                self.use(place - len(wanted), len(wanted))
            else:
                self.use_anywhere(part)

    def use_anywhere(self, printed: str) -> None:
        wanted = squeezed(printed)
        start = self.text.find(wanted)
        while start >= 0 and self.used[start]:
            start = self.text.find(wanted, start + 1)
        if start < 0:
            self.missing.append(printed)
        else:
            self.use(start, len(wanted))

    def use(self, start: int, length: int) -> None:
        self.used[start : start + length] = [True] * length

    def look_beside_lines(self) -> None:
        ends = [start for start, _, _ in self.found[1:]] + [len(self.text)]
        for (start, printed, boxes), end in zip(self.found, ends, strict=True):
            beside = [box.number for place, box in self.marks if start < place <= end]
            if beside != boxes:
                self.misplaced.append((printed, boxes, beside))

    @property
    def words_left(self) -> Counter[str]:
        """What the page prints above its foot and the lines of the data don't say."""
        text = list(self.page.words)
        for place, used in zip(self.places, self.used, strict=True):
            if used:
                text[place] = " "
        body = "".join(text)
        body = body[: self.page.words.rindex("Name of Firm:")]
        return words(body)


COMPARED = {page.number: Comparison(page, FORM.pages[page.number - 1]) for page in pages()}


@EVERY_PAGE
def test_items_and_labels_stand_on_the_page_in_the_printed_order(page: PrintedPage) -> None:
    assert COMPARED[page.number].missing == []


@EVERY_PAGE
def test_each_line_stands_beside_its_boxes(page: PrintedPage) -> None:
    assert COMPARED[page.number].misplaced == []


@EVERY_PAGE
def test_letters_before_the_first_box_of_a_row(page: PrintedPage) -> None:
    printed = {box.number: box.lead for box in page.boxes if box.lead}
    ours = {
        line.boxes[0].number: line.lead for line in FORM.pages[page.number - 1].lines if line.lead
    }
    assert ours == printed


@EVERY_PAGE
def test_who_reports_the_page(page: PrintedPage) -> None:
    compared = COMPARED[page.number]
    position = 0
    for phrase in compared.form_page.reported_by:
        position = compared.text.index(squeezed(phrase), position) + len(squeezed(phrase))


@pytest.mark.parametrize("page", pages()[1:], ids=lambda page: f"page {page.number}")
def test_title_and_headings_are_all_else_that_the_page_prints(page: PrintedPage) -> None:
    form_page = FORM.pages[page.number - 1]
    headings = [
        *(column.heading for column in form_page.columns if column.heading),
        *(heading for line in form_page.lines for heading in line.headings.values()),
    ]
    schedule = f"Schedule {page.number - 32}" if page.number > 32 else ""
    left = COMPARED[page.number].words_left
    by = "by:" if left["BY:"] else "by a:"
    said = words(" ".join([OF_EVERY_PAGE, by, schedule, *headings, *form_page.reported_by]))
    said += MARKS.get(page.number, Counter())
    choices = [+(said + words(title)) for title in titles(form_page, page.number)]
    if page.number in HEADINGS_SHARED:
        assert any(set(left) == set(choice) for choice in choices)
    else:
        assert left in choices, [(left - choice, choice - left) for choice in choices]


def words(text: str) -> Counter[str]:
    """Count the words, in capitals, as titles are printed."""
    return Counter(text.upper().split())


def titles(form_page: Page, page: int) -> list[str]:
    """Give what the title may be in print: all of it, or what stands before “ - ”."""
    title = form_page.title.replace(ADDED_TO_TITLES.get(page, ""), "").strip()
    return [title.replace(" - ", " "), title.split(" - ")[0]]


def test_the_cover_page_prints_nothing_else() -> None:
    cover = COMPARED[1]
    head = words(cover.page.words[: cover.places[cover.found[0][0]]])
    captions_in_parentheses = Counter({"(": 5, ")": 5})
    assert cover.words_left == head + captions_in_parentheses


def test_the_head_of_the_cover_page() -> None:
    assert FORM.pages[0].header is not None
    assert squeezed(FORM.pages[0].header) in COMPARED[1].text
