"""The user's copy of the form as a file: checked before it is read, since it can be anything."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from focusxl.official_form.refusal import NotPlaced

MOST_BYTES = 20_000_000
MOST_PAGES = 100
MOST_UNPACKED_BYTES = 16_000_000
"""What the pages' print and fonts may unpack to; those of the official form take about 2 MB."""

for _library in ("pypdf", "pdfminer"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


def open_form(pdf: bytes) -> PdfReader:
    """Open a copy of the form, once it is known to be harmless and unfilled.

    Raises:
        NotPlaced: it is no PDF, is protected, too large, damaged, or written on.
    """
    if len(pdf) > MOST_BYTES:
        raise NotPlaced(
            f"The official form given has {len(pdf) / 1e6:.0f} MB, more than the "
            f"{MOST_BYTES / 1e6:.0f} MB that are read; take the PDF from the SEC's site."
        )
    if not pdf.startswith(b"%PDF-"):
        raise NotPlaced("The official form given is not a PDF; take the PDF from the SEC's site.")
    with refusing_damage():
        reader = PdfReader(io.BytesIO(pdf))
        if reader.is_encrypted:
            raise NotPlaced(
                "The official form given is protected by encryption; take an unprotected copy."
            )
        _check_pages(reader)
        return reader


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Refuse a file in which a library meets anything at all that it did not expect."""
    try:
        yield
    except NotPlaced:
        raise
    except Exception:
        raise damaged() from None


def damaged() -> NotPlaced:
    """Give the refusal of a PDF that cannot be read."""
    return NotPlaced(
        "The official form given cannot be read as a PDF: it is damaged, unusually large inside, "
        "or made in a way that FocusXL does not know; "
        "take the PDF from the SEC's site."
    )


def _check_pages(reader: PdfReader) -> None:
    if not reader.pages:
        raise damaged()
    if len(reader.pages) > MOST_PAGES:
        raise NotPlaced(
            f"The official form given has {len(reader.pages)} pages, more than the {MOST_PAGES} "
            "that are read; take the PDF from the SEC's site."
        )
    unpacked = 0
    seen: set[int] = set()
    for number, page in enumerate(reader.pages, start=1):
        if page.rotation:
            raise NotPlaced(f"Page {number} of the official form given is turned; turn it upright.")
        if any(_is_entry(annotation) for annotation in _annotations(page)):
            raise NotPlaced(
                f"Page {number} of the official form given has entries or comments of its own; "
                "take an unfilled copy."
            )
        for stream in _streams(page, seen):
            unpacked += len(stream.get_data())
            if unpacked > MOST_UNPACKED_BYTES:
                raise damaged()


def _annotations(page: PageObject) -> list[PdfObject]:
    annotations = page.get("/Annots")
    found = annotations.get_object() if annotations is not None else None
    return list(found) if isinstance(found, ArrayObject) else []


def _is_entry(annotation: PdfObject) -> bool:
    read = annotation.get_object()
    return not isinstance(read, DictionaryObject) or read.get("/Subtype") != "/Link"


def _streams(page: PageObject, seen: set[int]) -> Iterator[StreamObject]:
    """Give each stream that reading the letters of a page unpacks, once."""
    resources = page.get("/Resources", DictionaryObject()).get_object()
    waiting: list[PdfObject] = (
        [DictionaryObject.raw_get(page, "/Contents")] if "/Contents" in page else []
    )
    waiting.append(resources.get("/Font", DictionaryObject()))
    while waiting:
        part = waiting.pop()
        if isinstance(part, IndirectObject):
            if part.idnum in seen:
                continue
            seen.add(part.idnum)
            found = part.get_object()
            if found is None:
                continue
            part = found
        if isinstance(part, StreamObject):
            yield part
        if isinstance(part, ArrayObject):
            waiting += list.__iter__(part)
        elif isinstance(part, DictionaryObject):
            waiting += dict.values(part)
