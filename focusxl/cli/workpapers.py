"""The command `focusxl workpapers`, which writes the supporting schedules of a report."""

from __future__ import annotations

import re
from pathlib import Path

from focusxl.cli.failure import EXIT_READY, CommandError
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.library import Filing, read

_MOST = 9_999
_STRANGE = re.compile(r"[^A-Za-z0-9._-]")


def write_workpapers(book: Path, to: Path) -> int:
    """Write one workbook with the amounts of a report, page by page, and what they rest on."""
    from focusxl.checks.validation_line import VERDICT_WORDS
    from focusxl.files.workpapers.book import workpapers

    filing = read(book)
    result = filing.check()
    with at_work("Writing the supporting schedules"):
        content = workpapers(filing.computation, result, book.name, filing.reading.sha256)
        path = _written(filing, to, content)
    say(f"Made {path}, of {book.name}: {VERDICT_WORDS[result.verdict]}.")
    if result.is_ready:
        say(f"Next: focusxl export {book} --to DIR")
    else:
        say(f"Next: focusxl validate {book}")
    return EXIT_READY


def _written(filing: Filing, to: Path, content: bytes) -> Path:
    """Write the file under the next free number; nothing is ever overwritten."""
    from focusxl.files.writing.atomic_writes import write_new

    stem = _stem(filing, to)
    try:
        to.mkdir(parents=True, exist_ok=True)
        for number in range(1, _MOST + 1):
            path = to / f"{stem}-workpapers-{number}.xlsx"
            if path.exists():
                continue
            try:
                write_new(path, content)
            except FileExistsError:
                continue  # Another run took the number first.
            return path
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise CommandError(
            f"Nothing was written to {to}: {reason}; choose another folder, or ask for permission "
            "to write to this one."
        ) from None
    raise CommandError(f"{to} has {_MOST:,} workpapers of this report; choose another folder.")


def _stem(filing: Filing, to: Path) -> str:
    """Give the beginning of the name: firm and period, or the name of the file that lacks them."""
    from focusxl.files.writing.export_series import export_series

    series = export_series(filing.report, to)
    return series.stem if series else _STRANGE.sub("_", filing.path.stem)
