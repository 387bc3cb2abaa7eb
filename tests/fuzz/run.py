"""Damages files at random and judges what the command makes of them.

    python -m tests.fuzz.run --count 20000 --seed 7

Every file follows from the seed and its number alone: `--seed 7 --only 1234` makes it again, and
`--keep FOLDER` writes down those that fail.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.fuzz_bases import Base, called, made_bases, rows_of
from tests.fuzz.fuzz_oracle import Unclear, foreign_content, wrong
from tests.fuzz.fuzz_texts import damaged_text
from tests.fuzz.fuzz_workbooks import Expected, damaged_workbook

SHARES = {".xlsm": 8, ".xlsx": 8, ".json": 3, ".txt": 1, ".csv": 1, ".xml": 1}
OF_2026 = 0.12
"""The share of the larger edition, which takes ten times as long."""
OUTPUTS = ["table", "table", "json", "csv"]


@dataclass(frozen=True)
class Judged:
    """What became of one damaged file."""

    number: int
    base: str
    done: str
    status: int
    faults: tuple[str, ...]
    checked: bool
    """Whether a file that is ready could be read from outside."""
    content: bytes


def judged(bases: list[Base], seed: int, number: int, place: Path) -> Judged:
    """Damage one file and have it validated, explained and, where it is ready, exported."""
    chance = random.Random(f"{seed}/{number}")
    edition = "2026" if chance.random() < OF_2026 else "2014"
    of_edition = [each for each in bases if each.edition == edition]
    base = chance.choices(of_edition, [SHARES[each.ending] for each in of_edition])[0]
    damage = damaged_workbook if base.is_workbook else damaged_text
    content, expected, done = damage(chance, base)
    path = place / f"damaged{base.ending}"
    path.write_bytes(content)
    faults: list[str] = []
    status, checked = -1, True
    try:
        status, *streams = called("validate", path, "--output", chance.choice(OUTPUTS))
        faults += _about_the_call("validate", status, streams)
        if chance.random() < 0.1:
            box = chance.choice(sorted(base.filed))
            of_explain, *streams = called("explain", box, path)
            faults += _about_the_call("explain", of_explain, streams)
        if status == 0:
            said, checked = _about_what_is_ready(base, content, expected, path)
            faults += said
    except Exception:
        faults.append(traceback.format_exc())
    what = f"{base.edition}{base.ending}"
    return Judged(number, what, done, status, tuple(faults), checked, content)


def _about_the_call(name: str, status: int, streams: list[str]) -> list[str]:
    _, err = streams
    faults = []
    if status not in (0, 1, 2):
        faults.append(f"{name} ended with status {status}")
    if status == 2 and not (err.startswith("focusxl: ") and err.count("\n") == 1):
        faults.append(f"{name} did not refuse in one sentence: {err!r}")
    for stream in streams:
        odd = {each for each in stream if not each.isprintable() and each != "\n"}
        if odd:
            faults.append(f"{name} printed {sorted(odd)!r}")
    return faults


def _about_what_is_ready(
    base: Base, content: bytes, expected: Expected, path: Path
) -> tuple[list[str], bool]:
    faults = []
    if expected == "never":
        faults.append("is ready, and what was done to it cannot be")
    with tempfile.TemporaryDirectory() as folder:
        status, *streams = called("export", path, "--to", folder)
        faults += _about_the_call("export", status, streams)
        if status != 0:
            return [*faults, f"is ready and not exported: {streams}"], True
        (upload,) = Path(folder).rglob("*-upload.txt")
        (filing,) = Path(folder).rglob("*-filing.xlsx")
        filed = rows_of(upload.read_bytes().decode())
        faults += foreign_content(filing.read_bytes())
    if expected == "same" and filed != base.filed:
        faults.append("is ready with other values, and nothing that matters was changed")
    try:
        return [*faults, *wrong(base, content, filed)[:5]], True
    except Unclear:
        return faults, False
    except AssertionError as fault:
        return [*faults, str(fault)], True


def main() -> int:
    """Run any number of files; print each that fails, and how many there were of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, default=None)
    parser.add_argument("--keep", type=Path, default=None)
    given = parser.parse_args()
    bases = made_bases()
    counts: Counter[str] = Counter()
    numbers = range(given.count) if given.only is None else [given.only]
    with tempfile.TemporaryDirectory() as place:
        for number in numbers:
            one = judged(bases, given.seed, number, Path(place))
            counts[f"status {one.status}"] += 1
            counts["ready, read from outside"] += one.status == 0 and one.checked
            counts["ready, not to be read from outside"] += one.status == 0 and not one.checked
            if one.faults:
                counts["faults"] += 1
                print(f"--seed {given.seed} --only {number}: {one.base}: {one.done}")
                for fault in one.faults:
                    print(f"    {fault}")
                sys.stdout.flush()
                if given.keep is not None:
                    given.keep.mkdir(parents=True, exist_ok=True)
                    name = f"{given.seed}-{number}{one.base[4:]}"
                    (given.keep / name).write_bytes(one.content)
    for what, count in sorted(counts.items()):
        print(f"{count:7} {what}")
    return 1 if counts["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
