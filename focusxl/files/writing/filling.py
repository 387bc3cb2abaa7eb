"""The filling of a workbook, which leaves every other part of it as it was, byte for byte.

A general library would drop what it does not know: buttons, macros, the user's own pages. The
values are therefore set in the XML of the sheets.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal

from focusxl.amounts import EXCEL_EPOCH, NOTHING, CellState, Number, Text
from focusxl.checks.filer_explanations import stamp
from focusxl.errors import NotFilled
from focusxl.files.openxml.addresses import cell_position
from focusxl.files.openxml.outline import Outline, read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.parts import packed_again, without_chain
from focusxl.files.openxml.row_patch import filter_rows
from focusxl.files.openxml.sheet_patch import CellKept, patch_sheet
from focusxl.files.openxml.sheet_rows import with_rows
from focusxl.files.openxml.xml_reader import NotPlainXml
from focusxl.files.reading.template import (
    ABSENT_NAME,
    CHECK_LISTS,
    EDITION_NAME,
    find_targets,
    list_places,
    made_by,
    mapping_sheet,
    places_of,
    printed_sheets,
)
from focusxl.files.stored.cells import StoredCells, Target, read_cells
from focusxl.files.stored.display import is_percentage
from focusxl.files.stored.entries import shown_state
from focusxl.files.stored.values import DAYS_FROM_1900_TO_1904
from focusxl.files.template.check_filter import SHOWN
from focusxl.files.template.made_by import made_now
from focusxl.files.template.names import (
    CHECK_OPEN,
    FINDING_LISTS,
    LAST_VALIDATION,
    NEXT_STEP,
    box_name,
    fact_name,
    nothing_name,
    signature_name,
)
from focusxl.files.workbook_checks.box_numbers import check_printed_numbers, check_questions
from focusxl.files.writing.filling_comparison import comparison_inputs
from focusxl.files.writing.ledger_filling import LedgerChanges, ledger_changes
from focusxl.filings.filing import NOTHING_TO_REPORT, Filing, Place
from focusxl.filings.signature import in_cells
from focusxl.forms.model import Box
from focusxl.text import in_one_line

StoredValues = Mapping[tuple[str, str], CellState]
"""Values of calculated cells by sheet and cell: ``("Segregation", "M12")``."""

_Values = dict[str, dict[str, CellState]]
_Parts = dict[str, bytes]


def fill_workbook(workbook: bytes, filing: Filing, stored: StoredValues) -> bytes:
    """Fill in the inputs, answers and explanations of a filing in a template workbook.

    Boxes that the filing does not name keep their values; those it gives as null are cleared.
    Totals are formulas and are not filled in; they show the values of `stored`. A total that the
    filing gives while all its operands are blank becomes a formula of that number.

    Args:
        workbook: the bytes of the workbook.
        filing: the filing to fill in.
        stored: values of the calculated cells until a spreadsheet recalculates them.

    Raises:
        NotFilled: the workbook is of another edition, has lost a cell, or an input has a formula.
        Unreadable: the workbook is damaged.
    """
    package = Package(workbook, _NAME)
    outline = read_outline(package)
    targets = find_targets(outline)
    whole = printed_sheets(targets) | mapping_sheet(targets)
    cells = read_cells(package, outline, places_of(targets), whole)
    _check_edition(filing, targets, cells)
    _check_version(filing, targets, cells)
    _check_names(filing, targets, cells)
    inputs: _Values = {}
    typed = {box_name(number) for number in filing.entries if _is_typed_total(filing, number)}
    typed_places = {targets[name].place for name in typed if name in targets}
    boxes = {box_name(number): filing.edition.box(number) for number in filing.entries}
    for name, state in _named_inputs(filing, outline).items():
        target = targets.get(name)
        if target is None:
            raise NotFilled(
                f"{_NAME} has lost its cell {in_one_line(name, 40)}; fill in a new template."
            )
        _put(inputs, target.place, _for_format(boxes.get(name), state, target.place, cells))
    for place, state in _explanations(filing, targets, cells).items():
        _put(inputs, place, state)
    for place in _older_answers(filing, targets, cells):
        _put(inputs, place, NOTHING)
    compared = comparison_inputs(filing, targets, cells, from_1904=outline.from_1904)
    for place, state in compared.items():
        _put(inputs, place, state)
    ledger = LedgerChanges()
    if filing.ledger is not None:
        ledger = ledger_changes(filing, targets, cells)
        for place, state in ledger.inputs.items():
            _put(inputs, place, state)
    for name in (LAST_VALIDATION, NEXT_STEP):
        # The last validation was of other inputs.
        if name in targets:
            _put(inputs, targets[name].place, NOTHING)
    listed = _listed_checks(targets, stored)
    return _patched(package, outline, inputs, stored, typed_places, listed, ledger)


def _is_typed_total(filing: Filing, number: str) -> bool:
    return filing.edition.box(number).kind == "total" and filing.is_entered(number)


_NAME = "The workbook"


def _put(values: _Values, place: Place, state: CellState) -> None:
    values.setdefault(place.sheet or "", {})[place.cell or ""] = state


def _check_edition(filing: Filing, targets: Mapping[str, Target], cells: StoredCells) -> None:
    target = targets.get(EDITION_NAME)
    edition = shown_state(cells.cell(target.place).state) if target else "nothing"
    if edition != filing.edition.name:
        raise NotFilled(
            f"{_NAME} is of edition {in_one_line(edition, 40)} and the data of edition "
            f"{filing.edition.name}; use a template of that edition."
        )


def _check_version(filing: Filing, targets: Mapping[str, Target], cells: StoredCells) -> None:
    """Refuse a workbook of another version: its formulas may stand in other cells than ours."""
    made = made_by(targets, cells)
    if made != made_now(filing.edition):
        raise NotFilled(
            f"{_NAME} was made by {made.shown}. Carry it over into one of this version first "
            "(focusxl upgrade BOOK -o OUT), and fill in that one."
        )


def _check_names(filing: Filing, targets: Mapping[str, Target], cells: StoredCells) -> None:
    """Refuse a workbook whose names point to cells that print the number of another box."""
    absent = targets.get(ABSENT_NAME)
    taken: dict[Place, str] = {}
    for name, target in targets.items():
        if name.startswith(("box_", "fact_")) and (absent is None or target.place != absent.place):
            other = taken.setdefault(target.place, name)
            if other != name:
                raise NotFilled(
                    f"{_NAME} cannot be filled in: the names {in_one_line(other, 40)} and "
                    f"{in_one_line(name, 40)} both point to {target.place}; use a new template."
                )
    printed = check_printed_numbers(filing.edition, targets, absent, cells)
    questions = check_questions(filing.edition, targets, cells)
    for finding in (*printed.findings, *questions):
        raise NotFilled(f"{_NAME} cannot be filled in. {finding.message}")


def _named_inputs(filing: Filing, outline: Outline) -> dict[str, CellState]:
    """Give the contents of each named cell: boxes as they are read, and answers in words."""
    inputs: dict[str, CellState] = {}
    for number, entry in filing.entries.items():
        if filing.is_entered(number):
            state = state_to_fill(filing, number, entry.state, from_1904=outline.from_1904)
            inputs[box_name(number)] = state
    for fact, answer in filing.facts.items():
        inputs[fact_name(fact)] = Text("Yes" if answer else "No")
    for page in filing.nothing_to_report:
        inputs[nothing_name(page)] = Text(NOTHING_TO_REPORT)
    # One that is not what was signed is not sealed anew.
    for signature in (one for one in filing.signatures if one.is_intact):
        for part, text in in_cells(signature)._asdict().items():
            inputs[signature_name(signature.role, part)] = Text(text)
    return inputs


def state_to_fill(
    filing: Filing, number: str, state: CellState, *, from_1904: bool = False
) -> CellState:
    """Give the contents of the cell of a box: its value as read, however it was written.

    A value that its box cannot hold is filled in as it is.
    """
    value = filing.values.get(number)
    match value:
        case None:
            return NOTHING
        case bool():
            return Text("X")
        case Decimal():
            return Number(value)
        case datetime.date():
            days = (value - EXCEL_EPOCH).days - DAYS_FROM_1900_TO_1904 * from_1904
            return Number(Decimal(days))
        case str():
            return Text(value)
    return state


def _for_format(box: Box | None, state: CellState, place: Place, cells: StoredCells) -> CellState:
    """Give the number that a cell must hold so that its format shows the percentage."""
    if box is None or box.unit != "percent" or not isinstance(state, Number):
        return state
    is_hundredths = is_percentage(cells.number_format(place, box), state.value)
    return Number(state.value / 100) if is_hundredths else state


def _explanations(
    filing: Filing, targets: Mapping[str, Target], cells: StoredCells
) -> dict[Place, CellState]:
    if not filing.explanations:
        return {}
    checks, texts, answers = (
        list_places(targets[name]) if name in targets else [] for name in CHECK_LISTS
    )
    if not len(checks) == len(texts) == len(answers):
        raise NotFilled(f"{_NAME} has lost its list of explanations; fill in a new template.")
    held = [shown_state(cells.cell(place).state) for place in checks]
    row_of = {check: row for row, check in enumerate(held)}
    # Rows for findings of the file itself, such as a hidden row.
    free = (
        row
        for row, place in enumerate(texts)
        if cells.cell(checks[row]).state == cells.cell(place).state == NOTHING
    )
    found: dict[Place, CellState] = {}
    for check, given in filing.explanations.items():
        row = row_of.get(check)
        if row is None:
            row = next(free, None)
            if row is None:
                raise NotFilled(
                    f"{_NAME} has no row left for the explanation of {in_one_line(check, 40)}; "
                    "leave it out of the data, or correct its id."
                )
            found[checks[row]] = Text(check)
        found[texts[row]] = Text(given.text)
        answered = given.answered
        found[answers[row]] = NOTHING if answered is None else Text(stamp(given.text, answered))
    return found


def _older_answers(
    filing: Filing, targets: Mapping[str, Target], cells: StoredCells
) -> Iterator[Place]:
    """Give the answers beside findings that the filing answers anew: they would be read first."""
    checks, answers = (
        list_places(targets[name]) if name in targets else [] for name in FINDING_LISTS
    )
    for check, answer in zip(checks, answers, strict=False):
        cell = cells.cell(answer)
        typed = cell.formula is None and cell.state != NOTHING
        if typed and shown_state(cells.cell(check).state) in filing.explanations:
            yield answer


def _listed_checks(
    targets: Mapping[str, Target], stored: StoredValues
) -> dict[str, dict[int, bool]]:
    """Tell for each row of the sheet Checks whether its filter lists it: what is open."""
    places = list_places(targets[CHECK_OPEN]) if CHECK_OPEN in targets else []
    listed: dict[str, dict[int, bool]] = {}
    for place in places:
        sheet, cell = place.sheet or "", place.cell or ""
        state = stored.get((sheet, cell))
        if state is not None:
            row, _ = cell_position(cell)
            listed.setdefault(sheet, {})[row] = isinstance(state, Text) and state.value in SHOWN
    return listed


def _patched(
    package: Package,
    outline: Outline,
    inputs: _Values,
    stored: StoredValues,
    typed: Set[Place],
    listed: Mapping[str, Mapping[int, bool]],
    ledger: LedgerChanges,
) -> bytes:
    shown: _Values = {}
    for (sheet_name, cell), state in stored.items():
        _put(shown, Place(sheet_name, cell), state)
    changed: _Parts = {}
    for name in inputs.keys() | shown.keys() | ({ledger.sheet} - {""}):
        sheet = outline.sheet(name)
        if sheet is None:
            raise NotFilled(f"{_NAME} has no sheet {in_one_line(name, 40)}; use a new template.")
        cells = {place.cell or "" for place in typed if place.sheet == name}
        formulas = {at.cell or "": one for at, one in ledger.formulas.items() if at.sheet == name}
        freed = {place.cell or "" for place in ledger.freed if place.sheet == name}
        try:
            content = package.read(sheet.part)
            if name == ledger.sheet:
                # The table may be long, and none of its cells is patched.
                content = with_rows(content, ledger.first_row, ())
            content = patch_sheet(
                content, inputs.get(name, {}), shown.get(name, {}), cells, formulas, freed
            )
            if name == ledger.sheet:
                content = with_rows(content, ledger.first_row, ledger.rows)
            changed[sheet.part] = filter_rows(content, listed.get(name, {}))
        except CellKept as refusal:
            raise NotFilled(
                f"{_NAME} cannot be filled in on its sheet {in_one_line(name, 40)}: {refusal}; "
                "use a new template."
            ) from None
        except NotPlainXml as refusal:
            package.refuse(f"cannot be read: its sheet “{in_one_line(name, 40)}” {refusal}")
    left_out = without_chain(package, changed) if ledger.freed else ()
    return packed_again(package, changed, left_out)
