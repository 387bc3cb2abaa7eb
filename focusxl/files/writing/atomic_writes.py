"""Atomic writes: files written whole or not at all, and never over an existing file."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from focusxl.files.writing.folder_lock import locked_folder
from focusxl.files.writing.journal import (
    BEGINNING,
    ENDING,
    journal_of,
    name_staged_file,
    settle_leftovers,
    temporary_names,
)

_CANNOT_BE_SYNCED = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES}


@contextlib.contextmanager
def writing_into(folder: Path) -> Iterator[None]:
    """Lock a folder for writing, and first settle what interrupted runs left in it.

    Raises:
        OSError: the folder cannot be written to, or another run does not end.
    """
    with locked_folder(folder) as certain:
        if certain:
            settle_leftovers(folder)
        yield


def settle(folder: Path) -> None:
    """Settle what interrupted runs left in a folder, if there is anything and it is writable."""
    with contextlib.suppress(OSError):
        if any(folder.glob(f"{BEGINNING}*{ENDING}")):
            with writing_into(folder):
                pass


def write_new(path: Path, content: bytes) -> None:
    """Write one new file.

    Raises:
        FileExistsError: the name is taken.
        OSError: the system refuses. In both cases existing files are unchanged.
    """
    with writing_into(path.parent):
        write_all({path: content})


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several new files of one folder.

    All files are on the disk, with a journal of their final names, before the first gets its
    name. If a name is taken, even at the last moment, none of the files is left. If the process
    is killed, no partial file has a final name; the last file gets its name last, and until then
    the journal lets `writing_into` settle the set.

    Raises:
        FileExistsError: one of the names is taken.
        OSError: the system refuses. In both cases existing files are unchanged.
    """
    token = secrets.token_hex(8)
    staged = temporary_names(token, contents)
    journal, text = journal_of(token, contents)
    folder = journal.parent
    is_settled = True
    try:
        for path, content in contents.items():
            _write_synced(staged[path], content)
        _write_synced(journal, text)
        _sync_folder(folder)
        is_settled = False
        _name_all(staged)
        is_settled = True
    except Exception:
        is_settled = True  # What had got its name has lost it again.
        raise
    finally:
        # After an interruption while files are named, the journal is left for the next run.
        if is_settled:
            # The journal goes first: without it, the other files are just leftovers.
            for passing in (journal, *staged.values()):
                with contextlib.suppress(OSError):
                    passing.unlink(missing_ok=True)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _name_all(staged: Mapping[Path, Path]) -> None:
    named: list[Path] = []
    try:
        for path, temporary in staged.items():
            name_staged_file(path, temporary)
            named.append(path)
        _sync_folder(next(iter(staged)).parent)
    except BaseException:
        for path in named:
            with contextlib.suppress(OSError):
                path.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Make the new names durable; systems that cannot sync a folder keep them anyway."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_BE_SYNCED:
            raise
    finally:
        os.close(handle)
