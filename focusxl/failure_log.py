"""The log of internal failures, for developers, in the user's own folder.

No accountant sees a traceback, and none is thrown away. Nothing leaves the computer. What only
an entry needs is imported for it: every call of the command has the log ready, and few write one.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Mapping
from pathlib import Path

_NAME = "failures.log"
_LARGEST = 1_000_000
"""Bytes, from which a new log is begun and the old one kept beside it."""
_LONGEST_ENTRY = 50_000


def log_file(
    system: str = sys.platform, environment: Mapping[str, str] = os.environ
) -> Path | None:
    r"""Give the path of the log, by the custom of the system; None where the user has no folder.

    >>> str(log_file("linux", {"XDG_STATE_HOME": "/state"}))
    '/state/focusxl/failures.log'
    """
    try:
        home = Path(environment.get("HOME") or Path.home())
    except RuntimeError:
        return None
    if system == "win32":
        local = environment.get("LOCALAPPDATA")
        folder = Path(local) if local else home / "AppData" / "Local"
        return folder / "FocusXL" / "Logs" / _NAME
    if system == "darwin":
        return home / "Library" / "Logs" / "FocusXL" / _NAME
    state = environment.get("XDG_STATE_HOME")
    # The XDG specification ignores a path that is not absolute.
    folder = Path(state) if state and state.startswith("/") else home / ".local" / "state"
    return folder / "focusxl" / _NAME


def log_failure(doing: str, failure: BaseException) -> Path | None:
    """Add a failure to the log and give its path; None where the log cannot be written.

    Args:
        doing: the task that failed, in a few words.
        failure: the exception.
    """
    place = log_file()
    if place is None:
        return None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_file() and place.stat().st_size > _LARGEST:
            place.replace(place.with_suffix(".old.log"))
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(_entry(doing, failure))
    except (OSError, MemoryError):
        return None
    return place


def _entry(doing: str, failure: BaseException) -> str:
    import platform
    import traceback

    now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    python = f"Python {platform.python_version()} on {platform.platform()}"
    try:
        told = "".join(traceback.format_exception(failure, limit=30))
    except Exception:
        told = f"{type(failure).__name__}\n"
    text = f"{now} FocusXL {_version()}, {python}: {doing}\n{told[-_LONGEST_ENTRY:]}"
    # The log is read in terminals as well, so it holds no control characters.
    return "".join(x if x == "\n" or x.isprintable() else "?" for x in text) + "\n"


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("focusxl")
    except PackageNotFoundError:
        return "of unknown version"
