"""Where this user's copy of the SEC's form is: asked for once, and remembered."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import xlwings as xw

_FILE = "official-form.txt"


def remembered_form() -> Path | None:
    """Give the copy that is remembered; None where there is none, or it is gone."""
    place = _memory()
    try:
        form = Path(place.read_text("utf-8").strip()) if place is not None else None
        return form if form is not None and form.is_file() else None
    except (OSError, ValueError):
        return None


def remember_form(form: Path) -> None:
    """Remember a copy for the next time.

    Raises:
        OSError: the user's folder cannot be written to.
    """
    place = _memory()
    if place is not None:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{form}\n", "utf-8")


def forget_form() -> None:
    """Ask again the next time."""
    place = _memory()
    if place is not None:
        place.unlink(missing_ok=True)


def settings_folder(
    system: str = sys.platform, environment: Mapping[str, str] = os.environ
) -> Path | None:
    r"""Give the folder of this user's settings, by the custom of the system.

    >>> str(settings_folder("linux", {"XDG_CONFIG_HOME": "/config"}))
    '/config/focusxl'
    """
    try:
        home = Path(environment.get("HOME") or Path.home())
    except RuntimeError:
        return None
    if system == "win32":
        roaming = environment.get("APPDATA")
        return (Path(roaming) if roaming else home / "AppData" / "Roaming") / "FocusXL"
    if system == "darwin":
        return home / "Library" / "Application Support" / "FocusXL"
    config = environment.get("XDG_CONFIG_HOME")
    # By its specification a place that is not absolute does not count.
    return (Path(config) if config and config.startswith("/") else home / ".config") / "focusxl"


def _memory() -> Path | None:
    folder = settings_folder()
    return None if folder is None else folder / _FILE


@xw.func
def official_form(chosen):  # type: ignore[no-untyped-def]  # xlwings takes annotations for converters
    """Give the place that is remembered, "" for none; of a place that was chosen, remember it.

    The workbook's macros call it. What cannot be used comes back as a sentence after “FocusXL:”.
    """
    try:
        if not chosen:
            return str(remembered_form() or "")
        form = Path(str(chosen))
        if form.suffix.lower() != ".pdf" or not form.is_file():
            return f"FocusXL: “{form.name}” is not a PDF on this computer."
        remember_form(form)
    except Exception as failure:
        # Worksheet functions come from the same module; a good call does not even load the log.
        from focusxl.failure_log import log_failure

        log_failure("remembering the official form", failure)
        return "FocusXL: the place of the form could not be kept in your settings folder."
    return str(form)
