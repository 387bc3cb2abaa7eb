"""`focusxl open`: work on a workbook in LibreOffice, or let LibreOffice recalculate it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from focusxl.cli.failure import complain, stop
from focusxl.cli.terminal import say
from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.examined import require_focusxl
from focusxl_udfs.libreoffice.screen import require_screen


def open_workbook(
    book: Annotated[Path, typer.Argument(help="A workbook made by focusxl new.")],
    headless: Annotated[
        bool, typer.Option("--headless", help="No window: recalculate, save, and end.")
    ] = False,
    save: Annotated[
        Path | None, typer.Option("--save", help="Where the recalculated workbook is saved.")
    ] = None,
) -> None:
    """Open a workbook in LibreOffice.

    Its functions and buttons are at work there.
    """
    if headless != (save is not None):
        raise stop("--headless and --save OUT go together: without a window, say where to save.")
    try:
        require_focusxl(book)
        if save is None:
            from focusxl_udfs.libreoffice.host import open_interactively

            require_screen()
            say(f"Opening {book.name} in LibreOffice; close its window to come back here.")
            open_interactively(book, partial(_tell, book))
        else:
            from focusxl_udfs.libreoffice.host import recalculate

            if save.exists():
                raise stop(f"{save} exists already and is not written over. Give another name.")
            for left_out in recalculate(book, save):
                _tell(book, left_out)
            say(f"Recalculated {book.name} in LibreOffice and saved it as {save}.")
    except LibreOfficeError as refusal:
        raise stop(str(refusal)) from None


def _tell(book: Path, left_out: str) -> None:
    complain(f"{book.name}: left out, in a copy that you can save under another name: {left_out}")
