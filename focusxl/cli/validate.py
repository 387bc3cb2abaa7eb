"""The command `focusxl validate`, which prints one verdict a file, with all findings."""

from __future__ import annotations

import datetime
import gc
import io
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.checks.text_report import ReportLine, report
from focusxl.checks.validation_line import VERDICT_WORDS, validation_line
from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY, EXIT_UNUSABLE, complain, sentence_on
from focusxl.cli.output import print_line
from focusxl.cli.progress import at_work, counted
from focusxl.cli.terminal import one_line, say
from focusxl.errors import Unreadable
from focusxl.library import Filing, read
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


class _Told(NamedTuple):
    """The output for one file."""

    status: int
    lines: tuple[ReportLine, ...]
    complaint: str = ""


def validate(files: Sequence[Path], output: Output, jobs: int) -> int:
    """Check filings and print one verdict a file, in the order of the files."""
    status = EXIT_READY
    if output == "csv":
        say(_csv_line(_CSV_COLUMNS))
    with (
        counted("Checking", len(files)) as one_further,
        closing(_told_of_each(files, output, jobs)) as each_told,
    ):
        for number, told in enumerate(each_told):
            with one_further(bool(told.complaint)):
                if told.complaint:
                    complain(told.complaint)
                if output == "table" and number and told.lines:
                    say()
                for line in told.lines:
                    print_line(line)
            status = max(status, told.status)
    return status


def _told_of_each(files: Sequence[Path], output: Output, jobs: int) -> Generator[_Told, None, None]:
    tell = partial(_tell, output=output, of_several=len(files) > 1)
    if jobs > 1 and len(files) > 1:
        from focusxl.cli.jobs import in_processes

        yield from in_processes(tell, files, jobs, partial(_killed, output=output))
        return
    for path in files:
        # Nothing of a file is kept while the next one is read.
        with at_work(f"Checking {path.name}") if len(files) == 1 else nullcontext():
            told = tell(path)
        yield told
        if len(files) > 1:
            gc.collect(0)  # What a reader made of this file refers to itself.


def _tell(path: Path, output: Output, of_several: bool) -> _Told:
    """Check one file and write its output; any failure becomes a sentence."""
    try:
        filing = read(path)
        lines = tuple(_lines(filing, output))
    except Unreadable as refusal:
        return _unread(path, str(refusal), output)
    except Exception as failure:
        sentence = sentence_on(failure, "focusxl validate")
        return _unread(path, f"{path.name}: {sentence}" if of_several else sentence, output)
    return _Told(EXIT_READY if filing.check().is_ready else EXIT_BLOCKED, lines)


def _killed(path: Path, output: Output) -> _Told:
    sentence = (
        "The process that checked it was ended from outside, perhaps for want of memory; check "
        "this file by itself, with other programs closed."
    )
    return _unread(path, f"{path.name}: {sentence}", output)


def _unread(path: Path, sentence: str, output: Output) -> _Told:
    """Write a record for a file that cannot be read, where another program reads the output."""
    lines: Iterable[str] = ()
    if output != "table":
        finding = general_finding(_UNREADABLE, reported=sentence)
        lines = _records(path, "blocked", None, (finding,), output)
    return _Told(EXIT_UNUSABLE, tuple(map(ReportLine, lines)), sentence)


def _lines(filing: Filing, output: Output) -> Iterator[ReportLine]:
    path, result = filing.path, filing.check()
    if output != "table":
        records = _records(path, result.verdict, filing.edition.name, result.findings, output)
        yield from map(ReportLine, records)
        return
    yield from report(path.name, filing.report, result)
    fingerprint = filing.reading.fingerprint
    if fingerprint is not None:
        now = datetime.datetime.now()
        yield ReportLine("")
        yield ReportLine(f"The line for the sheet Start of {path.name}, to be pasted there:")
        yield ReportLine(validation_line(VERDICT_WORDS[result.verdict], now, fingerprint))


def _records(
    path: Path, word: str, edition: str | None, findings: Sequence[Finding], output: Output
) -> Iterator[str]:
    """Write a verdict for another program: one line of JSON, or a row of CSV a finding."""
    if output == "json":
        import json

        record = {
            "file": str(path),
            "verdict": word,
            "edition": edition,
            "findings": [finding.as_record() for finding in findings],
        }
        # In ASCII, so that the terminal's encoding loses no letter.
        yield json.dumps(record).replace("\x7f", "\\u007f")
        return
    if not findings:
        yield _csv_line([str(path), word, *[""] * (len(_CSV_COLUMNS) - 2)])
    for finding in findings:
        yield _csv_line([str(path), word, *(value or "" for value in finding.as_record().values())])


def _csv_line(fields: Iterable[str]) -> str:
    import csv

    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(guarded(map(one_line, fields)))
    return line.getvalue()
