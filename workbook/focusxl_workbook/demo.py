"""`focusxl demo`: all of it on the filing of 2014 that comes with FocusXL."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from focusxl.checks import check
from focusxl.cli.export import export_reading
from focusxl.cli.failure import EXIT_BLOCKED
from focusxl.cli.output import print_report
from focusxl.compute import compute
from focusxl.files import read
from focusxl.files.atomic import write_all
from focusxl.filing import Filing
from focusxl_workbook.making import SUFFIX, require_new, template


def demo(
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder to work in, focusxl-demo if left out.")
    ] = None,
) -> None:
    """Show it all on a real filing of 2014.

    Builds the workbook, fills it in, validates it and exports it.
    """
    from focusxl.sample import load_sample
    from focusxl_workbook.filling import filled

    folder = to or _unused_folder(Path("focusxl-demo"))
    sample = load_sample()
    book = folder / f"hsbc-2014-06-30{SUFFIX['udf']}"
    folder.mkdir(parents=True, exist_ok=True)
    require_new(book)
    typer.echo(f"1  Building the template workbook, edition {sample.edition.name} ...")
    empty = template(sample.edition, "udf")
    typer.echo("2  Filling in the filing of HSBC Securities (USA) Inc. of June 30, 2014 ...")
    nothing = Filing(sample.edition, {}, whole=True)
    write_all({book: filled(empty, nothing, sample, "udf")})
    typer.echo("3  Reading it back, computing every total, making every check ...\n")
    reading = read(book)
    verdict = check(compute(reading.filing), reading.findings)
    print_report(book.name, reading.filing, verdict)
    typer.echo("")
    if not verdict.is_ready:
        raise typer.Exit(EXIT_BLOCKED)
    written = export_reading(reading, book, folder)
    typer.echo(f"Everything is in {folder.resolve()}:")
    typer.echo(f"  {book.name:<30} the workbook, to open in a spreadsheet")
    for path in written:
        typer.echo(f"  {path.name:<30} {_description(path)}")


_DESCRIPTIONS = {
    "-filing.xlsx": "filing-ready: the pages as printed, values only",
    "-upload.txt": "line-item id and value, to upload",
    "-upload.csv": "the same, comma separated",
    "-upload.xml": "the same, XML",
    "-findings.txt": "the findings, to print or to keep",
    "-audit.json": "audit record: what was filed, from what, and when",
}


def _description(path: Path) -> str:
    return next(text for ending, text in _DESCRIPTIONS.items() if path.name.endswith(ending))


def _unused_folder(wanted: Path) -> Path:
    folder, number = wanted, 2
    while folder.exists():
        folder, number = wanted.with_name(f"{wanted.name}-{number}"), number + 1
    return folder
