"""Reading of the template: every box by its defined name, and the faults of its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from focusxl.amounts import NOTHING, CellState, Nothing, Number, Text, show
from focusxl.checks.filer_explanations import answered_sides
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.errors import UnknownEdition, Unreadable
from focusxl.files.openxml.addresses import cell_name, cell_position, parse_reference
from focusxl.files.openxml.formula_text import same_formula
from focusxl.files.openxml.outline import Outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.source import Source
from focusxl.files.reading.compared_with import column_of, read_compared_with
from focusxl.files.reading.finding_answers import heading_place, typed_answers
from focusxl.files.reading.nothing_to_report import read_nothing_to_report
from focusxl.files.stored.cells import Cells, SeenCell, Target, is_one_cell, read_cells
from focusxl.files.stored.display import as_displayed
from focusxl.files.stored.entries import shown_state, side_of
from focusxl.files.stored.reading import Reading
from focusxl.files.stored.uncalculated import empty_totals, not_calculated
from focusxl.files.stored.values import DAYS_FROM_1900_TO_1904
from focusxl.files.template.comparison_names import PREFIXES as OF_COMPARISON
from focusxl.files.template.comparison_names import is_list
from focusxl.files.template.ledger_names import (
    BALANCES_NAME,
    LEDGER_PREFIX,
    MAPPING_NAME,
    is_of_ledger,
)
from focusxl.files.template.made_by import FORM_NAME, VERSION_NAME, MadeBy, made_now
from focusxl.files.template.names import (
    FINDING_LISTS,
    FINGERPRINT_NOW,
    LAST_VALIDATION,
    NEXT_STEP,
    Flavour,
    box_name,
    fact_name,
    signature_name,
    total_formula,
)
from focusxl.files.workbook_checks.absent_pages import check_absent_pages
from focusxl.files.workbook_checks.box_numbers import (
    check_printed_numbers,
    check_questions,
    out_of_order,
)
from focusxl.files.workbook_checks.calculated_inputs import CalculatedInputs
from focusxl.files.workbook_checks.hidden_boxes import check_merged, check_visibility
from focusxl.files.workbook_checks.repeated_boxes import check_repeated_boxes
from focusxl.files.workbook_checks.settings import check_settings
from focusxl.files.workbook_checks.stray_amounts import check_stray_amounts
from focusxl.filings.filing import (
    Entry,
    FilerExplanation,
    Filing,
    Place,
    as_text,
    interpret,
    read_answer,
)
from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition
from focusxl.forms.model import Box
from focusxl.text import in_one_line

if TYPE_CHECKING:
    from focusxl.filings.ledger.ledger import Ledger
    from focusxl.filings.signature import Signature

EDITION_NAME = "focusxl_edition"
ABSENT_NAME = "focusxl_absent"
"""Name of the empty cell that stands for the boxes of pages that the workbook lacks."""
_SEALS = frozenset(signature_name(role, "seal") for role in ("preparer", "reviewer"))
CHECK_LISTS = ("check_id_list", "check_explanation_list", "check_answered_list")
_PREFIXES = (
    *("box_", "again_", "fact_", "nothing_", "focusxl_", "check_", "sign_"),
    LEDGER_PREFIX,
    *OF_COMPARISON,
)
_OTHER_NAMES = (LAST_VALIDATION, NEXT_STEP, FINGERPRINT_NOW, *FINDING_LISTS)
_BOX_NAME = re.compile(r"box_([0-9]+(?:_[a-z]+)?)")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_MOST_NAMES = 10_000
"""Several times the number of boxes, questions and pages of the form."""
_MOST_CHECKS = 10_000
_LONGEST_FORMULA_SHOWN = 240


def read_template(package: Package, outline: Outline, source: Source) -> Reading:
    """Read a workbook that has the name `focusxl_edition`.

    Raises:
        Unreadable: the edition is unknown, or a part of the workbook is damaged.
    """
    targets = find_targets(outline)
    if len(targets) > _MOST_NAMES:
        package.refuse(f"has more than {_MOST_NAMES:,} names of boxes; the form has far fewer")
    balances = targets.get(BALANCES_NAME)
    long = frozenset() if balances is None else frozenset({balances.sheet.name})
    whole = printed_sheets(targets) | mapping_sheet(targets) | long
    cells = read_cells(package, outline, places_of(targets), whole, long)
    return judge_template(outline, targets, cells, source.name, source.sha256)


def judge_template(
    outline: Outline, targets: Mapping[str, Target], cells: Cells, name: str, sha256: str = ""
) -> Reading:
    """Make a filing from the cells of a template, as stored in a file or shown in a host.

    Args:
        outline: the sheets and names of the workbook.
        targets: the cells of its names, from `find_targets`.
        cells: the cells of the workbook.
        name: the name of the workbook for messages.
        sha256: of the file; empty for an open workbook, which may differ from its file.

    Raises:
        Unreadable: the workbook names no known edition.
    """
    edition = _edition(targets.get(EDITION_NAME), cells, name)
    reader = _TemplateReader(edition, outline, targets, cells)
    findings = tuple(reader.read())
    return Reading(
        reader.filing(),
        findings,
        "workbook",
        sha256,
        _fingerprint(targets.get(FINGERPRINT_NOW), cells),
    )


def find_targets(outline: Outline) -> dict[str, Target]:
    """Find the cells of FocusXL's names; names that point to no cell are left out."""
    targets: dict[str, Target] = {}
    for name, text in outline.names.items():
        if name.startswith(_PREFIXES) or name in _OTHER_NAMES:
            reference = parse_reference(text)
            sheet = outline.sheet(reference[0]) if reference else None
            if reference is not None and sheet is not None:
                targets[name] = Target(sheet, reference[1])
    return targets


def printed_sheets(targets: Mapping[str, Target]) -> frozenset[str]:
    """Give the sheets with boxes and facts, whose printed text is read as well."""
    return frozenset(
        target.sheet.name
        for name, target in targets.items()
        if name.startswith(("box_", "again_", "fact_"))
    )


def mapping_sheet(targets: Mapping[str, Target]) -> frozenset[str]:
    """Give the sheet with the mapping, where there is one."""
    target = targets.get(MAPPING_NAME)
    return frozenset() if target is None else frozenset({target.sheet.name})


def _ledger(
    targets: Mapping[str, Target], cells: Cells
) -> tuple[Ledger | None, tuple[Finding, ...]]:
    """Read the ledger of a workbook where anything stands on its sheets, as on few."""
    for name in (MAPPING_NAME, BALANCES_NAME):
        target = targets.get(name)
        if target is None:
            return None, ()
        if any(row >= target.area.top for row in cells.rows(target.sheet.name)):
            from focusxl.files.reading.ledger_sheets import read_ledger

            return read_ledger(targets, cells)
    return None, ()


def places_of(targets: Mapping[str, Target]) -> Iterator[Place]:
    """Give every cell to be read: one for each name, and all cells of the lists."""
    for name, target in targets.items():
        if name in CHECK_LISTS:
            yield from list_places(target)
        elif name in FINDING_LISTS:
            yield heading_place(target)
            yield from list_places(target)
        elif is_list(name):
            yield from column_of(target)
        else:
            yield target.place


def list_places(target: Target) -> list[Place]:
    """Give the cells of a list; none unless it is one column of a sensible length."""
    area = target.area
    if area.left != area.right or area.bottom - area.top >= _MOST_CHECKS:
        return []
    sheet, letters = target.sheet.name, cell_name(1, area.left)[:-1]
    return [Place(sheet, f"{letters}{row}") for row in range(area.top, area.bottom + 1)]


def made_by(targets: Mapping[str, Target], cells: Cells) -> MadeBy:
    """Give what a workbook says of the FocusXL that made it."""
    said = []
    for name in (VERSION_NAME, FORM_NAME):
        target = targets.get(name)
        state = cells.cell(target.place).state if target else NOTHING
        said.append(in_one_line(as_text(state), 40) if isinstance(state, Number | Text) else "")
    return MadeBy(*said)


def _fingerprint(target: Target | None, cells: Cells) -> str | None:
    """Give the fingerprint of the inputs, as the workbook computed it when it was saved."""
    state = cells.cell(target.place).state if target else Nothing()
    return state.value if isinstance(state, Text) else None


def _edition(target: Target | None, cells: Cells, workbook: str) -> Edition:
    state = cells.cell(target.place).state if target else None
    name = "" if state is None else in_one_line(shown_state(state), 40)
    if state is None or isinstance(state, Nothing):
        raise Unreadable(
            f"{workbook} no longer says its edition (the name focusxl_edition); "
            "copy the inputs into a new template."
        )
    try:
        return load_edition(name)
    except UnknownEdition as refusal:
        raise Unreadable(
            f"{workbook} is of an edition that this version does not know: {refusal}"
        ) from None


class _TemplateReader:
    """A reader of one workbook, box by box, that collects entries and findings."""

    def __init__(
        self,
        edition: Edition,
        outline: Outline,
        targets: Mapping[str, Target],
        cells: Cells,
    ) -> None:
        self.edition = edition
        self.outline = outline
        self.targets = targets
        self.cells = cells
        self.entries: dict[str, Entry] = {}
        self.lost: set[str] = set()
        self.absent: set[str] = set()
        self.without_value: dict[str, tuple[Place, bool]] = {}
        """Boxes whose formula has no stored value: the place, and whether the formula is ours."""
        self.typed: list[tuple[Box, Place, SeenCell]] = []
        self.ledger, self.of_ledger = _ledger(targets, cells)
        self.facts: dict[str, bool] = {}
        self.explanations: dict[str, FilerExplanation] = {}
        self.nothing_to_report, self.wrong_answers = read_nothing_to_report(edition, targets, cells)
        self.signatures = _signatures(targets, cells)
        self.absent_cell = targets.get(ABSENT_NAME)
        boxes = {target.place for name, target in targets.items() if name.startswith("box_")}
        self.calculated = CalculatedInputs(outline, cells, boxes)
        self.printed = check_printed_numbers(edition, targets, self.absent_cell, cells)
        self.flavour: Flavour = "udf" if self._calls_python() else "native"
        self.made_by = made_by(targets, cells)
        self.compared_with = read_compared_with(
            edition, targets, cells, from_1904=outline.from_1904
        )

    def filing(self) -> Filing:
        """Make a filing of what has been read so far."""
        return Filing(
            self.edition,
            self.entries,
            self.facts,
            self.explanations,
            frozenset(self.lost),
            frozenset(self.absent),
            self.nothing_to_report,
            whole=True,
            signatures=self.signatures,
            prior=self.compared_with.prior,
            prior_end=self.compared_with.prior_end,
            history=self.compared_with.history,
            limits=self.compared_with.limits,
            ledger=self.ledger,
        )

    def read(self) -> Iterator[Finding]:
        wrong_answers = [*self._read_facts(), *self.wrong_answers]
        taken: dict[Place, str] = {}
        absent_cell = self.absent_cell
        for number in self.edition.boxes:
            name = box_name(number)
            target = self.targets.get(name)
            if target is None or not is_one_cell(target, self.cells):
                self.lost.add(number)
                yield general_finding(
                    "WB-08",
                    box=number,
                    reported=in_one_line(self.outline.names.get(name, "no such name"), 80),
                    expected=name,
                )
            elif absent_cell is not None and target.place == absent_cell.place:
                self.absent.add(number)
            elif target.place in taken:
                self.lost.add(number)
                yield general_finding(
                    "WB-08",
                    box=number,
                    place=target.place,
                    reported=f"the cell of box {taken[target.place]}",
                    expected=name,
                )
            else:
                taken[target.place] = number
                yield from self._box(self.edition.box(number), target)
        yield from self._not_calculated()
        yield from self._overtyped_totals()
        yield from (one for one in self.printed.findings if one.box not in self.lost)
        yield from self._out_of_order(taken)
        yield from check_questions(self.edition, self.targets, self.cells)
        yield from check_absent_pages(self.edition, self.absent, self.outline, self.cells)
        yield from check_stray_amounts(
            self.edition,
            self.targets,
            self.printed.cells,
            self.lost | self.printed.wrong,
            self.cells,
        )
        yield from check_settings(self.outline)
        yield from self._of_another_version()
        yield from self._unknown_boxes()
        yield from check_repeated_boxes(
            self.edition, self.entries, self.absent, self.targets, self.outline, self.cells
        )
        if absent_cell is not None and not isinstance(self._state(absent_cell.place), Nothing):
            yield general_finding(
                "WB-12",
                place=absent_cell.place,
                reported=shown_state(self._state(absent_cell.place)),
                expected="nothing",
            )
        yield from self.of_ledger
        yield from wrong_answers
        yield from self.compared_with.findings
        yield from self._read_explanations()

    def _calls_python(self) -> bool:
        """Tell whether the totals are worksheet functions, judged by any that is left."""
        return any(
            "FOCUS_LINE(" in (self.cells.cell(target.place).formula or "").upper()
            for name, target in self.targets.items()
            if name.startswith("box_")
        )

    def _box(self, box: Box, target: Target) -> Iterator[Finding]:
        cell = self.cells.cell(target.place)
        state = cell.state
        if box.kind == "date" and isinstance(state, Number) and self.outline.from_1904:
            state = Number(state.value + DAYS_FROM_1900_TO_1904)
        ours = box.kind == "total" and self._has_our_formula(box, cell)
        code = self.cells.number_format(target.place, box)
        state, unlike = as_displayed(box, state, code, target.place, computed=ours)
        if unlike is not None:
            yield unlike
        if not cell.calculated:
            self.without_value[box.number] = target.place, ours
        else:
            self.entries[box.number] = Entry(state, target.place, by_formula=ours)
        if box.kind == "total":
            if not ours and _may_be_typed(box):
                self.typed.append((box, target.place, cell))
            elif not ours:
                yield self._changed_total(box, target.place, cell, state)
            elif box.number in self.mapped:
                yield from self._mapped(box, target.place, cell, state)
        elif box.number in self.mapped:
            yield from self._mapped(box, target.place, cell, state)
        elif cell.formula is not None:
            yield from self._calculated(box, target.place, cell)
        yield from check_visibility(box, target, state, self.cells)
        yield from check_merged(box, target, self.cells)

    @cached_property
    def mapped(self) -> frozenset[str]:
        """The boxes that the ledger gives amounts to."""
        if self.ledger is None or not self.ledger.boxes:
            return frozenset()
        from focusxl.filings.ledger.ledger import mapped_boxes

        nothing = Filing(self.edition, {}, ledger=self.ledger)
        return frozenset(box.number for box in mapped_boxes(nothing))

    def _mapped(
        self, box: Box, place: Place, cell: SeenCell, state: CellState
    ) -> Iterator[Finding]:
        """Check that a mapped box holds the formula over its accounts, and what they give."""
        from focusxl.files.template.ledger_sheets import mapped_formula

        assert self.ledger is not None
        amount = self.ledger.amount(box)
        formula = mapped_formula(self.ledger, box)
        if cell.formula is None or not same_formula(cell.formula, formula):
            changed = in_one_line(f"={cell.formula}", _LONGEST_FORMULA_SHOWN)
            what = (
                f"The box is mapped and holds {shown_state(state)}, typed over its formula"
                if cell.formula is None
                else f"The box is mapped, and its formula {changed} is not that of its accounts"
            )
            yield general_finding(
                "TB-12",
                box=box.number,
                place=place,
                reported=side_of(box, state),
                expected=amount,
                what=what,
            )
        elif cell.calculated and state != Number(amount):
            yield general_finding(
                "WB-16",
                box=box.number,
                place=place,
                reported=side_of(box, state),
                expected=amount,
                formula=in_one_line(f"={cell.formula}", _LONGEST_FORMULA_SHOWN),
            )

    def _calculated(self, box: Box, place: Place, cell: SeenCell) -> Iterator[Finding]:
        """Check the formula in an input that is not mapped."""
        formula = in_one_line(f"={cell.formula}", _LONGEST_FORMULA_SHOWN)
        if self.ledger is None or not is_of_ledger(formula):
            yield from self.calculated.check(box, place, cell)
            return
        yield general_finding(
            "TB-12",
            box=box.number,
            place=place,
            reported=side_of(box, cell.state),
            expected="nothing",
            what=f"The box holds the formula {formula}, and no row of the mapping leads to it",
        )

    def _has_our_formula(self, box: Box, cell: SeenCell) -> bool:
        formula = cell.formula
        if formula is None:
            return False
        return any(same_formula(formula, one) for one in self._formulas_of(box))

    def _formulas_of(self, box: Box) -> Iterator[str]:
        """Give what may stand in the cell of a total: this version's, or the one's that made it."""
        yield total_formula(self.edition, box, "udf")
        yield total_formula(self.edition, box, "native")
        yield from self.made_by.formulas(self.edition, box)

    def _not_calculated(self) -> Iterator[Finding]:
        """Find formulas that were never calculated; one that gives an empty text is calculated."""
        if not self.without_value:
            return
        ours = [number for number, (_, is_ours) in self.without_value.items() if is_ours]
        empty = empty_totals(self.filing(), ours)
        for number in empty:
            place, _ = self.without_value.pop(number)
            self.entries[number] = Entry(NOTHING, place, by_formula=True)
        yield from not_calculated({n: place for n, (place, _) in self.without_value.items()})

    def _overtyped_totals(self) -> Iterator[Finding]:
        """Find totals that were typed although an operand is filled in.

        An operand of zero counts as blank.
        """
        for box, place, cell in self.typed:
            assert box.formula is not None
            is_number = _is_number(cell.formula)
            written = Decimal(cell.formula) if is_number and cell.formula else None
            if written is not None and cell.calculated and cell.state != Number(written):
                yield general_finding(
                    "WB-04",
                    box=box.number,
                    place=place,
                    reported=side_of(box, cell.state),
                    expected=written,
                )
            if box.differs == "must-fix" and not all(map(self._is_zero, box.formula.operands)):
                yield self._changed_total(box, place, cell, cell.state)
            elif box.number in self.mapped:
                yield from self._mapped(box, place, cell, cell.state)
            elif not is_number:
                yield from self._calculated(box, place, cell)

    def _is_zero(self, number: str) -> bool:
        """Tell whether a box is blank or zero."""
        entry = self.entries.get(number)
        value = interpret(self.edition.box(number), entry.state) if entry else None
        return value is None or value == 0

    def _changed_total(self, box: Box, place: Place, cell: SeenCell, state: CellState) -> Finding:
        if cell.formula is None:
            return general_finding(
                "WB-01",
                box=box.number,
                place=place,
                reported=side_of(box, state),
                shown=show(state.value) if isinstance(state, Number) else shown_state(state),
                expected=total_formula(self.edition, box, self.flavour),
            )
        return general_finding(
            "WB-02",
            box=box.number,
            place=place,
            reported=in_one_line(f"={cell.formula}", _LONGEST_FORMULA_SHOWN),
            expected=total_formula(self.edition, box, self.flavour),
        )

    def _of_another_version(self) -> Iterator[Finding]:
        """Say that another version made the workbook, and what that means for this one."""
        now = made_now(self.edition)
        if self.made_by == now:
            return
        other_form = f"FocusXL {now.version} with other rules of the form"
        yield general_finding(
            "WB-26",
            reported=other_form if self.made_by.version == now.version else self.made_by.shown,
            expected=now.version,
            what_to_do="Update FocusXL before you rely on what it says of this workbook."
            if self.made_by.is_later
            else "Its formulas are judged by the version that wrote them. To carry it over into a "
            "workbook of this version, type: focusxl upgrade BOOK -o OUT.",
        )

    def _out_of_order(self, taken: Mapping[Place, str]) -> Iterator[Finding]:
        """Find boxes whose names were swapped: the cells of a page are not in the form's order."""
        pages: dict[tuple[str, str], list[Place]] = {}
        for place, number in taken.items():
            if number in self.printed.wrong:
                continue
            page = self.edition.boxes[number].home.title, place.sheet or ""
            pages.setdefault(page, []).append(place)
        for places in pages.values():
            for place, expected in zip(places, sorted(places, key=_position), strict=True):
                if place != expected:
                    number = taken[place]
                    name = box_name(number)
                    yield out_of_order(number, name, self.targets[name], expected.cell or "")

    def _unknown_boxes(self) -> Iterator[Finding]:
        """Find filled-in boxes that the edition does not have."""
        for name, target in self.targets.items():
            number = _BOX_NAME.fullmatch(name)
            if number is None or number[1] in self.edition.boxes:
                continue
            if not isinstance(self._state(target.place), Nothing):
                yield general_finding("BOX-03", place=target.place, reported=number[1])

    def _read_facts(self) -> Iterator[Finding]:
        for fact in self.edition.facts:
            target = self.targets.get(fact_name(fact))
            state = self._state(target.place) if target else Nothing()
            answer = read_answer(state)
            if answer is not None:
                self.facts[fact] = answer
            elif target is not None and not isinstance(state, Nothing):
                yield general_finding(
                    "FACT-07",
                    place=target.place,
                    reported=shown_state(state),
                    expected="Yes or No",
                    question=self.edition.facts[fact].question,
                )

    def _read_explanations(self) -> Iterator[Finding]:
        if not any(name in self.outline.names for name in CHECK_LISTS):
            return
        lists = [
            list_places(self.targets[name]) if name in self.targets else [] for name in CHECK_LISTS
        ]
        if len({len(places) for places in lists}) > 1 or not lists[0]:
            yield general_finding(
                "WB-10",
                reported="missing or not equally long",
                expected=", ".join(CHECK_LISTS),
            )
            return
        for checks, texts, answers in zip(*lists, strict=True):
            text = self._text(texts)
            check = self._text(checks) if text else ""
            if check:
                answered = answered_sides(self._text(answers), text)
                self.explanations[check] = FilerExplanation(text, answered)
        # What was typed beside a finding is newer, and was not validated yet.
        kept = {check: given.text for check, given in self.explanations.items()}
        keys, texts = (
            list_places(self.targets[name]) if name in self.targets else []
            for name in FINDING_LISTS
        )
        for check, text in typed_answers(self.targets, (keys, texts), self.cells, kept):
            self.explanations[check] = FilerExplanation(text)

    def _state(self, place: Place) -> CellState:
        return self.cells.cell(place).state

    def _text(self, place: Place) -> str:
        state = self._state(place)
        return as_text(state) if isinstance(state, Number | Text) else ""


def _signatures(targets: Mapping[str, Target], cells: Cells) -> tuple[Signature, ...]:
    """Read who signed; what that takes is loaded where somebody did."""
    named = (target for name, target in targets.items() if name in _SEALS)
    if not any(isinstance(cells.cell(target.place).state, Text) for target in named):
        return ()
    from focusxl.files.reading.signatures import read_signatures

    return tuple(read_signatures(targets, cells))


def _may_be_typed(box: Box) -> bool:
    """Tell whether a typed number may take the place of a total's formula.

    It may where the operands can be left blank, and where the form does not print the formula.
    """
    return box.direct_entry or box.differs != "must-fix"


def _is_number(formula: str | None) -> bool:
    """Tell whether a cell holds a number, typed or filled in, and no calculation."""
    return formula is None or _NUMBER.fullmatch(formula) is not None


def _position(place: Place) -> tuple[int, int]:
    assert place.cell is not None
    return cell_position(place.cell)
