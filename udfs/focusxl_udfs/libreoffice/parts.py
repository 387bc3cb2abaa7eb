"""The parts of a workbook file, and how they refer to each other."""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from defusedxml import ElementTree

from focusxl_udfs.libreoffice import LibreOfficeError

Parts = dict[str, bytes]

WORKBOOK = "xl/workbook.xml"
LARGEST_WORKBOOK = 256 * 2**20
"""Unpacked; a form is a few megabytes, so anything larger is a trap."""
DRAWING = "vmlDrawing"
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
CODE_NAME = re.compile(rb'<sheetPr\b[^>]*\bcodeName="([^"]*)"')


def require_reasonable(path: Path) -> None:
    """Refuse a package that would fill the memory once it is unpacked."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as package:
        if sum(entry.file_size for entry in package.infolist()) > LARGEST_WORKBOOK:
            raise LibreOfficeError(
                f"{path.name} is not opened: unpacked it would take more than "
                f"{LARGEST_WORKBOOK // 2**20} megabytes, and a FOCUS workbook takes a few."
            )


def read_parts(path: Path) -> Parts:
    """Return every part of a workbook file; none for a file that is no package."""
    if not zipfile.is_zipfile(path):
        return {}
    require_reasonable(path)
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def links_part(part: str) -> str:
    """Return the part that says what another part refers to."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def links(parts: Mapping[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """Return the kind and the target part of each relationship of a part, by its id."""
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
    """Return the part of each sheet by the sheet's name."""
    targets = links(parts, WORKBOOK)
    return {
        entry.get("name", ""): targets[entry.get(RELATIONSHIP, "")][1]
        for entry in ElementTree.fromstring(parts[WORKBOOK]).iter(SHEET)
    }


def drawing_of(parts: Mapping[str, bytes], sheet: str) -> str | None:
    """Return the part with a sheet's buttons and notes, if it has any."""
    found = (target for kind, target in links(parts, sheet).values() if kind == DRAWING)
    return next((target for target in found if target in parts), None)


def code_name(sheet: bytes) -> str | None:
    """Return the name of a sheet's VBA module, as the sheet's part states it."""
    named = CODE_NAME.search(sheet)
    return named[1].decode() if named else None
