"""The workbook as it is shipped, filled with the sample and open in LibreOffice."""

import io
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from focusxl.amounts import CellState, cell_state
from focusxl.files.writing.filling import fill_workbook, state_to_fill
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs.libreoffice.bridge import properties
from focusxl_udfs.libreoffice.host import HostedWorkbook
from focusxl_workbook.build import build_template
from focusxl_workbook.fill import filled
from focusxl_workbook.sheets.sheet_writer import StoredValues
from focusxl_workbook.sheets.start_counts import NOT_ANSWERED_YET, NOT_ASKED
from focusxl_workbook.templates import template
from tests.support.agreement import inputs_of

FORM = load_edition("2014")
STALE = 54_321.0

Cells = dict[tuple[str, str], object]
"""What cells show, by sheet and address."""


@lru_cache(maxsize=2)
def shipped(edition: str = "2014") -> bytes:
    """The template and the sample, as `focusxl demo` puts them together."""
    form = load_edition(edition)
    nothing = Filing(form, {}, whole=True)
    return filled(template(form, "udf"), nothing, load_sample(edition), "udf")


def sample_inputs(edition: str = "2014") -> Filing:
    """The sample without its totals."""
    return inputs_of(load_sample(edition))


def as_filled(given: Filing) -> Filing:
    """The filing with its inputs as they stand in cells: dates as numbers, marks as X."""
    entries = {
        number: entry.replaced(state=state_to_fill(given, number, entry.state))
        for number, entry in given.entries.items()
    }
    return given.replaced(entries=entries)


def computed_cells(edition: str = "2014") -> Cells:
    """What the engine gives for every formula cell of the workbook."""
    filing = as_filled(sample_inputs(edition))
    return known(build_template(filing.edition, "udf", filing=filing).stored_values)


def known(stored: StoredValues) -> Cells:
    """The stored values without those that only an answer of Python gives."""
    unknown = (NOT_ANSWERED_YET, NOT_ASKED)
    return {place: value for place, value in stored.items() if value not in unknown}


def only_formulas(cells: Cells, workbook: bytes) -> Cells:
    """The cells without those where a total is filled in, as a formula of one number."""
    file = openpyxl.load_workbook(io.BytesIO(workbook))
    return {
        (sheet, address): value
        for (sheet, address), value in cells.items()
        if not re.fullmatch(r"=-?[0-9.]+", str(file[sheet][address].value))
    }


def function_cells(workbook: bytes) -> set[tuple[str, str]]:
    """Every cell that one of our functions fills, as the file says; arrays spread out."""
    found: set[tuple[str, str]] = set()
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook)):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            array = cell.value if isinstance(cell.value, ArrayFormula) else None
            formula = cell.value if array is None else array.text
            if not isinstance(formula, str) or not re.match(r"=\{?=?FOCUS_", formula):
                continue
            area = ((cell,),) if array is None else sheet[array.ref]
            found |= {(sheet.title, part.coordinate) for line in area for part in line}
    return found


def with_stale_values(workbook: bytes, cells: Cells, edition: str = "2014") -> bytes:
    """The same workbook, one wrong number stored as what each of the cells shows."""
    stale: dict[tuple[str, str], CellState] = dict.fromkeys(cells, cell_state(STALE))
    return fill_workbook(workbook, Filing(load_edition(edition), {}), stale)


@lru_cache(maxsize=2)
def _named_places(edition: str) -> dict[str, tuple[str, str]]:
    file = openpyxl.load_workbook(io.BytesIO(shipped(edition)))
    found = {}
    for name, defined in file.defined_names.items():
        [(sheet, address)] = defined.destinations
        found[name] = sheet, address.replace("$", "")
    return found


@lru_cache(maxsize=2)
def _check_rows(edition: str) -> dict[str, int]:
    column = openpyxl.load_workbook(io.BytesIO(shipped(edition)))["Checks"]["A"]
    return {str(cell.value): cell.row for cell in column if cell.value}


@dataclass(frozen=True)
class OpenForm:
    """The open workbook, spoken of in words of the form."""

    hosted: HostedWorkbook
    edition: str = "2014"
    _typed: dict[str, str] = field(default_factory=dict)

    def type(self, name: str, value: object) -> None:
        """Type into a cell; text that starts with = is a formula."""
        cell = self.range(name)
        self._typed.setdefault(name, cell.api.getCellByPosition(0, 0).getFormula())
        cell.value = value

    def put_back(self) -> None:
        """Undo everything that was typed."""
        while self._typed:
            name, before = self._typed.popitem()
            self.range(name).api.getCellByPosition(0, 0).setFormula(before)

    def place(self, name: str) -> tuple[str, str]:
        """Sheet and cell of a name."""
        return _named_places(self.edition)[name]

    def range(self, name: str) -> xw.Range:
        """The cell or the cells of a name."""
        sheet, address = _named_places(self.edition)[name]
        return self.hosted.book.sheets[sheet].range(address)

    def check_range(self, check: str, column: str) -> xw.Range:
        return self.hosted.book.sheets["Checks"].range(
            f"{column}{_check_rows(self.edition)[check]}"
        )

    def box(self, number: str) -> object:
        """What the cell of a box shows: errors as their name."""
        return self.range(f"box_{number}").options(err_to_str=True).value

    def boxes(self, *numbers: str) -> list[object]:
        return [self.box(number) for number in numbers]

    def check(self, check: str) -> list[object]:
        """State, both sides and difference of a check."""
        row = _check_rows(self.edition)[check]
        area = self.hosted.book.sheets["Checks"].range(f"F{row}:I{row}")
        values: list[object] = area.options(err_to_str=True).value
        return values

    @property
    def verdict(self) -> str:
        return str(self.range("verdict").value)

    @property
    def next_step(self) -> str:
        return str(self.range("next_step").value)

    def count(self, caption: str) -> object:
        """A live count on the sheet Start."""
        rows = self.hosted.book.sheets["Start"].range("B1:C60").value
        return next(value for text, value in rows if text == caption)

    def findings(self) -> list[list[Any]]:
        """The rows of the sheet Findings: class, box, cell, check, message, answer, sides, …"""
        rows = self.hosted.book.sheets["Findings"].range("A5:J60").value
        return [row for row in rows if any(cell not in (None, "") for cell in row)]

    def jump(self, target: str) -> str:
        """Follow a link within the workbook, and say which cell is selected then."""
        document, office = self.hosted.document, self.hosted.book.app.impl.library.office
        frame = document.getCurrentController().getFrame()
        bookmark = properties(Bookmark=target)
        dispatcher = office.create("com.sun.star.frame.DispatchHelper")
        dispatcher.executeDispatch(frame, ".uno:JumpToMark", "", 0, bookmark)
        return str(document.getCurrentSelection().AbsoluteName)

    def mark(self, number: str) -> str:
        """What stands beside the line of a box."""
        sheet, address = _named_places(self.edition)[f"box_{number}"]
        row = re.sub("[A-Z]", "", address)
        cells = self.hosted.book.sheets[sheet].range(f"A{row}:B{row}").value
        return "".join(cell for cell in cells if isinstance(cell, str) and "►" in cell).strip()

    def everything(self) -> Cells:
        """What every cell shows; None for an error, empty text for nothing."""
        shown: Cells = {}
        for sheet in self.hosted.document.Sheets:
            cursor = sheet.createCursor()
            cursor.gotoEndOfUsedArea(False)
            end = cursor.getRangeAddress()
            area = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
            for row, line in enumerate(area.getDataArray(), start=1):
                for column, value in enumerate(line, start=1):
                    shown[sheet.Name, f"{get_column_letter(column)}{row}"] = value
        return shown


def files_beside(path: Path) -> set[str]:
    """The files in a workbook's folder, the workbook and the office's locks left out."""
    return {
        file.name
        for file in path.parent.iterdir()
        if file != path and not file.name.startswith(".~lock")
    }
