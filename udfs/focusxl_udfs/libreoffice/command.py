"""The command `focusxl open`: a workbook opened or recalculated in LibreOffice."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from focusxl.cli.failure import EXIT_READY, CommandError, complain
from focusxl.cli.terminal import say
from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.examined import require_focusxl
from focusxl_udfs.libreoffice.screen import require_screen


def open_workbook(book: Path, headless: bool, save: Path | None) -> int:
    """Open a workbook in LibreOffice, with its functions and buttons working."""
    if headless != (save is not None):
        raise CommandError(
            "--headless and --save OUT go together: without a window, say where to save."
        )
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
                raise CommandError(
                    f"{save} exists already and is not written over. Give another name."
                )
            for left_out in recalculate(book, save):
                _tell(book, left_out)
            say(f"Recalculated {book.name} in LibreOffice and saved it as {save}.")
    except LibreOfficeError as refusal:
        raise CommandError(str(refusal)) from None
    return EXIT_READY


def _tell(book: Path, left_out: str) -> None:
    complain(f"{book.name}: left out, in a copy that you can save under another name: {left_out}")
