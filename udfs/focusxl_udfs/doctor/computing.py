"""A worksheet function called as Excel has it called: in a Python that was just started."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from typing import IO

from focusxl_udfs.doctor.examination import Examination, good, problem
from focusxl_udfs.doctor.machine import Machine

NAME = "worksheet functions"

KNOWN_CALL = ("2014", 7190.0, 1095163255.0, 1191119744.0)
"""The excess of funds in segregation of the sample filing, from boxes 7060 and 7180."""
KNOWN_FIGURE = 95956489.0
PATIENCE = 60.0
"""Seconds; xlwings itself gives up after about as long."""

_CALL = (
    "import json, sys; from focusxl_udfs.functions import FOCUS_LINE; "
    "print(json.dumps(FOCUS_LINE(*json.loads(sys.argv[1]))))"
)


def examine_functions(machine: Machine, patience: float = PATIENCE) -> Examination:
    """Examine whether a newly started Python computes a known figure, and how fast."""
    command = [str(machine.python.executable), "-B", "-P", "-c", _CALL, json.dumps(KNOWN_CALL)]
    # Into files, since the services that COM starts can keep a pipe open after Python has ended.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        began = time.perf_counter()
        try:
            done = subprocess.run(
                command,
                input=b"",
                stdout=output,
                stderr=complaints,
                check=False,
                timeout=patience,
            )
        except subprocess.TimeoutExpired:
            return problem(
                NAME,
                f"Python did not answer within {patience:g} seconds",
                "Ask your IT department to except the folder of this Python from the antivirus "
                "scan, and keep that folder on a disk of this computer.",
            )
        except OSError as error:
            return _failed(machine, error.strerror or str(error))
        seconds = time.perf_counter() - began
        if done.returncode != 0:
            return _failed(machine, _last_line(complaints))
        answer = _last_line(output)
    if answer != str(KNOWN_FIGURE):
        return _failed(machine, f"box 7190 of the sample is {answer}")
    return good(NAME, f"box 7190 of the sample is right, {seconds:.1f} seconds after the start")


def _last_line(file: IO[bytes]) -> str:
    file.seek(0)
    return (file.read().decode("utf-8", "replace").strip() or "no message").splitlines()[-1]


def _failed(machine: Machine, why: str) -> Examination:
    return problem(
        NAME,
        f"Python does not compute them ({why})",
        f"In the folder of FocusXL, run this: {machine.pip('install --force-reinstall .')}",
    )
