"""Paste into inputs: copied figures, into the unlocked cells of amounts and into no others.

Nothing is written before its list was accepted, and what stood in the cells before is kept on a
sheet of the workbook, from which it can be put back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import xlwings as xw

from focusxl.amounts import parse_amount, plain_amount, show
from focusxl.errors import FocusXLError, NotAnAmount
from focusxl.files.openxml.addresses import cell_address, parse_area
from focusxl.files.template.names import UNDO_SHEET, UNDO_TITLE
from focusxl.filings.filing import Filing, Place
from focusxl_udfs.open_workbook.added_sheets import find_added_sheet, write_added_sheet
from focusxl_udfs.open_workbook.clipboard import Rows, copied_rows
from focusxl_udfs.open_workbook.selected_box import boxes_by_place, place_of, selected_cell
from focusxl_udfs.open_workbook.write_back import link_to, plain_text

HEADINGS = ("Box", "Sheet", "Cell", "Before", "Pasted", "Go to")
_WIDTHS = (12, 22, 10, 24, 24, 24)
_HEAD = 2
_FORMULA = "formula "
"""Written before a formula, so that it stands as a text on the sheet."""
_MOST_LISTED = 15
NOTHING_TO_UNDO = "There is nothing to undo: the last paste was undone already, or there was none."
_TWO_WAYS = (
    "Copy one column of figures and select the first cell it goes into, or copy two columns: box "
    "number and amount."
)


class NotPasted(FocusXLError):
    """Nothing was pasted; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One copied figure and the cell it goes into."""

    box: str
    place: Place
    amount: Decimal


@dataclass(slots=True)
class Plan:
    """What goes where, and what is left out."""

    figures: list[Figure] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def add(self, filing: Filing, box: str, place: Place, written: str) -> None:
        """Add a figure for a box, or leave it out where the box is none that is filled in.

        Raises:
            NotPasted: it is for an input and cannot be read.
        """
        of_form = filing.edition.box(box)
        if of_form.kind != "input":
            why = "computed" if of_form.kind == "total" else "not an amount"
            self.left_out.append(f"{written} for box {box} ({why})")
            return
        try:
            amount = _amount(written, of_form.unit)
        except NotAnAmount as refusal:
            raise NotPasted(f"Nothing was pasted: “{written}” for box {box} {refusal}.") from None
        self.figures.append(Figure(box, place, amount))


def paste_into_inputs(book: xw.Book, filing: Filing) -> str | None:
    """Paste what was copied, once the user has seen what goes where.

    Returns:
        A sentence where it was done.

    Raises:
        FocusXLError: nothing is copied or selected, or a figure cannot be read.
    """
    plan = planned(book, filing, copied_rows(book))
    if not plan.figures:
        left_out = f" Left out: {_some(plan.left_out, '; ')}." if plan.left_out else ""
        raise NotPasted(f"Nothing was pasted: no figure falls on a yellow cell.{left_out}")
    before = [_content(_cell(book, figure.place)) for figure in plan.figures]
    if book.app.alert(_question(plan, before), "FocusXL: paste into inputs", "yes_no") != "yes":
        return None
    _keep(book, plan.figures, before)
    for figure in plan.figures:
        _cell(book, figure.place).value = float(figure.amount)
    _cell(book, plan.figures[0].place).sheet.activate()
    return f"Pasted {_count(len(plan.figures))}. Undo paste brings back what was there."


def planned(book: xw.Book, filing: Filing, rows: Rows) -> Plan:
    """Say what would go where.

    Two columns are box and amount. One column goes down from the selected cell, a row a row, as
    Excel itself pastes it.

    Raises:
        FocusXLError: it is neither, a figure cannot be read, or no cell is selected.
    """
    filled = {number for row in rows for number, cell in enumerate(row) if cell}
    if len(filled) == 1:
        [column] = filled
        figures = [row[column] if column < len(row) else "" for row in rows]
        return _down_from(filing, place_of(selected_cell(book)), figures)
    if len(filled) == 2:
        return _by_box(filing, rows, *sorted(filled))
    raise NotPasted(f"Nothing was pasted: {len(filled)} columns are copied. {_TWO_WAYS}")


def _down_from(filing: Filing, first: Place, figures: Sequence[str]) -> Plan:
    plan, boxes = Plan(), boxes_by_place(filing)
    start = parse_area(first.cell or "")
    assert start is not None
    for down, written in enumerate(figures):
        place = Place(first.sheet, cell_address(start.top + down - 1, start.left - 1))
        if not written:
            continue
        if place in boxes:
            plan.add(filing, boxes[place], place, written)
        else:
            plan.left_out.append(f"{written} at {place.cell} (no box)")
    return plan


def _by_box(filing: Filing, rows: Rows, box_column: int, amount_column: int) -> Plan:
    plan, places = Plan(), {box: place for place, box in boxes_by_place(filing).items()}
    for number, row in enumerate(rows):
        box = row[box_column] if box_column < len(row) else ""
        written = row[amount_column] if amount_column < len(row) else ""
        if not written:
            continue
        if box in places:
            plan.add(filing, box, places[box], written)
        elif box in filing.edition.boxes:
            plan.left_out.append(f"{written} for box {box} (on a page that the workbook lacks)")
        elif number > 0:
            # The first row may be the headings.
            raise NotPasted(f"Nothing was pasted: the form has no box “{box}”. {_TWO_WAYS}")
    boxes = [figure.box for figure in plan.figures]
    twice = next((box for box in boxes if boxes.count(box) > 1), None)
    if twice is not None:
        raise NotPasted(f"Nothing was pasted: box {twice} is copied twice. Add the two up first.")
    return plan


def _amount(written: str, unit: str) -> Decimal:
    plain = plain_amount(written)
    return plain if plain is not None else parse_amount(written, unit)  # type: ignore[arg-type]


def _question(plan: Plan, before: Sequence[str | float]) -> str:
    lines = [
        f"{figure.box}: {_shown(was)} becomes {show(figure.amount)}"
        for figure, was in zip(plan.figures, before, strict=True)
    ]
    asked = f"{_count(len(lines))} into yellow cells:\n{_some(lines, chr(10))}"
    if plan.left_out:
        asked += f"\n\nLeft out:\n{_some(plan.left_out, chr(10))}"
    return f"{asked}\n\nPaste?"


def _some(lines: Sequence[str], between: str) -> str:
    listed = between.join(lines[:_MOST_LISTED])
    more = len(lines) - _MOST_LISTED
    return f"{listed}{between}and {more} more" if more > 0 else listed


def _count(figures: int) -> str:
    return "1 figure" if figures == 1 else f"{figures} figures"


def _shown(content: str | float) -> str:
    if content == "":
        return "blank"
    return content if isinstance(content, str) else show(Decimal(str(content)))


def _cell(book: xw.Book, place: Place) -> xw.Range:
    return book.sheets[place.sheet or ""].range(place.cell or "")


def _content(cell: xw.Range) -> str | float:
    """Give what was typed into a cell: a formula, a number, a text, or nothing."""
    formula = str(cell.formula)
    if formula.startswith("="):
        return formula
    value = cell.value
    if value is None:
        return ""
    return value if isinstance(value, str | float) else str(value)


def _keep(book: xw.Book, figures: Sequence[Figure], before: Sequence[str | float]) -> None:
    """Write what stands in the cells on the sheet of its own.

    Raises:
        SheetTaken: the user has a sheet of that name.
    """
    rows: list[tuple[str | float, ...]] = [(UNDO_TITLE, *[""] * (len(HEADINGS) - 1)), HEADINGS]
    for figure, was in zip(figures, before, strict=True):
        is_formula = isinstance(was, str) and was.startswith("=")
        kept = f"{_FORMULA}{was}" if is_formula else was
        place = figure.place
        sheet, cell = place.sheet or "", place.cell or ""
        rows.append((f"box {figure.box}", sheet, cell, kept, float(figure.amount), ""))
    links = [[link_to(figure.place)] for figure in figures]
    write_added_sheet(
        book, UNDO_SHEET, UNDO_TITLE, rows, links, len(HEADINGS) - 1, _WIDTHS, first_row=_HEAD
    )


def undo_paste(book: xw.Book) -> str:
    """Bring back what stood in the cells before the last paste; a cell changed since is left.

    Raises:
        SheetTaken: the sheet that would say so is the user's.
    """
    sheet = find_added_sheet(book, UNDO_SHEET, UNDO_TITLE)
    rows = [] if sheet is None else sheet.used_range.options(ndim=2).value[_HEAD:]
    kept = [row for row in rows if row[0]]
    if sheet is None or not kept:
        return NOTHING_TO_UNDO
    changed: list[str] = []
    for box, of_sheet, address, was, pasted, *_ in kept:
        cell = book.sheets[str(of_sheet)].range(str(address))
        if str(cell.formula).startswith("=") or cell.value != pasted:
            changed.append(str(box))
        elif isinstance(was, str) and was.startswith(_FORMULA):
            cell.formula = was.removeprefix(_FORMULA)
        else:
            cell.value = was if not isinstance(was, str) else plain_text(was)
    sheet.range((_HEAD + 1, 1), (_HEAD + len(rows), len(HEADINGS))).clear_contents()
    done = f"Brought back what was there in {len(kept) - len(changed)} of {len(kept)} cells."
    if changed:
        done += f" Changed since, and left as they are: {_some(changed, ', ')}."
    return done
