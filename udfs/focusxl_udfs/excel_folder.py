"""The folder whose workbooks and add-ins Excel on Windows loads when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def start_folder(environment: Mapping[str, str]) -> Path | None:
    r"""Give the folder; None where the user has no place for settings of programs.

    >>> start_folder({"APPDATA": "/Users/a/Roaming"}).as_posix()
    '/Users/a/Roaming/Microsoft/Excel/XLSTART'
    """
    known = {name.upper(): value for name, value in environment.items()}
    roaming = known.get("APPDATA")
    return Path(roaming, "Microsoft", "Excel", "XLSTART") if roaming else None
