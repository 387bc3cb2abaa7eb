"""A workbook file as a package of parts, read without trust.

Every part is measured before it is unpacked, and no name of a part reaches the file system.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, NoReturn
from urllib.parse import unquote

from focusxl.errors import Unreadable
from focusxl.files.openxml.source import MEGABYTE
from focusxl.files.openxml.xml_reader import (
    Allowance,
    MeasuredStream,
    NotPlainXml,
    XmlReader,
    check_prolog,
)

MOST_PARTS = 4_000
_MOST_ENTRIES = 4 * MOST_PARTS
"""The most entries, counted before they are read, with those of embedded workbooks."""
LARGEST_PART = 64 * MEGABYTE
LARGEST_WHOLE = 128 * MEGABYTE
MOST_TIMES_LARGER = 200
_ALWAYS_UNPACKED = MEGABYTE
"""A part of up to this size may have any compression ratio, as blank pages do."""

_OLE_FILE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_ENTRY = b"PK\x01\x02"
"""The first bytes of each entry in the directory of an archive."""
_PACKED_AS_USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_XML_ENDINGS = (".xml", ".rels", ".vml")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
"""The exceptions of the zip library for damaged files."""


class Relation(NamedTuple):
    """A relation of a part: the kind and the name of the other part."""

    kind: str
    """Last word of the relation's type: worksheet, styles, …"""
    target: str
    external: bool


class Package:
    """The parts of a workbook file."""

    def __init__(self, content: bytes, name: str) -> None:
        """Open the package and measure it.

        Args:
            content: the bytes of the file.
            name: the name of the file for messages.

        Raises:
            Unreadable: it is no package, is encrypted, or unpacks to more than a report needs.
        """
        self.name = name
        if content.startswith(_OLE_FILE):
            self.refuse(
                "is protected by a password; remove it in Excel and save the workbook again"
                if _ENCRYPTED_PACKAGE in content
                else "is in the old .xls format; open it in Excel and save it as .xlsx or .xlsm"
            )
        if not content.startswith(b"PK"):
            self.refuse("is not a workbook, whatever its name says; save it from Excel as .xlsx")
        if content.count(_ENTRY) > _MOST_ENTRIES:
            # Before the directory is read: each entry takes much more memory than its bytes.
            self.refuse(f"has more than {MOST_PARTS:,} parts, more than a report can need")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGED:
            self.refuse_damaged()
        self.parts = self._measured()
        self._names = self._by_spelling()
        self._read: set[str] = set()
        self._allowance = Allowance()
        self._relations: dict[str, dict[str, Relation]] = {}

    def refuse(self, reason: str) -> NoReturn:
        """Raise the refusal of the file, with the reason."""
        raise Unreadable(f"{self.name} {reason}.")

    def refuse_damaged(self, part: str = "") -> NoReturn:
        """Raise the refusal of a damaged file."""
        where = f" in {part!a}" if part else ""
        self.refuse(f"is damaged{where}; open it in Excel, repair and save it, or use a copy")

    def _measured(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._archive.infolist()
        if len(infos) > MOST_PARTS:
            self.refuse(f"has more than {MOST_PARTS:,} parts, more than a report can need")
        parts: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if info.flag_bits & 0x1:
                self.refuse("is encrypted; remove the password and save it again")
            if info.filename in parts:
                self.refuse_damaged(info.filename[:80])
            if info.compress_type not in _PACKED_AS_USUAL:
                self.refuse(
                    "is packed in a way that no spreadsheet program reads; open it where it was "
                    "made and save it as .xlsx or .xlsm"
                )
            too_dense = info.file_size > MOST_TIMES_LARGER * max(info.compress_size, 1)
            if info.file_size > LARGEST_PART or (too_dense and info.file_size > _ALWAYS_UNPACKED):
                self.refuse("unpacks to more than a report can need; check where it comes from")
            parts[info.filename] = info
        if sum(info.file_size for info in infos) > LARGEST_WHOLE:
            self.refuse("unpacks to more than a report can need; check where it comes from")
        return parts

    def _by_spelling(self) -> dict[str, str]:
        """Give the stored name of each part by its normalized spelling.

        Raises:
            Unreadable: two parts have names that Excel takes for the same.
        """
        names: dict[str, str] = {}
        for name in self.parts:
            if names.setdefault(_spelled(name), name) != name:
                self.refuse_damaged(name[:80])
        return names

    def stored_name(self, part: str) -> str:
        """Give the name under which a part is stored, whatever the spelling of its name.

        Case does not matter, nor does a leading slash; programs write a backslash for a slash and
        ``%20`` for a space. The name of a part that does not exist is given back.
        """
        return self._names.get(_spelled(part), part)

    @contextmanager
    def open(self, part: str, allowance: Allowance | None = None) -> Iterator[MeasuredStream]:
        """Open one part for reading; any error on the way means a damaged file.

        Args:
            part: the name of the part.
            allowance: limits of its own, for a part that may be longer than those of a report.

        Raises:
            Unreadable: there is no such part, or it is damaged.
        """
        part = self.stored_name(part)
        info = self.parts.get(part)
        if info is None:
            self.refuse_damaged(part)
        self._read.add(part)
        try:
            with self._archive.open(info) as stream:
                yield MeasuredStream(stream, allowance or self._allowance)
        except NotPlainXml as refusal:
            self.refuse(f"cannot be read: its part {part!a} {refusal}")
        except _DAMAGED:
            self.refuse_damaged(part)

    def read(self, part: str) -> bytes:
        """Give the whole of one part."""
        with self.open(part) as stream:
            return stream.read()

    def check_rest(self) -> None:
        """Read the beginning of every XML part not read yet: none may declare a document type."""
        for part in self.parts.keys() - self._read:
            if part.lower().endswith(_XML_ENDINGS):
                with self.open(part) as stream:
                    check_prolog(stream)

    def relations(self, part: str) -> dict[str, Relation]:
        """Give the relations of a part by id; of the package itself for an empty name."""
        folder, _, file = part.replace("\\", "/").rpartition("/")
        relations_part = self.stored_name(posixpath.join(folder, "_rels", f"{file}.rels"))
        if relations_part in self._relations:
            return self._relations[relations_part]
        found = self._relations[relations_part] = {}
        if relations_part not in self.parts:
            return found

        def relation(attributes: dict[str, str]) -> None:
            target = attributes.get("Target", "")
            external = attributes.get("TargetMode") == "External"
            if not external:
                target = target.replace("\\", "/")
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                target = self.stored_name(target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = Relation(kind, target, external)

        with self.open(relations_part) as stream:
            XmlReader({_RELATIONSHIP: relation}).read(stream)
        return found


def _spelled(part: str) -> str:
    r"""Normalize the spelling of a part's name, by which names are compared.

    >>> _spelled("/xl/Shared%20Strings.xml"), _spelled("XL\\shared strings.xml")
    ('xl/shared strings.xml', 'xl/shared strings.xml')
    """
    return unquote(part).replace("\\", "/").lstrip("/").lower()
