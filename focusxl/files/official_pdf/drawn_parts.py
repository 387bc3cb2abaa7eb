"""The new PDF file, and the parts of the user's file that draw its pages, copied into it.

The parts that are copied are listed by name: fonts, pictures, colors and graphics states. Anything
else that a PDF can have (scripts, actions, links, embedded files, comments, layers, references to
other files) is not listed and therefore left behind, whether it is known or not. For the new file
see ISO 32000-1, 7.5, “File structure”.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from focusxl.files.official_pdf.form_file import as_dictionary, damaged

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""The beginning of every PDF; its second line marks the file as binary."""
_ROOT, _TREE = 1, 2


class NewFile:
    """A PDF file under construction: its objects and its pages."""

    def __init__(self, reader: PdfReader) -> None:
        """Begin a file.

        Args:
            reader: the reader of the copied objects; a reference is written as its number alone.
        """
        self._reader = reader
        self._objects: list[PdfObject | None] = [None, None]
        self.tree = self._reference(_TREE)

    def add(self, added: PdfObject) -> IndirectObject:
        """Add an object, and give its reference."""
        self._objects.append(added)
        return self._reference(len(self._objects))

    def keep_place(self) -> IndirectObject:
        """Reserve an object number, and give its reference."""
        self._objects.append(None)
        return self._reference(len(self._objects))

    def put(self, reference: IndirectObject, added: PdfObject) -> None:
        """Add the object for a reserved reference."""
        self._objects[reference.idnum - 1] = added

    def written(self, pages: Sequence[IndirectObject]) -> bytes:
        """Write the file with these pages."""
        self._objects[_ROOT - 1] = DictionaryObject(
            {NameObject("/Type"): NameObject("/Catalog"), NameObject("/Pages"): self.tree}
        )
        self._objects[_TREE - 1] = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Pages"),
                NameObject("/Kids"): ArrayObject(pages),
                NameObject("/Count"): NumberObject(len(pages)),
            }
        )
        out = io.BytesIO()
        out.write(_HEAD)
        offsets = []
        for number, each in enumerate(self._objects, start=1):
            assert each is not None
            offsets.append(out.tell())
            out.write(b"%d 0 obj\n" % number)
            each.write_to_stream(out)
            out.write(b"\nendobj\n")
        at = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
        out.write(b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (len(offsets) + 1, _ROOT))
        out.write(b"startxref\n%d\n%%%%EOF\n" % at)
        return out.getvalue()

    def _reference(self, number: int) -> IndirectObject:
        return IndirectObject(number, 0, self._reader)


def _keys(listed: str) -> frozenset[str]:
    return frozenset(f"/{key}" for key in listed.split())


_PACKING = _keys("Filter DecodeParms")
_HOW_PACKED = _keys(
    "Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows "
    "EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform"
)
_OF_FONTS = _keys(
    "Type Subtype BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode "
    "DescendantFonts CIDSystemInfo Registry Ordering Supplement DW W DW2 W2 CIDToGIDMap "
    "BaseEncoding Differences CMapName WMode FontName FontFamily FontStretch FontWeight Flags "
    "FontBBox ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth "
    "MissingWidth CharSet FontFile FontFile2 FontFile3 Length1 Length2 Length3"
)
_OF_PICTURES = _keys(
    "Width Height ColorSpace BitsPerComponent Decode ImageMask Mask SMask Interpolate Intent Matte"
)
_OF_COLOURS = _keys(
    "N Alternate Range FunctionType Domain C0 C1 Functions Bounds Encode Size BitsPerSample Order "
    "WhitePoint BlackPoint Gamma Matrix"
)
_OF_LOOKS = _keys("LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK")
"""Parameters of the graphics state."""
_DRAWING = _OF_FONTS | _OF_PICTURES | _OF_COLOURS | _OF_LOOKS
_NAMED = ("/Font", "/XObject", "/ExtGState", "/ColorSpace")
"""The resources of a page that are copied, each a table of names."""
_NOT_CARRIED = ("/Pattern", "/Shading")
"""Resources for drawing that are not copied and that the official form does not use."""
_PLAIN = (BooleanObject, NumberObject, FloatObject, NameObject, NullObject)
_PICTURE = "/Image"


class DrawnParts:
    """The copier of the objects that draw the pages of the user's file."""

    def __init__(self, file: NewFile) -> None:
        self._file = file
        self._taken: dict[int, IndirectObject] = {}
        """The reference in the new file of each copied object, by its number in the user's file."""

    def resources(self, page: PageObject) -> dict[str, DictionaryObject]:
        """Give the tables of names that a page draws with.

        Raises:
            NotPlaced: the page is drawn with something that is not copied.
        """
        given = as_dictionary(page.get("/Resources"))
        if any(as_dictionary(given.get(key)) for key in _NOT_CARRIED):
            raise damaged()
        return {key: self._names(key, as_dictionary(given.get(key))) for key in _NAMED}

    def contents(self, page: PageObject) -> list[IndirectObject]:
        """Give the content streams of a page."""
        if "/Contents" not in page:
            return []
        given = page.raw_get("/Contents")
        found = given.get_object()
        streams = list.__iter__(found) if isinstance(found, ArrayObject) else iter([given])
        return [self._stream(each) for each in streams]

    def _names(self, key: str, given: Mapping[str, PdfObject]) -> DictionaryObject:
        names = DictionaryObject()
        for name in given:
            each = DictionaryObject.raw_get(given, name)  # type: ignore[arg-type]
            if key == "/XObject" and as_dictionary(each).get("/Subtype") != _PICTURE:
                continue
            names[NameObject(name)] = self._copy(each)
        return names

    def _stream(self, given: PdfObject) -> IndirectObject:
        """Copy a content stream: its bytes, and their compression."""
        found = given.get_object()
        if not isinstance(given, IndirectObject) or not isinstance(found, StreamObject):
            raise damaged()
        if given.idnum not in self._taken:
            self._taken[given.idnum] = self._file.add(self._packed(found))
        return self._taken[given.idnum]

    def _packed(self, given: StreamObject) -> EncodedStreamObject:
        """Give the bytes of a stream unchanged; empty for a stream in another file."""
        stream = EncodedStreamObject()
        stream._data = given._data
        for key in _PACKING & given.keys():
            stream[NameObject(key)] = self._copy(given.raw_get(key), _HOW_PACKED)
        return stream

    def _copy(self, given: PdfObject, keys: frozenset[str] = _DRAWING) -> PdfObject:
        if isinstance(given, IndirectObject):
            if given.idnum not in self._taken:
                place = self._taken[given.idnum] = self._file.keep_place()
                found = given.get_object()
                self._file.put(place, NullObject() if found is None else self._copy(found, keys))
            return self._taken[given.idnum]
        if isinstance(given, StreamObject):
            stream = self._packed(given)
            stream.update(self._entries(given, keys))
            return stream
        if isinstance(given, DictionaryObject):
            return DictionaryObject(self._entries(given, keys))
        if isinstance(given, ArrayObject):
            return ArrayObject([self._copy(each, keys) for each in list.__iter__(given)])
        if isinstance(given, TextStringObject):
            return ByteStringObject(given.original_bytes)
        if isinstance(given, (*_PLAIN, ByteStringObject)):
            return given
        raise damaged()

    def _entries(self, given: DictionaryObject, keys: frozenset[str]) -> dict[PdfObject, PdfObject]:
        return {
            NameObject(key): self._copy(given.raw_get(key), keys) for key in given if key in keys
        }
