"""The commands that build, fill and export workbooks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from focusxl.cells import Flavour
from focusxl.checks import check
from focusxl.cli.failure import EXIT_BLOCKED, stop
from focusxl.cli.output import print_report
from focusxl.compute import compute
from focusxl.files import Reading, read
from focusxl.files.atomic import write_all
from focusxl.files.export import NotExported, export
from focusxl.files.patch import NotFilled
from focusxl.filing import Filing
from focusxl.form import Edition
from focusxl.loader import editions, load_edition

_SUFFIX: dict[Flavour, str] = {"udf": ".xlsm", "native": ".xlsx"}


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("new")(new)
    app.command("fill")(fill)
    app.command("export")(export_files)
    app.command("demo")(demo)


def new(
    book: Annotated[Path, typer.Argument(help="The workbook to make: .xlsm, or .xlsx if native.")],
    edition: Annotated[str | None, typer.Option(help="Edition of the form.")] = None,
    native: Annotated[
        bool, typer.Option("--native", help="Excel's own formulas, no macros (.xlsx).")
    ] = False,
) -> None:
    """Make an empty template workbook."""
    flavour: Flavour = "native" if native else "udf"
    _require_suffix(book, flavour)
    _require_new(book)
    form = load_edition(edition or editions()[-1])
    write_all({book: template(form, flavour)})
    typer.echo(f"Made {book}: edition {form.name}, {len(form.statements)} pages.")


def fill(
    book: Annotated[Path, typer.Argument(help="A template workbook.")],
    data: Annotated[Path, typer.Argument(help="The filing: data, upload file or workbook.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The filled workbook to make.")],
) -> None:
    """Fill a template with a filing's inputs; the template itself stays as it is."""
    from focusxl_workbook.filling import filled

    _require_new(out)
    if out.suffix.lower() != book.suffix.lower():
        raise stop(f"{out.name} must end in {book.suffix}, like the template {book.name}.")
    target, given = read(book), read(data)
    if target.kind != "workbook":
        raise stop(f"{book.name} is not a template workbook. Make one with focusxl new.")
    if target.filing.edition.name != given.filing.edition.name:
        raise stop(
            f"{book.name} is of edition {target.filing.edition.name} and {data.name} of edition "
            f"{given.filing.edition.name}. Give two of the same edition."
        )
    try:
        content = filled(book.read_bytes(), target.filing, given.filing, _flavour_of(book))
    except NotFilled as refusal:
        raise stop(str(refusal)) from None
    write_all({out: content})
    typer.echo(f"Made {out} from {book.name} and {data.name}.")


def export_files(
    file: Annotated[Path, typer.Argument(help="Workbook, upload file or data file.")],
    to: Annotated[Path, typer.Option("--to", help="Folder for the filing-ready files.")],
) -> None:
    """Write the filing-ready files; refused while anything must be fixed or is unexplained."""
    reading = read(file)
    try:
        written = _export(reading, file, to)
    except NotExported as refusal:
        verdict = check(compute(reading.filing), reading.findings)
        print_report(file.name, reading.filing, verdict)
        typer.echo(f"\nNothing was exported: {refusal}")
        raise typer.Exit(EXIT_BLOCKED) from None
    typer.echo(f"Exported {file.name}:")
    for path in written:
        typer.echo(f"  {path}")


def demo(
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder to work in, focusxl-demo if left out.")
    ] = None,
) -> None:
    """Build the workbook with the filing of 2014, validate it, and export it."""
    from focusxl.sample import load_sample
    from focusxl_workbook.filling import filled

    folder = to or _unused_folder(Path("focusxl-demo"))
    sample = load_sample()
    book = folder / f"hsbc-2014-06-30{_SUFFIX['udf']}"
    _require_new(book)
    folder.mkdir(parents=True, exist_ok=True)
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
    written = _export(reading, book, folder)
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


def template(edition: Edition, flavour: Flavour) -> bytes:
    """Build an empty template for this machine."""
    from focusxl_workbook.template import build_template

    if flavour == "native":
        return build_template(edition, flavour).content
    from focusxl_udfs.functions import catalogue

    return build_template(edition, flavour, catalogue(), interpreter()).content


def interpreter() -> str:
    """Give the Python that Excel is to call: this one on Windows, else whatever is on the path."""
    if sys.platform != "win32":
        return "pythonw"
    windowless = Path(sys.executable).with_name("pythonw.exe")
    return str(windowless if windowless.exists() else sys.executable)


def _export(reading: Reading, source: Path, to: Path) -> tuple[Path, ...]:
    from focusxl_workbook.filing_ready import filing_ready_workbook

    computation = compute(reading.filing)
    verdict = check(computation, reading.findings)
    return export(reading, computation, verdict, to, source.stem, source, filing_ready_workbook)


def _flavour_of(book: Path) -> Flavour:
    return "udf" if book.suffix.lower() == _SUFFIX["udf"] else "native"


def _require_suffix(book: Path, flavour: Flavour) -> None:
    if book.suffix.lower() != _SUFFIX[flavour]:
        kind = "a native workbook" if flavour == "native" else "a workbook with macros"
        raise stop(f"{book.name} must end in {_SUFFIX[flavour]}, since it is {kind}.")


def _require_new(path: Path) -> None:
    if path.exists():
        raise stop(f"{path} exists already and is not written over. Give another name.")


def _unused_folder(wanted: Path) -> Path:
    folder, number = wanted, 2
    while folder.exists():
        folder, number = wanted.with_name(f"{wanted.name}-{number}"), number + 1
    return folder
