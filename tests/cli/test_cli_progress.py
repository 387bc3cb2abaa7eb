"""Long calls show on a terminal how far they are, and nowhere else."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import time
from pathlib import Path

import pytest
from command_line import process_arguments

from focusxl.cli import progress
from focusxl.cli.progress import at_work, counted

TERMINALS = pytest.mark.skipif(os.name != "posix", reason="terminals are made so here only")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    shown = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stderr", shown)
    return shown


def test_a_long_call_says_what_it_does(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_LONG", 0)
    with at_work("Filling in a\x1b[31m\nbook [bold]"):
        while "book" not in terminal.getvalue():
            time.sleep(0.01)
    assert "Filling in a�[31m book [bold]" in terminal.getvalue()


def test_a_short_call_says_nothing(terminal: Terminal) -> None:
    with at_work("Filling in a book"):
        pass
    assert terminal.getvalue() == ""


def test_what_is_shown_is_taken_away_when_the_call_fails(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_LONG", 0)
    with contextlib.suppress(KeyboardInterrupt), at_work("Filling in a book"):
        while "book" not in terminal.getvalue():
            time.sleep(0.01)
        raise KeyboardInterrupt
    assert terminal.getvalue().endswith("\x1b[2K")
    before = terminal.getvalue()
    time.sleep(0.2)
    assert terminal.getvalue() == before


def test_files_are_counted(terminal: Terminal) -> None:
    with counted("Checking", 3) as one_further:
        for _ in range(3):
            with one_further():
                pass
    shown = terminal.getvalue()
    assert "Checking" in shown
    assert "3/3" in shown


@pytest.mark.parametrize("total", [0, 1])
def test_one_file_is_not_counted(terminal: Terminal, total: int) -> None:
    with counted("Checking", total) as one_further, one_further():
        pass
    assert terminal.getvalue() == ""


def test_no_result_is_printed_across_the_count(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both streams go to one terminal: the bar is wiped off before a line is printed."""
    monkeypatch.setattr("sys.stdout", terminal)
    with counted("Checking", 2) as one_further:
        for number in range(2):
            with one_further():
                terminal.write(f"<{number}")
                terminal.write(">\n")
    shown = terminal.getvalue()
    for number in range(2):
        before, _, _ = shown.partition(f"<{number}>")
        assert before.rpartition("Checking")[2].endswith("\x1b[2K")


@TERMINALS
def test_progress_goes_to_the_terminal_and_results_to_the_pipe(sample_file: Path) -> None:
    arguments = process_arguments("validate", sample_file, sample_file, "--output", "csv")
    ours, theirs = os.openpty()
    piped = subprocess.run(arguments, capture_output=True, check=True, timeout=60)
    assert piped.stderr == b""
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # As Linux says that the other end is closed.
            while part := os.read(ours, 4096):
                shown += part
        out, _ = process.communicate(timeout=60)
    os.close(ours)
    assert (process.returncode, out) == (0, piped.stdout)
    assert b"Checking" in shown
    assert b"2/2" in shown
