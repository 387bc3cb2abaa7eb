"""The bytes of a file, read once and up to a limit."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from focusxl.errors import Unreadable
from focusxl.text import shown
from focusxl.values import Record

MEGABYTE = 1024 * 1024
LARGEST_WORKBOOK = 64 * MEGABYTE
LARGEST_TEXT = 4 * MEGABYTE
_OPEN_ELSEWHERE = ("~${}", ".~lock.{}#")
"""The names of the files that Excel and LibreOffice put beside one that they have open."""


class Source(Record):
    """A file and its bytes."""

    path: Path
    content: bytes

    @property
    def name(self) -> str:
        """The name of the file, quoted for messages."""
        return shown(self.path)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    def text(self) -> str:
        """Decode the bytes as UTF-8, with or without a byte order mark.

        Raises:
            Unreadable: they are not UTF-8.
        """
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Unreadable(f"{self.name} is not text in UTF-8; save it as UTF-8.") from None
        if "\0" in text:
            raise Unreadable(f"{self.name} is not a text file; give one that is.")
        return text


def refuse_if_open(path: Path) -> None:
    """Refuse a file that another program has open: what it shows may not be saved yet.

    Raises:
        Unreadable: it is open in Excel or in LibreOffice.
    """
    for pattern in _OPEN_ELSEWHERE:
        lock = path.with_name(pattern.format(path.name))
        if lock.exists():
            raise Unreadable(
                f"{shown(path)} is open in another program; save and close it there first. (If it "
                f"is not, delete {shown(lock)} beside it.)"
            )


def read_source(path: Path, largest: int) -> Source:
    """Read a file of at most `largest` bytes.

    Raises:
        Unreadable: there is no such file, or it is empty, too large, or not a regular file.
    """
    try:
        there = path.stat()
        mode, size = there.st_mode, there.st_size
        if stat.S_ISDIR(mode):
            raise Unreadable(f"{shown(path)} is a folder; name a file in it.")
        if not stat.S_ISREG(mode):
            raise Unreadable(f"{shown(path)} is not an ordinary file; name one that is.")
        if size > largest:
            raise Unreadable(
                f"{shown(path)} is larger than {largest // MEGABYTE} MB, more than a report can "
                "need; check that it is the right file."
            )
        with path.open("rb") as file:
            # Not more than the size: so much memory is allocated at once.
            content = file.read(size + 1)
    except FileNotFoundError:
        raise Unreadable(f"There is no file {shown(path)}; check its name and folder.") from None
    except PermissionError:
        raise Unreadable(
            f"{shown(path)} cannot be read; close it in other programs, or ask for permission."
        ) from None
    except (OSError, ValueError):
        raise Unreadable(f"{shown(path)} cannot be opened; check its name and folder.") from None
    if not content:
        raise Unreadable(f"{shown(path)} is empty; save or export it again.")
    if len(content) > size:
        raise Unreadable(f"{shown(path)} is being written at this moment; try again.")
    return Source(path, content)
