"""The check of repeated boxes: entered on one page, shown by a formula on the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from focusxl.amounts import CellState, Nothing, Text
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.openxml.formula_text import same_formula
from focusxl.files.openxml.outline import Outline
from focusxl.files.stored.cells import Cells, Target, is_one_cell
from focusxl.files.stored.entries import side_of
from focusxl.files.template.names import again_formula, again_name
from focusxl.filings.filer import pages_without
from focusxl.filings.filing import Entry
from focusxl.forms.edition import Edition
from focusxl.text import in_one_line


def check_repeated_boxes(
    edition: Edition,
    entries: Mapping[str, Entry],
    absent: Set[str],
    targets: Mapping[str, Target],
    outline: Outline,
    cells: Cells,
) -> Iterator[Finding]:
    """Find boxes that show another value on a later page than on the page they are entered on."""
    without = pages_without(edition, frozenset(absent))
    for number, placed in edition.boxes.items():
        entry = entries.get(number)
        if len(placed.pages) == 1 or entry is None:
            continue
        for page in placed.pages:
            home = _sheet_of_page(edition, entries, page)
            if edition.pages[page - 1] not in without and home != entry.place.sheet:
                yield from _check_repeat(edition, number, page, entry, targets, outline, cells)


def _sheet_of_page(edition: Edition, entries: Mapping[str, Entry], page: int) -> str | None:
    """Find the sheet of a page by the boxes that stand on no other page."""
    return next(
        (
            entries[box.number].place.sheet
            for box in edition.pages[page - 1].boxes
            if box.number in entries and edition.boxes[box.number].pages == (page,)
        ),
        None,
    )


def _check_repeat(
    edition: Edition,
    number: str,
    page: int,
    entry: Entry,
    targets: Mapping[str, Target],
    outline: Outline,
    cells: Cells,
) -> Iterator[Finding]:
    name = again_name(page, number)
    target = targets.get(name)
    if target is None or not is_one_cell(target, cells):
        yield general_finding(
            "WB-08",
            box=number,
            reported=in_one_line(outline.names.get(name, "no such name"), 80),
            expected=name,
        )
        return
    cell, box = cells.cell(target.place), edition.box(number)
    if cell.formula is None or not same_formula(cell.formula, again_formula(number)):
        yield general_finding(
            "WB-13",
            box=number,
            place=target.place,
            shown=number,
            reported=side_of(box, cell.state),
            expected=again_formula(number),
            home=str(entry.place),
        )
    elif cell.calculated and not _shows_value(cell.state, entry.state):
        finding = general_finding(
            "WB-04",
            box=number,
            place=target.place,
            reported=side_of(box, cell.state),
            expected=side_of(box, entry.state),
        )
        message = (
            f"The cell shows the box a second time, as {finding.reported}; at {entry.place} it is "
            f"{finding.expected}. Recalculate the workbook (Ctrl+Alt+F9) and save it."
        )
        yield finding.replaced(message=message)


def _shows_value(shown: CellState, entered: CellState) -> bool:
    """Tell whether a cell shows what another holds; a formula shows an empty one as empty text."""
    nothing = (Nothing(), Text(""))
    return shown in nothing if entered in nothing else shown == entered
