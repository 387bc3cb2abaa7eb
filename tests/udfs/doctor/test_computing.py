from dataclasses import replace
from pathlib import Path

import pytest

from focusxl.filings.samples import sample_data
from focusxl.forms.loader import load_edition
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.python import examine_functions, known_call


def test_the_known_figure_is_the_samples() -> None:
    boxes, edition = sample_data()["boxes"], load_edition("2014")
    known = known_call()
    assert known.box == "7040"
    inputs = edition.total_inputs["7040"]
    assert known.arguments == ("2014", 7040.0, *(float(boxes[number]) for number in inputs))
    assert known.figure == 1_095_163_255


def test_a_fresh_python_computes_the_known_figure(linux: Machine) -> None:
    examination = examine_functions(linux)
    assert examination.state == "good"
    assert "7040" in examination.found


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
