"""A workbook that is open in a host which there is not: cells, names and sheets in memory.

It stands behind the objects of xlwings itself, as an engine does, and takes note of everything that
is asked of it: in Excel each of these questions is a call into another program. As in Excel, a text
that looks like a formula becomes one when it is written into a cell. Nothing is calculated but the
formulas that show once more what a name holds.
"""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from xlwings import base_classes

ERRORS = {"#DIV/0!": -2146826281, "#REF!": -2146826265, "#N/A": -2146826246}
"""What Excel passes for cells that show an error."""
FORMULA_STARTS = ("=", "+", "-", "@")
_SHOWS_A_NAME = re.compile(r'=IF\(ISBLANK\((\w+)\),"",\1\)')
_CELLS = re.compile(r"=?(?:'(?P<quoted>[^']+)'|(?P<plain>\w+))!(?P<area>[$A-Z0-9:]+)")

Value = float | int | str | bool | datetime.datetime | None
"""As COM passes it: every number as a float, an error as an int."""
Block = tuple[int, int, int, int]
"""First row and column, last row and column."""


@dataclass(frozen=True)
class Cell:
    """What a cell holds."""

    value: Value = None
    formula: str | None = None
    number_format: str = "General"


@dataclass
class Questions:
    """What a host was asked, and told; an exception in `fails` is raised instead of an answer."""

    asked: Counter[str] = field(default_factory=Counter)
    """Values, formulas, names, addresses, formats and settings."""
    taken: Counter[str] = field(default_factory=Counter)
    """Sheets, ranges and names that were got hold of."""
    told: Counter[str] = field(default_factory=Counter)
    fails: dict[str, Exception] = field(default_factory=dict)

    def note(self, kind: Counter[str], what: str) -> None:
        kind[what] += 1
        if what in self.fails:
            raise self.fails[what]


@dataclass
class FakeBook:
    """The workbook, as a test looks at it and as its user would change it."""

    path: Path
    sheets: dict[str, dict[tuple[int, int], Cell]]
    names: dict[str, tuple[str, Block]]
    hidden: set[str] = field(default_factory=set)
    questions: Questions = field(default_factory=Questions)
    calculation: str = "automatic"
    from_1904: bool = False
    selected: tuple[str, Block] | None = None
    """What the user has selected."""
    alerts: list[str] = field(default_factory=list)
    """The messages shown."""
    answer: str = "ok"
    """The button that the user presses under a message."""

    def select(self, name: str) -> None:
        """Select the cell of a name."""
        self.selected = self.names[name]

    @property
    def book(self) -> xw.Book:
        """The workbook as xlwings hands it out."""
        return xw.Book(impl=_Book(self))

    def copy(self) -> FakeBook:
        """Give another workbook that is open from the same file."""
        sheets = {name: dict(cells) for name, cells in self.sheets.items()}
        return FakeBook(self.path, sheets, dict(self.names), set(self.hidden))

    def place(self, name: str) -> tuple[str, int, int]:
        """Give the first cell of a name."""
        sheet, (top, left, _, _) = self.names[name]
        return sheet, top, left

    def at(self, name: str, row: int = 0, column: int = 0) -> Cell:
        """Give the first cell of a name, or one so far from it."""
        sheet, top, left = self.place(name)
        return self.sheets[sheet].get((top + row, left + column), Cell())

    def type(self, name: str, value: Value, row: int = 0) -> None:
        """Type into the first cell of a name, or a lower one; without formula, whatever it is."""
        sheet, top, left = self.place(name)
        before = self.sheets[sheet].get((top + row, left), Cell())
        self.sheets[sheet][top + row, left] = replace(before, value=value, formula=None)

    def column(self, name: str) -> list[Value]:
        """Give what the cells of a list hold."""
        _, (top, _, bottom, _) = self.names[name]
        return [self.at(name, row).value for row in range(bottom - top + 1)]

    def rows(self, name: str) -> list[list[Cell]]:
        """Give the rows of a table in which anything stands."""
        _, (top, left, bottom, right) = self.names[name]
        rows = [
            [self.at(name, row, column) for column in range(right - left + 1)]
            for row in range(bottom - top + 1)
        ]
        return [row for row in rows if any(cell.value is not None for cell in row)]

    def insert_row(self, sheet: str, at: int) -> None:
        """Insert a row, as a spreadsheet does: cells and names below move down."""
        cells = self.sheets[sheet]
        self.sheets[sheet] = {
            (row + (row >= at), column): cell for (row, column), cell in cells.items()
        }
        for name, (of, (top, left, bottom, right)) in self.names.items():
            if of == sheet:
                moved = (top + (top >= at), left, bottom + (bottom >= at), right)
                self.names[name] = sheet, moved

    def cut_and_paste(self, name: str, row: int, column: int) -> None:
        """Move the cell of a name on its sheet; the name goes with it."""
        sheet, top, left = self.place(name)
        self.sheets[sheet][row, column] = self.sheets[sheet].pop((top, left), Cell())
        self.names[name] = sheet, (row, column, row, column)

    def rename(self, sheet: str, new: str) -> None:
        """Give a sheet another name; the names of cells follow."""
        self.sheets = {new if name == sheet else name: x for name, x in self.sheets.items()}
        self.names = {
            name: (new if of == sheet else of, block) for name, (of, block) in self.names.items()
        }

    def shown(self, sheet: str, row: int, column: int) -> Value:
        """Give the value that a cell shows."""
        cell = self.sheets[sheet].get((row, column), Cell())
        of_name = _SHOWS_A_NAME.fullmatch(cell.formula or "")
        if of_name is None:
            return cell.value
        value = self.at(of_name[1]).value if of_name[1] in self.names else ERRORS["#REF!"]
        if isinstance(value, datetime.datetime):
            # In a cell without a format of its own a date is the number of its day.
            return float((value - datetime.datetime(1899, 12, 30)).days)
        return "" if value is None else value


def open_book(path: Path) -> FakeBook:
    """Open a workbook file; the values of its formulas are those that it stores."""
    written = openpyxl.load_workbook(path)
    stored = openpyxl.load_workbook(path, data_only=True)
    sheets = {}
    for sheet in written.worksheets:
        sheets[sheet.title] = dict(_cells(sheet, stored[sheet.title]))
    names = {}
    for name, defined in written.defined_names.items():
        found = _CELLS.fullmatch(defined.attr_text)
        if found is not None:
            left, top, right, bottom = range_boundaries(found["area"])
            names[name] = found["quoted"] or found["plain"], (top, left, bottom, right)
    hidden = {sheet.title for sheet in written.worksheets if sheet.sheet_state != "visible"}
    return FakeBook(path, sheets, names, hidden)


def _cells(written: Any, stored: Any) -> Iterator[tuple[tuple[int, int], Cell]]:
    arrays: dict[tuple[int, int], str] = {}
    for cell in (cell for row in written.iter_rows() for cell in row):
        formula = cell.value if cell.data_type == "f" else None
        if isinstance(formula, ArrayFormula):
            left, top, right, bottom = range_boundaries(formula.ref)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    arrays[row, column] = formula.text
        place = cell.row, cell.column
        formula = arrays.get(place, formula)
        seen = stored.cell(*place)
        value = _as_com(seen.value, seen.data_type)
        if value is not None or formula is not None:
            yield place, Cell(value, formula, cell.number_format)


def _as_com(value: Any, kind: str) -> Value:
    if kind == "e":
        return ERRORS[value]
    return float(value) if type(value) is int else value


@dataclass
class _Part:
    """A part of the workbook, as an engine hands it to xlwings."""

    fake: FakeBook

    def _asked(self, what: str) -> None:
        self.fake.questions.note(self.fake.questions.asked, what)

    def _taken(self, what: str) -> None:
        self.fake.questions.note(self.fake.questions.taken, what)

    def _told(self, what: str) -> None:
        self.fake.questions.note(self.fake.questions.told, what)


class _Engine:
    name = "fake"
    type = "desktop"

    @staticmethod
    def prepare_xl_data_element(value: Any, options: dict[str, Any]) -> Any:
        return value

    @staticmethod
    def clean_value_data(
        data: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Clean values as xlwings does for Excel."""
        errors = {number: name if err_to_str else None for name, number in ERRORS.items()}

        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty_as
            return errors[value] if type(value) is int else value

        return [[clean(value) for value in row] for row in data]


class _App(_Part, base_classes.App):  # type: ignore[misc]
    engine = _Engine()

    @property
    def pid(self) -> int:
        self._asked("process")
        return 1

    @property
    def calculation(self) -> str:
        self._asked("calculation")
        return self.fake.calculation

    def activate(self, steal_focus: bool = False) -> None:
        pass

    @property
    def selection(self) -> _Range | None:
        self._asked("selection")
        return None if self.fake.selected is None else _Range(self.fake, *self.fake.selected)

    def alert(self, prompt: str, title: str, buttons: Any, mode: Any, callback: Any) -> str:
        self.fake.alerts.append(prompt)
        return self.fake.answer


class _Book(_Part, base_classes.Book):  # type: ignore[misc]
    @property
    def api(self) -> Any:
        return SimpleNamespace(Date1904=self.fake.from_1904)

    @property
    def app(self) -> _App:
        return _App(self.fake)

    def activate(self) -> None:
        pass

    @property
    def name(self) -> str:
        self._asked("name of the book")
        return self.fake.path.name

    @property
    def fullname(self) -> str:
        self._asked("place of the book")
        return str(self.fake.path)

    @property
    def sheets(self) -> _Sheets:
        return _Sheets(self.fake)

    @property
    def names(self) -> _Names:
        return _Names(self.fake)


class _Sheets(_Part, base_classes.Sheets):  # type: ignore[misc]
    def __call__(self, name_or_index: str | int) -> _Sheet:
        self._taken("sheet")
        names = list(self.fake.sheets)
        if isinstance(name_or_index, int):
            return _Sheet(self.fake, names[name_or_index - 1])
        if name_or_index not in names:
            raise LookupError("Invalid index.")
        return _Sheet(self.fake, name_or_index)

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> _Sheet:
        self._told("sheet added")
        assert name is not None
        self.fake.sheets[name] = {}
        return _Sheet(self.fake, name)

    def __len__(self) -> int:
        self._asked("number of sheets")
        return len(self.fake.sheets)

    def __iter__(self) -> Iterator[_Sheet]:
        for name in list(self.fake.sheets):
            self._taken("sheet")
            yield _Sheet(self.fake, name)


@dataclass
class _Sheet(_Part, base_classes.Sheet):  # type: ignore[misc]
    title: str

    @property
    def cells_of(self) -> dict[tuple[int, int], Cell]:
        return self.fake.sheets[self.title]

    @property
    def api(self) -> Any:
        return self

    @property
    def book(self) -> _Book:
        return _Book(self.fake)

    @property
    def name(self) -> str:
        self._asked("name of a sheet")
        return self.title

    @property
    def index(self) -> int:
        return list(self.fake.sheets).index(self.title) + 1

    def activate(self) -> None:
        self._told("sheet shown")

    @property
    def visible(self) -> bool:
        self._asked("visible")
        return self.title not in self.fake.hidden

    @property
    def used_range(self) -> _Range:
        self._taken("range")
        rows, columns = zip(*(self.cells_of or {(1, 1): None}), strict=True)
        return _Range(self.fake, self.title, (min(rows), min(columns), max(rows), max(columns)))

    def range(self, arg1: Any, arg2: Any = None) -> _Range:
        self._taken("range")
        first, last = self._block(arg1), self._block(arg1 if arg2 is None else arg2)
        block = (
            min(first[0], last[0]),
            min(first[1], last[1]),
            max(first[2], last[2]),
            max(first[3], last[3]),
        )
        return _Range(self.fake, self.title, block)

    def _block(self, where: Any) -> Block:
        if isinstance(where, _Range):
            return where.block
        if isinstance(where, str):
            left, top, right, bottom = range_boundaries(where)
            return top, left, bottom, right
        row, column, *size = where
        rows, columns = size or (1, 1)
        return row, column, row + rows - 1, column + columns - 1


@dataclass
class _Range(_Part, base_classes.Range):  # type: ignore[misc]
    title: str
    block: Block

    @property
    def api(self) -> Any:
        return self

    @property
    def sheet(self) -> _Sheet:
        return _Sheet(self.fake, self.title)

    @property
    def row(self) -> int:
        self._asked("row")
        return self.block[0]

    @property
    def column(self) -> int:
        self._asked("column")
        return self.block[1]

    @property
    def shape(self) -> tuple[int, int]:
        self._asked("shape")
        top, left, bottom, right = self.block
        return bottom - top + 1, right - left + 1

    def __len__(self) -> int:
        return math.prod(self.shape)

    def __bool__(self) -> bool:
        return True

    def __call__(self, row: int, column: int | None = None) -> _Range:
        self._taken("range")
        top, left, _, right = self.block
        if column is None:
            above, column = divmod(row - 1, right - left + 1)
            row, column = above + 1, column + 1
        place = top + row - 1, left + column - 1
        return _Range(self.fake, self.title, (*place, *place))

    def _places(self) -> list[list[tuple[int, int]]]:
        top, left, bottom, right = self.block
        return [
            [(row, column) for column in range(left, right + 1)] for row in range(top, bottom + 1)
        ]

    def _one_or_all(self, rows: list[list[Any]]) -> Any:
        """Give a block as COM does: of a single cell not a block."""
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else tuple(map(tuple, rows))

    @property
    def raw_value(self) -> Any:
        self._asked("values")
        return self._one_or_all(
            [[self.fake.shown(self.title, *place) for place in row] for row in self._places()]
        )

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self._told("values")
        self._write(value)

    @property
    def formula(self) -> Any:
        self._asked("formulas")
        cells = self.sheet.cells_of
        return self._one_or_all(
            [[_formula(cells.get(place, Cell())) for place in row] for row in self._places()]
        )

    @formula.setter
    def formula(self, value: Any) -> None:
        self._told("formulas")
        self._write(value)

    def _write(self, value: Any) -> None:
        cells = self.sheet.cells_of
        for row, places in enumerate(self._places()):
            for column, place in enumerate(places):
                one = value[row][column] if isinstance(value, list | tuple) else value
                before = cells.get(place, Cell())
                if isinstance(one, str) and one.startswith(FORMULA_STARTS):
                    cells[place] = replace(before, value="calculated", formula=one)
                else:
                    cells[place] = replace(before, value=_kept(one), formula=None)

    def select(self) -> None:
        self._told("selection")
        self.fake.selected = self.title, self.block

    def clear(self) -> None:
        self.clear_contents()

    def clear_contents(self) -> None:
        self._told("clear")
        for place in (place for row in self._places() for place in row):
            self.sheet.cells_of.pop(place, None)

    @property
    def number_format(self) -> str:
        self._asked("number format")
        return self.sheet.cells_of.get(self.block[:2], Cell()).number_format

    @number_format.setter
    def number_format(self, code: str) -> None:
        self._told("number format")
        cells = self.sheet.cells_of
        for place in (place for row in self._places() for place in row):
            cells[place] = replace(cells.get(place, Cell()), number_format=code)

    @property
    def font(self) -> Any:
        """What the tests look at has no looks."""
        return SimpleNamespace()

    @property
    def wrap_text(self) -> bool:
        return False

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._told("wrapping")

    @property
    def column_width(self) -> float:
        return 8.43

    @column_width.setter
    def column_width(self, characters: float) -> None:
        self._told("column width")


def _formula(cell: Cell) -> str:
    """Give what the formula bar shows: of a constant the constant itself."""
    if cell.formula is not None:
        return cell.formula
    return "" if cell.value is None else str(cell.value)


def _kept(value: Any) -> Value:
    if value in ("", None):
        return None
    return float(value) if type(value) is int else value


class _Names(_Part, base_classes.Names):  # type: ignore[misc]
    def __call__(self, name_or_index: str | int) -> _Name:
        self._taken("name")
        if isinstance(name_or_index, int):
            return _Name(self.fake, list(self.fake.names)[name_or_index - 1])
        if name_or_index not in self.fake.names:
            raise LookupError("Invalid index.")
        return _Name(self.fake, name_or_index)

    def __len__(self) -> int:
        self._asked("number of names")
        return len(self.fake.names)


@dataclass
class _Name(_Part, base_classes.Name):  # type: ignore[misc]
    text: str

    @property
    def name(self) -> str:
        self._asked("name of a name")
        return self.text

    @property
    def refers_to(self) -> str:
        self._asked("place of a name")
        sheet, (top, left, bottom, right) = self.fake.names[self.text]
        first = f"${get_column_letter(left)}${top}"
        last = f"${get_column_letter(right)}${bottom}"
        return f"='{sheet}'!{first if first == last else f'{first}:{last}'}"

    @property
    def refers_to_range(self) -> _Range:
        self._taken("range")
        sheet, block = self.fake.names[self.text]
        return _Range(self.fake, sheet, block)
