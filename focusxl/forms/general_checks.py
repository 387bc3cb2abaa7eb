"""The general checks, and what an explanation of the filer must be, from ``general.yaml``."""

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


class ExplanationRule(FormData):
    """What a filer's explanation has at least: a number of words, and of characters in all."""

    words: int
    characters: int
    too_short: str
    """What a finding says of an explanation that has less."""

    def is_met_by(self, text: str) -> bool:
        """Tell whether a text is a sentence; marks without a letter or a digit are no words."""
        words = [word for word in text.split() if any(map(str.isalnum, word))]
        return len(words) >= self.words and len(" ".join(text.split())) >= self.characters


@lru_cache(maxsize=1)
def explanation_rule() -> ExplanationRule:
    """Load the rule on the length of explanations."""
    return ExplanationRule(**compiled("general")["explanation"])


@lru_cache(maxsize=1)
def general_checks() -> Mapping[str, GeneralCheck]:
    """Load the general checks by id."""
    return {
        check_id: GeneralCheck(**{**said, "cite": tuple(map(Citation, said["cite"]))})
        for check_id, said in compiled("general")["checks"].items()
    }
