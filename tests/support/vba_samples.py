"""Worksheet functions and a workbook made up for the tests of the VBA."""

import io
from datetime import datetime

import xlsxwriter

from focusxl_udfs.worksheet.catalogue import Argument, WorksheetFunction

EDITION = Argument("edition", "Edition of the form, such as 2014")
BOX = Argument("box", "Number of the box on the form")

FOCUS_LINE = WorksheetFunction(
    "FOCUS_LINE",
    'Computes a total such as "Net equity" from its inputs.',
    (EDITION, BOX, Argument("inputs", "Inputs in the order of the form", repeats=True)),
)
FOCUS_LABEL = WorksheetFunction("FOCUS_LABEL", "What the form calls a box.", (EDITION, BOX))
FOCUS_SEGREGATION_EXCESS = WorksheetFunction(
    "FOCUS_SEGREGATION_EXCESS",
    "Funds in segregation above the requirement.",
    (
        Argument("total", "Total amount in segregation"),
        Argument("required", "Amount required to be segregated"),
        Argument("target", "Management target amount", optional=True),
    ),
)
FUNCTIONS = (FOCUS_LINE, FOCUS_LABEL, FOCUS_SEGREGATION_EXCESS)


def small_workbook() -> bytes:
    """Write a workbook with all that ours has: names, locks, formulas, buttons, settings."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2014, 7, 24)})
        workbook.set_vba_name("ThisWorkbook")
        form = workbook.add_worksheet("Form")
        form.set_vba_name("Sheet1")
        unlocked = workbook.add_format({"locked": False})
        for row, amount in enumerate([10, 20, 30, 40, 50]):
            form.write_number(row, 0, amount, unlocked)
        form.write_formula("A6", '=FOCUS_LINE("2014", 7040, A1:A5)', None, 150)
        form.protect()
        workbook.define_name("box_7010", "=Form!$A$1")
        workbook.define_name("liabilities", "=Form!$A$1:$A$3")
        for cell, macro, caption in (
            ("D1", "ValidateAndExport", "Validate and export"),
            ("D4", "ValidateOnly", "Validate only"),
        ):
            form.insert_button(cell, {"macro": macro, "caption": caption, "width": 160})
        settings = workbook.add_worksheet("xlwings.conf")
        settings.set_vba_name("Sheet2")
        settings.write_row(0, 0, ["Interpreter_Win", "python"])
        settings.write_row(1, 0, ["UDF Modules", "focusxl_udfs.functions"])
    return written.getvalue()
