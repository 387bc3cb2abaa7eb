"""The journal of files that are being named, from which an interrupted run is settled.

While it exists, not all files that it lists have their names. They are complete beside it, so the
next run either names the rest of them or removes the names of those that have one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import NamedTuple

BEGINNING = ".focusxl-"
ENDING = ".tmp"
_JOURNAL = "-journal.tmp"
_LARGEST = 64 * 1024
_MOST_HASHED = 256 * 1024 * 1024
"""Bytes, more than any file that FocusXL writes."""


class StagedFile(NamedTuple):
    """A complete file under a temporary name."""

    name: str
    staged: str
    sha256: str


def is_plain_name(name: str) -> bool:
    """Tell whether a text names a file in its own folder on every system."""
    return (
        PurePosixPath(name).name == name == PureWindowsPath(name).name
        and name not in ("", ".", "..")
        and "\0" not in name
    )


def sha256_of_file(path: Path) -> str | None:
    """Give the SHA-256 of a regular file; None if there is none, or it is too large."""
    try:
        known = path.stat()
        if not stat.S_ISREG(known.st_mode) or known.st_size > _MOST_HASHED:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def temporary_names(token: str, paths: Mapping[Path, bytes]) -> dict[Path, Path]:
    """Give each file a temporary name beside its final name."""
    return {
        path: path.with_name(f"{BEGINNING}{token}-{number}{ENDING}")
        for number, path in enumerate(paths, 1)
    }


def journal_of(token: str, contents: Mapping[Path, bytes]) -> tuple[Path, bytes]:
    """Give the name and text of the journal for the temporary names of a token."""
    files = [
        StagedFile(
            name=path.name, staged=staged.name, sha256=hashlib.sha256(contents[path]).hexdigest()
        )
        for path, staged in temporary_names(token, contents).items()
    ]
    folder = next(iter(contents)).parent
    listed = {"files": [file._asdict() for file in files]}
    text = json.dumps(listed, indent=1, ensure_ascii=False)
    return folder / f"{BEGINNING}{token}{_JOURNAL}", text.encode()


def name_staged_file(path: Path, staged: Path) -> None:
    """Give a file its final name if that is free.

    Raises:
        FileExistsError: the name is taken.
    """
    try:
        os.link(staged, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has hard links.
        if sys.platform == "win32":
            staged.rename(path)  # There, this refuses a name that is taken.
            return
        path.open("xb").close()
        try:
            staged.replace(path)
        except BaseException:
            path.unlink()
            raise


def settle_leftovers(folder: Path) -> None:
    """Settle and remove what interrupted runs left in a folder.

    The folder must be locked. Files that cannot be removed are left.
    """
    still_needed: set[str] = set()
    for journal in sorted(folder.glob(f"{BEGINNING}*{_JOURNAL}")):
        files: list[StagedFile] = []
        try:
            files = _read_journal(journal)
            _settle(folder, files)
            journal.unlink()
        except OSError:
            still_needed |= {journal.name, *(file.staged for file in files)}
    for left in sorted(folder.glob(f"{BEGINNING}*{ENDING}")):
        if left.name not in still_needed:
            with contextlib.suppress(OSError):
                _remove(left)


def _remove(left: Path) -> None:
    if left.is_dir() and not left.is_symlink():
        shutil.rmtree(left)
    else:
        left.unlink()


def remove_named(folder: Path, files: list[StagedFile]) -> None:
    """Remove the files of a set that have their final names and are unchanged."""
    for file in files:
        if _is_whole(folder / file.name, file):
            with contextlib.suppress(OSError):
                (folder / file.name).unlink()


def _read_journal(journal: Path) -> list[StagedFile]:
    """Read a journal; one that is incomplete or foreign lists nothing."""
    if not stat.S_ISREG(journal.lstat().st_mode):
        return []
    with journal.open("rb") as file:
        text = file.read(_LARGEST + 1)
    files = _listed(text[:_LARGEST])
    plain = all(
        is_plain_name(file.name)
        and is_plain_name(file.staged)
        and not file.name.startswith(BEGINNING)
        and file.staged.startswith(BEGINNING)
        for file in files
    )
    return files if plain else []


def _listed(text: bytes) -> list[StagedFile]:
    """Give the files that a journal lists, in the order in which they get their names.

    A text that is not a journal lists nothing.
    """
    try:
        said = json.loads(text)
        if said.keys() != {"files"}:
            return []
        files = [StagedFile(**file) for file in said["files"]]
        for file in files:
            # Text that cannot be encoded names no file.
            "".join(file).encode()
    except (ValueError, TypeError, AttributeError, RecursionError):
        return []
    return files


def _settle(folder: Path, files: list[StagedFile]) -> None:
    """Complete a set if one of its files has its name; otherwise remove it.

    A named file may have been seen and used, so the set is completed. Where another file has taken
    one of the names, the set cannot be completed, and all of it is removed.
    """
    named = [file for file in files if _is_whole(folder / file.name, file)]
    to_name = [file for file in files if file not in named]
    reserved = [file for file in to_name if _is_reserved(folder, file)]
    if not named and not reserved:
        return
    can_be_named = all(
        _is_whole(folder / file.staged, file)
        and (file in reserved or not os.path.lexists(folder / file.name))
        for file in to_name
    )
    if not can_be_named:
        remove_named(folder, files)
        return
    for file in to_name:
        if file in reserved:
            (folder / file.staged).replace(folder / file.name)
        else:
            name_staged_file(folder / file.name, folder / file.staged)


def _is_whole(path: Path, file: StagedFile) -> bool:
    return not path.is_symlink() and sha256_of_file(path) == file.sha256


def _is_reserved(folder: Path, file: StagedFile) -> bool:
    """Tell whether a name is held by an empty file of ours, where there are no hard links."""
    try:
        known = (folder / file.name).lstat()
    except OSError:
        return False
    is_empty = stat.S_ISREG(known.st_mode) and known.st_size == 0
    return is_empty and not _has_hard_links(folder / file.staged)


def _has_hard_links(staged: Path) -> bool:
    second = staged.with_name(f"{staged.name}-2{ENDING}")
    try:
        os.link(staged, second)
        second.unlink()
    except OSError:
        return False
    return True
