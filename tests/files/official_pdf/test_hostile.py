"""The copy of the form is the user's: it can be anything."""

import io
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import ArrayObject, DictionaryObject, EncodedStreamObject, Fit, NameObject

from focusxl.failure_log import log_file
from focusxl.files.official_pdf import NotPlaced, form_file
from focusxl.files.official_pdf.contents import FormContents, PageContents, Shown
from focusxl.files.official_pdf.fill import filled_in
from tests.support.drawn_forms import DrawnBox, drawn_form, written_on

BOXES = [DrawnBox("7010"), DrawnBox("7020"), DrawnBox("16", "square")]
DRAWN = drawn_form([BOXES])
WANTED = FormContents(
    "Form X",
    (PageContents(1, frozenset(("7010", "7020", "16")), {"7010": Shown("1,234", "right")}),),
    "Fortune",
    "06/30/26",
)


def refusal(pdf: bytes) -> str:
    with pytest.raises(NotPlaced) as refused:
        filled_in(pdf, WANTED)
    said = str(refused.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def rewritten(change: Callable[[PdfWriter], object]) -> bytes:
    """Give the drawn form with a change made to it."""
    writer = PdfWriter(io.BytesIO(DRAWN))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("given", [b"", b"PK\x03\x04 a workbook", b"\x00" * 1000])
def test_not_a_pdf(given: bytes) -> None:
    assert "is not a PDF" in refusal(given)


@pytest.mark.parametrize("given", [b"%PDF-1.7", b"%PDF-1.7\n%%EOF\n", DRAWN[:400]])
def test_damaged(given: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert "cannot be read as a PDF" in refusal(given)
    log = log_file()
    assert log is not None
    logged = log.read_text()
    assert "reading the official form" in logged
    assert "Traceback" in logged


def test_encrypted() -> None:
    assert "encryption" in refusal(rewritten(lambda writer: writer.encrypt("", "owner")))


def test_too_large() -> None:
    assert "21 MB, more than the 20 MB" in refusal(DRAWN + b" " * 21 * 1024**2)


def test_too_many_pages() -> None:
    def add_pages(writer: PdfWriter) -> None:
        for _ in range(form_file.MOST_PAGES):
            writer.add_blank_page()

    assert "has 101 pages, more than the 100" in refusal(rewritten(add_pages))


def test_no_pages() -> None:
    assert "cannot be read" in refusal(rewritten(lambda writer: writer.remove_page(0)))


def test_a_turned_page() -> None:
    assert "Page 1 of the official form given is turned" in refusal(
        rewritten(lambda writer: writer.pages[0].rotate(90))
    )


def test_a_page_with_entries_of_its_own() -> None:
    note = FreeText(text="344,776,202", rect=(300, 740, 400, 760))
    said = refusal(rewritten(lambda writer: writer.add_annotation(0, note)))
    assert "Page 1 of the official form given has entries or comments" in said


def test_a_link_is_no_entry() -> None:
    link = Link(rect=(0, 0, 10, 10), target_page_index=0, fit=Fit.fit())
    linked = rewritten(lambda writer: writer.add_annotation(0, link))
    assert "1,234" in [each.text for each in written_on(filled_in(linked, WANTED), 0)]


def test_a_page_that_unpacks_to_too_much() -> None:
    def swell(writer: PdfWriter) -> None:
        stream = EncodedStreamObject()
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        stream._data = zlib.compress(b" " * 60_000_000, 9)
        page = writer.pages[0]
        page[NameObject("/Contents")] = ArrayObject([writer._add_object(stream)])

    bomb = rewritten(swell)
    assert len(bomb) < 100_000
    assert "unusually large inside" in refusal(bomb)


def placed_onto(subtype: str) -> bytes:
    """Give the drawn form with something embedded placed onto it."""

    def embed(writer: PdfWriter) -> None:
        embedded = EncodedStreamObject()
        embedded._data = b"BT ET"
        embedded[NameObject("/Type")] = NameObject("/XObject")
        embedded[NameObject("/Subtype")] = NameObject(subtype)
        embedded[NameObject("/BBox")] = ArrayObject(writer.pages[0].mediabox)
        reference = writer._add_object(embedded)
        page = writer.pages[0]
        resources = page["/Resources"].get_object()
        resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Placed"): reference})
        drawing = EncodedStreamObject()
        drawing._data = b" /Placed Do"
        page[NameObject("/Contents")] = ArrayObject(
            [page.raw_get("/Contents"), writer._add_object(drawing)]
        )

    return rewritten(embed)


def test_something_placed_onto_a_page() -> None:
    assert "has something placed onto it" in refusal(placed_onto("/Form"))


def test_a_picture_may_stand() -> None:
    filled = filled_in(placed_onto("/Image"), WANTED)
    assert "1,234" in [each.text for each in written_on(filled, 0)]


def test_a_file_whose_objects_are_listed_in_a_stream() -> None:
    """Acrobat's way of writing."""
    compact = with_listing_stream(DRAWN)
    assert b"\nxref" not in compact
    filled = filled_in(compact, WANTED)
    assert [each.text for each in written_on(filled, 0)] == ["1,234", "Fortune", "06/30/26"]
    assert len(PdfReader(io.BytesIO(filled), strict=True).pages) == 1


def test_damage_anywhere_ends_in_a_sentence() -> None:
    """Whatever byte is wrong: filled in, or refused in one sentence."""
    chance = random.Random(7)
    refused = 0
    for _ in range(300):
        damaged = bytearray(DRAWN)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
        try:
            filled_in(bytes(damaged), WANTED)
        except NotPlaced:
            refused += 1
    assert refused > 30


def with_listing_stream(pdf: bytes) -> bytes:
    """Give a PDF with its table of objects written as a stream."""
    reader = PdfReader(io.BytesIO(pdf))
    table = reader.xref[0]
    body = pdf[: pdf.rindex(b"xref\n", 0, pdf.rindex(b"startxref"))]
    number = max(table) + 1
    offsets = {0: 0, **table, number: len(body)}
    rows = b"".join(
        bytes([int(each > 0)]) + offsets.get(each, 0).to_bytes(4, "big") + b"\x00\x00"
        for each in range(number + 1)
    )
    root, info = (reader.trailer.raw_get(key).idnum for key in ("/Root", "/Info"))
    head = (
        f"{number} 0 obj\n<< /Type /XRef /Size {number + 1} /W [1 4 2] /Root {root} 0 R "
        f"/Info {info} 0 R /Length {len(rows)} >>\nstream\n"
    )
    tail = f"\nendstream\nendobj\nstartxref\n{len(body)}\n%%EOF\n"
    return body + head.encode() + rows + tail.encode()
