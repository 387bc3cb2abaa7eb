"""What another version of FocusXL made differently: formulas and checks of two templates, compared.

Both sides are read from the workbooks themselves, so that what is told is what was there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from focusxl.amounts import Number, Text
from focusxl.files.openxml.addresses import cell_name, cell_position
from focusxl.files.openxml.formula_text import same_formula
from focusxl.files.openxml.outline import read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.reading.template import (
    CHECK_LISTS,
    EDITION_NAME,
    find_targets,
    list_places,
    made_by,
)
from focusxl.files.stored.cells import read_cells
from focusxl.files.template.made_by import MadeBy
from focusxl.files.template.names import Flavour, box_name
from focusxl.filings.filing import Place, as_text
from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition
from focusxl.text import in_one_line

_HEADINGS = {
    "Class": "class",
    "What is checked": "test",
    "As a formula": "test",
    "Within": "tolerance",
}
"""Above the columns of the sheet Checks that say what a check is.

“What is checked” stands in earlier templates.
"""
_MOST_COLUMNS = 20
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Contents:
    """What a template is made of, apart from what was entered into it."""

    edition: Edition
    flavour: Flavour
    made_by: MadeBy
    formulas: Mapping[str, str]
    """The formula of each box that has one, without its equals sign."""
    checks: Mapping[str, Mapping[str, str]]
    """What the sheet Checks says of each check: its class, its test and its tolerance."""
    sheets: tuple[str, ...]


def contents(workbook: bytes, name: str) -> Contents:
    """Read what a template is made of.

    Raises:
        Unreadable: the workbook is damaged, or of an edition that there is not.
    """
    package = Package(workbook, name)
    outline = read_outline(package)
    targets = find_targets(outline)
    ids = list_places(targets[CHECK_LISTS[0]]) if CHECK_LISTS[0] in targets else []
    head = _row_above(ids[0]) if ids else []
    rows = {place: _row_of(place) for place in ids}
    places = [target.place for target in targets.values() if target.area.is_cell]
    cells = read_cells(package, outline, [*places, *head, *chain.from_iterable(rows.values())])

    def shown(place: Place) -> str:
        state = cells.cell(place).state
        return as_text(state).strip() if isinstance(state, Number | Text) else ""

    edition = load_edition(shown(targets[EDITION_NAME].place))
    formulas: dict[str, str] = {}
    for number in edition.boxes:
        target = targets.get(box_name(number))
        formula = None if target is None else cells.cell(target.place).formula
        if formula is not None:
            formulas[number] = formula
    columns = {
        _HEADINGS[shown(place)]: column
        for column, place in enumerate(head)
        if shown(place) in _HEADINGS
    }
    checks: dict[str, dict[str, str]] = {}
    for place, row in rows.items():
        said = {what: shown(row[column]) for what, column in columns.items()}
        if shown(place) and said.get("test"):
            checks[shown(place)] = said
    calls_python = any("FOCUS_LINE(" in formula.upper() for formula in formulas.values())
    return Contents(
        edition,
        "udf" if calls_python else "native",
        made_by(targets, cells),
        formulas,
        checks,
        tuple(sheet.name for sheet in outline.sheets),
    )


def _row_above(place: Place) -> list[Place]:
    row, column = cell_position(place.cell or "")
    return _row_of(Place(place.sheet, cell_name(max(row - 1, 1), column)))


def _row_of(place: Place) -> list[Place]:
    """Give the cells of a row in which a check may stand, from the first column on."""
    row, _ = cell_position(place.cell or "")
    return [Place(place.sheet, cell_name(row, column)) for column in range(1, _MOST_COLUMNS + 1)]


def what_changed(before: Contents, now: Contents) -> Iterator[str]:
    """Say what the version before made otherwise, box by box and check by check."""
    yield from _formulas_changed(before, now)
    yield from _checks_changed(before, now)


def _formulas_changed(before: Contents, now: Contents) -> Iterator[str]:
    for number, formula in now.formulas.items():
        old = before.formulas.get(number)
        if old is None or same_formula(old, formula):
            continue
        earlier = before.made_by.formulas(now.edition, now.edition.box(number))
        if not any(same_formula(old, one) for one in earlier):
            # Typed over or changed by the user; reading has said so.
            continue
        yield (
            f"Box {number}: the formula is now ={in_one_line(formula, _LONGEST)}; it was "
            f"={in_one_line(old, _LONGEST)}"
        )


def _checks_changed(before: Contents, now: Contents) -> Iterator[str]:
    for check, said in now.checks.items():
        old = before.checks.get(check)
        if old is None:
            yield f"Check {check} is new: {in_one_line(said['test'], _LONGEST)}"
            continue
        for what, text in said.items():
            if what in old and old[what] != text:
                yield (
                    f"Check {check}: its {what} is now {in_one_line(text, _LONGEST)}; it was "
                    f"{in_one_line(old[what], _LONGEST)}"
                )
    for check in before.checks:
        if check not in now.checks:
            yield f"Check {check} is no longer made."


def not_carried(before: Contents, now: Contents) -> Iterator[str]:
    """Name what a user has added to a workbook and a template has no place for."""
    for sheet in before.sheets:
        if sheet not in now.sheets:
            yield f"The sheet “{in_one_line(sheet, 60)}” is not FocusXL's and was not carried over."
