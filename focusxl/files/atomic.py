"""Files written whole or not at all, and never over one that is there."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several new files of one folder.

    Nothing gets its name before all of them are on the disk. If one name is taken, even at the
    last moment, none of the files is left. Killed at any moment, this leaves no file half written
    under a final name; the last file is the last to get its name.

    Raises:
        FileExistsError: something has one of the names already.
        OSError: the system refuses. Either way, what was there before is there still.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            staged[path] = _beside(path)
            _write_synced(staged[path], content)
        _name_all(staged)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
    for folder in {path.parent for path in contents}:
        _sync_folder(folder)


def _beside(path: Path) -> Path:
    """Give a new name in the folder of a file, one that no export ends up under."""
    return path.with_name(f".focusxl-{secrets.token_hex(8)}.tmp")


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _name_all(staged: Mapping[Path, Path]) -> None:
    named: list[Path] = []
    try:
        for path, temporary in staged.items():
            _name(path, temporary)
            named.append(path)
    except BaseException:
        for path in named:
            with contextlib.suppress(OSError):
                path.unlink()
        raise


def _name(path: Path, temporary: Path) -> None:
    """Give a file its name, which a second name does only if it is free."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has second names. The name is taken by an empty file instead.
        path.open("xb").close()
        temporary.replace(path)


def _sync_folder(folder: Path) -> None:
    """Make the names last; systems that cannot sync a folder keep them by themselves."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
