"""`focusxl export`: the filing-ready files, once nothing stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from focusxl.checks import check
from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY, CommandError
from focusxl.cli.output import print_report
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.compute import Computation, compute
from focusxl.files import Reading, read
from focusxl.files.endings import FILING, OFFICIAL
from focusxl.files.source import read_source


def export_files(file: Path, to: Path, official_form: Path | None) -> int:
    """Write the filing-ready files; refused while anything must be fixed or explained."""
    written = export_reading(read(file), file, to, official_form)
    if written is None:
        return EXIT_BLOCKED
    say(f"Exported {file.name}:")
    for path in written:
        say(f"  {path}")
    return EXIT_READY


def export_reading(
    reading: Reading, source: Path, to: Path, official_form: Path | None = None
) -> tuple[Path, ...] | None:
    """Export what was read from a file; None, once it is said why, where it is not ready."""
    from focusxl.files.export import NotExported, export
    from focusxl.pages.filing_ready import filing_ready_workbook

    computation = compute(reading.filing)
    verdict = check(computation, reading.findings)
    written: dict[str, Callable[[Computation], bytes]] = {FILING: filing_ready_workbook}
    if official_form is not None and not official_form.is_file():
        there = "is no file" if official_form.exists() else "is not there"
        raise CommandError(
            f"The official form “{official_form.name}” {there}; check its name and folder."
        )
    if official_form is not None and verdict.is_ready:
        written[OFFICIAL] = _typed_onto(official_form)
    try:
        return export(reading, computation, verdict, source, to, written)
    except NotExported as refusal:
        if verdict.is_ready:
            raise CommandError(str(refusal)) from None
        print_report(source.name, reading.filing, verdict)
        say()
        say(str(refusal))
        return None


def _typed_onto(official_form: Path) -> Callable[[Computation], bytes]:
    """Give what types a filing onto a copy of the official form."""
    from focusxl.official_form import NotPlaced, fill_official_form
    from focusxl.official_form.form_file import MOST_BYTES

    pdf = read_source(official_form, MOST_BYTES).content

    def write(computation: Computation) -> bytes:
        with at_work(f"Typing the filing onto {official_form.name}"):
            try:
                return fill_official_form(pdf, computation)
            except NotPlaced as refusal:
                raise CommandError(str(refusal)) from None

    return write
