"""The settings sheet of xlwings, from which a program is started."""

from __future__ import annotations

import re
from collections.abc import Iterator

from focusxl.amounts import CellError, Number, Text
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.openxml.outline import Outline
from focusxl.files.openxml.package import Package
from focusxl.files.stored.cells import Cells, read_cells
from focusxl.files.template.settings import INTERPRETER, SETTINGS, SETTINGS_SHEET
from focusxl.filings.filing import Place, as_text
from focusxl.text import in_one_line

_PYTHON = re.compile(r"pythonw?|[A-Za-z]:\\(?:[^\"]*\\)?pythonw?\.exe", re.IGNORECASE)
"""The commands that the VBA may start, with the plain name in a workbook made elsewhere."""
_MOST_ROWS = 50
_LONGEST = 120


def examine_settings(package: Package, outline: Outline) -> Iterator[Finding]:
    """Find settings that are not the template's."""
    sheet = outline.sheet(SETTINGS_SHEET)
    if sheet is None:
        return
    rows = [
        (Place(sheet.name, f"A{row}"), Place(sheet.name, f"B{row}"))
        for row in range(1, _MOST_ROWS + 1)
    ]
    cells = read_cells(package, outline, (place for row in rows for place in row))
    expected = {key.upper(): (key, value) for key, value in SETTINGS.items()}
    for key_place, place in rows:
        key, value = expected.get(_shown(cells, key_place).upper(), ("", ""))
        written = _shown(cells, place)
        wanted = str(value).upper() if isinstance(value, bool) else value
        if key == INTERPRETER:
            right = not written or _PYTHON.fullmatch(written) is not None
            wanted = "the path of a Python on a disk of this computer"
        else:
            right = not key or written.upper() == wanted.upper()
        if not right:
            yield general_finding(
                "MAC-07",
                place=place,
                reported=in_one_line(written, _LONGEST),
                expected=wanted or "nothing",
                key=key,
            )


def _shown(cells: Cells, place: Place) -> str:
    state = cells.cell(place).state
    if isinstance(state, Number | Text):
        return as_text(state).strip()
    return state.name if isinstance(state, CellError) else ""
