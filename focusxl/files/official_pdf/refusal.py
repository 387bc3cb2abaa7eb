"""Why nothing was written onto the official form."""

from __future__ import annotations

from collections.abc import Sequence

from focusxl.errors import NotPlaced

_NAMED = 3


def refusal_of(reasons: Sequence[str]) -> NotPlaced:
    """Put the reasons for which values have no place into one sentence."""
    named = "; ".join(reasons[:_NAMED])
    if len(reasons) > _NAMED:
        named += f"; and {len(reasons) - _NAMED} more"
    return NotPlaced(f"Nothing was written onto the official form: {named}.")
