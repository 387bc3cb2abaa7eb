"""The commands that look at hosts and start them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY
from focusxl.cli.terminal import say
from focusxl_udfs.libreoffice.command import open_workbook


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("open")(open_workbook)
    app.command("doctor")(doctor)


def doctor(
    book: Annotated[
        Path | None, typer.Argument(help="The workbook that does not work, if there is one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what keeps workbooks from computing here.

    Exit status: 0 nothing, 1 something, with its remedy.
    """
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
        for examination in examinations:
            for line in report.lines(examination):
                say(line)
        say(report.verdict(examinations))
    raise typer.Exit(EXIT_BLOCKED if report.problems(examinations) else EXIT_READY)
