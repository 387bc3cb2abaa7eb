"""The command `focusxl setup` on Windows Python under Wine, with Wine's own registry."""

import json
import re
import shutil
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.hosts.wine.bridge import SCRIPTS, windows_path
from tests.hosts.wine.prepare import WindowsSide
from tests.hosts.wine.required import required_windows_side

PROJECT = Path(__file__).parents[2]
KEY = r"HKCU\Software\VB and VBA Program Settings\FocusXL\Setup"


@pytest.fixture(scope="module")
def side() -> WindowsSide:
    return required_windows_side()


@pytest.fixture
def import_path(tmp_path: Path) -> str:
    [described] = {
        file.parts[0] for file in distribution("focusxl").files or () if ".dist-info" in str(file)
    }
    site = tmp_path / "site"
    shutil.copytree(Path(str(distribution("focusxl").locate_file(described))), site / described)
    return ";".join(map(windows_path, (PROJECT, PROJECT / "udfs", PROJECT / "workbook", site)))


def python(
    side: WindowsSide, import_path: str, *arguments: str, said: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        side.python(*arguments),
        env=side.environment(PYTHONPATH=import_path, PYTHONDONTWRITEBYTECODE="1", PYTHONUTF8="1"),
        input=said,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )


def remembered(side: WindowsSide) -> str:
    """What stands in Wine's registry; empty where there is no such key."""
    done = subprocess.run(
        ["wine", "reg", "query", KEY],
        env=side.environment(),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout if done.returncode == 0 else ""


def test_setup_is_remembered_and_forgotten(
    side: WindowsSide, import_path: str, tmp_path: Path
) -> None:
    program = windows_path(side.python_folder / "pythonw.exe")

    def setup(*options: str) -> subprocess.CompletedProcess[str]:
        return python(side, import_path, "-m", "focusxl", "setup", *options)

    def probe(folder: str) -> subprocess.CompletedProcess[str]:
        """Ask what a workbook would find, the copy in that folder included."""
        folders = [windows_path(side.python_folder), windows_path(tmp_path)]
        copy = f"{folder}\\focusxl64.dll"
        task = json.dumps({"program": "pythonw.exe", "folders": folders, "copy": copy})
        return python(side, "", windows_path(SCRIPTS / "remembered.py"), said=f"{task}\n")

    with side.lock():
        try:
            before = setup("--status").returncode
            done = setup()
            told = remembered(side)
            [folder] = re.findall(r"Folder +REG_SZ +(.+)", told)
            status = setup("--status")
            found = probe(folder.strip())
            removed = setup("--remove")
            left, gone = remembered(side), probe(folder.strip())
        finally:
            side.stop()
    assert before == 1
    assert (done.returncode, done.stderr) == (0, "")
    assert folder.strip().endswith(r"AppData\Local\FocusXL")
    assert program.lower() in told.lower()
    assert status.returncode == 0
    assert program.lower() in status.stdout.lower()
    answer = json.loads(found.stdout)
    assert answer["entry"]
    # Of the folder of the program that asks, as of a folder that is named: for a workbook, Excel's.
    assert [one.lower() for one in (*answer["in"], answer["anywhere"])] == [
        program.lower(),
        "",
        program.lower(),
    ]
    assert removed.returncode == 0
    assert left == ""
    assert gone.returncode != 0
