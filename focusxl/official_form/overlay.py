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
    NumberObject,
)

from focusxl.official_form.continuation import HEIGHT, WIDTH
from focusxl.official_form.form_file import damaged
from focusxl.official_form.typed import ENCODING, Typed
from focusxl.official_form.update import Update

_FONT = "/FocusXL"


def written_over(
    pdf: bytes,
    reader: PdfReader,
    typed: Mapping[int, Sequence[Typed]],
    added: Sequence[Sequence[Typed]] = (),
) -> bytes:
    """Give the PDF with texts typed onto its pages, counted from 0, and pages added at its end.

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
    if added:
        _add_pages(update, reader, font, added)
    return update.written()


def _add_pages(
    update: Update, reader: PdfReader, font: IndirectObject, added: Sequence[Sequence[Typed]]
) -> None:
    """Add pages at the end of the file's tree of pages."""
    reference = reader.root_object.raw_get("/Pages")
    if not isinstance(reference, IndirectObject):
        raise damaged()
    tree = reference.get_object()
    if not isinstance(tree, DictionaryObject):
        raise damaged()
    kids, count = tree["/Kids"].get_object(), tree["/Count"].get_object()
    if not isinstance(kids, ArrayObject) or not isinstance(count, NumberObject):
        raise damaged()
    references = [update.add(_page(update, reference, font, texts)) for texts in added]
    changed = DictionaryObject(tree)
    changed[NameObject("/Kids")] = ArrayObject([*list.__iter__(kids), *references])
    changed[NameObject("/Count")] = NumberObject(count + len(references))
    update.replace(reference, changed)


def _page(
    update: Update, tree: IndirectObject, font: IndirectObject, texts: Sequence[Typed]
) -> DictionaryObject:
    """Make a page of its own."""
    page = PageObject.create_blank_page(width=WIDTH, height=HEIGHT)
    contents = update.add(_stream(_drawing(page, texts)))
    fonts = DictionaryObject({NameObject(_FONT): font})
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Page"),
            NameObject("/Parent"): tree,
            NameObject("/MediaBox"): page[NameObject("/MediaBox")],
            NameObject("/CropBox"): page[NameObject("/MediaBox")],
            NameObject("/Rotate"): NumberObject(0),
            NameObject("/Resources"): DictionaryObject({NameObject("/Font"): fonts}),
            NameObject("/Contents"): ArrayObject([contents]),
        }
    )


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
