"""Long calls show on a terminal how far they are, and nowhere else."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import time
from pathlib import Path

import pytest

from focusxl.cli import progress
from focusxl.cli.progress import at_work, counted
from tests.support.command_line import process_arguments

TERMINALS = pytest.mark.skipif(os.name != "posix", reason="terminals are made so here only")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    shown = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(progress, "_terminal", lambda: shown)
    return shown


def wait_for_the_book(shown: Terminal) -> None:
    latest = time.monotonic() + 600
    while "book" not in shown.getvalue():
        assert time.monotonic() < latest
        time.sleep(0.01)


def test_a_long_call_says_what_it_does(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_LONG", 0)
    with at_work("Filling in a\x1b[31m\nbook [bold]"):
        wait_for_the_book(terminal)
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
        wait_for_the_book(terminal)
        raise KeyboardInterrupt
    assert terminal.getvalue().endswith("\x1b[2K")
    before = terminal.getvalue()
    time.sleep(0.2)
    assert terminal.getvalue() == before


def test_files_are_counted(terminal: Terminal) -> None:
    with counted("Checking", 3) as one_further:
        for _ in range(3):
            with one_further(False):
                pass
    shown = terminal.getvalue()
    assert "Checking" in shown
    assert "3/3" in shown


@pytest.mark.parametrize("total", [0, 1])
def test_one_file_is_not_counted(terminal: Terminal, total: int) -> None:
    with counted("Checking", total) as one_further, one_further(False):
        pass
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("complains", [True, False])
def test_nothing_is_printed_across_the_count(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, complains: bool
) -> None:
    """Complaints, and results where both streams go to one terminal: the bar is wiped off."""
    monkeypatch.setattr("sys.stdout", io.StringIO() if complains else terminal)
    with counted("Checking", 2) as one_further:
        for number in range(2):
            with one_further(complains):
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
    piped = subprocess.run(arguments, capture_output=True, check=True, timeout=600)
    assert piped.stderr == b""
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # As Linux says that the other end is closed.
            while part := os.read(ours, 4096):
                shown += part
        out, _ = process.communicate(timeout=600)
    os.close(ours)
    assert (process.returncode, out) == (0, piped.stdout)
    assert b"Checking" in shown
    assert b"2/2" in shown
