"""`focusxl export`: the filing-ready files, once nothing stands in the way."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from focusxl.checks import check
from focusxl.cli.failure import EXIT_BLOCKED, stop
from focusxl.cli.output import print_report
from focusxl.cli.terminal import say
from focusxl.files import Reading, read
from focusxl.files.openxml.source import read_source
from focusxl.files.writing.export_series import FILING, OFFICIAL
from focusxl.filings.computation import Computation, compute


def export_files(
    file: Annotated[Path, typer.Argument(help="Workbook, upload file or data file.")],
    to: Annotated[Path, typer.Option("--to", help="Folder for the filing-ready files.")],
    official_form: Annotated[
        Path | None,
        typer.Option(help="Your copy of the SEC's PDF form; the filing is typed onto it, too."),
    ] = None,
) -> None:
    """Write the filing-ready files.

    Refused, with exit status 1, while anything must be fixed or explained.
    """
    written = export_reading(read(file), file, to, official_form)
    say(f"Exported {file.name}:")
    for path in written:
        say(f"  {path}")


def export_reading(
    reading: Reading, source: Path, to: Path, official_form: Path | None = None
) -> tuple[Path, ...]:
    """Export what was read from a file, or end the command and say why not."""
    from focusxl.errors import NotExported
    from focusxl.files.writing.export import export
    from focusxl.files.writing.filing_ready import filing_ready_workbook

    computation = compute(reading.filing)
    result = check(computation, reading.findings)
    written: dict[str, Callable[[Computation], bytes]] = {FILING: filing_ready_workbook}
    if official_form is not None and not official_form.is_file():
        there = "is not a file" if official_form.exists() else "is not there"
        raise stop(f"The official form “{official_form.name}” {there}; check its name and folder.")
    if official_form is not None and result.is_ready:
        written[OFFICIAL] = _typed_onto(official_form)
    try:
        return export(reading, computation, result, source, to, written)
    except NotExported as refusal:
        if result.is_ready:
            raise stop(str(refusal)) from None
        print_report(source.name, reading.filing, result)
        say()
        say(str(refusal))
        raise typer.Exit(EXIT_BLOCKED) from None


def _typed_onto(official_form: Path) -> Callable[[Computation], bytes]:
    """Give what types a filing onto a copy of the official form."""
    from focusxl.files.official_pdf import NotPlaced, fill_official_form
    from focusxl.files.official_pdf.form_file import MOST_BYTES

    pdf = read_source(official_form, MOST_BYTES).content

    def write(computation: Computation) -> bytes:
        if sys.stderr.isatty():
            say(f"Typing the filing onto {official_form.name} ...", err=True)
        try:
            return fill_official_form(pdf, computation)
        except NotPlaced as refusal:
            raise stop(str(refusal)) from None

    return write
