"""The files that are damaged: workbooks of both editions and flavours, and what is read else."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import openpyxl
from openpyxl.utils import coordinate_to_tuple

from focusxl.cli.main import main
from focusxl.filings.samples import sample_data

FLAVOURS = {"udf": ".xlsm", "native": ".xlsx"}


def called(*arguments: object) -> tuple[int, str, str]:
    """Call the command in this process; anything that it raises but its exit comes through."""
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = end.code or 0
    assert isinstance(status, int)
    return status, out.getvalue(), err.getvalue()


def rows_of(upload: str) -> dict[str, str]:
    """Read our upload file of rows: line-item id and value."""
    rows = csv.reader(io.StringIO(upload, newline=""), delimiter="\t")
    return {row[0]: row[1].removeprefix("'") for row in rows if row}


@dataclass(frozen=True)
class Spot:
    """Where a box stands in an undamaged workbook, and where its number is printed beside it."""

    sheet: str
    cell: str
    number_cell: str | None


@dataclass(frozen=True, eq=False)
class Base:
    """An undamaged file that is ready to file, and what is filed of it."""

    edition: str
    ending: str
    content: bytes
    filed: dict[str, str]

    @property
    def is_workbook(self) -> bool:
        return self.ending in FLAVOURS.values()

    @cached_property
    def spots(self) -> dict[str, Spot]:
        """Each box by its name in the workbook, found once, before anything is damaged."""
        book = openpyxl.load_workbook(io.BytesIO(self.content), data_only=True)
        spots = {}
        for name, defined in book.defined_names.items():
            if not name.startswith("box_"):
                continue
            ((sheet, address),) = defined.destinations
            cell = address.replace("$", "")
            number = name.removeprefix("box_")
            row, column = coordinate_to_tuple(cell)
            printed = [
                each.coordinate
                for each in book[sheet][row]
                if str(each.value) == number and each.column != column
            ]
            spots[number] = Spot(sheet, cell, printed[0] if len(printed) == 1 else None)
        return spots


def made_bases(editions: tuple[str, ...] = ("2014", "2026")) -> list[Base]:
    """Make all undamaged files, by the command itself."""
    bases = []
    with tempfile.TemporaryDirectory() as place:
        for edition in editions:
            bases += _made(edition, Path(place))
    return bases


def _made(edition: str, place: Path) -> list[Base]:
    data = place / f"{edition}.json"
    data.write_text(json.dumps(sample_data(edition)), encoding="utf-8")
    out = place / edition
    _done("export", data, "--to", out)
    filed = rows_of(next(out.glob("*-upload.txt")).read_text(encoding="utf-8"))
    found = [Base(edition, ".json", data.read_bytes(), filed)]
    for ending in (".txt", ".csv", ".xml"):
        upload = next(out.glob(f"*-upload{ending}")).read_bytes()
        found.append(Base(edition, ending, upload, filed))
    for flavour, ending in FLAVOURS.items():
        empty, full = place / f"{edition}-empty{ending}", place / f"{edition}{ending}"
        native = ["--native"] if flavour == "native" else []
        _done("new", empty, "--edition", edition, *native)
        _done("fill", empty, data, "-o", full)
        found.append(Base(edition, ending, full.read_bytes(), filed))
    return found


def _done(*arguments: object) -> None:
    status, out, err = called(*arguments)
    assert status == 0, (arguments, out, err)
