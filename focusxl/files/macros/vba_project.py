"""The VBA project of a workbook, parsed without a spreadsheet program ([MS-OVBA])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from focusxl.failure_log import log_failure
from focusxl.values import Record

LARGEST_PROJECT = 4 * 1024 * 1024
"""Bytes. The project takes 50 KB as built, and a few hundred with Excel's compiled code."""
_LARGEST_SOURCE = 256 * 1024
_LARGEST_PACKED = 64 * 1024
"""Bytes. Compressed data can grow by a factor of several hundred."""
_MOST_MODULES = 500

_VERSION, _END, _CONSTANTS = 0x0009, 0x0010, 0x000C
_MODULE, _MODULE_UNICODE = 0x0019, 0x0047
_STREAM, _STREAM_UNICODE = 0x001A, 0x0032
_OFFSET = 0x0031
_REGISTERED, _PROJECT, _CONTROL, _CONTROL_REST = 0x000D, 0x000E, 0x002F, 0x0030
_SIZE_OF_VERSION = 6
_NOT_COMPILED = bytes.fromhex("CC61")
_HEAD_OF_COMPILED = 7
_STORAGE = "VBA"
_OTHER_STREAMS = frozenset({"dir", "_vba_project"})
_ROOT_STREAMS = frozenset({"project", "projectwm", "projectlk"})
_CACHES = "__srp_"
_BEGINS_A_SOURCE = b"\0Attribut"


class NotPlainVba(Exception):
    """A project that is damaged, or built as Excel does not; the message says where."""


class VbaModule(NamedTuple):
    """A module: its name and its source."""

    name: str
    source: str


class VbaProject(Record):
    """The contents of a VBA project."""

    modules: tuple[VbaModule, ...]
    references: tuple[str, ...]
    """The libraries and projects it refers to: ``*\\G{GUID}#version#language#path#name``."""
    constants: str
    """Constants for conditional compilation."""
    forms: tuple[str, ...]
    """Forms with controls, and other storages beside the modules."""
    compiled: bytes
    """Code compiled by the program that saved the project last."""


def read_vba_project(content: bytes) -> VbaProject:
    """Read a VBA project.

    NotPlainVba: it is damaged, too large, or not as programs of Microsoft write it.
        NotPlainVba: it is damaged, too large, or holds what no program of Microsoft's writes.
    """
    if len(content) > LARGEST_PROJECT:
        raise NotPlainVba("it is larger than any of FocusXL's")
    try:
        return _read(content)
    except NotPlainVba:
        raise
    except Exception as damage:
        # Damage shows as any exception of the container's reader. A fault of its own would look
        # the same, and only the log tells them apart.
        log_failure("reading a VBA project", damage)
        raise NotPlainVba(f"it is damaged ({type(damage).__name__})") from None


def _read(content: bytes) -> VbaProject:
    from pyopenvba.cfb import CFB

    container = CFB.from_bytes(content)
    folders = container.list_storages_at()
    if _STORAGE not in folders:
        raise NotPlainVba("it has no modules")
    forms = [name for name in folders if name != _STORAGE]
    forms += container.list_storages_at([_STORAGE])
    forms += [name for name in container.list_streams_at() if name.lower() not in _ROOT_STREAMS]
    directory = _directory(_unpacked(container.get_stream_at([_STORAGE], "dir")))
    streams = {name.lower(): name for name in container.list_streams_at([_STORAGE])}
    compiled = [container.get_stream_at([_STORAGE], streams.pop("_vba_project"))]
    if compiled[0][:2] != _NOT_COMPILED:
        raise NotPlainVba("its compiled code is of no known kind")
    modules: list[VbaModule] = []
    for name, stream, offset in directory.modules:
        if stream.lower() not in streams:
            raise NotPlainVba(f"the text of its module {name!a} is missing or used twice")
        stored = container.get_stream_at([_STORAGE], streams.pop(stream.lower()))
        # Compressed text can contain a further attribute inside it.
        if offset > len(stored) or _BEGINS_A_SOURCE in stored[:offset]:
            raise NotPlainVba(f"its module {name!a} has no text, or two")
        modules.append(VbaModule(name, _unpacked(stored[offset:]).decode("latin-1")))
        compiled.append(stored[:offset])
    for key, stream in streams.items():
        if key.startswith(_CACHES):
            compiled.append(container.get_stream_at([_STORAGE], stream))
        elif key not in _OTHER_STREAMS:
            raise NotPlainVba(f"it hides {stream!a}, which is not one of its modules")
    return VbaProject(
        tuple(modules),
        tuple(directory.references),
        directory.constants,
        tuple(forms),
        b"".join(compiled) if len(compiled[0]) > _HEAD_OF_COMPILED or any(compiled[1:]) else b"",
    )


def _unpacked(packed: bytes) -> bytes:
    from pyopenvba.vba import decompress

    if len(packed) > _LARGEST_PACKED:
        raise NotPlainVba("a module of it is larger than any of FocusXL's")
    text: bytes = decompress(packed, max_bytes=_LARGEST_SOURCE + 1)
    if len(text) > _LARGEST_SOURCE:
        raise NotPlainVba("a module of it is larger than any of FocusXL's")
    return text


class _Directory:
    def __init__(self) -> None:
        self.modules: list[tuple[str, str, int]] = []
        """Name, stream and place of the text in it."""
        self.references: list[str] = []
        self.constants = ""


def _directory(content: bytes) -> _Directory:
    """Read the stream that lists the modules and what the project refers to."""
    found = _Directory()
    open_module: dict[int, bytes] = {}
    for record, data in [*_records(content), (_MODULE, b"")]:
        if record == _MODULE and open_module:
            found.modules.append(_module(open_module))
            open_module = {}
        if record in (_MODULE, _MODULE_UNICODE, _STREAM, _STREAM_UNICODE, _OFFSET):
            if record in open_module or (record != _MODULE and not open_module):
                raise NotPlainVba("its list of modules is not in order")
            if data or record != _MODULE:
                open_module[record] = data
        elif record in (_REGISTERED, _PROJECT, _CONTROL, _CONTROL_REST):
            found.references.extend(_identifiers(record, data))
        elif record == _CONSTANTS:
            found.constants = data.decode("latin-1")
    if len(found.modules) > _MOST_MODULES:
        raise NotPlainVba("it has more modules than a report can need")
    return found


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 6 <= len(content):
        record, size = struct.unpack_from("<HI", content, position)
        position += 6
        if record == _VERSION:
            # The size is not stated: a constant takes its place.
            size = _SIZE_OF_VERSION
        if position + size > len(content):
            raise NotPlainVba("its list of modules is cut off")
        if record == _END:
            return
        yield record, content[position : position + size]
        position += size
    raise NotPlainVba("its list of modules has no end")


def _module(parts: dict[int, bytes]) -> tuple[str, str, int]:
    names = []
    for plain, unicode in ((_MODULE, _MODULE_UNICODE), (_STREAM, _STREAM_UNICODE)):
        name = parts.get(plain, b"").decode("latin-1")
        if unicode in parts:
            other = parts[unicode].decode("utf-16-le")
            if name.isascii() and name != other and "?" not in name:
                raise NotPlainVba(f"a module of it has two names, {name!a} and {other!a}")
            name = other
        names.append(name)
    if not names[1] or len(parts.get(_OFFSET, b"")) != 4:
        raise NotPlainVba(f"its module {names[0]!a} has no text")
    return names[0], names[1], struct.unpack("<I", parts[_OFFSET])[0]


def _identifiers(record: int, data: bytes) -> Iterator[str]:
    """Give the library of a reference, or both paths of a project."""
    position = 0
    for _ in range(2 if record == _PROJECT else 1):
        (size,) = struct.unpack_from("<I", data, position)
        yield data[position + 4 : position + 4 + size].decode("latin-1")
        position += 4 + size
