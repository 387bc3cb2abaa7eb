"""Files written whole or not at all: beside their place first, synced, and then renamed."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files of one folder, each replacing a file of its name in one step.

    Nothing is renamed before all of them are on the disk. If a rename is refused, the files
    renamed before it are put back, so that what was there stays together. Killed at any moment,
    this leaves no file half written under a final name; the last file is the last to be renamed.

    Raises:
        OSError: the system refuses; what was there before is there still.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            staged[path] = beside(path)
            _write_synced(staged[path], content)
        _rename_all(staged)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
    for folder in {path.parent for path in contents}:
        _sync_folder(folder)


def beside(path: Path) -> Path:
    """Give a new name in the folder of a file, one that no export ends up under."""
    return path.with_name(f".focusxl-{secrets.token_hex(8)}.tmp")


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _rename_all(staged: Mapping[Path, Path]) -> None:
    kept: dict[Path, Path | None] = {}
    try:
        for path, temporary in staged.items():
            kept[path] = _keep(path)
            temporary.replace(path)
    except BaseException:
        for path, old in kept.items():
            _put_back(path, old, staged[path])
        raise
    finally:
        for old in kept.values():
            if old is not None:
                with contextlib.suppress(OSError):
                    old.unlink(missing_ok=True)


def _keep(path: Path) -> Path | None:
    """Give what stands under a name a second name; None where nothing stands there."""
    if not (path.exists() or path.is_symlink()):
        return None
    second = beside(path)
    try:
        os.link(path, second, follow_symlinks=False)
    except OSError:
        # Not every file system has second names; a copy is as good.
        _write_synced(second, path.read_bytes())
    return second


def _put_back(path: Path, old: Path | None, temporary: Path) -> None:
    if temporary.exists():
        return  # It was never renamed.
    if old is None:
        path.unlink(missing_ok=True)
    else:
        old.replace(path)


def _sync_folder(folder: Path) -> None:
    """Make the renames last; systems that cannot sync a folder keep them by themselves."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
