"""The checks that hold for every box of every edition, as ``general.yaml`` states them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from focusxl.forms.citation import Citation
from focusxl.forms.model import CheckClass, FormData
from focusxl.forms.store import compiled


class GeneralCheck(FormData):
    """A check of what a cell or a file holds: class, test in words, message, source."""

    check_class: CheckClass
    test: str
    message: str
    cite: tuple[Citation, ...]


@lru_cache(maxsize=1)
def general_checks() -> Mapping[str, GeneralCheck]:
    """Load the general checks by id."""
    return {
        check_id: GeneralCheck(**{**said, "cite": tuple(map(Citation, said["cite"]))})
        for check_id, said in compiled("general").items()
    }
