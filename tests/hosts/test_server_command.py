"""The command line that the workbook's VBA composes, run by this Python in a hostile folder."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server_command import server_command

NAMES = ("json", "os", "yaml", "xlwings", "sitecustomize", "usercustomize", "re")
NOTED = "open(__file__ + '.ran', 'w').close()\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Excel's current folder, where a stranger has put modules."""
    for name in NAMES:
        (tmp_path / f"{name}.py").write_text(NOTED)
    (tmp_path / "xlwings.conf").write_text('"LICENSE_KEY","x"\n"PYTHONPATH","."\n')
    return tmp_path


def arguments() -> list[str]:
    r"""Take the line apart as Windows does: this Python in the place of the one it names."""
    line = server_command(r"C:\Program Files\FocusXL\pythonw.exe").replace("\\", "/")
    program, *rest = shlex.split(line)
    assert program == "C:/Program Files/FocusXL/pythonw.exe"
    return rest


def run(folder: Path, arguments: list[str], **environment: str) -> str:
    """Run Python in the folder; say what ran of what lies there, and what was served."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    ran = sorted(file.name.removesuffix(".py.ran") for file in folder.glob("*.ran"))
    return f"ran {ran}; {'started' if 'missing_pywin32' in done.stderr else done.stderr}"


@pytest.mark.parametrize("path", ["", os.pathsep, ".", "./"])
def test_nothing_of_the_current_folder_runs(folder: Path, path: str) -> None:
    # That the last statement is reached shows in the complaint of an xlwings without Windows.
    assert run(folder, arguments(), PYTHONPATH=path) == "ran []; started"


def test_the_attack_would_succeed_without_the_switches(folder: Path) -> None:
    bare = [one for one in arguments() if one not in ("-E", "-P")]
    assert "'json'" in run(folder, ["-c", "import json"], PYTHONPATH="")
    assert "'sitecustomize'" in run(folder, bare, PYTHONPATH=".")


def test_the_server_stands_in_pythons_own_folder(folder: Path) -> None:
    *switches, statements = arguments()
    before, found, _ = statements.partition("import xlwings")
    assert found
    shown = subprocess.run(
        [sys.executable, *switches, before + "print(os.getcwd()); print(sys.prefix)"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    current, prefix = shown.stdout.splitlines()
    assert Path(current).resolve() == Path(prefix).resolve()
