"""The lock of a folder, for one run of FocusXL at a time.

The system locks a file for the process, so the lock ends when the process does. Temporary files
in a locked folder therefore belong to no other run.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LOCK = ".focusxl-lock"
_SECONDS_TO_WAIT = 30.0
"""Seconds to wait for another run; LibreOffice takes some to save a workbook."""
_PAUSE = 0.02
_IS_LOCKED_ON_WINDOWS = {errno.EACCES, errno.EDEADLK, 0}
"""The error numbers that mean a file is locked; Wine gives none."""


class _NoLocks(Exception):
    """The file system has no locks, or the lock file is another user's and closed to others."""


@contextlib.contextmanager
def locked_folder(folder: Path) -> Iterator[bool]:
    """Lock a folder for writing, and wait while another run has it.

    Yields whether the lock is certain. It is not where the file system has no locks; a name is
    still taken by one run only there, but no file may be treated as left behind.

    Raises:
        OSError: the folder cannot be written to, or another run does not end (TimeoutError).
    """
    lock = folder / LOCK
    try:
        handle = _acquire(lock)
    except _NoLocks:
        yield False
        return
    try:
        yield True
    finally:
        _release(lock, handle)


def _acquire(lock: Path) -> int:
    patience_ends = time.monotonic() + _SECONDS_TO_WAIT
    while True:
        handle = _open(lock)
        try:
            taken = _try_to_lock(handle) and _has_its_name(lock, handle)
        except (OSError, ImportError):
            os.close(handle)
            with contextlib.suppress(OSError):
                lock.unlink()
            raise _NoLocks from None
        if taken:
            return handle
        os.close(handle)
        if time.monotonic() > patience_ends:
            raise TimeoutError(errno.ETIMEDOUT, "another run of FocusXL is still writing there")
        time.sleep(_PAUSE)


def _open(lock: Path) -> int:
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError:
        if os.path.lexists(lock):
            raise _NoLocks from None
        raise


def _has_its_name(lock: Path, handle: int) -> bool:
    """Tell whether a locked file still has its name, which the run before removes at its end."""
    try:
        return os.path.samestat(os.fstat(handle), lock.lstat())
    except FileNotFoundError:
        return False


def _release(lock: Path, handle: int) -> None:
    # Windows removes no open file, and none that the next run has opened meanwhile; on other
    # systems, whoever waits for the file sees that its name is gone, and starts again.
    if sys.platform == "win32":
        os.close(handle)
    with contextlib.suppress(OSError):
        lock.unlink()
    if sys.platform != "win32":
        os.close(handle)


def _try_to_lock(handle: int) -> bool:
    """Lock a file and tell whether that succeeded; raise an error where there are no locks."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as refusal:
            if refusal.errno in _IS_LOCKED_ON_WINDOWS:
                return False
            raise
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
