"""`focusxl export`: the filing-ready files, once nothing stands in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from focusxl.checks import check
from focusxl.cli.failure import EXIT_BLOCKED, stop
from focusxl.cli.output import print_report
from focusxl.compute import compute
from focusxl.files import Reading, read


def export_files(
    file: Annotated[Path, typer.Argument(help="Workbook, upload file or data file.")],
    to: Annotated[Path, typer.Option("--to", help="Folder for the filing-ready files.")],
) -> None:
    """Write the filing-ready files.

    Refused, with exit status 1, while anything must be fixed or explained.
    """
    written = export_reading(read(file), file, to)
    typer.echo(f"Exported {file.name}:")
    for path in written:
        typer.echo(f"  {path}")


def export_reading(reading: Reading, source: Path, to: Path) -> tuple[Path, ...]:
    """Export what was read from a file, or end the command and say why not."""
    from focusxl.files.export import NotExported, export
    from focusxl.pages.filing_ready import filing_ready_workbook

    computation = compute(reading.filing)
    verdict = check(computation, reading.findings)
    try:
        return export(reading, computation, verdict, to, source.stem, source, filing_ready_workbook)
    except NotExported as refusal:
        if verdict.is_ready:
            raise stop(str(refusal)) from None
        print_report(source.name, reading.filing, verdict)
        typer.echo(f"\n{refusal}")
        raise typer.Exit(EXIT_BLOCKED) from None
