"""The workbooks that FocusXL itself builds are filled in, read, and read back."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from focusxl.amounts import cell_state
from focusxl.checks import check
from focusxl.files import read
from focusxl.files.template.names import Flavour
from focusxl.files.upload.rows import upload_rows
from focusxl.files.writing.filing_ready import filing_ready_workbook
from focusxl.files.writing.filling import fill_workbook
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl_udfs.functions import catalogue
from focusxl_udfs.worksheet.catalogue import WorksheetFunction
from focusxl_workbook.build import build_template
from focusxl_workbook.templates import SUFFIX
from tests.support.parts import parts_of
from tests.support.sample_books import EDITION, INPUTS, sample_filing, sample_totals

FUNCTIONS: dict[Flavour, tuple[WorksheetFunction, ...]] = {"udf": catalogue(), "native": ()}


@pytest.mark.parametrize("flavour", get_args(Flavour))
def test_a_filled_template_is_ready_to_file(tmp_path: Path, flavour: Flavour) -> None:
    filing = sample_filing()
    empty = build_template(EDITION, flavour, FUNCTIONS[flavour]).content
    built = build_template(EDITION, flavour, filing=filing)
    stored = {place: cell_state(value) for place, value in built.stored_values.items()}
    path = tmp_path / f"filled{SUFFIX[flavour]}"
    path.write_bytes(fill_workbook(empty, filing, stored))
    reading = read(path)
    assert reading.findings == ()
    assert reading.filing.values == {**INPUTS, **sample_totals()}
    assert reading.filing.facts == filing.facts
    assert check(compute(reading.filing), reading.findings).is_ready
    old, new = parts_of(empty), parts_of(path.read_bytes())
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} <= {
        name for name in old if name.startswith("xl/worksheets/sheet")
    }


@pytest.mark.parametrize("flavour", get_args(Flavour))
def test_an_empty_template_is_read_without_a_finding(tmp_path: Path, flavour: Flavour) -> None:
    template = build_template(EDITION, flavour, FUNCTIONS[flavour])
    stored = {place: cell_state(value) for place, value in template.stored_values.items()}
    path = tmp_path / f"empty{SUFFIX[flavour]}"
    path.write_bytes(fill_workbook(template.content, Filing(EDITION, {}), stored))
    reading = read(path)
    assert reading.findings == ()
    assert reading.filing.values == {}
    assert reading.filing.entries.keys() == EDITION.boxes.keys()


def test_the_filing_ready_workbook_reads_back_as_it_was(tmp_path: Path) -> None:
    computation = compute(sample_filing())
    path = tmp_path / "sample-filing.xlsx"
    path.write_bytes(filing_ready_workbook(computation))
    reading = read(path)
    assert reading.kind == "upload"
    assert tuple(upload_rows(compute(reading.filing))) == tuple(upload_rows(computation))
