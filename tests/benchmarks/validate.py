"""Times a cold `focusxl validate` against LibreOffice recalculating, and edition against edition.

Run it as `python -m tests.benchmarks.validate`; it needs `soffice` on the path. Everything is
measured in turn in one run, start of the process included, and what counts is the ratio of
the medians. The whole form of edition 2026 must not take more than twice as long as edition 2014.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from focusxl.checks import check
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample, sample_data

EDITIONS = ("2014", "2026")
COMMAND = [sys.executable, "-m", "focusxl"]
RUNS = 7
IN_PROCESS_RUNS = 50
KIB_PER_MB = 1024
MOST_TIMES = 2.0


def timed(command: list[str], expected: int = 0) -> tuple[float, float]:
    """Run a command; give seconds and the peak memory of the process in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != expected:
        sys.exit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss / KIB_PER_MB


def in_process_milliseconds(edition: str) -> float:
    """Time computing and checking the sample of an edition inside one process."""
    sample = load_sample(edition)
    durations = []
    for _ in range(IN_PROCESS_RUNS):
        filing = Filing(sample.edition, sample.entries, sample.facts)
        start = time.perf_counter()
        check(compute(filing))
        durations.append(1000 * (time.perf_counter() - start))
    return statistics.median(durations)


def filled_workbooks(folder: Path, edition: str) -> dict[str, Path]:
    """Make the whole template of an edition in both flavours, each filled with its sample."""
    data = folder / f"sample-{edition}.json"
    data.write_text(json.dumps(sample_data(edition)))
    made = {}
    for flavour, options in (("xlsm", []), ("xlsx", ["--native"])):
        empty = folder / f"empty-{edition}.{flavour}"
        made[flavour] = folder / f"book-{edition}.{flavour}"
        timed([*COMMAND, "new", str(empty), "--edition", edition, *options])
        timed([*COMMAND, "fill", str(empty), str(data), "-o", str(made[flavour])])
    return made


def main() -> None:
    """Measure and print."""
    office = shutil.which("soffice")
    if office is None:
        sys.exit("This benchmark needs LibreOffice (soffice) to compare with.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir"]
        convert += [str(folder / "out")]
        work = {}
        for edition in EDITIONS:
            made = filled_workbooks(folder, edition)
            work[f"focusxl validate, {edition}"] = [*COMMAND, "validate", str(made["xlsm"])]
            work[f"LibreOffice, {edition}"] = [*convert, str(made["xlsx"])]
        for command in work.values():
            timed(command)
        runs = {what: [] for what in work}
        for _ in range(RUNS):
            for what, command in work.items():
                runs[what].append(timed(command))
    medians = {what: statistics.median(s for s, _ in found) for what, found in runs.items()}
    print(f"{RUNS} runs each, cold, in turn; LibreOffice loads and converts the native workbook")
    for what, found in runs.items():
        slowest, fastest = max(s for s, _ in found), min(s for s, _ in found)
        peak = max(megabytes for _, megabytes in found)
        print(
            f"{what:<24} {medians[what]:6.2f} s  ({fastest:.2f} to {slowest:.2f})"
            + (f"  {peak:5.0f} MB" if what.startswith("focusxl") else "")
        )
    for edition in EDITIONS:
        ours = medians[f"focusxl validate, {edition}"]
        print(f"{edition} to LibreOffice       {ours / medians[f'LibreOffice, {edition}']:6.2f}")
    first, last = (medians[f"focusxl validate, {edition}"] for edition in EDITIONS)
    print(f"{EDITIONS[1]} to {EDITIONS[0]}              {last / first:6.2f}")
    for edition in EDITIONS:
        milliseconds = in_process_milliseconds(edition)
        print(f"computing and checking {edition}, in process {milliseconds:6.2f} ms")
    if last > MOST_TIMES * first:
        sys.exit(f"Edition 2026 must take at most {MOST_TIMES:.0f} times as long as edition 2014.")


if __name__ == "__main__":
    main()
