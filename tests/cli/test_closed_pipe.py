"""A command whose output nobody reads on ends quietly, and that is no verdict."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import process_arguments

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="pipes of another kind"),
]

COMMANDS = [
    ("validate", "FILE"),
    ("validate", "FILE", "--output", "csv"),
    ("validate", "FILE", "--output", "json"),
    ("validate", "BLOCKED"),
    ("explain", "7190", "FILE"),
    ("rules",),
    ("rules", "--output", "csv"),
    ("rules", "--output", "json"),
    ("export", "FILE", "--to", "OUT"),
    ("audit", "AUDITED"),
    ("doctor",),
    ("--help",),
    ("validate", "--help"),
]


def unread(stream: str, *arguments: object) -> tuple[int, bytes]:
    """Run with a pipe for one stream whose other end is closed; give the other stream."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: writing}
        ended = subprocess.run(process_arguments(*arguments), **streams, check=False, timeout=600)
    finally:
        os.close(writing)
    other = ended.stderr if stream == "stdout" else ended.stdout
    return ended.returncode, other


@pytest.fixture
def places(tmp_path: Path, sample_file: Path) -> dict[str, Path]:
    from tests.support.command_line import run

    (tmp_path / "blocked.json").write_text('{"edition": "2014", "boxes": {"7010": "x"}}')
    assert run("export", sample_file, "--to", tmp_path / "audited").status == 0
    return {
        "FILE": sample_file,
        "BLOCKED": tmp_path / "blocked.json",
        "OUT": tmp_path / "out",
        "AUDITED": tmp_path / "audited",
    }


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_output_that_nobody_reads_ends_a_command_without_a_word(
    command: tuple[str, ...], places: dict[str, Path]
) -> None:
    assert unread("stdout", *(places.get(word, word) for word in command)) == (141, b"")


def test_a_refusal_that_nobody_reads_ends_without_a_word(tmp_path: Path) -> None:
    assert unread("stderr", "validate", tmp_path / "none.json") == (141, b"")
    assert unread("stderr", "explain", "7190", tmp_path / "none.json") == (141, b"")


def test_an_export_that_was_made_before_nobody_read_is_there(
    tmp_path: Path, sample_file: Path
) -> None:
    assert unread("stdout", "export", sample_file, "--to", tmp_path / "out") == (141, b"")
    assert len(list((tmp_path / "out").iterdir())) == 6


def test_head_takes_the_first_line_and_the_rest_is_not_missed() -> None:
    """The pipe is closed while the command is still writing, not before."""
    command = subprocess.list2cmdline(process_arguments("rules", "--output", "csv"))
    ended = subprocess.run(
        ["bash", "-c", f"{command} | head -1; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert ended.returncode == 141
    assert ended.stdout == b"kind of row,id,page or class,label or message,rule,cite\n"
    assert ended.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("output", ["table", "csv"])
def test_output_to_a_full_disk_is_one_sentence(sample_file: Path, output: str) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            process_arguments("validate", sample_file, "--output", output),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=600,
        )
    assert ended.returncode == 2
    assert ended.stderr.decode() == (
        "focusxl: The system refused: No space left on device. "
        "No file that was there before was changed.\n"
    )


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_streams_that_are_closed_from_the_start_change_no_verdict(
    sample_file: Path, closed: str
) -> None:
    command = subprocess.list2cmdline(process_arguments("validate", sample_file))
    ended = subprocess.run(
        ["bash", "-c", f"{command} {closed}"], capture_output=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
