"""What reading a file gives: a filing and what was noticed on the way, or why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from focusxl.checks.finding import Finding
from focusxl.filings.filing import Filing

FileKind = Literal["workbook", "upload", "data"]


class Unreadable(Exception):  # noqa: N818 - named for what it says
    """A file cannot be read; the message is one sentence: which file, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read."""

    filing: Filing
    findings: tuple[Finding, ...]
    """What only the file shows: overwritten formulas, unknown boxes and the like."""
    kind: FileKind
    sha256: str
    """Of the file's bytes, in hexadecimal digits."""
    fingerprint: str | None = None
    """Of the inputs, as a workbook computes it by itself; None where it does not."""


def shown(path: Path) -> str:
    """Write the name of a file so that it can stand in a sentence, whatever it is made of."""
    return f"“{in_one_line(path.name or str(path), 120)}”"


def in_one_line(text: str, longest: int) -> str:
    r"""Write foreign text on one line, cut off where it is too long to be read.

    >>> in_one_line("a name\nover lines", 12)
    'a name over…'
    """
    line = "".join(letter if letter.isprintable() else " " for letter in text[: longest + 1])
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
