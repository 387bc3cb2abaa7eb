"""The command `focusxl doctor`, which finds what keeps workbooks from computing here."""

from __future__ import annotations

import json
from pathlib import Path

from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY
from focusxl.cli.terminal import say


def doctor(book: Path | None, as_json: bool) -> int:
    """Print what keeps workbooks from computing on this computer, with its remedy."""
    from focusxl_udfs.doctor import report
    from focusxl_udfs.doctor.book import read_book
    from focusxl_udfs.doctor.machine import this_machine
    from focusxl_udfs.doctor.report import examine
    from focusxl_udfs.libreoffice.installation import probe

    machine = this_machine()
    examined = None if book is None else read_book(book)
    examinations = tuple(examine(machine, examined, probe()))
    if as_json:
        say(json.dumps(report.record(machine.system, examinations), ensure_ascii=False))
    else:
        for examination in report.concerning(examinations):
            for line in report.lines(examination):
                say(line)
        say(report.verdict(examinations))
    return EXIT_BLOCKED if report.problems(examinations) else EXIT_READY
