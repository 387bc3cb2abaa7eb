"""The line that `focusxl validate` prints for the sheet Start of a workbook."""

import io
import re
from pathlib import Path

import openpyxl
import pytest

from focusxl.files.template.names import Flavour
from tests.support.command_line import run


def printed_line(output: str) -> str:
    heading, line = output.rstrip("\n").splitlines()[-2:]
    assert heading.startswith("The line for the sheet Start of ")
    return line


def shown(path: Path, name: str) -> object:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    [(sheet, cell)] = book.defined_names[name].destinations
    return book[sheet][cell.replace("$", "")].value


@pytest.mark.parametrize("flavour", ["udf", "native"])
def test_a_workbook_gets_a_line_with_its_fingerprint(
    filled: dict[Flavour, Path], flavour: Flavour
) -> None:
    outcome = run("validate", filled[flavour])
    line = printed_line(outcome.out)
    found = re.fullmatch(
        r"READY TO FILE \| [0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2} \| ([0-9]+-[0-9]+)", line
    )
    assert found is not None, line
    assert found[1] == shown(filled[flavour], "fingerprint_now")
    assert len(line) <= 80


def test_a_blocked_workbook_gets_one_too(templates: dict[Flavour, Path]) -> None:
    outcome = run("validate", templates["native"])
    assert outcome.status == 1
    assert printed_line(outcome.out).startswith("BLOCKED | ")


def test_data_get_none_and_programs_read_none(
    sample_file: Path, filled: dict[Flavour, Path]
) -> None:
    assert "sheet Start" not in run("validate", sample_file).out
    assert "sheet Start" not in run("validate", "--output", "json", filled["native"]).out
    assert "sheet Start" not in run("validate", "--output", "csv", filled["native"]).out
