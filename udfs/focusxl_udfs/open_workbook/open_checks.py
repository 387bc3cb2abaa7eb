"""The filter of the sheet Checks, applied again, so that it lists what is open now.

Filters do not follow the cells that they look at. Where a host cannot apply one again, the line
above the list says how many open checks are hidden.
"""

from __future__ import annotations

from typing import Any

import xlwings as xw

from focusxl.failure_log import log_failure
from focusxl.files.template.names import CHECK_OPEN


def list_open_checks(book: xw.Book) -> None:
    """List the checks that are open now, if the user has not chosen to list every check."""
    try:
        sheet: Any = book.names[CHECK_OPEN].refers_to_range.sheet.api
        if hasattr(sheet, "queryEmptyCells"):
            _in_libreoffice(book.api, sheet)
        else:
            _in_excel(sheet)
    except Exception as failure:
        # The findings are written; an old filter is no reason to say that they are not.
        log_failure("the filter of the sheet Checks", failure)


def _in_excel(sheet: Any) -> None:
    if not (sheet.AutoFilterMode and sheet.FilterMode):
        return
    if sheet.ProtectContents:
        # As the template protects it, except against programs: Excel filters again only so.
        protect = {
            "password": "",
            "drawing objects": True,
            "contents": True,
            "scenarios": True,
            "against the user alone": True,
            "format cells": False,
            "format columns": True,
            "format rows": True,
            "insert columns": False,
            "insert rows": False,
            "insert links": False,
            "delete columns": False,
            "delete rows": False,
            "sort": False,
            "filter": True,
        }
        sheet.Protect(*protect.values())
    sheet.AutoFilter.ApplyFilter()


def _in_libreoffice(document: Any, sheet: Any) -> None:
    index = sheet.getRangeAddress().Sheet
    filtered = document.getPropertyValue("UnnamedDatabaseRanges")
    if filtered.hasByTable(index):
        area = filtered.getByTable(index)
        if area.getFilterDescriptor().getFilterFields():
            area.refresh()
