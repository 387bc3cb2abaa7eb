"""A process that dies at its n-th step on the files of a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

STEPS = ("open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod")


def dies_at(step: int, folder: Path, act: Callable[[], object]) -> bool:
    """Act in a process of its own that dies before its n-th step; tell whether it came to that."""
    child = os.fork()
    if child == 0:
        left = step

        def die(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            if event in STEPS and any(str(folder) in str(each) for each in arguments):
                left -= 1
                if left == 0:
                    os._exit(9)

        sys.addaudithook(die)
        status = 1
        try:
            act()
            status = 0
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 9), "the process failed before it died"
    return status == 9
