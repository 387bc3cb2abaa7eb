"""Which FocusXL made the workbook, beside the one that is installed."""

from __future__ import annotations

from focusxl import __version__
from focusxl_udfs.doctor.book import Book
from focusxl_udfs.doctor.examination import Examination, good, needs_workbook, problem
from focusxl_udfs.doctor.machine import Machine

_VERSION = "FocusXL in the workbook"


def examine_version(machine: Machine, book: Book | None) -> Examination:
    """Examine whether this FocusXL knows the workbook; that of an earlier one still works."""
    if book is None:
        return needs_workbook(_VERSION)
    made_by = book.made_by
    if made_by.is_later:
        return problem(
            _VERSION,
            f"made by {made_by.shown}, which is later than the one installed, {__version__}",
            f"In the folder of the later FocusXL, run this: {machine.pip('install .')}",
        )
    if made_by.version == __version__:
        return good(_VERSION, f"made by {made_by.shown}, as installed")
    return good(
        _VERSION,
        f"made by {made_by.shown}; it works, and focusxl upgrade carries it over into one of "
        f"version {__version__}",
    )
