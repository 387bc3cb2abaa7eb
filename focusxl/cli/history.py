"""The command `focusxl history`, which lines up what a folder's exports reported."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from focusxl.amounts import show
from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY, CommandError, complain
from focusxl.cli.terminal import say
from focusxl.text import guarded, in_one_line

if TYPE_CHECKING:
    from focusxl.files.writing.history import History, Period

Output = Literal["table", "json", "csv"]

_DAY_WIDTH, _AMOUNT_WIDTH = 12, 19
_WIDEST = 200


def history(folder: Path, output: Output, out: Path | None) -> int:
    """Print the key amounts of every period exported into a folder, or write them as a file."""
    from focusxl.files.writing.history import history_of

    if out is not None and out.suffix.lower() not in (".csv", ".xlsx"):
        raise CommandError(f"{out.name} must end in .csv, or in .xlsx for a workbook with charts.")
    found = history_of(folder)
    for sentence in found.complaints:
        complain(sentence)
    if not found.periods:
        raise CommandError(
            f"There is no audit record in “{in_one_line(str(folder), 120)}” that says what was "
            "filed; give the folder that was exported to."
        )
    if out is not None:
        _write(found, out)
    elif output == "json":
        say(json.dumps(_record(found)))
    elif output == "csv":
        sys.stdout.write(_as_csv(found))
    else:
        for firm in found.firms.values():
            for line in _table(firm):
                say(line)
    return EXIT_BLOCKED if found.complaints else EXIT_READY


def _write(found: History, out: Path) -> None:
    from focusxl.files.writing.atomic_writes import write_new

    if out.exists():
        raise CommandError(f"{out} exists already and is not written over. Give another name.")
    if out.suffix.lower() == ".csv":
        content = _as_csv(found).encode()
    else:
        from focusxl.files.writing.history_book import history_book

        content = history_book(found)
    write_new(out, content)
    count = len(found.periods)
    say(f"Made {out}: {count} {'period' if count == 1 else 'periods'}.")
    for periods in found.firms.values():
        for line in _missing(periods):
            say(line)


def _record(found: History) -> dict[str, object]:
    from focusxl.files.writing.history import gaps

    return {
        "periods": [
            {
                "firm": one.firm,
                "name": one.name,
                "period_end": one.ends.isoformat(),
                "export": one.export,
                "amounts": {box: f"{amount:f}" for box, amount in one.amounts.items()},
            }
            for one in found.periods
        ],
        "missing": {
            firm: [day.isoformat() for day in gaps(periods)]
            for firm, periods in found.firms.items()
        },
    }


def _as_csv(found: History) -> str:
    from focusxl.files.writing.history import rows

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows(found.periods):
        writer.writerow([*guarded(row[:4]), *row[4:]])
    return text.getvalue()


def _table(periods: Sequence[Period]) -> Iterator[str]:
    """Write the table of a firm, in as many parts as fit side by side on the terminal."""
    from focusxl.files.writing.history import listed_amounts

    yield f"{periods[-1].name} (firm {periods[-1].firm}), in dollars"
    columns = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)
    beside = max(1, (columns - _DAY_WIDTH) // _AMOUNT_WIDTH)
    listed = listed_amounts(periods)
    for first in range(0, len(listed), beside):
        part = listed[first : first + beside]
        yield ""
        yield from _headings([one.label for one in part])
        yield f"{'box':<{_DAY_WIDTH}}" + "".join(f"{one.box:>{_AMOUNT_WIDTH}}" for one in part)
        for period in periods:
            amounts = (_shown(period.amounts.get(one.box)) for one in part)
            yield f"{period.ends:%m/%d/%Y}  " + "".join(
                f"{text:>{_AMOUNT_WIDTH}}" for text in amounts
            )
    yield ""
    yield from _missing(periods)


def _missing(periods: Sequence[Period]) -> Iterator[str]:
    from focusxl.files.writing.history import gaps

    missing = ", ".join(f"{day:%m/%d/%Y}" for day in gaps(periods))
    yield f"Missing between them: {missing}." if missing else "No period between them is missing."


def _headings(labels: Sequence[str]) -> Iterator[str]:
    """Write the headings of columns, each on as many lines as it takes, the last beside others'."""
    wrapped = [textwrap.wrap(label, _AMOUNT_WIDTH - 2) for label in labels]
    most = max(map(len, wrapped))
    for line in range(most):
        texts = (
            words[line - most + len(words)] if line >= most - len(words) else ""
            for words in wrapped
        )
        first = "Period to" if line == most - 1 else ""
        yield f"{first:<{_DAY_WIDTH}}" + "".join(f"{text:>{_AMOUNT_WIDTH}}" for text in texts)


def _shown(amount: Decimal | None) -> str:
    return "" if amount is None else show(amount)
