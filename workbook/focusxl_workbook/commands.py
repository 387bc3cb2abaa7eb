"""The commands that build and fill workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from focusxl.cells import Flavour
from focusxl.cli.failure import complain, stop
from focusxl.files import read
from focusxl.files.atomic import write_all
from focusxl.files.patch import NotFilled
from focusxl.loader import editions, load_edition
from focusxl_workbook.demo import demo
from focusxl_workbook.making import SUFFIX, require_new, template

_LEFT_OUT = ("BOX-03", "BOX-04")
"""What a workbook has no place for: a box that the form has not, and a second value of a box."""


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("new")(new)
    app.command("fill")(fill)
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
    require_new(book)
    form = load_edition(edition or editions()[-1])
    write_all({book: template(form, flavour)})
    typer.echo(f"Made {book}: edition {form.name}, {len(form.statements)} pages.")


def fill(
    book: Annotated[Path, typer.Argument(help="A template workbook.")],
    data: Annotated[Path, typer.Argument(help="The filing: data, upload file or workbook.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The filled workbook to make.")],
) -> None:
    """Fill a template with a filing's inputs.

    Totals are computed, not taken over. The template itself stays as it is.
    """
    from focusxl_workbook.filling import filled

    require_new(out)
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
    for finding in given.findings:
        if finding.id in _LEFT_OUT:
            complain(f"{data.name}: {finding.message} It was not filled in.")


def _flavour_of(book: Path) -> Flavour:
    return "udf" if book.suffix.lower() == SUFFIX["udf"] else "native"


def _require_suffix(book: Path, flavour: Flavour) -> None:
    if book.suffix.lower() != SUFFIX[flavour]:
        kind = "a native workbook" if flavour == "native" else "a workbook with macros"
        raise stop(f"{book.name} must end in {SUFFIX[flavour]}, since it is {kind}.")
