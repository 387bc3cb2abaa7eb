"""Makes a template for the machine at hand, under a name that is free."""

from __future__ import annotations

import sys
from pathlib import Path

from focusxl.cells import Flavour
from focusxl.cli.failure import stop
from focusxl.form import Edition

SUFFIX: dict[Flavour, str] = {"udf": ".xlsm", "native": ".xlsx"}


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


def require_new(path: Path) -> None:
    """End the command where a file would be written over, or has no folder."""
    if path.exists() or path.is_symlink():
        raise stop(f"{path} exists already and is not written over. Give another name.")
    if not path.parent.is_dir():
        raise stop(f"There is no folder {path.parent}. Make it first, or give another one.")
