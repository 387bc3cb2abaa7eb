from dataclasses import replace
from pathlib import Path

import pytest

from focusxl.loader import load_edition
from focusxl.sample import sample_data
from focusxl_udfs.doctor import computing
from focusxl_udfs.doctor.computing import examine_functions
from focusxl_udfs.doctor.machine import Machine


def test_the_known_figure_is_the_samples() -> None:
    boxes, edition = sample_data()["boxes"], load_edition("2014")
    assert edition.total_inputs["7190"] == ("7060", "7180")
    assert ("2014", 7190.0, float(boxes["7060"]), float(boxes["7180"])) == computing.KNOWN_CALL
    assert boxes["7190"] == computing.KNOWN_FIGURE


def test_a_fresh_python_computes_the_known_figure(linux: Machine) -> None:
    examination = examine_functions(linux)
    assert examination.state == "good"
    assert "7190" in examination.found


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("echo 12.0", "is 12.0"),
        ("echo '\"FocusXL could not compute this.\"'", "could not compute"),
        (
            "echo 'Traceback' >&2; echo 'ModuleNotFoundError: no pydantic' >&2; exit 1",
            "no pydantic",
        ),
        ("exit 3", "no message"),
        ("sleep 30", "did not answer within 0.5 seconds"),
        (None, "No such file"),
    ],
)
def test_a_python_that_does_not_compute(
    linux: Machine, tmp_path: Path, script: str | None, found: str
) -> None:
    program = tmp_path / "python"
    if script is not None:
        program.write_text(f"#!/bin/sh\n{script.replace('sleep', 'exec sleep')}\n")
        program.chmod(0o755)
    machine = replace(linux, python=replace(linux.python, executable=program))
    examination = examine_functions(machine, patience=0.5 if "within" in found else 20)
    assert examination.state == "problem"
    assert found in examination.found
    assert examination.remedy


def test_a_file_beside_the_caller_is_not_taken_for_a_part_of_python(
    linux: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(tmp_path)
    assert examine_functions(linux).state == "good"
