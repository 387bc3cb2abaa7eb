"""The macros of this FocusXL and of earlier ones, as they are known again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from focusxl.files.macros.vba_text import digest

LIST = "known_macros.json"
_XLWINGS = "xlwings"
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){1,3}")


class KnownMacros(NamedTuple):
    """The macros of this FocusXL and of earlier ones, and what a button may run."""

    current: Mapping[str, str]
    """The digest of each module by its name in small letters."""
    earlier: Mapping[str, Mapping[str, str]]
    """The same of earlier versions, the last first."""
    retired: frozenset[str]
    """Those of the earlier versions whose macros are no longer to be run."""
    buttons: frozenset[str]
    projects: frozenset[str]
    """The SHA-256 of each whole project as this version builds it, one for each count of sheets."""

    def version_of(self, name: str, found: str) -> str | None:
        """Say of which earlier version a module is; None where it is of none."""
        for version, modules in self.earlier.items():
            if modules.get(name) == found:
                return version
        return None


@lru_cache(maxsize=1)
def known_macros() -> KnownMacros:
    """Load the list of our macros, which is kept beside this file."""
    data = json.loads(Path(__file__).with_name(LIST).read_text("utf-8"))
    return KnownMacros(
        data["current"],
        data["earlier"],
        frozenset(data["retired"]),
        frozenset(data["buttons"]),
        frozenset(data["projects"]),
    )


def module_digest(name: str, source: str) -> str:
    """Give the digest of a module; for which xlwings it was built does not matter."""
    return digest(_VERSION.sub("#", source) if name.lower() == _XLWINGS else source)
