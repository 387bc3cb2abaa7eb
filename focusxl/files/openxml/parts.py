"""A workbook file as the parts that it is packed of, and how they refer to each other.

For files of our own making, and for those that `focusxl.files.openxml.package` has found harmless.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Container, Mapping

from defusedxml import ElementTree

from focusxl.files.openxml.package import Package

Parts = dict[str, bytes]
"""The content of each part by its name, in the order in which they are stored."""

WORKBOOK = "xl/workbook.xml"
_CHAIN = "xl/calcChain.xml"
_TYPES = "[Content_Types].xml"
_OF_CHAIN = re.compile(rb"<(?:\w+:)?(?:Override|Relationship)\s[^<>]*calcChain\.xml[^<>]*/>")
_OLDEST_TIME_IN_A_ZIP = (1980, 1, 1, 0, 0, 0)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"


def read_parts(workbook: bytes) -> Parts:
    """Give the parts of a workbook file by name, in the order they are stored."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """Put parts together to a workbook file, byte for byte the same for the same parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _OLDEST_TIME_IN_A_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Python names the system it runs on here; the same workbook is built on each of them.
            entry.create_system = 0
            archive.writestr(entry, content)
    return packed.getvalue()


def packed_again(
    package: Package, changed: Mapping[str, bytes], left_out: Container[str] = ()
) -> bytes:
    """Pack a file again, its parts in their order and with their dates.

    Args:
        package: the file.
        changed: the new content of parts.
        left_out: the parts that it has no longer.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, old in package.parts.items():
            if name in left_out:
                continue
            entry = zipfile.ZipInfo(name, old.date_time)
            entry.compress_type = old.compress_type
            entry.external_attr = old.external_attr
            entry.create_system = old.create_system
            content = changed.get(name)
            archive.writestr(entry, package.read(name) if content is None else content)
    return packed.getvalue()


def without_chain(package: Package, changed: dict[str, bytes]) -> tuple[str, ...]:
    """Take out the order of calculation that Excel keeps, which names every cell with a formula.

    Excel makes it anew; it takes a file for damaged whose order names a cell without one.

    Returns:
        The parts to leave out; what refers to them is changed.
    """
    chain = package.stored_name(_CHAIN)
    if chain not in package.parts:
        return ()
    for part in (_TYPES, links_part(WORKBOOK)):
        name = package.stored_name(part)
        content = changed.get(name) or package.read(name)
        changed[name] = _OF_CHAIN.sub(b"", content)
    return (chain,)


def links_part(part: str) -> str:
    """Give the part that says what another part refers to."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def links(parts: Mapping[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """Give the kind and the target part of each relationship of a part, by its id."""
    content = parts.get(links_part(part))
    if content is None:
        return {}
    folder = posixpath.dirname(part)
    return {
        entry.get("Id", ""): (
            posixpath.basename(entry.get("Type", "")),
            posixpath.normpath(posixpath.join("/", folder, entry.get("Target", ""))).lstrip("/"),
        )
        for entry in ElementTree.fromstring(content)
    }


def sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Give the part of each sheet by the sheet's name."""
    targets = links(parts, WORKBOOK)
    return {
        entry.get("name", ""): targets[entry.get(_RELATIONSHIP, "")][1]
        for entry in ElementTree.fromstring(parts[WORKBOOK]).iter(_SHEET)
    }
