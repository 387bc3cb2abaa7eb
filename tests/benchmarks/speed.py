"""Measures what the command costs, side by side in one run: CPU seconds of whole processes.

Run it as `python -m tests.benchmarks.speed`. Every command runs in turn, cold, several times, from
bytecode as an installed one does; user and system time of the process and of what it starts count,
the median of all runs and the least. Where LibreOffice is on the path (`soffice`), its
recalculation of the same report in the workbook with Excel's own formulas is measured among them,
and a command is set against it. Nothing is asserted: a machine that does other work at the same
time is slower by half, and only what one run measured can be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from focusxl.checks import check
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample, sample_data
from focusxl_udfs import button
from tests.support.fake_book import open_book

EDITIONS = ("2014", "2026")
COMMAND = (sys.executable, "-m", "focusxl")
IN_PROCESS_RUNS = 50
SURROUNDINGS = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
"""Without the wish that everything be compiled again in every process."""
RECALCULATION = "LibreOffice recalculates, {edition}"


class Work(NamedTuple):
    """A command, and what it is set against."""

    command: tuple[str, ...]
    at_most: str
    """What issue 10 aims at, in CPU seconds or in files a second."""
    files: int = 0
    """How many files it checks, where their rate is what counts."""
    beside: str | None = None
    """The work that it is a fraction of."""
    before: Callable[[], object] = lambda: None
    """What is done before each run, unmeasured."""


def cpu_seconds(command: tuple[str, ...]) -> float:
    """Run a command; give the CPU seconds of it and of all that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    silent = subprocess.DEVNULL
    subprocess.run(command, stdout=silent, stderr=silent, env=SURROUNDINGS, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(*arguments: object) -> None:
    """Run our command for what it makes."""
    command = [*COMMAND, *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=SURROUNDINGS)


def workbook(folder: Path, edition: str, ending: str) -> Path:
    """Make a workbook of an edition that holds its sample."""
    data = folder / f"sample-{edition}.json"
    data.write_text(json.dumps(sample_data(edition)))
    empty, filled = folder / f"empty-{edition}.{ending}", folder / f"book-{edition}.{ending}"
    run("new", empty, "--edition", edition, *(["--native"] if ending == "xlsx" else []))
    run("fill", empty, data, "-o", filled)
    return filled


def copies(file: Path, number: int) -> tuple[str, ...]:
    """Give so many copies of a file."""
    folder = file.parent / f"{file.stem}-{number}"
    folder.mkdir()
    made = [folder / f"{copy:04}{file.suffix}" for copy in range(number)]
    for copy in made:
        shutil.copy(file, copy)
    return tuple(map(str, made))


def what_is_measured(folder: Path, data_files: int, workbooks: int) -> dict[str, Work]:
    """Give every command of the table by what it does."""
    work = {
        "python, nothing": Work((sys.executable, "-c", "pass"), ""),
        "--help": Work((*COMMAND, "--help"), "0.10"),
        "--version": Work((*COMMAND, "--version"), "0.10"),
    }
    office = shutil.which("soffice")
    targets = {
        "2014": ("0.15; 0.08", "0.35", "0.3", "50 a second"),
        "2026": ("0.30; 0.10", "0.75", "0.4", "8 a second"),
    }
    for edition, (validate, export, new, many) in targets.items():
        book = workbook(folder, edition, "xlsm")
        beside = None
        if office is not None:
            beside = RECALCULATION.format(edition=edition)
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            convert = (office, profile, "--headless", "--convert-to", "xlsx", "--outdir")
            native = workbook(folder, edition, "xlsx")
            work[beside] = Work((*convert, str(folder / "out"), str(native)), "")
        work[f"validate, {edition}"] = Work(
            (*COMMAND, "validate", str(book)), validate, beside=beside
        )
        to = folder / f"exported-{edition}"
        work[f"export, {edition}"] = Work(
            (*COMMAND, "export", str(book), "--to", str(to)),
            export,
            beside=beside,
            before=lambda to=to: shutil.rmtree(to, ignore_errors=True),
        )
        made = folder / f"new-{edition}.xlsm"
        work[f"new, {edition}"] = Work(
            (*COMMAND, "new", str(made), "--edition", edition),
            new,
            before=lambda made=made: made.unlink(missing_ok=True),
        )
        many_books = copies(book, workbooks)
        work[f"validate {workbooks} workbooks, {edition}"] = Work(
            (*COMMAND, "validate", *many_books), many, files=workbooks
        )
    many_files = copies(folder / "sample-2014.json", data_files)
    work[f"validate {data_files} data files, 2014"] = Work(
        (*COMMAND, "validate", *many_files), "450 a second", files=data_files
    )
    return work


def in_process_milliseconds(edition: str) -> float:
    """Time computing and checking the sample of an edition inside one process."""
    sample = load_sample(edition)
    durations = []
    for _ in range(IN_PROCESS_RUNS):
        filing = Filing(sample.edition, sample.entries, sample.facts)
        start = time.process_time()
        check(compute(filing))
        durations.append(1000 * (time.process_time() - start))
    return statistics.median(durations)


def host_objects_read(book: Path) -> int:
    """Count what a Validate asks of the spreadsheet that has a workbook open."""
    opened = open_book(book)
    opened.book.set_mock_caller()
    button.validate_only()
    return opened.questions.asked.total()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--data-files", type=int, default=1_000)
    options.add_argument("--workbooks", type=int, default=100)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = what_is_measured(Path(name), given.data_files, given.workbooks)
        seconds: dict[str, list[float]] = {what: [] for what in work}
        for number in range(given.runs + 1):
            for what, each in work.items():
                if each.files and number > 1:
                    continue  # One run of so many is a median by itself.
                each.before()
                spent = cpu_seconds(each.command)
                if number:
                    seconds[what].append(spent)
        asked = {
            edition: host_objects_read(Path(name, f"book-{edition}.xlsm")) for edition in EDITIONS
        }
    medians = {what: statistics.median(spent) for what, spent in seconds.items()}
    print(f"CPU seconds of whole processes, medians of {given.runs} runs in turn")
    print(f"{'':<36}{'CPU s':>8}{'least':>8}{'of LibreOffice':>16}{'files a second':>16}  at most")
    for what, each in work.items():
        share = "" if each.beside is None else f"{medians[what] / medians[each.beside]:.2f}"
        rate = f"{each.files / medians[what]:.1f}" if each.files else ""
        least = min(seconds[what])
        print(f"{what:<36}{medians[what]:8.3f}{least:8.3f}{share:>16}{rate:>16}  {each.at_most}")
    for edition, most in zip(EDITIONS, ("0.8", "7"), strict=True):
        what = f"compute and check, {edition}, ms"
        print(f"{what:<36}{in_process_milliseconds(edition):8.2f}{'':>40}  {most}")
    for edition, objects in asked.items():
        what = f"objects of a host read, {edition}"
        print(f"{what:<36}{objects:8}{'':>40}  100")


if __name__ == "__main__":
    main()
