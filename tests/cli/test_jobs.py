"""`focusxl validate --jobs N`: the same output byte for byte, whatever becomes of a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from focusxl.cli.jobs import in_processes
from focusxl.filings.samples import sample_data
from tests.support.command_line import Outcome, run

pytestmark = pytest.mark.slow

SIGNALS = pytest.mark.skipif(os.name != "posix", reason="processes are sent signals so here only")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Sound, blocked and damaged files in a changing order, more than are handed over at once."""
    made = []
    for number in range(45):
        data = sample_data()
        data["boxes"]["7010"] += number % 3
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(data) if number % 7 else "{")
        made.append(path)
    return made


@pytest.mark.parametrize("output", ["table", "json", "csv"])
def test_several_processes_say_what_one_says(files: list[Path], output: str) -> None:
    alone = run("validate", *files, "--output", output)
    assert alone.status == 2
    assert alone.err.count("is not JSON") == 7
    assert run("validate", *files, "--output", output, "--jobs", 2) == alone
    assert alone.out.count("file,verdict,") == (output == "csv")


def test_more_processes_than_files(files: list[Path]) -> None:
    chosen = files[1:4]
    alone = run("validate", *chosen)
    assert alone.status == 1
    assert run("validate", *chosen, "--jobs", 50) == alone
    assert run("validate", files[3], "--jobs", 2) == run("validate", files[3])


def test_results_come_in_order_and_one_by_one() -> None:
    results = in_processes(divmod_seven, range(30), 2, lost=lambda _: (0, 0))
    assert next(results) == (0, 0)
    assert list(results) == [divmod(number, 7) for number in range(1, 30)]


def divmod_seven(number: int) -> tuple[int, int]:
    return divmod(number, 7)


PROGRAM = """
import os, signal, sys, time
import focusxl.cli.validate as v
soundly = v.read
def read(path):
    {}
    return soundly(path)
v.read = read
from focusxl.cli.main import main
if __name__ == "__main__":
    # A shell lets what it runs in the background ignore an interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(sys.argv[1:])
"""
"""Spawned processes run it again up to its last lines, so that they read as this one does."""


def arguments_of_a_program(folder: Path, on_reading: str, *given: object) -> list[str]:
    program = folder / "program.py"
    program.write_text(PROGRAM.format(on_reading))
    return [sys.executable, str(program), *map(str, given)]


def run_with(on_reading: str, folder: Path, *given: object) -> Outcome:
    ended = subprocess.run(
        arguments_of_a_program(folder, on_reading, *given),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env={**os.environ, "XDG_STATE_HOME": str(folder / "state")},
    )
    return Outcome(ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        ("RuntimeError()", "FocusXL stopped before it was done (RuntimeError), through a fault"),
        ("MemoryError()", "There is not enough memory free; close other programs, or use"),
        ("OSError(5, 'Input/output error')", "The system refused: Input/output error."),
    ],
)
def test_a_failure_is_a_sentence_on_its_file_and_the_others_are_checked(
    files: list[Path], tmp_path: Path, failure: str, sentence: str
) -> None:
    fails = f"if path.name == '3.json': raise {failure}"
    given = ("validate", *files[1:6], "--output", "json")
    outcome = run_with(fails, tmp_path, *given, "--jobs", 2)
    assert outcome.status == 2
    assert outcome.err.startswith(f"focusxl: 3.json: {sentence}")
    assert outcome.err.count("\n") == 1
    assert [record["edition"] for record in outcome.records] == [
        "2014",
        "2014",
        None,
        *["2014"] * 2,
    ]
    assert outcome.records[2]["findings"][0]["id"] == "FILE-01"
    assert run_with(fails, tmp_path, *given) == outcome


@SIGNALS
def test_a_process_that_is_killed_costs_its_file_and_no_other(
    files: list[Path], tmp_path: Path
) -> None:
    dies = "if path.name in ('3.json', '9.json'): os.kill(os.getpid(), 9)"
    outcome = run_with(dies, tmp_path, "validate", *files[1:12], "--output", "json", "--jobs", 2)
    assert outcome.status == 2
    said = [line for line in outcome.err.splitlines() if "not JSON" not in line]
    assert said == [
        f"focusxl: {name}: The process that checked it was ended from outside, perhaps for want of "
        "memory; check this file by itself, with other programs closed."
        for name in ("3.json", "9.json")
    ]
    editions = [record["edition"] for record in outcome.records]
    assert [number for number, each in enumerate(editions, 1) if each is None] == [3, 7, 9]


def wait_until(holds: Callable[[], bool]) -> None:
    latest = time.monotonic() + 600
    while not holds():
        assert time.monotonic() < latest
        time.sleep(0.01)


def children(process: int) -> list[str]:
    tasks = Path(f"/proc/{process}/task/{process}/children")
    return tasks.read_text().split() if tasks.exists() else []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are listed so here")
@pytest.mark.parametrize(
    ("sent", "status"),
    [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)],
    ids=["interrupted", "killed"],
)
def test_with_the_command_all_its_processes_end(
    files: list[Path], tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    waits = "(path.parent / f'at-work-{os.getpid()}').touch(); time.sleep(120)"
    with subprocess.Popen(
        arguments_of_a_program(tmp_path, waits, "validate", *files, "--jobs", 2),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_until(lambda: len(list(tmp_path.glob("at-work-*"))) == 2)
        at_work = children(process.pid)
        process.send_signal(sent)
        out, err = process.communicate(timeout=600)
    assert (process.returncode, out) == (status, "")
    assert err == "" or sent == signal.SIGKILL, "nobody is left who could tidy up in silence"
    assert "Traceback" not in err
    assert len(at_work) >= 2
    wait_until(lambda: not any(Path(f"/proc/{each}").exists() for each in at_work))


@SIGNALS
def test_output_that_nobody_reads_ends_all_processes(files: list[Path], tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        arguments_of_a_program(tmp_path, "pass", "validate", *files, "--jobs", 2),
        stdout=writing,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(writing)
        _, err = process.communicate(timeout=600)
    lines = [line for line in err.decode().splitlines() if "is not JSON" not in line]
    assert (process.returncode, lines) == (141, [])
