"""The check of box numbers: the name of a cell against the number printed beside it.

A page prints the number of a box to the right of its entry, and Start prints a question to the
left of its answer, wherever rows and columns are inserted. In the columns of the layout, the cell
of an entry is known; beside inserted columns it is the cell that most entries use.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from focusxl.amounts import Number, Text
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.openxml.addresses import cell_name
from focusxl.files.pages.printed_places import PrintedPlace, PrintedPlaces, printed_places
from focusxl.files.stored.cells import Cells, SeenCell, Target, is_one_cell
from focusxl.files.stored.entries import shown_state
from focusxl.files.stored.uncalculated import listed
from focusxl.files.template.names import again_name, box_name, fact_name
from focusxl.filings.filing import Place, as_text
from focusxl.forms.edition import Edition
from focusxl.values import Record

_BETWEEN = frozenset({")", "%"})
"""Text that a page may print between an entry and its number."""
_MOST_SEARCHED = 100
"""The most cells that are searched for the number of a box."""
_FEWEST_USUAL = 3
"""The number of boxes in a column from which most of them show where the others belong."""
_FEWEST_LOST = 3
"""The number of boxes without a printed number from which a page has lost its numbers."""


class PrintedNumbers(Record):
    """The box numbers that are printed beside the entries of a workbook."""

    cells: Mapping[Place, str]
    """The cells that print the number of a box beside its entry, with that number."""
    findings: tuple[Finding, ...]

    @property
    def wrong(self) -> frozenset[str]:
        """The boxes whose names point to the wrong cell."""
        return frozenset(finding.box for finding in self.findings if finding.box is not None)


def check_printed_numbers(
    edition: Edition, targets: Mapping[str, Target], absent: Target | None, cells: Cells
) -> PrintedNumbers:
    """Compare the name of every box with the number printed beside its cell."""
    reader = _NumberReader(edition, cells)
    for number, placed in edition.boxes.items():
        names = [box_name(number), *(again_name(page, number) for page in placed.pages)]
        for name in names:
            target = targets.get(name)
            if target is None or not is_one_cell(target, cells):
                continue
            if absent is None or target.place != absent.place:
                named = _BoxName(number, name, target)
                (reader.find_number if placed.box.numbered else reader.note_unnumbered)(named)
    return PrintedNumbers(reader.printed, tuple(reader.findings()))


def check_questions(
    edition: Edition, targets: Mapping[str, Target], cells: Cells
) -> Iterator[Finding]:
    """Compare the name of every fact with the question printed beside its cell."""
    for fact, asked in edition.facts.items():
        name = fact_name(fact)
        target = targets.get(name)
        if target is None:
            continue
        row = cells.rows(target.sheet.name).get(target.area.top, {})
        before = max((column for column in row if column < target.area.left), default=None)
        printed = "" if before is None else _text(row[before])
        if printed.split() == asked.question.split():
            continue
        what = f"“{shown_state(Text(printed))}”" if printed else "no question"
        yield _misplaced(
            name,
            target,
            why=f"which has {what} beside it, not “{asked.question}”",
            loss="the answer would be taken as the answer to another question",
            to="the cell beside its own question",
            reported=f"{name} at {target.place}",
        )


def out_of_order(number: str, name: str, target: Target, expected: str) -> Finding:
    """Make the finding on a box that is not in its place in the order of the form."""
    return _misplaced(
        name,
        target,
        why=f"but in the order of the form the box stands in {expected}",
        loss=_OTHER_NUMBER,
        to=expected,
        box=number,
    )


_NO_NUMBER_BESIDE = "which has no number beside it, not {}"
_OTHER_CELL = "a cell other than the one a reader sees would be filed"
_OTHER_NUMBER = "its amount would be filed under a number other than the one a reader sees"


def _misplaced(
    name: str,
    target: Target,
    *,
    why: str,
    loss: str,
    to: str,
    box: str | None = None,
    reported: str | None = None,
) -> Finding:
    place = target.place
    return general_finding(
        "WB-11",
        box=box,
        place=place,
        reported=reported or place.cell,
        expected=to,
        name=name,
        cell=place.cell or "",
        why=why,
        loss=loss,
    )


class _BoxName(NamedTuple):
    """The defined name of a box and its cell."""

    number: str
    name: str
    target: Target


class _Match(NamedTuple):
    """A box whose number is printed to the right of its cell."""

    named: _BoxName
    column: int
    """The column of the printed number."""
    layout: PrintedPlace

    @property
    def moved(self) -> int:
        """The number of columns by which the printed number was moved to the right."""
        return self.column - self.layout.number

    @property
    def entry(self) -> int:
        """The column of the cell that the name points to."""
        return self.named.target.area.left


def _moved_as_one(matched: list[_Match]) -> int | None:
    """Give by how many columns a page stands further left, as one of an older version does.

    Those had our marks at the right of the print and not at its left.
    """
    moved = {match.moved for match in matched}
    if len(matched) < _FEWEST_USUAL or len(moved) != 1 or min(moved) >= 0:
        return None
    return Counter(match.entry - match.layout.entry for match in matched).most_common(1)[0][0]


def _row(match: _Match) -> int:
    return match.layout.row


class _NumberReader:
    """A search for the printed numbers of boxes, name by name."""

    def __init__(self, edition: Edition, cells: Cells) -> None:
        self.edition = edition
        self.cells = cells
        self.printed: dict[Place, str] = {}
        self._named: list[_BoxName] = []
        self._beside: dict[str, str] = {}
        """What stands beside the cell of a name in place of its number; empty where nothing
        does."""
        self._columns: dict[str, set[int]] = {}
        """The columns of each sheet in which numbers are printed."""
        self._unnumbered: list[_BoxName] = []
        self._matched: dict[str, list[_Match]] = {}
        """By sheet, the boxes whose numbers were found."""
        self._layout: dict[int, PrintedPlaces] = {}
        self._in_row: dict[tuple[str, int], list[int]] = {}
        """The columns of a row that hold anything, from left to right."""
        self._found: dict[str, dict[str, str]] = {}
        """By sheet, what stands in the columns of the numbers, and in which cell first."""

    def _layout_of(self, named: _BoxName) -> PrintedPlace:
        """Give the place of a box in the layout of its page."""
        page = self._page(named)
        if page not in self._layout:
            self._layout[page] = printed_places(self.edition, page)
        return self._layout[page][named.number]

    def note_unnumbered(self, named: _BoxName) -> None:
        """Note a box that has no printed number, to be judged by the boxes around it."""
        self._unnumbered.append(named)

    def find_number(self, named: _BoxName) -> None:
        """Look for the number to the right of a cell."""
        sheet, area = named.target.sheet.name, named.target.area
        self._named.append(named)
        row = self.cells.rows(sheet).get(area.top, {})
        columns = self._sorted_columns(sheet, area.top)
        first = bisect_right(columns, area.right)
        for column in columns[first : first + _MOST_SEARCHED]:
            text = _text(row[column])
            if text == named.number and row[column].formula is None:
                self.printed[Place(sheet, cell_name(area.top, column))] = named.number
                self._columns.setdefault(sheet, set()).add(column)
                layout = self._layout_of(named)
                self._matched.setdefault(sheet, []).append(_Match(named, column, layout))
                return
            if text and text not in _BETWEEN:
                self._beside[named.name] = text
                return
        self._beside[named.name] = ""

    def _sorted_columns(self, sheet: str, row: int) -> list[int]:
        key = sheet, row
        if key not in self._in_row:
            self._in_row[key] = sorted(self.cells.rows(sheet).get(row, {}))
        return self._in_row[key]

    def findings(self) -> Iterator[Finding]:
        """Give the findings on wrong names; a page without numbers gets one finding."""
        bare: dict[str, list[_BoxName]] = {}
        for named in self._named:
            itself = self.printed.get(named.target.place) or self._number_printed_in(named.target)
            beside = self._beside.get(named.name)
            if itself:
                yield self._wrong_name(named, f"which holds the printed number {itself} itself")
            elif beside in self.edition.boxes:
                what = f"the number {beside} beside it, not {named.number}"
                yield self._wrong_name(named, f"which has {what}")
            elif beside:
                what = f"“{shown_state(Text(beside))}” beside it, not the number {named.number}"
                yield self._wrong_name(named, f"which has {what}")
            elif beside is not None and self._cell_of_number(named) is None:
                bare.setdefault(named.target.sheet.name, []).append(named)
            elif beside is not None:
                yield self._wrong_name(named, _NO_NUMBER_BESIDE.format(named.number))
        for matched in self._matched.values():
            yield from self._wrong_columns(matched)
        yield from self._wrong_lines()
        for several in bare.values():
            if len(several) < _FEWEST_LOST:
                for named in several:
                    yield self._wrong_name(named, _NO_NUMBER_BESIDE.format(named.number))
            else:
                yield _lost_numbers(several)

    def _page(self, named: _BoxName) -> int:
        """Give the page of a name: that of a repeated box, or the home of the box.

        A box whose home is not in the workbook is entered on the first of its pages that is.
        """
        pages_of_box = self.edition.boxes[named.number].pages
        kind, _, rest = named.name.partition("_")
        if kind == "again":
            return int(rest.partition("_")[0])
        sheet = named.target.sheet.name.casefold()
        return next(
            (page for page in pages_of_box if self._sheet_of(page) == sheet), pages_of_box[0]
        )

    def _sheet_of(self, page: int) -> str:
        return self.edition.pages[page - 1].sheet.casefold()

    def _wrong_columns(self, matched: list[_Match]) -> Iterator[Finding]:
        """Find names that point beside the entry, on the same line."""
        columns: dict[tuple[int, int], Counter[int]] = {}
        of_page = _moved_as_one(matched)
        for match in matched:
            key = match.layout.entry, match.layout.number
            columns.setdefault(key, Counter())[match.entry] += 1
        for match in matched:
            layout = match.layout
            first, last = sorted((layout.entry, layout.entry + match.moved))
            seen = columns[layout.entry, layout.number]
            usual, times = seen.most_common(1)[0]
            if of_page is not None:
                usual = layout.entry + of_page
                if match.entry == usual:
                    continue
            elif not first <= match.entry <= last:
                usual = layout.entry + match.moved
            elif not match.moved or match.entry == usual or times < _FEWEST_USUAL:
                continue
            if match.named.target.place not in self.printed:
                yield self._misplaced_entry(match.named, match.named.target.area.top, usual)

    def _wrong_lines(self) -> Iterator[Finding]:
        """Find boxes without a printed number that are not where the boxes around them imply."""
        for named in self._unnumbered:
            layout = self._layout_of(named)
            around = self._matched.get(named.target.sheet.name, [])
            of_page = _moved_as_one(around)
            if of_page is not None:
                # An older version breaks labels otherwise: only what shares the line tells of it.
                around = [match for match in around if match.layout.row == layout.row]
            above = [match for match in around if match.layout.row <= layout.row]
            below = [match for match in around if match.layout.row >= layout.row]
            nearest = [max(above, key=_row)] if above else []
            nearest += [min(below, key=_row)] if below else []
            moved = {match.named.target.area.top - match.layout.row for match in nearest}
            if len(moved) != 1 or (of_page is None and any(match.moved for match in around)):
                continue
            row, area = layout.row + moved.pop(), named.target.area
            column = layout.entry + (of_page or 0)
            if (area.top, area.left) != (row, column):
                yield self._misplaced_entry(named, row, column)

    def _misplaced_entry(self, named: _BoxName, row: int, column: int) -> Finding:
        cell = cell_name(row, column)
        return _misplaced(
            named.name,
            named.target,
            why=f"but on the page the entry of box {named.number} is {cell}",
            loss=_OTHER_CELL,
            to=cell,
            box=named.number,
        )

    def _number_printed_in(self, target: Target) -> str:
        """Give the box number that a cell itself prints; empty where it prints none."""
        sheet, area = target.sheet.name, target.area
        cell = self.cells.rows(sheet).get(area.top, {}).get(area.left)
        if (
            cell is None
            or cell.formula is not None
            or area.left not in self._columns.get(sheet, ())
        ):
            return ""
        text = _text(cell)
        return text if text in self.edition.boxes else ""

    def _wrong_name(self, named: _BoxName, why: str) -> Finding:
        printed = self._cell_of_number(named)
        to = f"the cell before {printed}, where" if printed else "the cell beside which"
        return _misplaced(
            named.name,
            named.target,
            why=why,
            loss=_OTHER_NUMBER,
            to=f"{to} {named.number} is printed",
            box=named.number,
        )

    def _cell_of_number(self, named: _BoxName) -> str | None:
        """Find the cell of the sheet in which the number of a box is printed."""
        sheet = named.target.sheet.name
        if sheet not in self._found:
            columns = self._columns.get(sheet, set())
            found = self._found[sheet] = {}
            for row, cells in self.cells.rows(sheet).items():
                for column in columns & cells.keys():
                    found.setdefault(_text(cells[column]), cell_name(row, column))
        return self._found[sheet].get(named.number)


def _lost_numbers(several: list[_BoxName]) -> Finding:
    sheet = several[0].target.sheet.name
    return general_finding(
        "WB-25",
        place=several[0].target.place,
        reported=f"no numbers on {sheet}",
        expected=", ".join(named.number for named in several),
        sheet=sheet,
        boxes=listed([named.number for named in several]),
    )


def _text(cell: SeenCell) -> str:
    return as_text(cell.state).strip() if isinstance(cell.state, Number | Text) else ""
