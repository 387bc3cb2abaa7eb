"""Runs under Windows Python: writes into a folder, alone and beside a run that has not ended.

Reads one line, ``{"folder"}``. Writes one line: what each step gave, and what the folder held then.
Called with the folder as its argument, it is that other run, and stays in the folder.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import focusxl.files.writing.folder_lock
from focusxl.files.writing.atomic_writes import write_all, write_new, writing_into

ALIVE = ".focusxl-alive-1.tmp"


def stay(folder: Path) -> None:
    """Be a run that is writing, until this is killed."""
    with writing_into(folder):
        (folder / ALIVE).write_bytes(b"being written")
        time.sleep(3600)


def written(folder: Path, *names: str) -> list[Any]:
    """Write new files; give what came of it, and what the folder holds."""
    try:
        with writing_into(folder):
            write_all({folder / name: name.encode() for name in names})
        came_of_it = "written"
    except OSError as refusal:
        came_of_it = type(refusal).__name__
    return [came_of_it, sorted(path.name for path in folder.iterdir())]


def refuse(*_: object) -> None:
    """Stand in for a file system without second names."""
    raise PermissionError


def steps(folder: Path) -> list[list[Any]]:
    """Write alone, beside a living run, after it was killed, over a file, without second names."""
    write_new(folder / "a", b"a")
    focusxl.files.writing.folder_lock._SECONDS_TO_WAIT = 0.3
    with subprocess.Popen([sys.executable, __file__, str(folder)]) as other:
        while not (folder / ALIVE).exists():
            time.sleep(0.05)
        gave = [written(folder, "b")]
        other.kill()
    gave += [written(folder, "b", "c"), written(folder, "d", "a")]
    os.link = refuse
    return [*gave, written(folder, "e", "f"), written(folder, "g", "a")]


if len(sys.argv) > 1:
    stay(Path(sys.argv[1]))
else:
    print(json.dumps(steps(Path(json.loads(input())["folder"]))))
