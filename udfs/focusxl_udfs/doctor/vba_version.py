"""Which xlwings a macro-enabled workbook was built with."""

import re
from pathlib import Path

from pyopenvba import ExcelFile

_VERSION = re.compile(r'^Public Const XLWINGS_VERSION As String = "([^"]+)"', re.MULTILINE)


def xlwings_version(workbook: Path) -> str | None:
    """Return the version of xlwings named in the workbook's VBA, None when there is none."""
    with ExcelFile(workbook) as book:
        module = book.vba_modules().get("xlwings", "")
    version = _VERSION.search(module)
    return version.group(1) if version else None
