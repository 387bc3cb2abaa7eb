"""The doctor says where the log of failures is, and whether anything is in it."""

from __future__ import annotations

import datetime
import os
from dataclasses import replace

from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.report import examine_log
from tests.support.doctor_books import Windows


def test_no_log_is_a_good_sign(linux: Machine) -> None:
    found = examine_log(linux)
    place = linux.home / ".local" / "state" / "focusxl" / "failures.log"
    assert (found.state, found.remedy) == ("good", "")
    assert found.found == f"nothing in it; it would be {place}"


def test_a_log_is_named_with_its_last_day(windows: Windows) -> None:
    machine = windows()
    local = machine.home / "Local"
    machine = replace(machine, environment={"LOCALAPPDATA": str(local)})
    place = local / "FocusXL" / "Logs" / "failures.log"
    place.parent.mkdir(parents=True)
    place.write_text("something")
    last = datetime.datetime(2026, 4, 1, 9, 30).timestamp()
    os.utime(place, (last, last))
    found = examine_log(machine)
    assert found.state == "good"
    assert found.found == f"the last entry is of 04/01/2026 09:30; it is {place}"


def test_a_log_that_cannot_be_seen_is_not_denied(linux: Machine) -> None:
    folder = linux.home / ".local"
    folder.write_text("a file where a folder would be")
    assert examine_log(linux).state == "cannot be seen"
