"""This side of the bridge: starts server and client under Wine and asks the client to call."""

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.hosts.wine.prepare import WindowsSide
from tests.hosts.wine.wire import decode, encode

SCRIPTS: Final = Path(__file__).parent
CLASS_ID: Final = "{506e67c3-55b5-48c3-a035-eed5deea7d6d}"
"""The class id that xlwings.serve has unless told otherwise."""
PATIENCE: Final = 600.0
"""Seconds after which a program under Wine hangs, however busy the machine is."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a worksheet function."""

    function: str
    arguments: tuple[Any, ...] = ()
    module: str = "focusxl_udfs.functions"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call."""

    value: Any
    failure: str | None
    seconds: tuple[float, ...]
    round_trips: int


class BridgeError(Exception):
    """A program under Wine ended or did not answer in time."""


class WindowsProgram:
    """A running program under Wine, talked to line by line."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.rstrip("\r\n"))
        self._lines.put(None)

    def write(self, line: str) -> None:
        """Send a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def read(self, beginning: str) -> str:
        """Wait for the next line that begins so; what else is printed is kept for the complaint."""
        seen: list[str] = []
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE)
            except queue.Empty:
                line = None
            if line is None:
                raise BridgeError("No answer from Wine; it printed:\n" + "\n".join(seen))
            if line.startswith(beginning):
                return line
            seen.append(line)

    def end(self) -> None:
        """End the program and let go of its pipes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=30)
        self._process.stdout.close()


class Bridge:
    """A connected client: the place of Excel."""

    def __init__(self, client: WindowsProgram) -> None:
        self._client = client

    def run(self, calls: Sequence[Call], rounds: int = 1) -> list[Outcome]:
        """Make calls in turn, as many rounds as asked."""
        request = {
            "rounds": rounds,
            "calls": [
                {
                    "module": call.module,
                    "function": call.function,
                    "arguments": [encode(one) for one in call.arguments],
                }
                for call in calls
            ],
        }
        self._client.write(json.dumps(request))
        return [
            Outcome(
                value=decode(result.get("value")),
                failure=result.get("failure"),
                seconds=tuple(result["seconds"]),
                round_trips=result["round_trips"],
            )
            for result in json.loads(self._client.read("["))
        ]

    def call(self, function: str, *arguments: Any, module: str | None = None) -> Any:
        """Make one call and return its value; a failed call raises."""
        call = Call(function, arguments) if module is None else Call(function, arguments, module)
        [outcome] = self.run([call])
        if outcome.failure is not None:
            raise BridgeError(outcome.failure)
        return outcome.value


def windows_path(path: Path) -> str:
    """A path of this machine as Windows programs under Wine name it."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


@contextmanager
def open_bridge(side: WindowsSide, import_folders: Sequence[Path]) -> Iterator[Bridge]:
    """Start server and client; end all of this prefix at the end."""
    environment = side.environment(
        PYTHONPATH=";".join(windows_path(folder) for folder in import_folders),
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONUNBUFFERED="1",
        PYTHONUTF8="1",
    )
    with side.lock():
        running: list[WindowsProgram] = []
        try:
            running.append(
                WindowsProgram(
                    side.python(windows_path(SCRIPTS / "server.py"), CLASS_ID), environment
                )
            )
            running[0].read("xlwings server running")
            running.append(
                WindowsProgram(
                    side.python(windows_path(SCRIPTS / "client.py"), CLASS_ID), environment
                )
            )
            yield Bridge(running[1])
        finally:
            side.stop()
            for program in running:
                program.end()
