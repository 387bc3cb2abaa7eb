"""Small macro-enabled workbooks for the tests of hosts."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from focusxl_udfs.vba.package import keep_stored_values
from focusxl_udfs.vba.project import macro_enabled
from focusxl_udfs.worksheet.catalogue import WorksheetFunction
from tests.support.echo_functions import CATALOGUE

ECHO = {
    "focusxl_udfs.functions": "tests.support.echo_functions",
    "focusxl_udfs.button": "tests.support.echo_functions",
}


def echoing_workbook(cells: dict[str, Any]) -> bytes:
    return small_workbook(cells, CATALOGUE)


def small_workbook(cells: dict[str, Any], functions: Sequence[WorksheetFunction]) -> bytes:
    """Three amounts, two sheets, names, two buttons, and the given cells on the first sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        workbook.set_vba_name("ThisWorkbook")
        first = workbook.add_worksheet("Form page")
        first.set_vba_name("Sheet1")
        second = workbook.add_worksheet("Second")
        second.set_vba_name("Sheet2")
        first.write_column("A1", [10, 20.5, 30])
        second.write("A1", 5)
        workbook.define_name("box_7010", "='Form page'!$A$1")
        workbook.define_name("box_7020", "='Form page'!$A$2")
        workbook.define_name("amounts", "='Form page'!$A$1:$A$3")
        workbook.define_name("rate", "=0.04")
        workbook.define_name("Second!local", "=Second!$A$1")
        first.insert_button(
            "H1", {"macro": "ValidateAndExport", "caption": "Validate and export", "width": 150}
        )
        first.insert_button("H4", {"macro": "ValidateOnly", "caption": "Validate only"})
        date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for address, value in cells.items():
            if hasattr(value, "isoformat"):
                first.write_datetime(address, value, date)
            else:
                first.write(address, value)
    return macro_enabled(keep_stored_values(stream.getvalue()), functions)
