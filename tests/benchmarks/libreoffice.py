"""Times the sample workbooks in LibreOffice: opening, full recalculation, a button's round trip.

Run it as `python -m tests.benchmarks.libreoffice`; it needs LibreOffice and its Python bridge.
The office runs without a window. A full recalculation must stay under two seconds for edition
2014, and under five for edition 2026.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.rule_table import rules
from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost
from focusxl_workbook.fill import filled
from focusxl_workbook.templates import template

OPENINGS = 5
RUNS = 11
MOST_SECONDS = {"2014": 2.0, "2026": 5.0}


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def opening_seconds(host: LibreOfficeHost, path: Path) -> list[float]:
    """Time opening the workbook, its first computation included; closing is not counted."""
    found = []
    for _ in range(OPENINGS):
        start = time.perf_counter()
        workbook = host.open(path)
        found.append(time.perf_counter() - start)
        workbook.close()
    return found


def require_ready(workbook: HostedWorkbook) -> None:
    """Stop where a button did not do its work: then its time says nothing."""
    verdict = workbook.book.names["verdict"].refers_to_range.value
    if verdict != "READY TO FILE":
        sys.exit(f"The button's verdict on the sample is {verdict}, not READY TO FILE.")


def filled_workbook(sample: Filing, path: Path) -> int:
    """Make the whole template, filled with a sample; give the function calls it makes."""
    edition = sample.edition
    nothing = Filing(edition, {}, whole=True)
    path.write_bytes(filled(template(edition, "udf"), nothing, sample, "udf"))
    return len(edition.totals) + sum(bool(rule.inputs) for rule in rules(edition))


def timings_of(host: LibreOfficeHost, path: Path) -> dict[str, list[float]]:
    """Time what is done with one workbook."""
    timings = {"opening the workbook": opening_seconds(host, path)}
    with host.open(path) as workbook:
        timings["full recalculation"] = [timed(workbook.recalculate) for _ in range(RUNS)]
        for caption in ("Validate", "Validate and export"):
            seconds = [timed(partial(workbook.press, caption)) for _ in range(RUNS)]
            timings[f"button {caption}"] = seconds
            require_ready(workbook)
    return timings


def show(timings: dict[str, list[float]]) -> None:
    """Print medians, fastest and slowest."""
    for what, seconds in timings.items():
        middle = statistics.median(seconds)
        print(f"{what:<27} {middle:6.2f} s  ({min(seconds):.2f} to {max(seconds):.2f})")


def main() -> None:
    """Measure and print."""
    start = time.perf_counter()
    try:
        host = LibreOfficeHost()
    except LibreOfficeError as missing:
        sys.exit(str(missing))
    starting = [time.perf_counter() - start]
    print(f"Medians of {RUNS} runs ({OPENINGS} for opening), fastest and slowest in brackets")
    show({"starting LibreOffice, once": starting})
    slow = []
    with host, tempfile.TemporaryDirectory() as name:
        for edition, most in MOST_SECONDS.items():
            path = Path(name) / f"sample-{edition}.xlsm"
            calls = filled_workbook(load_sample(edition), path)
            print(f"\nEdition {edition}, {calls} function cells")
            timings = timings_of(host, path)
            show(timings)
            median = statistics.median(timings["full recalculation"])
            print(f"{'one function cell':<27} {1000 * median / calls:6.2f} ms")
            if median >= most:
                slow.append(f"A full recalculation of {edition} must take less than {most:.0f} s.")
    if slow:
        sys.exit(" ".join(slow))


if __name__ == "__main__":
    main()
