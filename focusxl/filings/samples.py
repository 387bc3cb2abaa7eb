"""The sample filings that come with FocusXL, one for each edition, every amount as filed.

The sample of edition 2014 is a real filing; that of edition 2026 is synthetic.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from focusxl.amounts import cell_state
from focusxl.filings.filing import Entry, Filing
from focusxl.forms.loader import load_edition
from focusxl.forms.store import compiled

SAMPLES: Mapping[str, str] = MappingProxyType(
    {"2014": "hsbc-2014-06-30", "2026": "synthetic-2026-03-31"}
)
"""The name of the sample of each edition."""


class LedgerFiles(NamedTuple):
    """The files of the ledger behind a sample: its trial balance, and the mapping to boxes."""

    balances: Path
    mapping: Path


def ledger_files(edition: str) -> LedgerFiles | None:
    """Give the files of the ledger of a sample; None where there is none.

    Raises:
        KeyError: the edition has no sample.
    """
    folder = Path(str(files("focusxl"))) / "samples"
    found = (folder / f"{SAMPLES[edition]}-{what}.csv" for what in ("balances", "mapping"))
    ledger = LedgerFiles(*found)
    return ledger if all(path.is_file() for path in ledger) else None


class _SampleValue(NamedTuple):
    """The value of one box of a sample, and how it was obtained."""

    value: float | datetime.date | str
    note: str | None = None
    """The part of the print that is lost, where the value itself can be read."""
    derived: str | None = None
    """The amounts that the value was derived from, where it cannot be read."""

    @property
    def provenance(self) -> str:
        """“read” or “derived”, with the reason."""
        if self.derived is not None:
            return f"derived: {self.derived}"
        return "read" if self.note is None else f"read; {self.note}"


class _Sample(NamedTuple):
    edition: str
    facts: Mapping[str, bool]
    boxes: Mapping[str, _SampleValue]


@cache
def _sample(edition: str) -> _Sample:
    said = compiled("samples")[SAMPLES[edition]]
    boxes = {number: _value(**given) for number, given in said["boxes"].items()}
    return _Sample(said["edition"], said["facts"], boxes)


def _value(
    value: float | str, day: str | None = None, note: str | None = None, derived: str | None = None
) -> _SampleValue:
    dated = value if day is None else datetime.date.fromisoformat(day)
    return _SampleValue(dated, note, derived)


def load_sample(edition: str = "2014") -> Filing:
    """Load the sample of an edition as a filing: its inputs, and its totals as filed.

    Raises:
        KeyError: the edition has no sample.
    """
    sample = _sample(edition)
    entries = {number: Entry(cell_state(given.value)) for number, given in sample.boxes.items()}
    return Filing(load_edition(sample.edition), entries, facts=sample.facts)


def sample_data(edition: str = "2014") -> dict[str, Any]:
    """Give the sample of an edition as the JSON object of a data file.

    KeyError: the edition has no sample.
        KeyError: there is no sample of that edition.
    """
    sample = _sample(edition)
    return {
        "edition": sample.edition,
        "boxes": {number: _as_json(given.value) for number, given in sample.boxes.items()},
        "facts": dict(sample.facts),
    }


def provenance() -> Mapping[str, str]:
    """Give how each value of the 2014 sample was obtained, read or derived, by box number.

    >>> provenance()["7010"], provenance()["7020"]
    ('read', 'read; its box number is lost')
    """
    boxes = _sample("2014").boxes
    return MappingProxyType({number: given.provenance for number, given in boxes.items()})


def _as_json(value: float | datetime.date | str) -> float | str | bool:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return True if value == "X" else value
