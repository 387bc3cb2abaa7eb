"""`focusxl audit FOLDER`: a sentence an export, and a status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command_line import Outcome, run

STEM = "19585-2014-06-30"


@pytest.fixture
def folder(tmp_path: Path, sample_file: Path) -> Path:
    for _ in range(2):
        assert run("export", sample_file, "--to", tmp_path / "out").status == 0
    return tmp_path / "out"


def audited(folder: Path) -> Outcome:
    return run("audit", folder)


def test_whole_exports_are_a_sentence_each(folder: Path) -> None:
    outcome = audited(folder)
    assert (outcome.status, outcome.err) == (0, "")
    first, second = outcome.out.splitlines()
    assert first.startswith(f"{STEM}-1: WHOLE: 5 files as exported on ")
    assert first.endswith(" UTC.")
    assert second.startswith(f"{STEM}-2: WHOLE: 5 files as exported on ")
    assert second.endswith(f" UTC, after {STEM}-1-audit.json.")


def test_what_belongs_to_no_export_is_named_and_harms_nothing(folder: Path) -> None:
    (folder / "june\x1b[31m\n.xlsx").write_text("mine")
    for number in range(25):
        (folder / f"n{number:02}.txt").write_text("mine")
    (folder / ".focusxl-0123456789abcdef.tmp").write_text("half")
    outcome = audited(folder)
    assert (outcome.status, outcome.err) == (0, "")
    others, left = outcome.out.splitlines()[2:]
    assert others.startswith("Not part of any export: june [31m .xlsx, n00.txt, ")
    assert others.endswith("n18.txt and 6 more.")
    assert left == (
        "Left by a run that is still at work or was interrupted: .focusxl-0123456789abcdef.tmp; "
        "the next export into this folder cleans up."
    )


def test_what_differs_is_said_with_status_1(folder: Path) -> None:
    (folder / f"{STEM}-2-upload.txt").write_text("13\tOTHER\n")
    outcome = audited(folder)
    assert (outcome.status, outcome.err) == (1, "")
    assert outcome.out.splitlines()[1] == (
        f"{STEM}-2: NOT AS EXPORTED: “{STEM}-2-upload.txt” is not as it was exported."
    )
    (folder / f"{STEM}-2-audit.json").unlink()
    assert audited(folder).status == 1
    assert f"\n{STEM}-2: NOT WHOLE: it has no audit record, only " in audited(folder).out


def test_a_hostile_record_is_one_sentence_with_status_2(folder: Path) -> None:
    path = folder / f"{STEM}-1-audit.json"
    record = json.loads(path.read_text())
    record["exported"][0]["name"] = "../../etc/passwd\x1b[31m"
    path.write_text(json.dumps(record))
    outcome = audited(folder)
    assert outcome.status == 2
    assert outcome.err == (
        f"focusxl: The audit record “{STEM}-1-audit.json” names “../../etc/passwd [31m”, which is "
        "not a file in its folder; get it again from where it is kept.\n"
    )
    assert outcome.out.startswith(f"{STEM}-2: NOT AS EXPORTED: “{STEM}-1-audit.json”, which its ")


@pytest.mark.parametrize("name", ["none", "file", "empty"])
def test_what_holds_no_export_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "empty").mkdir()
    outcome = audited(tmp_path / name)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert outcome.err.endswith("; give the folder that was exported to.\n")


def test_for_programs_all_of_it_is_one_object(folder: Path) -> None:
    (folder / f"{STEM}-1-upload.csv").unlink()
    (folder / "mine.txt").write_text("mine")
    outcome = run("audit", folder, "--output", "json")
    assert (outcome.status, outcome.err) == (1, "")
    first, second = outcome.record["sets"]
    assert first.pop("exported_at")
    assert first == {
        "set": f"{STEM}-1",
        "state": "differs",
        "follows": None,
        "amends": None,
        "amendment": None,
        "problems": [f"“{STEM}-1-upload.csv” is missing"],
    }
    assert second["follows"] == f"{STEM}-1-audit.json"
    assert (second["set"], second["state"], second["problems"]) == (f"{STEM}-2", "whole", [])
    assert outcome.record["of_no_record"] == ["mine.txt"]
    assert outcome.record["left_behind"] == []
