"""The list of known macros, of this and of earlier versions of FocusXL."""

from __future__ import annotations

import hashlib
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
    """The macros of this and of earlier versions of FocusXL."""

    current: Mapping[str, str]
    """The digest of each module by its name in lower case."""
    earlier: Mapping[str, Mapping[str, str]]
    """The same for earlier versions, the latest first."""
    retired: frozenset[str]
    """The earlier versions whose macros are no longer to be run."""
    buttons: frozenset[str]
    projects: frozenset[str]
    """SHA-256 of each whole project that this version builds, one for each number of sheets."""
    ribbon: str
    """The digest of the ribbon's XML."""

    def version_of(self, name: str, found: str) -> str | None:
        """Give the earlier version of FocusXL that a module is from; None if there is none."""
        for version, modules in self.earlier.items():
            if modules.get(name) == found:
                return version
        return None


@lru_cache(maxsize=1)
def known_macros() -> KnownMacros:
    """Load the list of known macros, which is kept beside this file."""
    data = json.loads(Path(__file__).with_name(LIST).read_text("utf-8"))
    return KnownMacros(
        data["current"],
        data["earlier"],
        frozenset(data["retired"]),
        frozenset(data["buttons"]),
        frozenset(data["projects"]),
        data["ribbon"],
    )


def ribbon_digest(xml: bytes) -> str:
    """Give the digest of a ribbon's XML; how its lines end does not matter."""
    return hashlib.sha256(xml.replace(b"\r\n", b"\n").rstrip()).hexdigest()


def module_digest(name: str, source: str) -> str:
    """Give the digest of a module; the xlwings version it was built for does not matter."""
    return digest(_VERSION.sub("#", source) if name.lower() == _XLWINGS else source)
