"""Times building the template workbook: cold, both editions, both flavours.

Run it as `python -m tests.benchmarks.template`. Everything is measured in turn in one run, start
of the process included. Building a template must take at most three seconds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = [sys.executable, "-m", "focusxl", "new"]
WAYS = {
    f"{edition}, {flavour}": ["--edition", edition, *options]
    for edition in ("2014", "2026")
    for flavour, options in (("with macros", []), ("native", ["--native"]))
}
RUNS = 5
MOST_SECONDS = 3.0


def seconds_to_build(folder: Path, options: list[str]) -> float:
    """Time one `focusxl new`."""
    book = folder / ("book.xlsx" if "--native" in options else "book.xlsm")
    book.unlink(missing_ok=True)
    start = time.perf_counter()
    subprocess.run([*COMMAND, str(book), *options], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    timings: dict[str, list[float]] = {what: [] for what in WAYS}
    with tempfile.TemporaryDirectory() as name:
        for run in range(RUNS + 1):
            for what, options in WAYS.items():
                seconds = seconds_to_build(Path(name), options)
                if run > 0:  # the first run warms the disk
                    timings[what].append(seconds)
    print(f"focusxl new, cold, medians of {RUNS} runs in turn; fastest and slowest in brackets")
    medians = {what: statistics.median(found) for what, found in timings.items()}
    for what, found in timings.items():
        print(f"{what:<18} {medians[what]:6.2f} s  ({min(found):.2f} to {max(found):.2f})")
    for flavour in ("with macros", "native"):
        ratio = medians[f"2026, {flavour}"] / medians[f"2014, {flavour}"]
        print(f"{flavour}, 2026 to 2014 {ratio:6.2f}")
    if max(medians.values()) > MOST_SECONDS:
        sys.exit(f"Building a template must take at most {MOST_SECONDS:.0f} s.")


if __name__ == "__main__":
    main()
