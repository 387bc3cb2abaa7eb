"""The result of one examination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "problem", "not needed here", "cannot be seen"]


@dataclass(frozen=True, slots=True)
class Examination:
    """What was examined, how it stands, what was found, and what to do about it."""

    name: str
    state: State
    found: str
    remedy: str = ""
    """One sentence; empty where there is nothing to do."""

    def as_record(self) -> dict[str, str]:
        """Give the examination as a JSON object."""
        return {
            "name": self.name,
            "state": self.state,
            "found": self.found,
            "remedy": self.remedy,
        }


def good(name: str, found: str) -> Examination:
    """Say that nothing is wrong."""
    return Examination(name, "good", found)


def problem(name: str, found: str, remedy: str) -> Examination:
    """Say what is wrong and what to do about it."""
    return Examination(name, "problem", found, remedy)


def not_needed(name: str, why: str) -> Examination:
    """Say why there is nothing to examine here."""
    return Examination(name, "not needed here", why)


def unseen(name: str, why: str, remedy: str = "") -> Examination:
    """Say what hides it from this command."""
    return Examination(name, "cannot be seen", why, remedy)


def windows_only(name: str) -> Examination:
    """Say that only a Windows computer has what would be examined."""
    return not_needed(name, "this matters on Windows only")


def needs_workbook(name: str) -> Examination:
    """Say that a workbook would have to be named."""
    return not_needed(name, "no workbook was named")


def native_workbook(name: str) -> Examination:
    """Say that a workbook without macros has no use for it."""
    return not_needed(name, "the workbook has no macros: Excel computes it by itself")
