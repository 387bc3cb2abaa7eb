"""What was copied is read from the clipboard of Windows, under Wine; Excel did not copy it."""

import json
import subprocess
from pathlib import Path

from tests.hosts.wine.bridge import SCRIPTS, windows_path
from tests.hosts.wine.required import required_windows_side

PROJECT = Path(__file__).parents[2]
FOLDERS = (PROJECT, PROJECT / "udfs")


def test_values_come_before_the_text_that_cells_show() -> None:
    side = required_windows_side()
    with side.lock():
        try:
            done = subprocess.run(
                side.python(windows_path(SCRIPTS / "copying.py")),
                env=side.environment(
                    PYTHONPATH=";".join(map(windows_path, FOLDERS)), PYTHONUTF8="1"
                ),
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=120,
                check=False,
            )
        finally:
            side.stop()
    assert done.returncode == 0, done.stderr
    with_values, text, damaged, nothing = json.loads(done.stdout.splitlines()[-1])
    assert with_values == [["7010", "1234.56"]]
    assert text == [["7010", "1,235"], ["7020", "(5)"]]
    assert damaged == [["7010", "1,235"]]
    assert nothing.startswith("Nothing is copied.")
