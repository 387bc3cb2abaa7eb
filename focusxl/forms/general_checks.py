"""The general checks, which hold for every box of every edition, from ``general.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from focusxl.forms.citation import Citation
from focusxl.forms.model import CheckClass, FormData
from focusxl.forms.store import compiled


class GeneralCheck(FormData):
    """A check of a cell or a file: class, test in words, message, citation."""

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
