"""The command `focusxl doctor` on Windows Python under Wine, with Wine's own registry."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

import pytest

from focusxl.forms.loader import load_edition
from focusxl_udfs.functions import catalogue
from focusxl_workbook.build import build_template
from tests.hosts.wine.bridge import PATIENCE, windows_path
from tests.hosts.wine.prepare import WindowsSide
from tests.hosts.wine.required import required_windows_side

PROJECT = Path(__file__).parents[2]
RULE = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
RULES = (
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
)


@pytest.fixture(scope="module")
def windows_side() -> WindowsSide:
    return required_windows_side()


@pytest.fixture
def import_path(tmp_path: Path) -> str:
    """The project as it stands here, and what an installation of it says about itself."""
    [described] = {
        file.parts[0] for file in distribution("focusxl").files or () if ".dist-info" in str(file)
    }
    site = tmp_path / "site"
    shutil.copytree(Path(str(distribution("focusxl").locate_file(described))), site / described)
    folders = (PROJECT, PROJECT / "udfs", PROJECT / "workbook", site)
    return ";".join(windows_path(folder) for folder in folders)


def doctor(
    side: WindowsSide, import_path: str, folder: Path, **environment: str
) -> tuple[int, Mapping[str, Mapping[str, Any]]]:
    """Examine the workbook of a folder; the program writes nothing into the project."""
    book = folder / "report.xlsm"
    interpreter = windows_path(side.python_folder / "pythonw.exe")
    template = build_template(load_edition("2014"), "udf", catalogue(), interpreter)
    book.write_bytes(template.content)
    done = subprocess.run(
        side.python("-m", "focusxl", "doctor", windows_path(book), "--json"),
        env=side.environment(
            PYTHONPATH=import_path, PYTHONDONTWRITEBYTECODE="1", PYTHONUTF8="1", **environment
        ),
        input="",
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        cwd=folder,
    )
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    assert told["platform"] == "Windows"
    return done.returncode, {one["name"]: one for one in told["examinations"]}


def registry(side: WindowsSide, *arguments: str) -> None:
    subprocess.run(
        ["wine", "reg", *arguments],
        env=side.environment(),
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )


def test_the_doctor_on_windows(windows_side: WindowsSide, import_path: str, tmp_path: Path) -> None:
    with windows_side.lock():
        try:
            status, found = doctor(windows_side, import_path, tmp_path)
        finally:
            windows_side.stop()
    states = {name: one["state"] for name, one in found.items()}
    # Wine brings neither Excel nor an antivirus program; all else is as on a user's computer.
    assert states.pop("Excel") == "problem"
    assert states.pop("LibreOffice") == "not needed here"
    assert states.pop("add-in") == "not needed here"
    assert states.pop("antivirus") == "cannot be seen"
    assert set(states.values()) == {"good"}, found
    assert found["xlwings"]["found"] == f"version {version('xlwings')}"
    assert "the Python that runs this command" in found["Interpreter_Win"]["found"]
    assert status == 1


def test_what_stands_against_python_in_the_registry_of_windows(
    windows_side: WindowsSide, import_path: str, tmp_path: Path
) -> None:
    with windows_side.lock():
        try:
            registry(windows_side, "add", RULES, "/v", RULE, "/d", "1", "/f")
            _, found = doctor(windows_side, import_path, tmp_path, OneDrive=windows_path(tmp_path))
        finally:
            registry(windows_side, "delete", RULES, "/f")
            windows_side.stop()
    assert found["starting Python"]["state"] == "problem"
    assert found["folder"]["state"] == "problem"
