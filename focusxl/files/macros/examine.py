"""The examinations of a workbook for foreign code, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from focusxl.checks.finding import Finding
from focusxl.files.macros.buttons import examine_buttons
from focusxl.files.macros.names import examine_names
from focusxl.files.macros.parts import examine_parts, relations_of
from focusxl.files.macros.settings import examine_settings
from focusxl.files.macros.vba import examine_vba
from focusxl.files.openxml.outline import Outline
from focusxl.files.openxml.package import Package

_MOST_OF_A_KIND = 20
"""The most findings of a kind; a few are enough to judge a file."""


def examine_macros(package: Package, outline: Outline, path: Path) -> Iterator[Finding]:
    """Find anything that could run in a workbook and is not FocusXL's.

    Raises:
        Unreadable: a part of the workbook is damaged.
    """
    relations = relations_of(package)
    for findings in (
        examine_vba(package, relations, path),
        examine_parts(package, relations),
        examine_buttons(package, relations),
        examine_names(package),
        examine_settings(package, outline),
    ):
        yield from islice(findings, _MOST_OF_A_KIND)
