"""The signature of a preparer or a reviewer: a name, a time, and the inputs it is over.

It is a record of who took responsibility for what, not a lock: whoever can edit the file can edit
it. What it is over is the SHA-256 of the canonical inputs, so that it ends with the next change.
"""

from __future__ import annotations

import datetime
import re
import zlib
from typing import Literal, NamedTuple

from focusxl.filings.filing import NOWHERE, Place
from focusxl.values import Record

Role = Literal["preparer", "reviewer"]
ROLES: tuple[Role, ...] = ("preparer", "reviewer")
"""In the order in which they sign."""

LONGEST_NAME = 200
_IN_A_CELL = "%m/%d/%Y %H:%M:%S UTC"
_SEAL = re.compile(r"(?P<inputs>[0-9a-f]{64}) \[(?P<mark>[0-9a-f]{8})\](?: (?P<shown>\S*))?")


class Signature(Record):
    """A name that was signed under a report, with its time and what it is over."""

    role: Role
    name: str
    at: datetime.datetime
    """In UTC."""
    inputs: str
    """SHA-256 of the canonical inputs at that time."""
    is_intact: bool = True
    """False where the name or the time is no longer what was signed."""
    place: Place = NOWHERE
    """The cell of the name."""

    @property
    def shown(self) -> str:
        """Name and time in words."""
        return f"{self.name} on {self.at:%m/%d/%Y %H:%M} UTC"

    @property
    def person(self) -> str:
        """The name for comparison: neither capitals nor spaces make another person."""
        return " ".join(self.name.split()).casefold()

    def holds_for(self, inputs: str) -> bool:
        """Tell whether it is over these inputs, and is as it was signed."""
        return self.is_intact and self.inputs == inputs


class SignedCells(NamedTuple):
    """A signature as the cells of a workbook hold it."""

    name: str
    at: str
    seal: str
    """What was signed: the inputs, a checksum of name and time, and the workbook's fingerprint."""


def in_cells(signature: Signature, fingerprint: str = "") -> SignedCells:
    """Write a signature for the cells of a workbook, with the fingerprint that Start showed."""
    at = signature.at.strftime(_IN_A_CELL)
    seal = f"{signature.inputs} [{_mark(signature.role, signature.name, at)}] {fingerprint}"
    return SignedCells(signature.name, at, seal.rstrip())


def from_cells(role: Role, cells: SignedCells, place: Place = NOWHERE) -> Signature | None:
    """Read a signature from the cells of a workbook; None where nobody has signed there.

    A name alone is no signature yet, and a seal alone is none any more.
    """
    sealed = _SEAL.fullmatch(cells.seal.strip())
    at = _time(cells.at)
    name = cells.name.strip()
    if sealed is None or at is None or not name:
        return None
    is_intact = sealed["mark"] == _mark(role, cells.name, cells.at)
    return Signature(role, name, at, sealed["inputs"], is_intact, place)


def _time(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.strptime(text.strip(), _IN_A_CELL).replace(tzinfo=datetime.UTC)
    except ValueError:
        return None


def _mark(role: Role, name: str, at: str) -> str:
    return f"{zlib.crc32(f'{role}|{name.strip()}|{at.strip()}'.encode()):08x}"
