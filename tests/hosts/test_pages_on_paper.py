"""The pages as a printer gets them: one sheet of letter paper each, in type that can be read.

LibreOffice prints the built files; what is measured is the PDF.
"""

from __future__ import annotations

import math
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pypdf import PdfReader

from focusxl.files.writing.filing_ready import filing_ready_workbook
from focusxl.filings.computation import compute
from focusxl.filings.filer import whole_form
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_workbook.build import build_template
from focusxl_workbook.fill import filled
from tests.support.host_requirement import require_host

SHORT_SIDE, LONG_SIDE = 612.0, 792.0
BOOKS = [
    pytest.param(edition, book, id=f"{edition} {book}")
    for edition in ("2014", "2026")
    for book in ("template", "filing-ready")
]


@pytest.fixture(autouse=True)
def soffice() -> None:
    require_host(which("soffice") is not None, "LibreOffice is not installed")


@dataclass
class Printed:
    """One printed page: its paper, its words, the sizes of its type."""

    width: float
    height: float
    text: str = ""
    sizes: list[float] = field(default_factory=list)
    places: list[tuple[float, float]] = field(default_factory=list)
    """Where its texts begin, from the lower left corner."""


def workbook(edition: str, book: str) -> bytes:
    sample = load_sample(edition)
    if book == "filing-ready":
        return filing_ready_workbook(compute(sample, whole_form(sample.edition)))
    form = load_edition(edition)
    template = build_template(form, "native").content
    return filled(template, Filing(form, {}, whole=True), sample, "native")


@cache
def printed(edition: str, book: str) -> dict[int, list[Printed]]:
    """The printed pages by the number that the form gives them."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        path.write_bytes(workbook(edition, book))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=300)
        found: dict[int, list[Printed]] = {}
        count = len(load_edition(edition).pages)
        for page in PdfReader(path.with_suffix(".pdf")).pages:
            one = Printed(float(page.mediabox.width), float(page.mediabox.height))

            def see(
                text: str, cm: Any, tm: Any, font: Any, size: float, one: Printed = one
            ) -> None:
                if text.strip():
                    scale = math.hypot(tm[0], tm[1]) * math.hypot(cm[0], cm[1])
                    one.sizes.append(size * scale)
                    across = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                    one.places.append((across, tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

            one.text = page.extract_text(visitor_text=see)
            for number in range(1, count + 1):
                if f"Page {number} of {count}" in one.text and "Form X-17A-5" in one.text:
                    found.setdefault(number, []).append(one)
        return found


@pytest.mark.parametrize(("edition", "book"), BOOKS)
def test_each_page_is_one_sheet_of_letter_paper(edition: str, book: str) -> None:
    form, pages = load_edition(edition), printed(edition, book)
    assert list(pages) == list(range(1, len(form.pages) + 1))
    assert len(form.pages) == {"2014": 7, "2026": 36}[edition]
    assert {len(sheets) for sheets in pages.values()} == {1}
    for number, (sheet,) in pages.items():
        is_table = form.pages[number - 1].sheet in {
            "Capital withdrawals",
            *("Schedule 2", "Schedule 3", "Schedule 4"),
        }
        sides = (LONG_SIDE, SHORT_SIDE) if is_table else (SHORT_SIDE, LONG_SIDE)
        assert (sheet.width, sheet.height) == pytest.approx(sides, abs=1), number


@pytest.mark.parametrize(("edition", "book"), BOOKS)
def test_nothing_is_printed_below_seven_points(edition: str, book: str) -> None:
    for number, (sheet,) in printed(edition, book).items():
        assert len(sheet.sizes) > 10, number
        assert min(sheet.sizes) >= 7, number


@pytest.mark.parametrize(("edition", "book"), BOOKS)
def test_each_page_prints_at_four_fifths_or_more(edition: str, book: str) -> None:
    """Most of a page is set in 9 points."""
    for number, (sheet,) in printed(edition, book).items():
        usual = sorted(sheet.sizes)[len(sheet.sizes) // 2]
        assert usual / 9 >= 0.8, number


@pytest.mark.parametrize(("edition", "book"), BOOKS)
def test_every_text_stands_inside_the_margins_and_every_amount_in_its_cell(
    edition: str, book: str
) -> None:
    for number, (sheet,) in printed(edition, book).items():
        assert "##" not in sheet.text, number
        for across, up in sheet.places:
            assert 0.4 * 72 - 1 <= across <= sheet.width - 0.4 * 72, number
            # The footer stands below the print.
            assert 0.25 * 72 <= up <= sheet.height - 0.4 * 72, number


FULL = {
    "2014": {1: 0.85, 2: 0.9, 5: 0.9, 6: 0.9},
    "2026": {1: 0.9, 2: 0.9, 4: 0.9, 6: 0.9, 7: 0.9, 8: 0.9, 9: 0.9, 12: 0.9, 17: 0.9, 18: 0.9}
    | {19: 0.9, 22: 0.9, 24: 0.9, 28: 0.9, 29: 0.9, 32: 0.9, 33: 0.9, 34: 0.85, 35: 0.85},
}
"""The pages that the form fills, and how much of the paper's height they fill at least."""


@pytest.mark.parametrize(("edition", "book"), BOOKS)
def test_a_page_that_the_form_fills_is_filled(edition: str, book: str) -> None:
    for number, share in FULL[edition].items():
        (sheet,) = printed(edition, book)[number]
        above_footer = [up for _, up in sheet.places if up > 0.5 * 72]
        assert (max(above_footer) - min(above_footer)) / (sheet.height - 72) >= share, number
