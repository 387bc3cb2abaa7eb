"""The parts of a workbook file, and how they refer to each other."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from focusxl.files.openxml import parts as openxml
from focusxl.files.openxml.parts import Parts, links
from focusxl_udfs.libreoffice import LibreOfficeError

LARGEST_WORKBOOK = 256 * 2**20
"""Unpacked; a form is a few megabytes, so anything larger is a trap."""
DRAWING = "vmlDrawing"
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
    return openxml.read_parts(path.read_bytes())


def drawing_of(parts: Mapping[str, bytes], sheet: str) -> str | None:
    """Return the part with a sheet's buttons and notes, if it has any."""
    found = (target for kind, target in links(parts, sheet).values() if kind == DRAWING)
    return next((target for target in found if target in parts), None)


def code_name(sheet: bytes) -> str | None:
    """Return the name of a sheet's VBA module, as the sheet's part states it."""
    named = CODE_NAME.search(sheet)
    return named[1].decode() if named else None
