"""`focusxl validate`: one verdict a file, and everything that was found."""

from __future__ import annotations

import csv
import datetime
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from focusxl.checks import Result, check
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.checks.validation_line import VERDICT_WORDS, validation_line
from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY, EXIT_UNUSABLE, complain
from focusxl.cli.output import print_report
from focusxl.cli.terminal import one_line, say
from focusxl.errors import Unreadable
from focusxl.files import Reading, read
from focusxl.filings.computation import compute
from focusxl.text import guarded

Output = Literal["table", "json", "csv"]

_UNREADABLE = "FILE-01"
_CSV_COLUMNS = (
    "file",
    "verdict",
    "id",
    "class",
    "box",
    "sheet",
    "cell",
    "message",
    "reported",
    "expected",
    "difference",
    "tolerance",
    "cite",
)


def validate(
    files: Annotated[list[Path], typer.Argument(help="Workbook, upload file or data file.")],
    output: Annotated[Output, typer.Option(help="How to print the findings.")] = "table",
) -> None:
    """Check filings and say what was found.

    Exit status: 0 ready to file, 1 something must be fixed or explained or the report is not whole,
    2 a file cannot be read.
    """
    status = EXIT_READY
    if output == "csv":
        _csv_writer().writerow(_CSV_COLUMNS)
    for number, path in enumerate(files):
        if len(files) > 1 and sys.stderr.isatty():
            say(f"Checking {number + 1} of {len(files)}: {path.name}", err=True)
        try:
            reading = read(path)
        except Unreadable as refusal:
            complain(str(refusal))
            _print_unreadable(path, str(refusal), output)
            status = EXIT_UNUSABLE
            continue
        result = check(compute(reading.filing), reading.findings)
        if output == "table" and number:
            say()
        _print(path, reading, result, output)
        status = max(status, EXIT_READY if result.is_ready else EXIT_BLOCKED)
    raise typer.Exit(status)


def _print(path: Path, reading: Reading, result: Result, output: Output) -> None:
    if output == "table":
        print_report(path.name, reading.filing, result)
        if reading.fingerprint is not None:
            now = datetime.datetime.now()
            line = validation_line(VERDICT_WORDS[result.verdict], now, reading.fingerprint)
            say()
            say(f"The line for the sheet Start of {path.name}:")
            say(line)
    elif output == "json":
        _print_json(path, result.verdict, reading.filing.edition.name, result.findings)
    else:
        _print_csv(path, result.verdict, result.findings)


def _print_unreadable(path: Path, sentence: str, output: Output) -> None:
    """Keep one verdict a file where another program reads along."""
    finding = general_finding(_UNREADABLE, reported=sentence)
    if output == "json":
        _print_json(path, "blocked", None, (finding,))
    elif output == "csv":
        _print_csv(path, "blocked", (finding,))


def _print_json(path: Path, word: str, edition: str | None, findings: tuple[Finding, ...]) -> None:
    record = {
        "file": str(path),
        "verdict": word,
        "edition": edition,
        "findings": [finding.as_record() for finding in findings],
    }
    # In ASCII, so that no terminal's encoding can lose a letter of it.
    say(json.dumps(record).replace("\x7f", "\\u007f"))


def _print_csv(path: Path, word: str, findings: tuple[Finding, ...]) -> None:
    writer = _csv_writer()
    if not findings:
        writer.writerow(_row([str(path), word, *[""] * (len(_CSV_COLUMNS) - 2)]))
    for finding in findings:
        record = [value or "" for value in finding.as_record().values()]
        writer.writerow(_row([str(path), word, *record]))


def _row(fields: Iterable[str]) -> list[str]:
    return guarded(map(one_line, fields))


def _csv_writer() -> Any:
    return csv.writer(sys.stdout, lineterminator="\n")
