"""On Windows too, one run at a time writes into a folder, whole sets and over no file."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.hosts.wine.bridge import PATIENCE, SCRIPTS, windows_path
from tests.hosts.wine.prepare import PreparationError, missing_programs, prepared
from tests.hosts.wine.required import required_windows_side
from tests.support.host_requirement import require_host

PROJECT = Path(__file__).parents[2]


def test_windows_waits_clears_up_and_writes_over_nothing(tmp_path: Path) -> None:
    side = required_windows_side()
    with side.lock():
        try:
            done = subprocess.run(
                side.python(windows_path(SCRIPTS / "writing.py")),
                env=side.environment(PYTHONPATH=windows_path(PROJECT), PYTHONUTF8="1"),
                input=json.dumps({"folder": windows_path(tmp_path)}) + "\n",
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=PATIENCE,
                check=False,
            )
        finally:
            side.stop()
    assert done.returncode == 0, done.stderr
    alive = [".focusxl-alive-1.tmp", ".focusxl-lock"]
    assert json.loads(done.stdout.splitlines()[-1]) == [
        ["TimeoutError", [*alive, "a"]],
        ["written", ["a", "b", "c"]],
        ["FileExistsError", ["a", "b", "c"]],
        ["written", ["a", "b", "c", "e", "f"]],
        ["FileExistsError", ["a", "b", "c", "e", "f"]],
    ]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        name: name for name in "abcef"
    }


def test_a_windows_side_that_is_not_prepared_is_not_fetched_but_told(tmp_path: Path) -> None:
    require_host(not missing_programs(), f"Not installed: {missing_programs()}.")
    with pytest.raises(PreparationError, match=r"run `python -m tests\.hosts\.wine\.prepare`"):
        prepared(tmp_path)
    assert list(tmp_path.iterdir()) == []
