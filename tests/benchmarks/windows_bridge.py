"""What a worksheet function costs through the real Windows bridge, under Wine.

    python -m tests.benchmarks.windows_bridge [--calls CALLS.json] [--rounds N]

Everything that is compared is measured in turn in one run, so that only ratios are read. CALLS.json
holds the function cells of a workbook, ``[{"function": …, "arguments": […], "constants": 2}, …]``;
without it, they are every total and every check of one cell of the sample report.
"""

import argparse
import datetime
import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from tests.hosts.wine.bridge import (
    CLASS_ID,
    SCRIPTS,
    Bridge,
    Call,
    Outcome,
    WindowsProgram,
    open_bridge,
    windows_path,
)
from tests.hosts.wine.prepare import PreparationError, WindowsSide, default_folder, prepare
from tests.hosts.wine.wire import decode, encode

PROJECT: Final = Path(__file__).parents[2]
IMPORT_FOLDERS: Final = (PROJECT, PROJECT / "udfs", SCRIPTS)
CONSTANTS: Final = 2
"""Edition and box or check id are typed in a formula; all other arguments are cells."""
TARGET: Final = 1.25
CELLS_WITH_RANGES: Final = 12
"""How many cells are also computed with Range objects: one takes as long as a hundred others."""
FIRST_DAY: Final = datetime.date(1899, 12, 30)


def sample_calls() -> Iterator[dict[str, Any]]:
    """Every function cell of the sample workbook, with the values of its inputs."""
    from focusxl.filings.samples import sample_data
    from focusxl.forms.loader import load_edition
    from focusxl.forms.rule_table import rules

    data = sample_data()
    edition, boxes = load_edition(data["edition"]), data["boxes"]

    def cells(names: Sequence[str]) -> list[Any]:
        return [as_value2(boxes.get(name)) for name in names]

    for number, inputs in edition.total_inputs.items():
        arguments = [edition.name, float(number), *cells(inputs)]
        yield {"function": "FOCUS_LINE", "arguments": arguments, "constants": CONSTANTS}
    for rule in rules(edition):
        if rule.inputs:
            arguments = [edition.name, rule.id, *cells(rule.inputs)]
            yield {"function": "FOCUS_CHECK", "arguments": arguments, "constants": CONSTANTS}


def as_value2(value: object) -> object:
    """What Excel hands over for a value of the sample."""
    if isinstance(value, str):
        try:
            return float((datetime.date.fromisoformat(value) - FIRST_DAY).days)
        except ValueError:
            return value
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def measure(bridge: Bridge, cells: Sequence[dict[str, Any]], rounds: int) -> None:
    """Measure the workbook's cells beside an empty function with the same arguments."""
    ours = [Call(one["function"], tuple(map(decode, one["arguments"]))) for one in cells]
    empty = [Call("empty", call.arguments, "baseline") for call in ours]
    [first] = bridge.run(ours[:1])
    report("first call (imports, form loaded)", f"{first.seconds[0] * 1000:.0f} ms")
    [loaded] = bridge.run(empty[:1])
    require_answers([first, loaded])

    cold = bridge.run(ours)
    require_answers(cold)
    report(f"all {len(ours)} cells, first time", f"{total(cold) * 1000:.0f} ms")

    turns = [call for pair in zip(ours, empty, strict=True) for call in pair]
    outcomes = bridge.run(turns, rounds)
    require_answers(outcomes)
    mine, bare = outcomes[::2], outcomes[1::2]
    report(f"all {len(ours)} cells, median of {rounds} rounds", f"{total(mine) * 1000:.0f} ms")
    report("the same with an empty function", f"{total(bare) * 1000:.0f} ms")
    report("one call, median", f"{median(mine) * 1000:.2f} ms, empty {median(bare) * 1000:.2f} ms")
    report("server called per cell", f"{statistics.mean(one.round_trips for one in mine):g} times")
    more = (total(mine) - total(bare)) / len(ours)
    report("ours above empty, a call", f"{more * 1000:.2f} ms")
    ratio = median(mine) / median(bare)
    report("ratio of medians, ours to empty", f"{ratio:.2f} (target ≤ {TARGET})")
    report("ratio of totals, ours to empty", f"{total(mine) / total(bare):.2f}")


def measure_ranges(side: WindowsSide, cells: Sequence[dict[str, Any]]) -> None:
    """Measure what the wrappers that xlwings generates would cost for some of the cells."""
    every = max(1, len(cells) // CELLS_WITH_RANGES)
    some = [{**one, "module": "focusxl_udfs.functions"} for one in cells[::every]]
    client = WindowsProgram(
        side.python(windows_path(SCRIPTS / "range_client.py"), CLASS_ID),
        side.environment(PYTHONUTF8="1", PYTHONDONTWRITEBYTECODE="1"),
    )
    try:
        client.write(json.dumps({"calls": some, "rounds": 2}))
        results = json.loads(client.read("["))
    finally:
        client.end()
    plain = sum(min(one["plain"]) for one in results)
    objects = sum(min(one["objects"]) for one in results)
    handed = sum(len(one["arguments"]) - one["constants"] for one in some)
    reads = sum(one["reads_back"] for one in results)
    report(f"{len(some)} cells with plain values", f"{plain * 1000:.0f} ms")
    report("the same with Range objects", f"{objects * 1000:.0f} ms")
    report("reads back into Excel", f"{reads} for {handed} ranges, with plain values none")
    report("ratio, Range objects to plain values", f"{objects / plain:.0f}")


def median(outcomes: Sequence[Outcome]) -> float:
    """The middle of all single calls."""
    return statistics.median(each for one in outcomes for each in one.seconds)


def total(outcomes: Sequence[Outcome]) -> float:
    """How long all calls together take, each at its median."""
    return sum(statistics.median(one.seconds) for one in outcomes)


def require_answers(outcomes: Sequence[Outcome]) -> None:
    """Stop when a call failed: what failed is no measure."""
    for one in outcomes:
        if one.failure is not None:
            raise SystemExit(f"A call failed: {one.failure}")


def report(what: str, figure: str) -> None:
    """Print one line of the result."""
    print(f"{what:<45} {figure}", flush=True)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the Windows bridge under Wine.")
    parser.add_argument("--calls", type=Path, help="the function cells of a workbook, as JSON")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    try:
        side = prepare(default_folder())
    except PreparationError as error:
        print(error, file=sys.stderr)
        return 1
    if options.calls is None:
        cells = [
            {**one, "arguments": [encode(each) for each in one["arguments"]]}
            for one in sample_calls()
        ]
    else:
        cells = json.loads(options.calls.read_text(encoding="utf-8"))
    with open_bridge(side, IMPORT_FOLDERS) as bridge:
        measure(bridge, cells, options.rounds)
        measure_ranges(side, cells)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
