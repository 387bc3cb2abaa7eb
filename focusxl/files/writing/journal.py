"""The journal of files that are getting their names, by which a broken-off run is settled.

While it is there, the files it lists have not all been named. They lie whole beside it, so the
next run either gives the rest of them their names or takes back those that have one.
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
"""Bytes; nothing that we write is larger."""


class StagedFile(NamedTuple):
    """A file that lies whole under a passing name."""

    name: str
    staged: str
    sha256: str


def is_plain_name(name: str) -> bool:
    """Tell whether a text can only name a file in the folder at hand, on any system."""
    return (
        PurePosixPath(name).name == name == PureWindowsPath(name).name
        and name not in ("", ".", "..")
        and "\0" not in name
    )


def sha256_of_file(path: Path) -> str | None:
    """Give the SHA-256 of an ordinary file; None where there is none, or a boundless one."""
    try:
        known = path.stat()
        if not stat.S_ISREG(known.st_mode) or known.st_size > _MOST_HASHED:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def passing_names(token: str, paths: Mapping[Path, bytes]) -> dict[Path, Path]:
    """Give for each file a name beside it, one that no file ends up under."""
    return {
        path: path.with_name(f"{BEGINNING}{token}-{number}{ENDING}")
        for number, path in enumerate(paths, 1)
    }


def journal_of(token: str, contents: Mapping[Path, bytes]) -> tuple[Path, bytes]:
    """Give name and text of the journal of files that have the passing names of a token."""
    files = [
        StagedFile(
            name=path.name, staged=staged.name, sha256=hashlib.sha256(contents[path]).hexdigest()
        )
        for path, staged in passing_names(token, contents).items()
    ]
    folder = next(iter(contents)).parent
    listed = {"files": [file._asdict() for file in files]}
    text = json.dumps(listed, indent=1, ensure_ascii=False)
    return folder / f"{BEGINNING}{token}{_JOURNAL}", text.encode()


def give_name(path: Path, staged: Path) -> None:
    """Give a file its name if that is free.

    Raises:
        FileExistsError: something has the name.
    """
    try:
        os.link(staged, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has second names.
        if sys.platform == "win32":
            staged.rename(path)  # There, this refuses a name that is taken.
            return
        path.open("xb").close()
        try:
            staged.replace(path)
        except BaseException:
            path.unlink()
            raise


def clear_up(folder: Path) -> None:
    """Settle and remove what runs that were killed have left in a folder.

    Nobody else may be writing into it. What cannot be removed is left.
    """
    still_needed: set[str] = set()
    for journal in sorted(folder.glob(f"{BEGINNING}*{_JOURNAL}")):
        files: list[StagedFile] = []
        try:
            files = _read(journal)
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


def take_back(folder: Path, files: list[StagedFile]) -> None:
    """Take the names from those files of a set that have them and are as they were written."""
    for file in files:
        if _is_whole(folder / file.name, file):
            with contextlib.suppress(OSError):
                (folder / file.name).unlink()


def _read(journal: Path) -> list[StagedFile]:
    """Read a journal; one that is not whole, or not ours, lists nothing."""
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
    """Give the files that the text of a journal lists, in the order in which they get their names.

    One that says anything else than a journal does lists nothing.
    """
    try:
        said = json.loads(text)
        if said.keys() != {"files"}:
            return []
        files = [StagedFile(**file) for file in said["files"]]
        for file in files:
            # What is no text, or holds half a character, names no file.
            "".join(file).encode()
    except (ValueError, TypeError, AttributeError, RecursionError):
        return []
    return files


def _settle(folder: Path, files: list[StagedFile]) -> None:
    """Complete a set of which a file has its name already; else there is nothing to keep.

    What has a name was perhaps seen and used; the set is what it would have been. Where another
    file has taken one of the names, the set cannot be whole any more, and no part of it stays.
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
        take_back(folder, files)
        return
    for file in to_name:
        if file in reserved:
            (folder / file.staged).replace(folder / file.name)
        else:
            give_name(folder / file.name, folder / file.staged)


def _is_whole(path: Path, file: StagedFile) -> bool:
    return not path.is_symlink() and sha256_of_file(path) == file.sha256


def _is_reserved(folder: Path, file: StagedFile) -> bool:
    """Tell whether a name is held by our empty file, as where there are no second names."""
    try:
        known = (folder / file.name).lstat()
    except OSError:
        return False
    is_empty = stat.S_ISREG(known.st_mode) and known.st_size == 0
    return is_empty and not _has_second_names(folder / file.staged)


def _has_second_names(staged: Path) -> bool:
    second = staged.with_name(f"{staged.name}-2{ENDING}")
    try:
        os.link(staged, second)
        second.unlink()
    except OSError:
        return False
    return True
