"""Times the sample workbook in LibreOffice: opening, full recalculation, a button's round trip.

Run it as `python tests/benchmarks/libreoffice.py`; it needs LibreOffice and its Python bridge.
The office runs without a window. A full recalculation must stay under two seconds.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from focusxl.filing import Filing
from focusxl.rules import rules
from focusxl.sample import load_sample
from focusxl_udfs.libreoffice.errors import LibreOfficeError
from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost
from focusxl_workbook.commands import template
from focusxl_workbook.filling import filled

OPENINGS = 5
RUNS = 11
MOST_SECONDS = 2.0


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


def main() -> None:
    """Measure and print."""
    sample = load_sample()
    edition = sample.edition
    nothing = Filing(edition, {}, whole=True)
    calls = len(edition.totals) + sum(bool(rule.inputs) for rule in rules(edition))
    timings: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "sample.xlsm"
        path.write_bytes(filled(template(edition, "udf"), nothing, sample, "udf"))
        start = time.perf_counter()
        try:
            host = LibreOfficeHost()
        except LibreOfficeError as missing:
            sys.exit(str(missing))
        timings["starting LibreOffice, once"] = [time.perf_counter() - start]
        with host:
            timings["opening the workbook"] = opening_seconds(host, path)
            with host.open(path) as workbook:
                recalculation = [timed(workbook.recalculate) for _ in range(RUNS)]
                timings["full recalculation"] = recalculation
                for caption in ("Validate", "Validate and export"):
                    seconds = [timed(partial(workbook.press, caption)) for _ in range(RUNS)]
                    timings[f"button {caption}"] = seconds
                    require_ready(workbook)
    print(f"Sample workbook, {calls} function calls a recalculation; medians of {RUNS} runs")
    print(f"({OPENINGS} for opening), fastest and slowest in brackets")
    for what, seconds in timings.items():
        middle = statistics.median(seconds)
        print(f"{what:<27} {middle:6.2f} s  ({min(seconds):.2f} to {max(seconds):.2f})")
    median = statistics.median(recalculation)
    print(f"{'one function call':<27} {1000 * median / calls:6.2f} ms")
    if median >= MOST_SECONDS:
        sys.exit(f"A full recalculation must take less than {MOST_SECONDS:.0f} s.")


if __name__ == "__main__":
    main()
