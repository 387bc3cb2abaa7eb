"""The user's copy of the form as a file, checked before it is read."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from focusxl.errors import NotPlaced
from focusxl.failure_log import log_failure
from focusxl.files.openxml.source import MEGABYTE

MOST_BYTES = 20 * MEGABYTE
MOST_PAGES = 100
MOST_PRINT, MOST_PRINT_OF_PAGE = 3_000_000, 1_000_000
"""Bytes of content streams, unpacked; the official form has 1.4 MB, 60 KB on a page."""
MOST_FONTS = 16_000_000
"""Bytes of fonts, unpacked; those of the official form take about 1 MB."""
_MOST_FIELDS = 10_000

logging.getLogger("pypdf").addHandler(logging.NullHandler())


def open_form(pdf: bytes) -> PdfReader:
    """Open a copy of the form, after checking that it is harmless and not filled in.

    Raises:
        NotPlaced: it is not a PDF, is protected, signed, too large, damaged, or filled in.
    """
    if len(pdf) > MOST_BYTES:
        raise NotPlaced(
            f"The official form given has {len(pdf) // MEGABYTE} MB, more than the "
            f"{MOST_BYTES // MEGABYTE} MB that are read; take the PDF from the SEC's site."
        )
    if not pdf.startswith(b"%PDF-"):
        raise NotPlaced("The official form given is not a PDF; take the PDF from the SEC's site.")
    with refusing_damage():
        reader = PdfReader(io.BytesIO(pdf))
        if reader.is_encrypted:
            raise NotPlaced(
                "The official form given is protected by encryption; take an unprotected copy."
            )
        _check_form(reader)
        _check_pages(reader)
        return reader


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Refuse a file at any exception of the PDF library."""
    try:
        yield
    except NotPlaced:
        raise
    except Exception as damage:
        # A fault of the library, or of FocusXL, looks the same: the log tells them apart.
        log_failure("reading the official form", damage)
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
    of_print = of_fonts = 0
    fonts: set[int] = set()
    for number, page in enumerate(reader.pages, start=1):
        if page.rotation:
            raise NotPlaced(f"Page {number} of the official form given is turned; turn it upright.")
        if any(_is_entry(annotation) for annotation in _annotations(page)):
            raise NotPlaced(
                f"Page {number} of the official form given has entries or comments of its own; "
                "take an unfilled copy."
            )
        of_print += _unpacked(_print(page), MOST_PRINT_OF_PAGE)
        of_fonts += _unpacked(_streams_of_fonts(page, fonts), MOST_FONTS - of_fonts)
        if of_print > MOST_PRINT:
            raise damaged()


def _unpacked(streams: Iterator[StreamObject], most: int) -> int:
    """Give the number of bytes that streams unpack to.

    Raises:
        NotPlaced: they are more than `most`.
    """
    unpacked = 0
    for stream in streams:
        unpacked += len(stream.get_data())
        if unpacked > most:
            raise damaged()
    return unpacked


def _check_form(reader: PdfReader) -> None:
    """Refuse anything beyond print: an XFA form, and a signed file."""
    root = reader.root_object
    form = as_dictionary(root.get("/AcroForm"))
    if "/XFA" in form:
        raise NotPlaced(
            "The official form given is an interactive form (XFA), not printed pages; "
            "take the PDF from the SEC's site, or print it to a PDF."
        )
    flags = form.get("/SigFlags", 0)
    if "/Perms" in root or "/DSS" in root or flags != 0 or _has_signature(form):
        raise NotPlaced(
            "The official form given is signed, and what is typed onto it would not be; "
            "take an unsigned copy."
        )


def _has_signature(form: DictionaryObject) -> bool:
    waiting: list[PdfObject] = [form.get("/Fields", ArrayObject())]
    for _ in range(_MOST_FIELDS):
        if not waiting:
            return False
        part = waiting.pop().get_object()
        if isinstance(part, ArrayObject):
            waiting += list.__iter__(part)
        elif isinstance(part, DictionaryObject):
            if part.get("/FT") == "/Sig":
                return True
            waiting.append(part.get("/Kids", ArrayObject()))
    raise damaged()


def as_dictionary(part: PdfObject | None) -> DictionaryObject:
    """Give a part of a file as a table; an empty one for any other part."""
    found = None if part is None else part.get_object()
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _annotations(page: PageObject) -> list[PdfObject]:
    annotations = page.get("/Annots")
    found = annotations.get_object() if annotations is not None else None
    return list(found) if isinstance(found, ArrayObject) else []


def _is_entry(annotation: PdfObject) -> bool:
    read = annotation.get_object()
    return not isinstance(read, DictionaryObject) or read.get("/Subtype") != "/Link"


def _print(page: PageObject) -> Iterator[StreamObject]:
    """Give the streams that draw a page, each as often as the page uses it."""
    contents = page.get("/Contents", ArrayObject()).get_object()
    for part in contents if isinstance(contents, ArrayObject) else [contents]:
        stream = part.get_object()
        if not isinstance(stream, StreamObject):
            raise damaged()
        yield stream


def _streams_of_fonts(page: PageObject, seen: set[int]) -> Iterator[StreamObject]:
    """Give each stream that must be unpacked to read the letters of a page, once."""
    resources = as_dictionary(page.get("/Resources"))
    waiting: list[PdfObject] = [resources.get("/Font", DictionaryObject())]
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
