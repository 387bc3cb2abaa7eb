"""The SEC's own PDF, filled in; it is no part of the project."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from pypdf import PdfReader

from focusxl.files.official_pdf.blank import framed_numbers
from focusxl.files.official_pdf.contents import FormContents, PageContents, Shown
from focusxl.files.official_pdf.fill import filled_in
from focusxl.files.official_pdf.printed_page import Glyph, PrintedPage
from focusxl.files.official_pdf.read_pages import read_pages
from focusxl.forms.loader import load_edition
from focusxl.forms.model import Box
from tests.support.drawn_forms import Written, found_beside_print, written_on
from tests.support.reference_material import OFFICIAL_FORM, REFERENCE, require_reference

pytestmark = pytest.mark.slow

require_reference()
PDF = OFFICIAL_FORM.read_bytes()
PAGES = range(1, 37)
EDITION = load_edition("2026")
KIND_OF_FORM = "11"
"""The one framed number that is no box: it says which part of the form this is."""
BLANK_PRINT = "_□"
CAPITALS = 0.72
FOOT = ("Fortune & Company Securities (USA), Inc.", "06/30/26")

WIDE = {"input": "(999,999,999,999)", "total": "(999,999,999,999)"}
NARROW = {"input": "0", "total": "7"}
OTHERS = {"text": "Abc", "official": "Abc", "date": "12/31/26", "check": "X"}
SIDES = {"text": "left", "official": "left", "check": "middle"}


def shown(box: Box, amounts: dict[str, str]) -> Shown:
    text = {**OTHERS, **amounts}[box.kind]
    if box.unit == "count":
        text = "9,999"
    if box.parentheses:
        text = text.strip("()")
    return Shown(text, SIDES.get(box.kind, "right"), box.parentheses)


def contents(amounts: dict[str, str]) -> FormContents:
    """Give something for every box on every page that it stands on."""
    pages = []
    for page in PAGES:
        boxes = {
            number: shown(placed.box, amounts)
            for number, placed in EDITION.boxes.items()
            if page in placed.pages
        }
        numbers = frozenset(filter(str.isdigit, boxes))
        pages.append(PageContents(page, numbers, boxes))
    return FormContents("Form X-17A-5 Part II", tuple(pages), *FOOT)


@pytest.fixture(scope="session")
def official() -> PdfReader:
    """The SEC's file, taken apart once for all tests."""
    return PdfReader(io.BytesIO(PDF))


@pytest.fixture(scope="session")
def printed(official: PdfReader) -> tuple[PrintedPage, ...]:
    return read_pages(official)


@pytest.fixture(scope="session", params=[WIDE, NARROW], ids=["wide", "narrow"])
def filled(request: pytest.FixtureRequest) -> tuple[FormContents, bytes]:
    wanted = contents(request.param)
    return wanted, filled_in(PDF, wanted)


def boxes_of_table() -> dict[int, set[str]]:
    boxes: dict[int, set[str]] = {page: set() for page in PAGES}
    with (REFERENCE / "part-ii-2026-boxes.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            boxes[int(row["page"])].add(row["box"])
    return boxes


def test_the_framed_numbers_are_the_boxes(printed: tuple[PrintedPage, ...]) -> None:
    expected = boxes_of_table()
    assert sum(map(len, expected.values())) == 1655
    for page, found in zip(PAGES, map(framed_numbers, printed), strict=True):
        assert set(found) - {KIND_OF_FORM} == expected[page]
        assert all(len(runs) == 1 for runs in found.values())


def test_every_value_stands_beside_its_number(
    printed: tuple[PrintedPage, ...], filled: tuple[FormContents, bytes]
) -> None:
    wanted, pdf = filled
    placed = 0
    for page in wanted.pages:
        written = written_on(pdf, page.number - 1)
        assert [each.text for each in written] == [
            *(each.text for each in page.shown.values()),
            *FOOT,
        ]
        for (number, text), each in zip(page.shown.items(), written, strict=False):
            if number.isdigit():
                reach = 420 if text.side == "left" else 75
                assert stands_beside(printed[page.number - 1], number, each, reach), (page, number)
                placed += 1
    assert placed == 1655


def test_nothing_is_written_over_anything(
    printed: tuple[PrintedPage, ...], filled: tuple[FormContents, bytes]
) -> None:
    _, pdf = filled
    for page, on_page in enumerate(printed):
        written = written_on(pdf, page)
        for each in written:
            assert 6 <= each.size <= 12
            assert not list(overwritten(on_page, each)), (page + 1, each)
        for one, other in combinations(written, 2):
            apart = abs(one.baseline - other.baseline) > CAPITALS * 6
            assert apart or one.right <= other.left or other.right <= one.left


def test_the_copy_opens_and_its_print_is_unchanged(
    printed: tuple[PrintedPage, ...], filled: tuple[FormContents, bytes]
) -> None:
    wanted, pdf = filled
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    after = read_pages(reader)
    assert len(after) == len(printed) == 36
    for page, before, now in zip(wanted.pages, printed, after, strict=True):
        typed = sum(len(each.text.replace(" ", "")) for each in written_on(pdf, page.number - 1))
        assert now.glyphs[: len(before.glyphs)] == before.glyphs
        assert len(now.glyphs) == len(before.glyphs) + typed
        assert now.walls == before.walls


def test_only_its_pages_go_on(official: PdfReader, filled: tuple[FormContents, bytes]) -> None:
    """The SEC's own file has attachments in its tree of names, and links and a structure."""
    assert {"/Names", "/AcroForm", "/StructTreeRoot"} <= set(official.root_object)
    _, pdf = filled
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    assert set(reader.root_object) == {"/Type", "/Pages"}
    assert set(reader.trailer) == {"/Size", "/Root"}
    assert found_beside_print(pdf) == set()


def test_long_texts_are_continued_on_pages_at_the_end(printed: tuple[PrintedPage, ...]) -> None:
    """In every box of text, on every page: 200 letters fit nowhere, but in the widest cells."""
    wanted = contents(NARROW)
    name = "First National Depository & Clearing Bank of Western Oklahoma, N.A., for customers "
    long = f"{name * 3}END"
    texts = {
        number: placed for number, placed in EDITION.boxes.items() if placed.box.kind == "text"
    }
    pages = [
        replace(
            page,
            shown={
                number: Shown(f"[{number}] {long}", "left") if number in texts else text
                for number, text in page.shown.items()
            },
        )
        for page in wanted.pages
    ]
    where = {number: placed.where for number, placed in EDITION.boxes.items()}
    pdf = filled_in(PDF, replace(wanted, pages=tuple(pages), where=where))
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    assert len(reader.pages) > 36
    added = "".join(
        "".join(each.text for each in written_on(pdf, page)) + "\n"
        for page in range(36, len(reader.pages))
    )
    added = re.sub(r"Continuation page [0-9]+ of [0-9]+\n", "", added).replace(" ", "")
    for number, placed in texts.items():
        assert f"[{number}]{long}".replace(" ", "") in added, number
        assert f":{placed.where}(page".replace(" ", "") in added, number
    for page, on_page in enumerate(printed):
        for each in written_on(pdf, page):
            assert each.size >= 6
            assert not list(overwritten(on_page, each)), (page + 1, each)


def stands_beside(page: PrintedPage, number: str, written: Written, reach: float) -> bool:
    """Tell whether a number follows a text on its row, with nothing but its blank between."""
    row = sorted(
        (glyph for glyph in page.glyphs if abs(glyph.baseline - written.baseline) < 5),
        key=lambda glyph: glyph.left,
    )
    after = [
        glyph
        for glyph in row
        if glyph.left >= written.right - 0.1 and glyph.text not in (*BLANK_PRINT, ")")
    ]
    if "".join(glyph.text for glyph in after[: len(number)]) != number:
        return False
    return after[0].left - written.right < reach


def overwritten(page: PrintedPage, written: Written) -> Iterator[Glyph]:
    """Give the letters and rules that a text touches."""
    bottom, top = written.baseline, written.baseline + CAPITALS * written.size
    for glyph in page.glyphs:
        if (
            glyph.text not in BLANK_PRINT
            and written.left < glyph.right - 0.1
            and glyph.left < written.right - 0.1
            and bottom < glyph.baseline + CAPITALS * glyph.size
            and glyph.baseline < top
        ):
            yield glyph
    for wall in page.walls_at((bottom + top) / 2):
        if written.left < wall.right and wall.left < written.right:
            yield Glyph("|", wall.left, wall.right, wall.bottom, wall.top - wall.bottom)
