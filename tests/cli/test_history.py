"""The key amounts of a folder's exports, period by period, with gaps named."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from focusxl.filings.samples import sample_data
from focusxl.forms.loader import load_edition
from tests.support.command_line import run

FORM = load_edition("2014")

# The period, and what is added to cash at clearing organizations (7100), so that the excess in
# segregation (7190), 95,956,489 in the sample, is larger by as much.
MONTHS = [
    ("2014-06-01", "2014-06-30", 0),
    ("2014-07-01", "2014-07-31", 1_000_000),
    ("2014-10-01", "2014-10-31", 2_500_000),
    ("2014-12-01", "2014-12-31", -956_489),
]
EXCESS = ["95956489", "96956489", "98456489", "95000000"]


def export(folder: Path, begins: str, ends: str, more: int, firm: str = "19585") -> None:
    boxes = {
        box: value for box, value in sample_data()["boxes"].items() if FORM.box(box).kind != "total"
    }
    boxes |= {"24": begins, "25": ends, "15": firm, "7100": boxes["7100"] + more}
    data = folder.parent / f"{ends}.json"
    data.write_text(json.dumps({"edition": "2014", "boxes": boxes}))
    outcome = run("export", data, "--to", folder)
    assert outcome.status == 0, outcome.out + outcome.err


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year") / "out"
    # Not in the order of the periods.
    for begins, ends, more in (MONTHS[3], MONTHS[0], MONTHS[2], MONTHS[1]):
        export(folder, begins, ends, more)
    return folder


def test_the_periods_in_order_and_the_gaps(exports: Path) -> None:
    outcome = run("history", exports, "--output", "json")
    assert outcome.status == 0
    record = json.loads(outcome.out)
    assert [one["period_end"] for one in record["periods"]] == [ends for _, ends, _ in MONTHS]
    assert [one["amounts"]["7190"] for one in record["periods"]] == EXCESS
    assert record["missing"] == {"19585": ["2014-08-31", "2014-09-30", "2014-11-30"]}


def test_the_table(exports: Path) -> None:
    outcome = run("history", exports)
    assert outcome.out.startswith("HSBC SECURITIES (USA) INC. (firm 19585), in dollars\n")
    assert "Missing between them: 08/31/2014, 09/30/2014, 11/30/2014." in outcome.out
    lines = [line for line in outcome.out.splitlines() if line.startswith("07/31/2014")]
    assert any("96,956,489" in line for line in lines)


def test_the_csv_and_the_workbook(exports: Path, tmp_path: Path) -> None:
    printed = run("history", exports, "--output", "csv").out
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [row["Segregation: excess (7190)"] for row in rows] == EXCESS
    assert run("history", exports, "-o", tmp_path / "h.csv").status == 0
    assert (tmp_path / "h.csv").read_text() == printed
    assert run("history", exports, "-o", tmp_path / "h.xlsx").status == 0
    sheet = openpyxl.load_workbook(tmp_path / "h.xlsx").worksheets[0]
    heads = [cell.value for cell in sheet[4]]
    column = heads.index("Segregation: excess (7190)")
    assert [str(sheet[row][column].value) for row in range(5, 9)] == EXCESS
    assert len(sheet._charts) == 2
    again = run("history", exports, "-o", tmp_path / "h.csv")
    assert (again.status, "is not written over" in again.err) == (2, True)
    assert run("history", exports, "-o", tmp_path / "h.png").status == 2


def test_the_last_export_of_a_period_counts(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    export(folder, "2014-06-01", "2014-06-30", 0)
    export(folder, "2014-06-01", "2014-06-30", 500)
    record = json.loads(run("history", folder, "--output", "json").out)
    assert [(one["export"], one["amounts"]["7190"]) for one in record["periods"]] == [
        ("19585-2014-06-30-2", "95956989")
    ]


def test_quarters_lack_quarters_and_firms_stand_apart(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    export(folder, "2014-04-01", "2014-06-30", 0)
    export(folder, "2014-10-01", "2014-12-31", 0)
    export(folder, "2014-04-01", "2014-06-30", 0, firm="77777")
    record = json.loads(run("history", folder, "--output", "json").out)
    assert record["missing"] == {"19585": ["2014-09-30"], "77777": []}


def test_a_record_that_was_changed_is_left_out_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    export(folder, "2014-06-01", "2014-06-30", 0)
    export(folder, "2014-07-01", "2014-07-31", 0)
    audit = folder / "19585-2014-07-31-1-audit.json"
    audit.write_text(audit.read_text().replace("342539729", "342539728"))
    outcome = run("history", folder, "--output", "json")
    assert outcome.status == 1
    assert [one["period_end"] for one in json.loads(outcome.out)["periods"]] == ["2014-06-30"]
    assert "left out: the inputs in its record were changed" in outcome.err


def test_a_folder_without_records(tmp_path: Path) -> None:
    outcome = run("history", tmp_path)
    assert outcome.status == 2
    assert "There is no audit record" in outcome.err
