"""A worksheet function called as Excel has it called: in a Python that was just started."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from focusxl.filings.samples import load_sample
from focusxl_udfs.doctor.examination import Examination, good, problem
from focusxl_udfs.doctor.machine import Machine

NAME = "worksheet functions"

PATIENCE = 60.0
"""Seconds; xlwings itself gives up after about as long."""

_CALL = (
    "import json, sys; from focusxl_udfs.functions import FOCUS_LINE; "
    "print(json.dumps(FOCUS_LINE(*json.loads(sys.argv[1]))))"
)


@dataclass(frozen=True, slots=True)
class KnownCall:
    """A total of the sample filing, its inputs, and the figure that was filed."""

    box: str
    arguments: tuple[str | float, ...]
    figure: float


def known_call() -> KnownCall:
    """Choose the first total of the sample whose figure and inputs are all filed."""
    sample = load_sample()
    filed = {box: value for box, value in sample.values.items() if isinstance(value, Decimal)}
    for total, inputs in sample.edition.total_inputs.items():
        if filed.get(total) and all(number in filed for number in inputs):
            amounts = (float(filed[number]) for number in (total, *inputs))
            figure, *operands = amounts
            return KnownCall(total, (sample.edition.name, float(total), *operands), figure)
    raise LookupError("the sample has no total that is filed with all its inputs")


def examine_functions(machine: Machine, patience: float = PATIENCE) -> Examination:
    """Examine whether a newly started Python computes a known figure, and how fast."""
    known = known_call()
    python = str(machine.python.executable)
    command = [python, "-B", "-P", "-c", _CALL, json.dumps(known.arguments)]
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
    if answer != str(known.figure):
        return _failed(machine, f"box {known.box} of the sample is {answer}")
    return good(
        NAME, f"box {known.box} of the sample is right, {seconds:.1f} seconds after the start"
    )


def _last_line(file: IO[bytes]) -> str:
    file.seek(0)
    return (file.read().decode("utf-8", "replace").strip() or "no message").splitlines()[-1]


def _failed(machine: Machine, why: str) -> Examination:
    return problem(
        NAME,
        f"Python does not compute them ({why})",
        f"In the folder of FocusXL, run this: {machine.pip('install --force-reinstall .')}",
    )
