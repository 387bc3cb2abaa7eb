"""The workbook that is opened: the file itself if it is free of foreign code, or else a copy.

LibreOffice runs macros while it loads, before anything can be removed in memory. So a workbook is
examined first, and of one with foreign code a copy without it is opened.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from focusxl.errors import Unreadable
from focusxl.failure_log import log_failure
from focusxl.files.macros import examine_macros
from focusxl.files.openxml.outline import Outline, read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.source import LARGEST_WORKBOOK, read_source
from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.cleaning import without_foreign_code

_EDITION = "focusxl_edition"
_SETTINGS = "MAC-07"
"""The settings sheet starts nothing in LibreOffice, so a copy may keep it."""


@dataclass(frozen=True, slots=True)
class ExaminedWorkbook:
    """A workbook to open."""

    path: Path
    left_out: tuple[str, ...] = ()
    """The parts of the file that the copy lacks; empty for the file itself."""

    @property
    def is_copy(self) -> bool:
        """Whether this is a copy, which is deleted with the office."""
        return bool(self.left_out)


def require_focusxl(path: Path) -> None:
    """Refuse a file that is not a FocusXL workbook.

    Raises:
        LibreOfficeError: it is not one, or cannot be read.
    """
    package, outline = _read(path)
    if _EDITION not in outline.names:
        raise LibreOfficeError(
            f"{package.name} is not a workbook of FocusXL, and focusxl open opens no others: open "
            "it in LibreOffice itself, or make one with focusxl new."
        )


@contextmanager
def examined(path: Path) -> Iterator[ExaminedWorkbook]:
    """Give the workbook that may be opened; a copy exists only while it is being opened.

    Raises:
        LibreOfficeError: it cannot be read, or a copy would still have foreign code.
    """
    package, outline = _read(path)
    foreign = _foreign(package, outline, path)
    if not foreign:
        yield ExaminedWorkbook(path)
        return
    with tempfile.TemporaryDirectory(prefix="focusxl-clean-") as folder:
        copy = Path(folder, path.name)
        try:
            copy.write_bytes(without_foreign_code(package))
        except Exception as failure:
            # The VBA writer may raise any exception on a foreign file.
            log_failure("a copy of a workbook without its foreign code", failure)
            raise LibreOfficeError(
                f"{package.name} is not opened: a copy without its foreign code cannot be made."
            ) from failure
        if left := _foreign(*_read(copy), copy):
            raise LibreOfficeError(
                f"{package.name} is not opened, since a copy without its foreign code cannot be "
                f"made: {left[0]}"
            )
        yield ExaminedWorkbook(copy, foreign)


def _read(path: Path) -> tuple[Package, Outline]:
    try:
        source = read_source(path, LARGEST_WORKBOOK)
        package = Package(source.content, source.name)
        outline = read_outline(package)
        package.check_rest()
    except Unreadable as refusal:
        raise LibreOfficeError(str(refusal)) from None
    return package, outline


def _foreign(package: Package, outline: Outline, path: Path) -> tuple[str, ...]:
    try:
        found = tuple(examine_macros(package, outline, path))
    except Unreadable as refusal:
        raise LibreOfficeError(str(refusal)) from None
    return tuple(finding.message for finding in found if finding.id != _SETTINGS)
