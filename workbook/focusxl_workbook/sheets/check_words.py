"""What the sheet Checks says of a check: in words, and as a formula without the data's notation."""

from __future__ import annotations

import re

_TWICE = re.compile(r"(?:box )?(\b\w+),? \[\1\]")
"""A box number, and then the place for its value."""
_BOX = re.compile(r"\[([0-9]+(?:_[a-z]+)?)\]")
_BLANK_BOXES = re.compile(r"(?:; blank)?: \[blank\]")


def in_words(message: str) -> str:
    """Write the message of a check without a report: boxes in place of their values.

    >>> in_words("Long option value ([7032]) differs from the value held ([7132]).")
    'Long option value (box 7032) differs from the value held (box 7132).'
    >>> in_words("Ownership equity (1230 [1230]) is not that of box 1770, [1770].")
    'Ownership equity (box 1230) is not that of box 1770.'
    >>> in_words("The statement does not say which period it covers; blank: [blank].")
    'The statement does not say which period it covers.'
    """
    text = _TWICE.sub(r"box \1", _BLANK_BOXES.sub("", message))
    return _BOX.sub(r"box \1", text)


def as_formula(test: str) -> str:
    """Write a test without the notation of the form data.

    >>> as_formula("[7520] = 0 or reported([7510])")
    '7520 = 0 or 7510 is given'
    """
    text = re.sub(r"reported\(\[(\w+)\]\)", r"\1 is given", test)
    text = re.sub(r"stated\((\w+)\)", r"\1 is stated", text)
    text = re.sub(r"\[(\w+)\]", r"\1", text)
    return text.replace("_", " ")
