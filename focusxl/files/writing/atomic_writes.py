"""Files written whole or not at all, and never over one that is there."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from focusxl.files.writing.folder_lock import alone_in
from focusxl.files.writing.journal import (
    BEGINNING,
    ENDING,
    clear_up,
    give_name,
    journal_of,
    passing_names,
)

_CANNOT_BE_SYNCED = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES}


@contextlib.contextmanager
def writing_into(folder: Path) -> Iterator[None]:
    """Be the only run that writes into a folder, where all that killed runs left is settled.

    Raises:
        OSError: the folder cannot be written to, or another run does not end.
    """
    with alone_in(folder) as certain:
        if certain:
            clear_up(folder)
        yield


def settle(folder: Path) -> None:
    """Settle what killed runs have left in a folder, if there is anything and it can be done."""
    with contextlib.suppress(OSError):
        if any(folder.glob(f"{BEGINNING}*{ENDING}")):
            with writing_into(folder):
                pass


def write_new(path: Path, content: bytes) -> None:
    """Write one new file.

    Raises:
        FileExistsError: something has the name already.
        OSError: the system refuses. Either way, what was there before is there still.
    """
    with writing_into(path.parent):
        write_all({path: content})


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several new files of one folder.

    Nothing gets its name before all of them are on the disk, with a journal of the names they are
    to have. If one name is taken, even at the last moment, none of the files is left. Killed at any
    moment, this leaves no file half written under a final name; the last file is the last to get
    its name, and until then the journal is there, by which `writing_into` settles the set.

    Raises:
        FileExistsError: something has one of the names already.
        OSError: the system refuses. Either way, what was there before is there still.
    """
    token = secrets.token_hex(8)
    staged = passing_names(token, contents)
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
        # Interrupted while names are given or taken back, the journal is for the next run.
        if is_settled:
            # The journal first: without it, what else is left is only to be removed.
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
            give_name(path, temporary)
            named.append(path)
        _sync_folder(next(iter(staged)).parent)
    except BaseException:
        for path in named:
            with contextlib.suppress(OSError):
                path.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Make the names last; systems that cannot sync a folder keep them by themselves."""
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
