"""Appends changed objects to a PDF; every byte of the original stays as it was.

See ISO 32000-1, 7.5.6, “Incremental updates”.
"""

from __future__ import annotations

import io
import re

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
)

from focusxl.official_form.form_file import damaged

_START = re.compile(rb"startxref\s+([0-9]+)\s+%%EOF\s*\Z")
_TABLE = b"xref"
_STREAM = re.compile(rb"[0-9]+\s+[0-9]+\s+obj\b")
_KEPT = ("/Root", "/Info", "/ID")


class Update:
    """Objects that are added to a PDF, or put in the place of those it has."""

    def __init__(self, pdf: bytes, reader: PdfReader) -> None:
        """Begin an update.

        Raises:
            NotPlaced: the file's own list of its objects is not where the file says.
        """
        start = _START.search(pdf, max(0, len(pdf) - 1024))
        if start is None:
            raise damaged()
        self._pdf = pdf
        self._reader = reader
        self._previous = int(start[1])
        self._objects: dict[int, tuple[int, PdfObject]] = {}
        self._next = _first_free_number(reader)

    def add(self, added: PdfObject) -> IndirectObject:
        """Add an object, and give the reference to it."""
        number = self._next
        self._next += 1
        self._objects[number] = (0, added)
        return IndirectObject(number, 0, self._reader)

    def replace(self, reference: IndirectObject, changed: PdfObject) -> None:
        """Put an object in the place of one that the file has."""
        self._objects[reference.idnum] = (reference.generation, changed)

    def written(self) -> bytes:
        """Give the original followed by the update.

        Raises:
            NotPlaced: the file's own list of its objects is of no known kind.
        """
        out = io.BytesIO()
        out.write(self._pdf)
        out.write(b"\n")
        offsets: dict[int, int] = {}
        for number, (generation, changed) in self._objects.items():
            offsets[number] = out.tell()
            _write_object(out, number, generation, changed)
        at = out.tell()
        if self._pdf.startswith(_TABLE, self._previous):
            self._write_table(out, offsets)
        elif _STREAM.match(self._pdf, self._previous):
            self._write_stream(out, offsets)
        else:
            raise damaged()
        out.write(b"startxref\n%d\n%%%%EOF\n" % at)
        return out.getvalue()

    def _write_table(self, out: io.BytesIO, offsets: dict[int, int]) -> None:
        out.write(b"xref\n")
        for number, offset in sorted(offsets.items()):
            generation = self._objects[number][0]
            out.write(b"%d 1\n%010d %05d n \n" % (number, offset, generation))
        out.write(b"trailer\n")
        self._trailer(self._next).write_to_stream(out)
        out.write(b"\n")

    def _write_stream(self, out: io.BytesIO, offsets: dict[int, int]) -> None:
        """Write the list as a stream, as a file that has its own in a stream must."""
        number = self._next
        offsets = dict(sorted({**offsets, number: out.tell()}.items()))
        rows = (
            b"\x01" + offset.to_bytes(4, "big") + self._generation(each).to_bytes(2, "big")
            for each, offset in offsets.items()
        )
        stream = DecodedStreamObject()
        stream.set_data(b"".join(rows))
        stream.update(self._trailer(number + 1))
        stream[NameObject("/Type")] = NameObject("/XRef")
        stream[NameObject("/W")] = _numbers(1, 4, 2)
        stream[NameObject("/Index")] = _numbers(*(part for each in offsets for part in (each, 1)))
        _write_object(out, number, 0, stream)

    def _generation(self, number: int) -> int:
        return self._objects[number][0] if number in self._objects else 0

    def _trailer(self, size: int) -> DictionaryObject:
        trailer = DictionaryObject(
            {
                NameObject("/Prev"): NumberObject(self._previous),
                NameObject("/Size"): NumberObject(size),
            }
        )
        for key in _KEPT:
            if key in self._reader.trailer:
                trailer[NameObject(key)] = self._reader.trailer.raw_get(key)
        return trailer


def _first_free_number(reader: PdfReader) -> int:
    declared = reader.trailer.get("/Size")
    used = [*reader.xref_objStm, *(number for table in reader.xref.values() for number in table)]
    return max(declared if isinstance(declared, NumberObject) else 0, max(used, default=0) + 1)


def _write_object(out: io.BytesIO, number: int, generation: int, written: PdfObject) -> None:
    out.write(b"%d %d obj\n" % (number, generation))
    written.write_to_stream(out)
    out.write(b"\nendobj\n")


def _numbers(*values: int) -> ArrayObject:
    return ArrayObject([NumberObject(value) for value in values])
