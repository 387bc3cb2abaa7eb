"""The workbook of edition 2026, filled with the sample, at work in LibreOffice."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from focusxl.files import read
from focusxl.files.template.names import again_name
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl.forms.rule_table import rules
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from focusxl_udfs.libreoffice.office import Office
from tests.support.shipped_workbook import (
    STALE,
    Cells,
    OpenForm,
    computed_cells,
    files_beside,
    function_cells,
    only_formulas,
    shipped,
    with_stale_values,
)

FORM = load_edition("2026")
EXCEL_EPOCH = datetime.datetime(1899, 12, 30)
SAMPLE = load_sample("2026")


def computed_by_formulas() -> Cells:
    """What the engine gives for every formula cell of the whole form."""
    return only_formulas(computed_cells("2026"), shipped("2026"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook, one wrong number stored as what each of its formulas shows."""
    path: Path = tmp_path_factory.mktemp("whole") / "book.xlsm"
    path.write_bytes(with_stale_values(shipped("2026"), computed_by_formulas(), "2026"))
    return path


@pytest.fixture(scope="module")
def form(office: Office, path: Path) -> Iterator[OpenForm]:
    with LibreOfficeHost(office=office) as host, host.open(path) as hosted:
        yield OpenForm(hosted, "2026")


def test_every_cell_shows_what_the_engine_computes(form: OpenForm, path: Path) -> None:
    expected = computed_by_formulas()
    functions = function_cells(path.read_bytes())
    calls = len(FORM.totals) + sum(bool(rule.inputs) for rule in rules(FORM))
    assert calls > 600
    assert len(functions) >= calls
    assert functions <= computed_cells("2026").keys()
    stored = openpyxl.load_workbook(path, data_only=True)
    wrong = {STALE, EXCEL_EPOCH + datetime.timedelta(days=STALE)}
    assert {stored[sheet][address].value for sheet, address in expected} <= wrong
    shown = form.everything()
    assert {place: shown[place] for place in expected} == expected


def test_the_totals_are_those_that_the_sample_files(form: OpenForm) -> None:
    totals = [box.number for box in FORM.totals if box.number in SAMPLE.values]
    assert len(totals) > 150
    assert form.boxes(*totals) == [float(str(SAMPLE.values[number])) for number in totals]


def test_an_input_reaches_the_totals_of_every_page_and_wherever_they_are_shown(
    form: OpenForm,
) -> None:
    reached = ("3640", "3750", "3910")  # on pages 6 to 10
    before = [float(str(form.box(number))) for number in reached]
    form.type("box_3525", float(str(form.box("3525") or 0)) + 1_000_000)
    assert form.boxes(*reached) == [amount + 1_000_000 for amount in before]
    for number in ("3525", *reached):
        home, *others = FORM.boxes[number].pages
        assert others
        for page in others:
            again = form.range(again_name(page, number))
            assert again.sheet.name == FORM.pages[page - 1].sheet != FORM.pages[home - 1]
            assert again.value == form.box(number)
    form.put_back()


def test_the_buttons_validate_and_export(form: OpenForm, path: Path) -> None:
    assert form.verdict == "NOT VALIDATED YET"
    form.hosted.press("Validate")
    assert form.verdict == "READY TO FILE"
    assert form.next_step.startswith("0 to fix, 0 to explain, ")
    assert form.findings() == []
    assert files_beside(path) == set()

    form.hosted.document.store()
    form.hosted.press("Validate and export")
    assert form.verdict == "READY TO FILE"
    assert form.next_step.startswith(f"Exported to {path.parent}")
    for name in (
        "00000-2026-03-31-1-filing.xlsx",
        "00000-2026-03-31-1-upload.txt",
        "00000-2026-03-31-1-upload.csv",
        "00000-2026-03-31-1-upload.xml",
    ):
        assert read(path.with_name(name)).filing.values == SAMPLE.values, name


def test_what_blocks_is_marked_on_its_page(form: OpenForm) -> None:
    place = form.range("box_3525")
    form.type("box_3525", "12O0")
    form.hosted.press("Validate")
    assert form.verdict == "BLOCKED"
    form.put_back()
    assert form.verdict.startswith("CHANGED SINCE ")
    cell = f"{place.sheet.name} {place.get_address(False, False)}"
    assert form.findings()[0][:4] == ["MUST FIX", 3525, cell, "AMT-01"]
    assert "MUST FIX" in form.mark("3525")
