"""The result of one examination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "problem", "not needed here", "cannot be seen"]


@dataclass(frozen=True, slots=True)
class Examination:
    """An examination: its name, its state, what was found, and the remedy."""

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
    """Report that nothing is wrong."""
    return Examination(name, "good", found)


def problem(name: str, found: str, remedy: str) -> Examination:
    """Report a problem with its remedy."""
    return Examination(name, "problem", found, remedy)


def not_needed(name: str, why: str) -> Examination:
    """Report why an examination does not apply here."""
    return Examination(name, "not needed here", why)


def unseen(name: str, why: str, remedy: str = "") -> Examination:
    """Report what cannot be seen from this command, and why."""
    return Examination(name, "cannot be seen", why, remedy)


def windows_only(name: str) -> Examination:
    """Report that an examination applies to Windows only."""
    return not_needed(name, "this matters on Windows only")


def needs_workbook(name: str) -> Examination:
    """Report that an examination needs a workbook to be named."""
    return not_needed(name, "no workbook was named")


def native_workbook(name: str) -> Examination:
    """Report that an examination does not apply to a workbook without macros."""
    return not_needed(name, "the workbook has no macros: Excel computes it by itself")
