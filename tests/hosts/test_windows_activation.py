"""The start and the loss of xlwings' server, on Windows Python under Wine.

The real xlwings DLL starts the server from the command line that the workbook's VBA composes. Not
on trial here: Excel itself and its VBA, whose steps `wine/activation.py` retraces.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.wine.bridge import PATIENCE, SCRIPTS, windows_path
from tests.hosts.wine.required import required_windows_side
from tests.support.server_command import server_command

PROJECT = Path(__file__).parents[2]
HIJACKED = ("json", "os", "yaml", "xlwings", "pythoncom", "win32api", "sitecustomize")
"""Names that Python, xlwings or we import: a file of the name must not be taken for the module."""
IMPORT_FOLDERS = (PROJECT, PROJECT / "udfs", SCRIPTS)
SERVER_UNAVAILABLE = -2147023174


@dataclass(frozen=True)
class Activation:
    """What the workbook's steps gave, from a cold start to a lost server and on."""

    current_folder: Path
    """Excel's current folder, where a stranger has put modules."""
    steps: list[dict[str, Any]]

    def of(self, function: str) -> list[dict[str, Any]]:
        """The steps that called a function."""
        return [step for step in self.steps if step["function"] == function]


@pytest.fixture(
    scope="module",
    params=[
        ("FOCUS Report", "quit"),
        ("Client's & Co (100%)", "kill"),
        ("Zürich", "quit"),
    ],
    ids=" - ".join,
)
def activation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Activation:
    """One life of a workbook in a folder of that name, its server ended in that way."""
    side = required_windows_side()
    name, ending = request.param
    folder = tmp_path_factory.mktemp("books") / name
    folder.mkdir()
    for module in HIJACKED:
        (folder / f"{module}.py").write_text(
            "open(__file__ + '.ran', 'w').close()\nraise ImportError('a stranger was run')"
        )
    interpreter = windows_path(side.python_folder) + r"\python.exe"
    task = {
        "interpreter": interpreter,
        "command": server_command(interpreter),
        "module": "focusxl_udfs.functions",
        "function": "FOCUS_LINE",
        "arguments": ["2014", 7060.0, 5.0, 2.0],
        "ending": ending,
    }
    # An empty entry in this variable is the current folder, too.
    environment = side.environment(PYTHONUTF8="1", PYTHONPATH=";")
    installed = side.packages / "focusxl-on-trial.pth"
    with side.lock():
        try:
            installed.write_text("\n".join(map(windows_path, IMPORT_FOLDERS)), encoding="utf-8")
            done = subprocess.run(
                # The stand-in for Excel is not on trial: let it mind no variable.
                side.python("-E", windows_path(SCRIPTS / "activation.py")),
                env=environment,
                input=json.dumps(task) + "\n",
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=PATIENCE,
                check=False,
                cwd=folder,
            )
        finally:
            side.stop()
            installed.unlink(missing_ok=True)
    assert done.returncode == 0, done.stderr
    return Activation(folder, json.loads(done.stdout.splitlines()[-1])["steps"])


def test_the_dll_starts_the_server_once_and_the_object_is_kept(activation: Activation) -> None:
    first, second = activation.of("FOCUS_LINE")[:2]
    assert first["started"] is True
    assert second["started"] is False
    assert first["value"] == second["value"] == 7.0


def test_what_python_raises_can_be_told_from_a_lost_server(activation: Activation) -> None:
    [broken] = activation.of("broken")
    assert broken["source"] == "Python COM Server Internal Error"
    assert broken["failure"].startswith("ValueError: meant to fail")
    following = activation.steps[activation.steps.index(broken) + 1]
    assert following["started"] is False


def test_a_lost_server_is_noticed_and_replaced(activation: Activation) -> None:
    _, _, lost, recovered = activation.of("FOCUS_LINE")
    assert lost["code"] == SERVER_UNAVAILABLE
    assert lost["source"] == ""
    assert recovered["started"] is True
    assert recovered["value"] == 7.0
    before, after = (step["value"] for step in activation.of("process_id"))
    assert before != after


def test_no_module_comes_from_the_current_folder(activation: Activation) -> None:
    [answer] = activation.of("import_path")
    searched = [folder.casefold() for [folder] in answer["value"]]
    assert {windows_path(folder).casefold() for folder in IMPORT_FOLDERS} <= set(searched)
    assert not {"", ".", windows_path(activation.current_folder).casefold()} & set(searched)
    assert list(activation.current_folder.glob("*.ran")) == []
