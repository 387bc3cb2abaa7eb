"""The sample report that comes with FocusXL: a real filing of 2014, every amount as filed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictInt, StrictStr

from focusxl.amount import cell_state
from focusxl.filing import Entry, Filing
from focusxl.form import BoxNumber


def _as_value(plain: object) -> object:
    return plain if isinstance(plain, dict) else {"value": plain}


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _SampleValue(_Data):
    """The value of one box, and how sure it is."""

    value: StrictInt | datetime.date | StrictStr
    note: str | None = None
    """What is lost beside a value that can be read."""
    derived: str | None = None
    """What the value follows from, where it cannot be read."""

    @property
    def provenance(self) -> str:
        """Read or derived, in words."""
        if self.derived is not None:
            return f"derived: {self.derived}"
        return "read" if self.note is None else f"read; {self.note}"


class _Sample(_Data):
    edition: str
    boxes: dict[BoxNumber, Annotated[_SampleValue, BeforeValidator(_as_value)]]


@lru_cache(maxsize=1)
def _sample() -> _Sample:
    import yaml

    text = (files("focusxl") / "samples" / "hsbc-2014-06-30.yaml").read_text(encoding="utf-8")
    return _Sample.model_validate(yaml.safe_load(text))


def load_sample() -> Filing:
    """Load the sample as a filing: its inputs, and its totals as filed."""
    from focusxl.loader import load_edition

    sample = _sample()
    entries = {number: Entry(cell_state(given.value)) for number, given in sample.boxes.items()}
    return Filing(load_edition(sample.edition), entries)


def sample_data() -> dict[str, Any]:
    """Give the sample as the JSON object that a data file holds."""
    sample = _sample()
    return {
        "edition": sample.edition,
        "boxes": {number: _as_json(given.value) for number, given in sample.boxes.items()},
        "facts": {},
    }


def provenance() -> Mapping[str, str]:
    """Tell of each box whether its value was read in the filing or derived, and from what.

    >>> provenance()["7010"], provenance()["7020"]
    ('read', 'read; its box number is lost')
    """
    return MappingProxyType({number: given.provenance for number, given in _sample().boxes.items()})


def _as_json(value: int | datetime.date | str) -> int | str | bool:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return True if value == "X" else value
