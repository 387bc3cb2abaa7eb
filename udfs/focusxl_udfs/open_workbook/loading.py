"""Load balances: a trial balance put into the open workbook, as `focusxl import` does it to a file.

The user sees what would be loaded before anything is written. Only cells that change are written:
each is a call into the spreadsheet program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlwings as xw

from focusxl.amounts import CellError, CellState, Nothing, Number, Text
from focusxl.errors import FocusXLError
from focusxl.files.openxml.addresses import parse_area, parse_reference
from focusxl.files.openxml.formula_text import same_formula
from focusxl.files.openxml.outline import SheetPart
from focusxl.files.reading.balances.taking_in import Import, take_in, what_was_loaded
from focusxl.files.stored.cells import Cells, Target
from focusxl.files.template.ledger_names import (
    ADJUSTMENTS_NAME,
    BALANCES_NAME,
    DIGEST_NAME,
    FILE_NAME,
    GOES_TO,
    LOADED_NAME,
    MAPPING_NAME,
    NUMBER,
    PERIOD_NAME,
    SHA256_NAME,
)
from focusxl.files.template.names import box_name
from focusxl.files.writing.ledger_filling import LedgerChanges, ledger_changes
from focusxl.filings.filing import Filing
from focusxl_udfs.open_workbook.hosted_workbook import hosted_cells
from focusxl_udfs.open_workbook.selected_box import boxes_by_place
from focusxl_udfs.open_workbook.write_back import plain_text

_NAMES = (
    *(MAPPING_NAME, ADJUSTMENTS_NAME, BALANCES_NAME),
    *(FILE_NAME, SHA256_NAME, LOADED_NAME, PERIOD_NAME, DIGEST_NAME),
)
_TITLE = "FocusXL: load balances"
_MOST_LISTED = 12
_MAY_STILL_BE_DONE = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)
"""What Excel may allow on a protected sheet."""


class NotLoaded(FocusXLError):
    """Nothing was loaded; the message says why, and what to do."""


def load_balances(book: xw.Book, filing: Filing, path: Path) -> str | None:
    """Load a trial balance, once the user has seen what goes where.

    Returns:
        A sentence where it was done.

    Raises:
        FocusXLError: the file cannot be read, or the workbook has no room for it.
    """
    done = take_in(filing, path)
    cells = hosted_cells(book)
    changes = ledger_changes(done.filing, _targets(book, done.filing), cells)
    if book.app.alert(_question(done), _TITLE, "yes_no") != "yes":
        return None
    _write_balances(book, changes, cells)
    _write_cells(book, changes, cells)
    must_fix = sum(finding.check_class == "must-fix" for finding in done.findings)
    if must_fix:
        return (
            f"Loaded, and {must_fix} to fix in the trial balance or its mapping: press Validate, "
            "and see the sheets Findings and Mapping."
        )
    return "Loaded. Press Validate."


def _question(done: Import) -> str:
    lines = list(what_was_loaded(done))
    found = [f"- {one.message}" for one in done.findings if one.check_class == "must-fix"]
    if found:
        lines += ["", "To be fixed afterwards:", *found[:_MOST_LISTED]]
        if len(found) > _MOST_LISTED:
            lines.append(f"and {len(found) - _MOST_LISTED} more")
    return "\n".join((*lines, "", "Load these balances into the workbook?"))


def _targets(book: xw.Book, filing: Filing) -> dict[str, Target]:
    """Give the cells of the boxes, as they were read, and those of the ledger by their names."""
    targets: dict[str, Target] = {}
    for place, number in boxes_by_place(filing).items():
        area = parse_area(place.cell or "")
        if area is not None:
            targets[box_name(number)] = Target(SheetPart(place.sheet or "", "", False), area)
    for name in _NAMES:
        reference = parse_reference(_refers_to(book, name))
        if reference is not None:
            targets[name] = Target(SheetPart(reference[0], "", False), reference[1])
    if MAPPING_NAME not in targets or BALANCES_NAME not in targets:
        raise NotLoaded(
            "This workbook was made by a FocusXL that did not load balances yet. Save it, type "
            "focusxl upgrade in a terminal, and load the balances into the new one."
        )
    return targets


def _refers_to(book: xw.Book, name: str) -> str:
    try:
        return str(book.names[name].refers_to)
    except Exception:
        # Each host has an error of its own for a name that is not there.
        return ""


def _write_balances(book: xw.Book, changes: LedgerChanges, cells: Cells) -> None:
    """Put the accounts in the place of those that were there."""
    sheet = book.sheets[changes.sheet]
    held = [row for row in cells.rows(changes.sheet) if row >= changes.first_row]
    with unprotected(sheet):
        if held:
            sheet.range((changes.first_row, NUMBER), (max(held), GOES_TO)).clear_contents()
        if changes.rows:
            last = changes.first_row + len(changes.rows) - 1
            rows = [[_in_cell(cell) for cell in row] for row in changes.rows]
            sheet.range((changes.first_row, NUMBER), (last, GOES_TO)).value = rows


def _in_cell(cell: object) -> str | float | None:
    if cell is None or cell == "":
        return None
    return plain_text(cell) if isinstance(cell, str) else float(str(cell))


def _write_cells(book: xw.Book, changes: LedgerChanges, cells: Cells) -> None:
    """Write the formulas of the boxes and the other cells that change, sheet by sheet."""
    wanted: dict[str, dict[str, CellState | str]] = {}
    for place, state in changes.inputs.items():
        seen = cells.cell(place)
        is_freed = place in changes.freed and seen.formula is not None
        if place not in changes.formulas and (is_freed or _differ(seen.state, state)):
            wanted.setdefault(place.sheet or "", {})[place.cell or ""] = state
    for place, formula in changes.formulas.items():
        held = cells.cell(place).formula
        if held is None or not same_formula(held, formula):
            wanted.setdefault(place.sheet or "", {})[place.cell or ""] = formula
    for name, of_sheet in wanted.items():
        sheet = book.sheets[name]
        with unprotected(sheet):
            for address, content in of_sheet.items():
                _write(sheet.range(address), content)


def _differ(one: CellState, other: CellState) -> bool:
    return one != other and not (_is_empty(one) and _is_empty(other))


def _is_empty(state: CellState) -> bool:
    return isinstance(state, Nothing) or state == Text("")


def _write(cell: xw.Range, content: CellState | str) -> None:
    match content:
        case str():
            cell.formula = content
        case Number(amount):
            cell.value = float(amount)
        case Text(text):
            cell.value = plain_text(text)
        case CellError(name):
            cell.value = name
        case _:
            cell.clear_contents()


@contextmanager
def unprotected(sheet: xw.Sheet) -> Iterator[None]:
    """Take the protection from a sheet, which has no password, and put it back."""
    api: Any = getattr(sheet, "api", None)
    if getattr(api, "ProtectContents", False):
        allowed = _allowed(api)
        api.Unprotect()
        try:
            yield
        finally:
            api.Protect(Contents=True, DrawingObjects=True, Scenarios=True, **allowed)
    elif hasattr(api, "isProtected") and api.isProtected():
        api.unprotect("")
        try:
            yield
        finally:
            api.protect("")
    else:
        yield


def _allowed(api: Any) -> Mapping[str, bool]:
    protection = api.Protection
    return {name: bool(getattr(protection, name)) for name in _MAY_STILL_BE_DONE}
