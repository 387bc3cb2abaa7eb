"""A rolled workbook in LibreOffice: what stands beside the amounts, and what Start makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from focusxl.files import read
from focusxl.filings.samples import sample_data
from focusxl.forms.loader import load_edition
from focusxl_udfs.libreoffice.host import LibreOfficeHost, recalculate
from focusxl_udfs.libreoffice.modules import script_address
from focusxl_udfs.open_workbook.hosted_workbook import read_hosted_workbook
from tests.support.command_line import run
from tests.support.edited_workbook import places

FORM = load_edition("2014")


@pytest.fixture(scope="module", params=["june.xlsx", "june.xlsm"])
def july(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook for July 2014, rolled from the sample, with a few amounts of its own."""
    folder = tmp_path_factory.mktemp("july")
    june = folder / request.param
    native = ["--native"] if june.suffix == ".xlsx" else []
    empty = june.with_stem("empty")
    assert run("new", empty, "--edition", "2014", *native).status == 0
    data = folder / "june.json"
    data.write_text(json.dumps(sample_data()))
    assert run("fill", empty, data, "-o", june).status == 0
    begun = june.with_stem("begun")
    assert run("roll", june, "--to", "07/31/2014", "-o", begun).status == 0
    # Ledger cash and securities of segregation; all other amounts are blank.
    boxes = {"7010": 300_000_000, "7020": 583_631_906, "7030": 1_000_000}
    data.write_text(json.dumps({"edition": "2014", "boxes": boxes}))
    filled = june.with_stem("july")
    assert run("fill", begun, data, "-o", filled).status == 0
    return filled


# The box, and beside it what was, the change, and the change in per cent.
BESIDE = [
    ("7010", 342_539_729, -42_539_729, -0.12418918),
    ("7020", 583_631_906, 0, 0),
    ("7030", 81_645_443, -80_645_443, -0.98775192),
    ("7032", 98_590_266, "gone", None),
    # A total: 300,000,000 and 583,631,906 and 1,000,000, against what was filed.
    ("7040", 1_095_163_255, -210_531_349, -0.19223741),
]


@pytest.mark.parametrize(("box", "prior", "change", "share"), BESIDE)
def test_what_stands_beside_an_amount(
    box: str,
    prior: int,
    change: int | str,
    share: float | None,
    july: Path,
    shown: dict[Path, openpyxl.Workbook],
) -> None:
    workbook = recalculated(july, shown)
    sheet, cell = places(july.read_bytes())[f"box_{box}"]
    row = int(cell.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    page = workbook[sheet]
    headings = {page.cell(2, column).value: column for column in range(1, page.max_column + 1)}
    first = headings["Prior period"]
    assert [page.cell(2, first + more).value for more in (1, 2)] == ["Change", "Change %"]
    values = [page.cell(row, first + more).value for more in range(3)]
    assert values[:2] == [prior, change]
    assert values[2] == (share if share is None else pytest.approx(share, abs=1e-7))


@pytest.fixture(scope="module")
def shown() -> dict[Path, openpyxl.Workbook]:
    return {}


def recalculated(path: Path, kept: dict[Path, openpyxl.Workbook]) -> openpyxl.Workbook:
    """Let LibreOffice compute a workbook anew, once."""
    if path not in kept:
        out = path.with_name(f"{path.stem}-recalculated.xlsx")
        recalculate(path, out)
        kept[path] = openpyxl.load_workbook(out, data_only=True)
    return kept[path]


def test_the_sums_over_what_is_compared_are_those_that_were_stored(
    july: Path, shown: dict[Path, openpyxl.Workbook]
) -> None:
    stored = openpyxl.load_workbook(july, data_only=True)["Fingerprint"]
    now = recalculated(july, shown)["Fingerprint"]
    rows = {
        row[0].value: (row[1].value, now.cell(row[0].row, 2).value)
        for row in stored.iter_rows(min_row=6, max_col=2)
        if row[0].value in ("Prior period", "History")
    }
    assert len(rows) == 2
    for was, computed in rows.values():
        assert was == computed
        assert was.count("|") == 2


def test_a_changed_prior_amount_changes_the_fingerprint(
    libreoffice: LibreOfficeHost, july: Path
) -> None:
    with libreoffice.open(july) as opened:
        sheets = opened.document.Sheets
        prior = sheets.getByName("Prior period")
        prior.unprotect("")
        names = places(july.read_bytes())
        sheet, cell = names["fingerprint_now"]
        fingerprint = sheets.getByName(sheet).getCellRangeByName(cell)
        before = fingerprint.String
        first = names["prior_amount_list"][1].partition(":")[0]
        amount = prior.getCellRangeByName(first)
        old = amount.Value
        amount.Value = old + 1
        assert fingerprint.String != before
        amount.Value = old
        assert fingerprint.String == before


def test_an_open_workbook_is_compared_as_its_file_is(
    libreoffice: LibreOfficeHost, july: Path
) -> None:
    with libreoffice.open(july) as opened, libreoffice.active():
        reading = read_hosted_workbook(opened.book)
    assert reading.filing.prior == read(july).filing.prior
    assert reading.filing.prior["7010"] == 342_539_729
    assert reading.filing.history == read(july).filing.history


@pytest.mark.parametrize("july", ["june.xlsm"], indirect=True)
def test_roll_forward_writes_the_next_workbook_beside_the_open_one(
    libreoffice: LibreOfficeHost, july: Path, tmp_path: Path
) -> None:
    path = tmp_path / "july.xlsm"
    path.write_bytes(july.read_bytes())
    with libreoffice.open(path) as opened:
        address = script_address("FocusXLButtons", "RollForward")
        opened.document.getScriptProvider().getScript(address).invoke((), (), ())
    assert path.read_bytes() == july.read_bytes()
    filing = read(tmp_path / "july-2014-08-31.xlsm").filing
    assert filing.prior["7010"] == 300_000_000
    assert len(filing.history) == 2
