"""A PDF that is written from nothing: it holds what is added to it, and nothing else.

See ISO 32000-1, 7.5, “File structure”.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
)

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""What every PDF begins with; the second line says that bytes of all kinds follow."""
_ROOT, _TREE = 1, 2


class NewFile:
    """Objects of a PDF in the making, and its pages."""

    def __init__(self, reader: PdfReader) -> None:
        """Begin a file.

        Args:
            reader: whose objects are copied; a reference is written as its number alone.
        """
        self._reader = reader
        self._objects: list[PdfObject | None] = [None, None]
        self.tree = self._reference(_TREE)

    def add(self, added: PdfObject) -> IndirectObject:
        """Add an object, and give the reference to it."""
        self._objects.append(added)
        return self._reference(len(self._objects))

    def keep_place(self) -> IndirectObject:
        """Give the reference to an object that is put there later."""
        self._objects.append(None)
        return self._reference(len(self._objects))

    def put(self, reference: IndirectObject, added: PdfObject) -> None:
        """Put an object into the place that was kept for it."""
        self._objects[reference.idnum - 1] = added

    def written(self, pages: Sequence[IndirectObject]) -> bytes:
        """Give the file with these pages."""
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
