"""The log of failures: where it is, and whether there is anything in it."""

from __future__ import annotations

import datetime

from focusxl.failure_log import log_file
from focusxl_udfs.doctor.examination import Examination, good, unseen
from focusxl_udfs.doctor.machine import Machine

_NAME = "log of failures"
_SYSTEMS = {"Windows": "win32", "macOS": "darwin", "Linux": "linux"}


def examine_log(machine: Machine) -> Examination:
    """Say where FocusXL writes down what went wrong inside it, and when it last did."""
    place = log_file(_SYSTEMS[machine.system], {"HOME": str(machine.home), **machine.environment})
    if place is None:
        return unseen(_NAME, "where it would be: the user has no folder")
    try:
        last = datetime.datetime.fromtimestamp(place.stat().st_mtime)
    except FileNotFoundError:
        return good(_NAME, f"nothing in it; it would be {place}")
    except OSError:
        return unseen(_NAME, f"whether there is anything in {place}")
    return good(_NAME, f"the last entry is of {last:%m/%d/%Y %H:%M}; it is {place}")
