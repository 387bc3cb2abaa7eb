"""The check for a screen on which a window can be shown.

Without one, LibreOffice starts and waits for clicks that nobody can make.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from focusxl_udfs.libreoffice import LibreOfficeError

_SECONDS_TO_ANSWER = 3.0
_X_DISPLAY = re.compile(r"(?P<host>[^:]*):(?P<number>[0-9]{1,4})(?:\.[0-9]+)?")
_X_FOLDER = "/tmp/.X11-unix"
_FIRST_X_PORT = 6000
_REMEDY = (
    "work on a desktop, or let LibreOffice recalculate without a window: focusxl open BOOK "
    "--headless --save OUT."
)


def require_screen() -> None:
    """Refuse to open a window that nobody can see.

    Raises:
        LibreOfficeError: this session has no screen.
    """
    if sys.platform != "linux":
        return
    display = os.environ.get("DISPLAY") or ""
    if not display and not os.environ.get("WAYLAND_DISPLAY"):
        raise LibreOfficeError(
            f"There is no screen here to show a window on (DISPLAY is not set): {_REMEDY}"
        )
    if not _wayland_answers(os.environ) and not _x_answers(display):
        raise LibreOfficeError(
            f"The screen that DISPLAY names ({display or 'none'}) does not answer: {_REMEDY}"
        )


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY")
    folder = environment.get("XDG_RUNTIME_DIR", "/")
    return bool(name) and _answers(socket.AF_UNIX, str(Path(folder, name or "")))


def _x_answers(display: str) -> bool:
    named = _X_DISPLAY.fullmatch(display)
    if named is None:
        return False
    number = int(named["number"])
    if named["host"] in ("", "unix"):
        path = f"{_X_FOLDER}/X{number}"
        return any(_answers(socket.AF_UNIX, place) for place in (path, f"\0{path}"))
    return _answers(socket.AF_INET, (named["host"], _FIRST_X_PORT + number))


def _answers(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as asked:
        asked.settimeout(_SECONDS_TO_ANSWER)
        try:
            asked.connect(address)
        except (OSError, ValueError):
            return False
        return True
