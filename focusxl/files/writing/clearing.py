"""The clearing of a workbook for its next period, which leaves what the user added as it is.

Boxes, answers, explanations, findings and signatures go; macros, buttons, looks, sheets and notes
of the user's own stay. What is carried into the next period is filled in afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from focusxl.amounts import NOTHING, CellState
from focusxl.errors import NotFilled
from focusxl.files.openxml.addresses import cell_name
from focusxl.files.openxml.formula_text import same_formula
from focusxl.files.openxml.outline import Outline, read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.parts import packed_again, without_chain
from focusxl.files.openxml.sheet_patch import CellKept, patch_sheet
from focusxl.files.openxml.sheet_rows import with_rows
from focusxl.files.openxml.xml_reader import NotPlainXml
from focusxl.files.reading.template import (
    ABSENT_NAME,
    CHECK_LISTS,
    find_targets,
    list_places,
    made_by,
    places_of,
)
from focusxl.files.stored.cells import SeenCell, StoredCells, Target, read_cells
from focusxl.files.stored.entries import shown_state
from focusxl.files.template.ledger_names import (
    DIGEST_NAME,
    FILE_NAME,
    LOADED_NAME,
    PERIOD_NAME,
    SHA256_NAME,
    is_of_ledger,
)
from focusxl.files.template.made_by import made_now
from focusxl.files.template.names import (
    ADDED_SHEETS,
    FINDING_LISTS,
    LAST_VALIDATION,
    NEXT_STEP,
    Flavour,
    box_name,
    fact_name,
    nothing_name,
    signature_name,
    total_formula,
)
from focusxl.filings.filing import Place
from focusxl.filings.signature import ROLES
from focusxl.forms.edition import Edition
from focusxl.forms.rule_table import rules_of
from focusxl.text import in_one_line
from focusxl.values import Record

_NAME = "The workbook"
_OF_PERIOD = (
    *(LAST_VALIDATION, NEXT_STEP),
    *(FILE_NAME, SHA256_NAME, DIGEST_NAME, LOADED_NAME, PERIOD_NAME),
    *(signature_name(role, part) for role in ROLES for part in ("name", "at", "seal")),
)
"""Names of single cells that belong to one period: what was said, loaded and signed in it."""


class Cleared(Record):
    """A workbook without what belongs to one period."""

    content: bytes
    kept: tuple[str, ...]
    """Boxes whose formulas take amounts from sheets of the user's own, and stay."""


def cleared_for_next_period(workbook: bytes, edition: Edition, flavour: Flavour) -> Cleared:
    """Clear a workbook of this version and of an edition.

    Raises:
        NotFilled: it is of another version, or is not as FocusXL made it.
        Unreadable: it is damaged.
    """
    package = Package(workbook, _NAME)
    outline = read_outline(package)
    targets = find_targets(outline)
    findings = {targets[name].sheet.name for name in FINDING_LISTS if name in targets}
    titles = [Place(name, "A1") for name in ADDED_SHEETS if outline.sheet(name) is not None]
    cells = read_cells(package, outline, (*places_of(targets), *titles), findings)
    if made_by(targets, cells) != made_now(edition):
        raise NotFilled(f"{_NAME} is of another version of FocusXL.")
    clearing = _Clearing(edition, flavour, targets, cells)
    clearing.clear()
    return Cleared(
        content=_without(
            package, outline, clearing.values, clearing.formulas, _added_by_us(titles, cells)
        ),
        kept=tuple(clearing.kept),
    )


class _Clearing:
    """The cells to clear, and the formulas of totals to restore, as they are found."""

    def __init__(
        self,
        edition: Edition,
        flavour: Flavour,
        targets: Mapping[str, Target],
        cells: StoredCells,
    ) -> None:
        self.edition = edition
        self.flavour = flavour
        self.targets = targets
        self.cells = cells
        self.values: dict[Place, CellState] = {}
        self.formulas: dict[Place, str] = {}
        self.kept: list[str] = []

    def clear(self) -> None:
        for number in self.edition.boxes:
            self._clear_box(number)
        for name in (
            *_OF_PERIOD,
            *map(fact_name, self.edition.facts),
            *(nothing_name(page.id) for page in self.edition.pages),
        ):
            if name in self.targets:
                self._clear(self.targets[name].place)
        self._clear_explanations()
        for place in self._findings():
            self._clear(place)

    def _clear(self, place: Place) -> None:
        if self.cells.cell(place) != SeenCell():
            self.values[place] = NOTHING

    def _clear_box(self, number: str) -> None:
        target, absent = self.targets.get(box_name(number)), self.targets.get(ABSENT_NAME)
        if target is None or (absent is not None and target.place == absent.place):
            return
        box, held = self.edition.box(number), self.cells.cell(target.place).formula
        if box.kind == "total":
            whole = total_formula(self.edition, box, self.flavour)
            if held is None or not same_formula(held, whole.removeprefix("=")):
                self.formulas[target.place] = whole
                self.values[target.place] = NOTHING
        elif held is not None and "!" in held and not is_of_ledger(held):
            self.kept.append(number)
        else:
            self._clear(target.place)

    def _clear_explanations(self) -> None:
        lists = [
            list_places(self.targets[name]) if name in self.targets else [] for name in CHECK_LISTS
        ]
        listed = {rule.id for page in self.edition.pages for rule in rules_of(self.edition, page)}
        for check, *answers in zip(*lists, strict=False):
            if self.cells.cell(check).state == NOTHING:
                continue
            for place in answers:
                self._clear(place)
            if shown_state(self.cells.cell(check).state) not in listed:
                self._clear(check)

    def _findings(self) -> Iterator[Place]:
        """Give what the last validation wrote on Findings, and what was answered there."""
        target = self.targets.get(FINDING_LISTS[0])
        if target is None:
            return
        sheet = target.sheet.name
        for row, held in self.cells.rows(sheet).items():
            if target.area.top <= row <= target.area.bottom:
                yield from (_at(sheet, row, column) for column in held)


def _added_by_us(titles: Iterable[Place], cells: StoredCells) -> Iterator[str]:
    """Give the sheets that commands have added: what they hold is of the period before."""
    for place in titles:
        name = place.sheet or ""
        if shown_state(cells.cell(place).state).startswith(ADDED_SHEETS[name]):
            yield name


def _at(sheet: str, row: int, column: int) -> Place:
    return Place(sheet, cell_name(row, column))


def _without(
    package: Package,
    outline: Outline,
    values: Mapping[Place, CellState],
    formulas: Mapping[Place, str],
    emptied: Iterable[str],
) -> bytes:
    changed: dict[str, bytes] = {}
    for name in {place.sheet or "" for place in values}:
        sheet = outline.sheet(name)
        assert sheet is not None
        of_sheet = {at.cell or "": state for at, state in values.items() if at.sheet == name}
        whole = {at.cell or "": text for at, text in formulas.items() if at.sheet == name}
        freed: Set[str] = of_sheet.keys() - whole.keys()
        try:
            changed[sheet.part] = patch_sheet(
                package.read(sheet.part), of_sheet, {}, formulas=whole, freed=freed
            )
        except CellKept as refusal:
            raise NotFilled(f"On its sheet {in_one_line(name, 40)}, {refusal}.") from None
        except NotPlainXml as refusal:
            package.refuse(f"cannot be read: its sheet “{in_one_line(name, 40)}” {refusal}")
    for name in emptied:
        added = outline.sheet(name)
        assert added is not None
        changed[added.part] = with_rows(package.read(added.part), 1, ())
    left_out = without_chain(package, changed)
    return packed_again(package, changed, left_out)
