"""The command `focusxl export`, which writes the filing-ready files of a ready report."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY
from focusxl.cli.output import print_report
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.errors import NotReady
from focusxl.library import Filing, read


def export_files(file: Path, to: Path, official_form: Path | None) -> int:
    """Write the filing-ready files, unless something must be fixed or explained."""
    written = export_filing(read(file), to, official_form)
    if written is None:
        return EXIT_BLOCKED
    say(f"Exported {file.name}:")
    for path in written:
        say(f"  {path}")
    return EXIT_READY


def export_filing(
    filing: Filing, to: Path, official_form: Path | None = None
) -> tuple[Path, ...] | None:
    """Export a filing; if it is not ready, print the reason and give None."""
    typing = f"Typing the filing onto {official_form.name}" if official_form else None
    try:
        with at_work(typing) if typing else nullcontext():
            return filing.export(to, official_form)
    except NotReady as refusal:
        print_report(filing.path.name, filing.report, filing.check())
        say()
        say(str(refusal))
        return None
