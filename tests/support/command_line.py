"""Runs the command `focusxl`: in this process where speed matters, else in one of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from focusxl.cli.main import main


@dataclass(frozen=True)
class Outcome:
    """What a call leaves behind: exit status and both streams."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The verdicts that `validate --output json` printed, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def record(self) -> dict[str, Any]:
        """The verdict on the only file."""
        (record,) = self.records
        return record

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings on the only file."""
        return list(self.record["findings"])


def run(*arguments: object) -> Outcome:
    """Run the command in this process; an exception other than its exit is a failing test."""
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = end.code or 0
    assert isinstance(status, int)
    return Outcome(status, out.getvalue(), err.getvalue())


def process_arguments(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "focusxl", *map(str, arguments)]


def run_process(*arguments: object, cwd: Path | None = None, **environment: str) -> Outcome:
    """Run the command as a user does."""
    ended = subprocess.run(
        process_arguments(*arguments),
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **environment},
        check=False,
        timeout=600,
    )
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    if encoding == "ascii":
        encoding = "utf-8"  # To a terminal that claims to know ASCII only, UTF-8 is printed.
    return Outcome(ended.returncode, ended.stdout.decode(encoding), ended.stderr.decode(encoding))


def validated(path: Path) -> Outcome:
    """Validate one file for another program to read."""
    return run("validate", path, "--output", "json")
