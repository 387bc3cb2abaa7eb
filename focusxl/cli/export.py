"""The command `focusxl export`, which writes the filing-ready files of a ready report."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY, CommandError
from focusxl.cli.output import print_report
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.errors import NotReady
from focusxl.library import Filing, read


def export_files(
    file: Path,
    to: Path,
    official_form: Path | None,
    amends: Path | None = None,
    reason: str | None = None,
) -> int:
    """Write the filing-ready files, unless something must be fixed or explained."""
    if (amends is None) != (reason is None):
        missing = "--reason TEXT, why the report is amended" if amends else "--amends AUDIT.json"
        raise CommandError(f"An amendment needs both --amends and --reason; add {missing}.")
    filing = read(file)
    written = export_filing(filing, to, official_form, amends, reason or "")
    if written is None:
        return EXIT_BLOCKED
    say(f"Exported {file.name}:")
    for path in written:
        say(f"  {path}")
    if amends is not None:
        say(f"What it changes is on the sheet Amendment of {written[0].name}.")
    say(f"Next: focusxl audit {to}")
    return EXIT_READY


def export_filing(
    filing: Filing,
    to: Path,
    official_form: Path | None = None,
    amends: Path | None = None,
    reason: str = "",
) -> tuple[Path, ...] | None:
    """Export a filing; if it is not ready, print the reason and give None."""
    typing = f"Typing the filing onto {official_form.name}" if official_form else None
    try:
        with at_work(typing) if typing else nullcontext():
            return filing.export(to, official_form, amends=amends, reason=reason)
    except NotReady as refusal:
        print_report(filing.path.name, filing.report, filing.check())
        say()
        say(str(refusal))
        return None
