"""The overlay of typed texts on the pages of a PDF, in a new file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    RectangleObject,
)

from focusxl.files.official_pdf.drawn_parts import DrawnParts, NewFile
from focusxl.files.official_pdf.typed import ENCODING, HEIGHT, WIDTH, Typed

_FONT = "/FocusXL"


def written_over(
    reader: PdfReader,
    typed: Mapping[int, Sequence[Typed]],
    added: Sequence[Sequence[Typed]] = (),
) -> bytes:
    """Give the pages of a PDF with texts typed onto them, counted from 0, and added pages.

    Of the PDF that was read, only what draws its pages is copied.

    Raises:
        NotPlaced: a page is drawn in a way that is not copied.
    """
    file = NewFile(reader)
    parts = DrawnParts(file)
    font = file.add(_helvetica())
    before = file.add(_stream(b"q\n"))
    pages = []
    for index, page in enumerate(reader.pages):
        resources = parts.resources(page)
        resources["/Font"][NameObject(_FONT)] = font
        after = file.add(_stream(b"\nQ\n" + _drawing(page, typed.get(index, ()))))
        contents = [before, *parts.contents(page), after]
        pages.append(file.add(_page(file, page, resources, contents)))
    for texts in added:
        page = PageObject.create_blank_page(width=WIDTH, height=HEIGHT)
        resources = {"/Font": DictionaryObject({NameObject(_FONT): font})}
        contents = [file.add(_stream(_drawing(page, texts)))]
        pages.append(file.add(_page(file, page, resources, contents)))
    return file.written(pages)


def _page(
    file: NewFile,
    page: PageObject,
    resources: Mapping[str, DictionaryObject],
    contents: Sequence[IndirectObject],
) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Page"),
            NameObject("/Parent"): file.tree,
            NameObject("/MediaBox"): RectangleObject(tuple(page.mediabox)),
            NameObject("/CropBox"): RectangleObject(tuple(page.cropbox)),
            NameObject("/Rotate"): NumberObject(0),
            NameObject("/Resources"): DictionaryObject(
                {NameObject(key): names for key, names in resources.items() if names}
            ),
            NameObject("/Contents"): ArrayObject(contents),
        }
    )


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
    """Give the font, one that every PDF reader has."""
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
