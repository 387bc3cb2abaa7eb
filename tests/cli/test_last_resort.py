"""What nobody foresaw: a sentence, status 2, and the details in a log; never a traceback."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from focusxl.cli.main import main
from focusxl.failure_log import log_failure, log_file
from tests.support.command_line import run


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    place = log_file()
    assert place is not None
    return place


def failing_with(failure: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        raise failure

    monkeypatch.setattr("focusxl.cli.validate.read", fails)


@pytest.mark.parametrize(
    "failure",
    [
        RuntimeError("\x1b[31mred\x9b"),
        AssertionError(),
        KeyError("x"),
        ZeroDivisionError(),
        OverflowError(),
        RecursionError(),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "no"),
    ],
)
def test_a_failure_is_one_sentence_and_an_entry_in_the_log(
    log: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    failing_with(failure, monkeypatch)
    outcome = run("validate", "report.xlsx")
    assert outcome.status == 2
    assert outcome.out == ""
    name = type(failure).__name__
    assert outcome.err == (
        f"focusxl: FocusXL stopped before it was done ({name}), through a fault of its own; the "
        f"details are in {log}. Send them, and the file if it may leave your firm, to whoever "
        "maintains FocusXL for you.\n"
    )
    written = log.read_text()
    assert "Traceback" in written
    assert name in written
    assert "focusxl validate" in written
    assert "\x1b" not in written
    assert stat.S_IMODE(log.stat().st_mode) == 0o600 or os.name != "posix"


def test_without_a_log_the_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_text("a file where a folder would be")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    failing_with(RuntimeError(), monkeypatch)
    outcome = run("validate", "report.xlsx")
    assert outcome.status == 2
    assert "the details could not be written to a file" in outcome.err
    assert outcome.err.count("\n") == 1


def test_memory_that_runs_out_is_a_sentence(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(MemoryError(), monkeypatch)
    outcome = run("validate", "report.xlsx")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == (
        "focusxl: There is not enough memory free; close other programs, or use a smaller file.\n"
    )
    assert not log.exists()


def test_whoever_interrupts_the_command_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(KeyboardInterrupt(), monkeypatch)
    outcome = run("validate", "report.xlsx")
    assert (outcome.status, outcome.out, outcome.err) == (130, "", "")


@pytest.mark.skipif(os.name != "posix", reason="the signal of a keyboard is sent so here only")
def test_a_command_that_waits_can_be_interrupted(tmp_path: Path) -> None:
    program = (
        "import signal, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import focusxl.cli.validate as v\n"
        "def wait(_):\n"
        "    print('waiting', flush=True)\n"
        "    time.sleep(60)\n"
        "v.read = wait\n"
        "from focusxl.cli.main import main\n"
        "main(['validate', 'x.json'])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=600)
    assert (process.returncode, out, err) == (130, "", "")


def test_the_log_is_begun_anew_before_it_grows_without_end(log: Path) -> None:
    log.parent.mkdir(parents=True)
    log.write_bytes(b"x" * 1_000_001)
    assert log_failure("a test", RuntimeError()) == log
    assert log.stat().st_size < 10_000
    assert log.with_suffix(".old.log").stat().st_size == 1_000_001
    assert log_failure("another test", RuntimeError()) == log
    assert "a test" in log.read_text()
    assert "another test" in log.read_text()


def test_a_failure_that_cannot_be_told_is_logged_by_its_name(log: Path) -> None:
    class Untold(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert log_failure("a test", Untold()) == log
    assert "Untold" in log.read_text()


@pytest.mark.parametrize(
    ("system", "environment", "place"),
    [
        ("linux", {"HOME": "/home/a"}, "/home/a/.local/state/focusxl/failures.log"),
        (
            "linux",
            {"HOME": "/home/a", "XDG_STATE_HOME": "here"},
            "/home/a/.local/state/focusxl/failures.log",
        ),
        ("darwin", {"HOME": "/Users/a"}, "/Users/a/Library/Logs/FocusXL/failures.log"),
        ("win32", {"LOCALAPPDATA": "/L", "HOME": "/h"}, "/L/FocusXL/Logs/failures.log"),
        ("win32", {"HOME": "/h"}, "/h/AppData/Local/FocusXL/Logs/failures.log"),
    ],
)
def test_the_log_is_where_the_system_has_logs(
    system: str, environment: dict[str, str], place: str
) -> None:
    assert log_file(system, environment) == Path(place)


@pytest.mark.skipif(os.name != "posix", reason="files with holes are made so here only")
def test_a_form_of_six_gigabytes_is_not_read(
    filled: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = tmp_path / "part-ii.pdf"
    with pdf.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(6 * 1024**3)
    monkeypatch.setattr("focusxl.library.check", lambda *_: _Ready())
    outcome = run("export", filled["native"], "--to", tmp_path / "out", "--official-form", pdf)
    assert outcome.status == 2
    assert "“part-ii.pdf” is larger than 20 MB" in outcome.err
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


class _Ready:
    """A verdict that lets an export begin."""

    is_ready = True
    findings = ()


def test_the_command_leaves_the_streams_as_they_were() -> None:
    out, err = sys.stdout, sys.stderr
    with pytest.raises(SystemExit):
        main(["rules", "--edition", "1999"])
    assert (sys.stdout, sys.stderr) == (out, err)
