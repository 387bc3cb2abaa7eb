"""The programs in `examples` do what they say, on small files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from focusxl.files.reading.balances.taking_in import take_in
from focusxl.filings.filing import Filing
from focusxl.filings.samples import sample_data
from focusxl.forms.loader import load_edition

EXAMPLES = Path(__file__).parents[2] / "examples"
PROGRAMS = {path.name for path in EXAMPLES.glob("*.py")}
RUN_HERE = {"check_a_folder.py", "from_trial_balance.py", "compare_a_total.py"}


def run(program: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(EXAMPLES / program), *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_every_program_is_run_and_named() -> None:
    assert PROGRAMS == RUN_HERE
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"[{name}]({name})" in listed for name in PROGRAMS)


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_program_is_short_and_says_how_it_is_called(name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    assert f"python {name} " in text.partition('"""\n')[0]


def test_a_folder_is_checked_file_by_file(tmp_path: Path) -> None:
    june = sample_data("2014")
    wrong = {**june, "boxes": {**june["boxes"], "7190": 95_956_490}}
    (tmp_path / "a-june.json").write_text(json.dumps(june))
    (tmp_path / "b-wrong.json").write_text(json.dumps(wrong))
    (tmp_path / "c-broken.json").write_text("{")
    done = run("check_a_folder.py", tmp_path, ".")
    _, june_line, wrong_line, broken_line, last = done.stdout.splitlines()
    assert june_line.split()[-4:] == ["2014-06-30", "ready", "0", "0"]
    assert wrong_line.split()[-4:] == ["2014-06-30", "blocked", "1", "0"]
    assert broken_line.startswith("c-broken.json")
    assert (last, done.returncode, done.stderr) == ("2 not ready", 1, "")


def test_a_trial_balance_becomes_a_filing(tmp_path: Path) -> None:
    rows = ["account,box,balance", "1010,7010,1000.60", "1020,7010,500.50", "1030,7020,-0.00"]
    rows += ["2010,7070,1600.00", "2020,7045,20", "2021,7047,25"]
    (tmp_path / "balances.csv").write_text("\n".join(rows))
    done = run("from_trial_balance.py", tmp_path, "balances.csv")
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    # 1,000.60 and 500.50 are 1,501.10, of which whole dollars are filed.
    assert [line.split()[:2] for line in lines[:4]] == [
        ["7040", "1,501"],
        ["7060", "1,496"],
        ["7180", "1,600"],
        ["7190", "104"],
    ]
    assert "The verdict is blocked." in lines
    assert any(line.startswith("SEG-01: ") for line in lines)


def test_a_total_is_compared_line_by_line(tmp_path: Path) -> None:
    for name, cash in (("may", 100), ("june", 130)):
        data = {"edition": "2014", "boxes": {"7010": cash, "7020": 5, "7070": 200}}
        (tmp_path / f"{name}.json").write_text(json.dumps(data))
    done = run("compare_a_total.py", tmp_path, "7190", "may.json", "june.json")
    assert done.stderr == ""
    assert [line.split()[:4] for line in done.stdout.splitlines()] == [
        ["7190", "95", "65", "-30"],
        ["7060", "105", "135", "+30"],
        ["7040", "105", "135", "+30"],
        ["7010", "100", "130", "+30"],
    ]


def test_the_trial_balance_goes_into_the_boxes_that_its_mapping_names() -> None:
    empty = Filing(load_edition("2026"), {})
    done = take_in(empty, EXAMPLES / "trial-balance.csv", EXAMPLES / "mapping.csv")
    assert {box: int(done.filing.values[box]) for box in ("200", "210", "310")} == {
        "200": 1_250_500,
        "210": 4_000_000,
        "310": 2_310_400,
    }
    assert {box: int(done.filing.values[box]) for box in ("1580", "1792", "1794")} == {
        "1580": 5_945_000,
        "1792": 1_000_000,
        "1794": 615_901,
    }
    assert [account.number for account in done.ledger.left_out] == ["9910", "9920"]
    assert [finding.id for finding in done.findings] == ["TB-13"]
