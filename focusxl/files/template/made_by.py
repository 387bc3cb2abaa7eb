"""Which FocusXL made a workbook, and with what it wrote its totals where that was different.

The table beside this file keeps the formulas of earlier form data that this version writes in
another way, under the digest of that form data; those of workbooks that do not state one, which
the first versions made, under `unstated`. `focusxl_workbook.earlier_formulas` adds to it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from focusxl import __version__
from focusxl.files.template.names import Flavour
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box

VERSION_NAME = "focusxl_version"
"""The name of the cell that says which version of FocusXL made the workbook."""
FORM_NAME = "focusxl_form"
"""The name of the cell that holds the digest of the form data it was made from."""
TABLE = Path(__file__).with_name("earlier_formulas.json")
UNSTATED = "unstated"
_OLDEST = "an early FocusXL, which did not yet say its version"
_LENGTH_OF_A_DIGEST = 12


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What a workbook says of its making; both are empty in one of the first versions."""

    version: str
    form: str

    @property
    def shown(self) -> str:
        """Who made it, in words."""
        return f"FocusXL {self.version}" if self.version else _OLDEST

    @property
    def is_later(self) -> bool:
        """Whether a later FocusXL made it than this one."""
        return _numbers(self.version) > _numbers(__version__)

    def formulas(self, edition: Edition, box: Box) -> Iterator[str]:
        """Give the formulas of a total in that version which this one writes in another way."""
        written = _table().get(self.form or UNSTATED, {}).get(edition.name, {})
        flavours: Mapping[Flavour, str] = written.get(box.number, {})
        yield from flavours.values()


def made_now(edition: Edition) -> MadeBy:
    """Give what this FocusXL writes into the workbooks that it makes."""
    return MadeBy(__version__, form_digest(edition))


@lru_cache(maxsize=4)
def form_digest(edition: Edition) -> str:
    """Give a digest of what a report is held against: formulas, checks, and rates.

    Labels and sentences are not in it: they change no verdict.
    """
    digest = hashlib.sha256()
    for box in map(edition.box, edition.boxes):
        formula = " ".join(box.formula.text.split()) if box.formula else ""
        _add(digest, box.number, box.kind, box.sign, box.negative, box.differs, formula)
    for check in edition.checks.values():
        when = check.when.text if check.when is not None else ""
        parts = (check.id, check.check_class, check.test.text, when, str(check.tolerance))
        _add(digest, *(" ".join(part.split()) for part in parts))
    for name, parameter in edition.parameters.items():
        _add(digest, name, *(f"{day} {value}" for day, value in parameter.values.items()))
    return digest.hexdigest()[:_LENGTH_OF_A_DIGEST]


def _add(digest: Any, *parts: str) -> None:
    digest.update(("\t".join(parts) + "\n").encode())


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, Mapping[str, Mapping[Flavour, str]]]]:
    table: dict[str, Any] = json.loads(TABLE.read_text("utf-8"))
    return table


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()
