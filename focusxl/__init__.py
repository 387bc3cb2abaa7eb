"""FocusXL: prepare, check and export the SEC's FOCUS Report, Form X-17A-5 Part II.

>>> import focusxl
>>> filing = focusxl.Filing.from_boxes("2014", {"7010": 342_539_729, "7040": 342_539_728})
>>> result = filing.check()
>>> result.verdict, result["7040"].reported, result["7040"].expected
('blocked', Decimal('342539728'), Decimal('342539729'))

This package is the whole interface for programs; the modules below it are for FocusXL's own use
and may change. Names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.2.0"

if TYPE_CHECKING:
    from focusxl.checks.finding import Finding
    from focusxl.checks.result import Result
    from focusxl.errors import FocusXLError, NotReady, Unreadable
    from focusxl.forms.loader import editions
    from focusxl.library import Filing, edition, read

__all__ = [
    "Filing",
    "Finding",
    "FocusXLError",
    "NotReady",
    "Result",
    "Unreadable",
    "edition",
    "editions",
    "read",
]

_PLACES = {
    "Filing": "focusxl.library",
    "Finding": "focusxl.checks.finding",
    "FocusXLError": "focusxl.errors",
    "NotReady": "focusxl.errors",
    "Result": "focusxl.checks.result",
    "Unreadable": "focusxl.errors",
    "edition": "focusxl.library",
    "editions": "focusxl.forms.loader",
    "read": "focusxl.library",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
