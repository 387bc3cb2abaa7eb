"""The renewal of the list of known macros, by which a workbook's macros are judged.

Run this file as a module after any change of the VBA or of the worksheet functions. Before a
version with other macros than the last, its modules go from "current" to "earlier", under the
number of the last version, so that workbooks made with it are told from tampered ones. Its number
also goes to "retired" where its macros do what they should not, and are no longer to be run.
"""

import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from focusxl.files.macros.known import LIST, module_digest, ribbon_digest
from focusxl.files.openxml.parts import read_parts
from focusxl_udfs.vba.project import (
    PROJECT_PART,
    macro_enabled,
    our_source,
    standard_modules,
)
from focusxl_udfs.vba.ribbon import ribbon_xml
from focusxl_udfs.worksheet.functions import catalogue

_FEWEST, _MOST = 5, 50
"""Sheets of a template: a page and four others, all pages of the whole form and some more."""
_BUTTON = re.compile(r"^Public Sub (\w+)\(\)", re.MULTILINE)


def known_macros(earlier: Mapping[str, Any], retired: Sequence[str]) -> str:
    """Write the list of what this version builds, and of earlier versions as given."""
    modules = {**standard_modules(catalogue()), "ThisWorkbook": our_source("ThisWorkbook.cls")}
    current = {name.lower(): module_digest(name, source) for name, source in modules.items()}
    buttons = sorted(_BUTTON.findall(modules["FocusXLButtons"]))
    data = {
        "current": current,
        "earlier": earlier,
        "retired": retired,
        "buttons": buttons,
        "ribbon": ribbon_digest(ribbon_xml()),
        "projects": [_sha256_of_project(sheets) for sheets in range(_FEWEST, _MOST + 1)],
    }
    return json.dumps(data, indent=1) + "\n"


def _sha256_of_project(sheets: int) -> str:
    """Build the project of a workbook with this number of sheets, and give its SHA-256."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_vba_name("ThisWorkbook")
        for number in range(1, sheets + 1):
            book.add_worksheet().set_vba_name(f"Sheet{number}")
    parts = read_parts(macro_enabled(buffer.getvalue(), catalogue()))
    return hashlib.sha256(parts[PROJECT_PART]).hexdigest()


def main() -> None:
    """Update the kept list."""
    path = Path(str(files("focusxl.files.macros").joinpath(LIST)))
    kept = json.loads(path.read_text("utf-8"))
    path.write_text(known_macros(kept["earlier"], kept["retired"]), "utf-8")


if __name__ == "__main__":
    main()
