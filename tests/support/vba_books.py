"""Our template with its VBA tampered with, stream by stream."""

from __future__ import annotations

import functools
import struct
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, decompress

from focusxl.forms.loader import load_edition
from focusxl_udfs.functions import catalogue
from focusxl_workbook.build import build_template
from tests.support.parts import parts_of, with_parts

PROJECT = "xl/vbaProject.bin"
OFFSET = 0x31
MODULE = 0x19


@functools.cache
def template() -> bytes:
    """The empty template of 2014, with macros."""
    return build_template(load_edition("2014"), "udf", catalogue()).content


@functools.cache
def native() -> bytes:
    """The empty template of 2014, without macros."""
    return build_template(load_edition("2014"), "native").content


def with_vba(
    change: Callable[[ExcelFile], None], content: bytes | None = None, suffix: str = ".xlsm"
) -> bytes:
    """The template, its VBA changed through pyOpenVBA."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"book{suffix}")
        path.write_bytes(template() if content is None else content)
        with ExcelFile(path) as book:
            change(book)
            book.save()
        return path.read_bytes()


def with_modules(changes: Mapping[str, Callable[[str], str]]) -> bytes:
    """The template, the source of some modules changed."""

    def change(book: ExcelFile) -> None:
        for name, made in changes.items():
            book.set_module(name, made(book.get_module(name)))

    return with_vba(change)


def with_project(change: Callable[[bytes], bytes]) -> bytes:
    """The template, its VBA project changed as bytes."""
    return with_parts(template(), lambda name, part: change(part) if name == PROJECT else part)


def project() -> bytes:
    """The VBA project of the template."""
    return parts_of(template())[PROJECT]


def records(directory: bytes) -> list[tuple[int, bytes]]:
    """The records of a list of modules, as [MS-OVBA] 2.3.4.2 has them."""
    found, position = [], 0
    while position + 6 <= len(directory):
        record, size = struct.unpack_from("<HI", directory, position)
        size = 6 if record == 9 else size
        found.append((record, directory[position + 6 : position + 6 + size]))
        position += 6 + size
    return found


def with_records(
    content: bytes, change: Callable[[list[tuple[int, bytes]]], list[tuple[int, bytes]]]
) -> bytes:
    """The project, its list of modules changed record by record."""
    container = CFB.from_bytes(content)
    directory = decompress(container.get_stream_at(["VBA"], "dir"))
    packed = b"".join(
        struct.pack("<HI", record, 4 if record == 9 else len(data)) + data
        for record, data in change(records(directory))
    )
    container.write_stream_at(["VBA"], "dir", compress(packed))
    changed: bytes = container.to_bytes()
    return changed


def compiled(content: bytes, code: bytes = b"", table: bytes = b"") -> bytes:
    """The project as Excel saves it: compiled code before each text, a table of names beside."""
    container = CFB.from_bytes(content)
    beside = b"\x01\x16\x03" + bytes(range(200)) + b"FocusXL doctor RunPython" + code
    for name in container.list_streams_at(["VBA"]):
        if name not in ("dir", "_VBA_PROJECT"):
            text = container.get_stream_at(["VBA"], name)
            container.write_stream_at(["VBA"], name, beside + text)
    names = b"\xcc\x61\xb5\x00\x00\x03\x00\xff" + b"Excel\x80VBA\xf7Win16\x07InStrRevk" + table
    container.write_stream_at(["VBA"], "_VBA_PROJECT", names)
    offset = struct.pack("<I", len(beside))
    return with_records(
        container.to_bytes(),
        lambda found: [(record, offset if record == OFFSET else data) for record, data in found],
    )
