"""Times a cold `focusxl validate` against LibreOffice recalculating the same filing.

Run it as `python tests/benchmarks/validate.py`; it needs `soffice` on the path. Both are
measured in turn in one run, start of the process included, and what counts is the ratio of
their medians.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from focusxl.checks import check
from focusxl.compute import compute
from focusxl.filing import Filing
from focusxl.sample import load_sample

RUNS = 7
KIB_PER_MB = 1024


def timed(command: list[str], expected: int = 0) -> tuple[float, float]:
    """Run a command; give seconds and the peak memory of the process in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != expected:
        sys.exit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss / KIB_PER_MB


def in_process_milliseconds() -> float:
    """Time computing and checking the sample filing inside one process."""
    sample = load_sample()
    durations = []
    for _ in range(200):
        filing = Filing(sample.edition, sample.entries)
        start = time.perf_counter()
        check(compute(filing))
        durations.append(1000 * (time.perf_counter() - start))
    return statistics.median(durations)


def main() -> None:
    """Measure and print."""
    office = shutil.which("soffice")
    if office is None:
        sys.exit("This benchmark needs LibreOffice (soffice) to compare with.")
    command = [sys.executable, "-m", "focusxl"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "sample.json"
        import json

        from focusxl.sample import sample_data

        data.write_text(json.dumps(sample_data()))
        for template, native in (("book.xlsm", []), ("native.xlsx", ["--native"])):
            empty = folder / f"empty-{template}"
            timed([*command, "new", str(empty), "--edition", "2014", *native])
            timed([*command, "fill", str(empty), str(data), "-o", str(folder / template)])
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir"]
        convert += [str(folder / "out"), str(folder / "native.xlsx")]
        validate = [*command, "validate", str(folder / "book.xlsm")]
        timed(convert)
        timed(validate)
        ours, theirs, memory = [], [], []
        for _ in range(RUNS):
            seconds, peak = timed(validate)
            ours.append(seconds)
            memory.append(peak)
            theirs.append(timed(convert)[0])
    our_median, their_median = statistics.median(ours), statistics.median(theirs)
    print(f"{RUNS} runs each, in turn; medians")
    print(f"focusxl validate, cold            {our_median:6.2f} s")
    print(f"LibreOffice, load and convert     {their_median:6.2f} s")
    print(f"ratio                             {our_median / their_median:6.2f}")
    print(f"peak memory of focusxl validate   {max(memory):6.0f} MB")
    print(f"computing and checking, in process {in_process_milliseconds():5.2f} ms")


if __name__ == "__main__":
    main()
