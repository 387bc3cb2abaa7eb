"""The examinations as a person or a program reads them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from focusxl_udfs.doctor.examination import Examination
from focusxl_udfs.doctor.machine import System

_WIDTH = 80
_STATE_WIDTH = len("not needed here") + 2


def problems(examinations: Sequence[Examination]) -> int:
    """Count what is wrong."""
    return sum(one.state == "problem" for one in examinations)


def record(system: System, examinations: Sequence[Examination]) -> dict[str, Any]:
    """Give the examinations as a JSON object."""
    return {
        "platform": system,
        "examinations": [one.as_record() for one in examinations],
        "verdict": "problems" if problems(examinations) else "ready",
    }


def lines(one: Examination) -> Iterator[str]:
    """Write one examination: its state in words first, the remedy beneath."""
    start = one.state.ljust(_STATE_WIDTH)
    indent = " " * _STATE_WIDTH
    yield from _wrapped(f"{start}{one.name}: {one.found}", indent)
    if one.remedy:
        yield from _wrapped(f"{indent}Remedy: {one.remedy}", f"{indent}  ")


def verdict(examinations: Sequence[Examination]) -> str:
    """Write the verdict."""
    wrong = problems(examinations)
    unseen = sum(one.state == "cannot be seen" for one in examinations)
    word = "PROBLEMS" if wrong else "READY"
    counted = f"{wrong or 'no'} problem{'' if wrong == 1 else 's'} found"
    hidden = f", {unseen} thing{'' if unseen == 1 else 's'} cannot be seen" if unseen else ""
    return f"{word}: {counted}{hidden}."


def _wrapped(text: str, indent: str) -> list[str]:
    # A path must not be cut at its hyphens, where a line's end would hide whether one stood there.
    return textwrap.wrap(text, _WIDTH, subsequent_indent=indent, break_on_hyphens=False)
