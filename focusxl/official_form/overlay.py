"""Writes typed texts over what the pages of a PDF print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
)

from focusxl.official_form.form_file import damaged
from focusxl.official_form.typed import ENCODING, Typed
from focusxl.official_form.update import Update

_FONT = "/FocusXL"


def written_over(pdf: bytes, reader: PdfReader, typed: Mapping[int, Sequence[Typed]]) -> bytes:
    """Give the PDF with texts typed onto its pages, counted from 0.

    Raises:
        NotPlaced: the file is put together in a way that cannot be added to.
    """
    update = Update(pdf, reader)
    font = update.add(_helvetica())
    before = update.add(_stream(b"q\n"))
    for index, texts in typed.items():
        page = reader.pages[index]
        if page.indirect_reference is None:
            raise damaged()
        after = update.add(_stream(b"\nQ\n" + _drawing(page, texts)))
        update.replace(page.indirect_reference, _with_drawing(page, font, before, after))
    return update.written()


def _with_drawing(
    page: PageObject, font: IndirectObject, before: IndirectObject, after: IndirectObject
) -> DictionaryObject:
    resources = DictionaryObject(page.get("/Resources", DictionaryObject()).get_object())
    fonts = DictionaryObject(resources.get("/Font", DictionaryObject()).get_object())
    fonts[NameObject(_FONT)] = font
    resources[NameObject("/Font")] = fonts
    changed = DictionaryObject(page)
    changed[NameObject("/Resources")] = resources
    changed[NameObject("/Contents")] = ArrayObject([before, *_contents(page), after])
    return changed


def _contents(page: PageObject) -> list[IndirectObject]:
    """Give the streams that print a page, as references."""
    contents = page.raw_get("/Contents") if "/Contents" in page else NullObject()
    listed = contents.get_object()
    if isinstance(listed, ArrayObject):
        return list(list.__iter__(listed))
    return [contents] if isinstance(contents, IndirectObject) else []


def _drawing(page: PageObject, texts: Sequence[Typed]) -> bytes:
    left, bottom = float(page.mediabox.left), float(page.mediabox.bottom)
    lines = [b"q BT 0 g 0 Tc 0 Tw 0 Ts 0 Tr"]
    for text in texts:
        x, y = left + text.left, bottom + text.baseline
        look = f"{_FONT} {text.size:.2f} Tf {text.stretch * 100:.0f} Tz 1 0 0 1 {x:.2f} {y:.2f} Tm"
        lines.append(f"{look} <{text.text.encode(ENCODING).hex()}> Tj".encode("ascii"))
    lines.append(b"ET Q\n")
    return b"\n".join(lines)


def _helvetica() -> DictionaryObject:
    """Give the font, one of those that every PDF reader has."""
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )


def _stream(data: bytes) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream
