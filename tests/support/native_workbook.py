"""The workbook of native formulas open in LibreOffice: inputs set and results read in blocks."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import coordinate_to_tuple

from focusxl.amounts import Number
from focusxl.files.template.names import box_name, fact_name
from focusxl.filings.filing import Filing
from focusxl.forms.edition import Edition
from focusxl_udfs.libreoffice.host import HostedWorkbook
from focusxl_udfs.libreoffice.values import serial

Shown = float | str | None
"""What a cell shows; None for an error."""

Place = tuple[str, int, int]
"""Sheet, row and column, both counted from nought."""

_STATE, _SIDES = 5, 4


@dataclass(frozen=True)
class _Run:
    """Inputs below each other, with nothing but empty cells between them."""

    cells: Any
    names: list[str | None]


class NativeWorkbook:
    """Many filings, one after the other, in one open workbook."""

    def __init__(self, opened: HostedWorkbook, path: Path, edition: Edition) -> None:
        self.document = opened.document
        self.edition = edition
        self._sheets = {
            name: self.document.Sheets.getByName(name) for name in self.document.Sheets.ElementNames
        }
        for sheet in self._sheets.values():
            sheet.unprotect("")
        self.document.enableAutomaticCalculation(False)
        file = openpyxl.load_workbook(path)
        self.places = {name: _place(file, name) for name in file.defined_names}
        self._runs = list(self._find_runs(file))
        self._areas = {name: self._whole(name) for name in self._sheets}
        ids = next(file["Checks"].iter_cols(min_col=1, max_col=1, values_only=True))
        self._check_rows = {str(key): row for row, key in enumerate(ids) if key}
        self._typed_over: dict[str, str] = {}

    def _find_runs(self, file: openpyxl.Workbook) -> Iterator[_Run]:
        columns: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
        names = [box_name(n) for n, placed in self.edition.boxes.items() if not placed.box.formula]
        for name in (*names, *map(fact_name, self.edition.facts)):
            sheet, row, column = self.places[name]
            columns[sheet, column][row] = name
        for (sheet, column), inputs in columns.items():
            run: list[int] = []
            for row in sorted(inputs):
                between = range(run[-1] + 1, row) if run else ()
                if any(file[sheet].cell(r + 1, column + 1).value is not None for r in between):
                    yield self._run(sheet, column, run, inputs)
                    run = []
                run.append(row)
            yield self._run(sheet, column, run, inputs)

    def _run(self, sheet: str, column: int, rows: list[int], inputs: dict[int, str]) -> _Run:
        first, last = rows[0], rows[-1]
        cells = self._sheets[sheet].getCellRangeByPosition(column, first, column, last)
        return _Run(cells, [inputs.get(row) for row in range(first, last + 1)])

    def fill(self, filing: Filing) -> None:
        """Set every input and every fact, those that are not given to nothing; recalculate.

        A total that is given is typed over its formula, which the next filing finds back.
        """
        while self._typed_over:
            name, formula = self._typed_over.popitem()
            self.cell(name).setFormula(formula)
        values: dict[str | None, float | str] = {
            box_name(number): _in_cell(filing, number) for number in filing.entries
        }
        values |= {fact_name(fact): "Yes" if yes else "No" for fact, yes in filing.facts.items()}
        for run in self._runs:
            run.cells.setDataArray(tuple((values.get(name, ""),) for name in run.names))
        for number in filing.entries:
            if self.edition.box(number).formula is not None:
                name = box_name(number)
                self._typed_over[name] = self.cell(name).getFormula()
                self.cell(name).setValue(values[name])
        self.recalculate()

    def recalculate(self) -> None:
        self.document.calculateAll()

    def cell(self, name: str) -> Any:
        """The cell of a name, as UNO has it."""
        sheet, row, column = self.places[name]
        return self._sheets[sheet].getCellByPosition(column, row)

    def totals(self) -> dict[str, Shown]:
        """What the cell of each total shows."""
        places = {box.number: self.places[box_name(box.number)] for box in self.edition.totals}
        pages = {sheet: self._areas[sheet].getDataArray() for sheet, _, _ in places.values()}
        return {
            number: pages[sheet][row][column] for number, (sheet, row, column) in places.items()
        }

    def checks(self) -> dict[str, tuple[Shown, ...]]:
        """What the row of each check shows: state, both sides, difference."""
        rows = self._areas["Checks"].getDataArray()
        return {key: rows[row][_STATE : _STATE + _SIDES] for key, row in self._check_rows.items()}

    def _whole(self, sheet: str) -> Any:
        cursor = self._sheets[sheet].createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.getRangeAddress()
        return self._sheets[sheet].getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)


def _place(file: openpyxl.Workbook, name: str) -> Place:
    [(sheet, address)] = file.defined_names[name].destinations
    row, column = coordinate_to_tuple(address.replace("$", "").partition(":")[0])
    return sheet, row - 1, column - 1


def _in_cell(filing: Filing, number: str) -> float | str:
    state = filing.entries[number].state
    match filing.values.get(number):
        case None:
            return ""
        case bool():
            return "X"
        case datetime.date() as date:
            return serial(date)
        case Decimal() as amount:
            return float(amount)
    return float(state.value) if isinstance(state, Number) else state.value  # type: ignore[union-attr]
