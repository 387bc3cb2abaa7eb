"""Worksheet functions and buttons that show what reaches them."""

from typing import Any

import xlwings as xw

from focusxl_udfs.worksheet.catalogue import Argument, WorksheetFunction

VALUES = Argument("values", "Any values.", repeats=True)
FIRST = Argument("first", "Any value.")
CATALOGUE = (
    WorksheetFunction("ECHO_TEXT", "Shows what it is given.", (FIRST, VALUES)),
    WorksheetFunction("ECHO_BACK", "Gives back what it is given.", (FIRST,)),
    WorksheetFunction("ECHO_TABLE", "Gives a table of several kinds of value.", (FIRST,)),
    WorksheetFunction("ECHO_FAILURE", "Fails.", (FIRST,)),
    WorksheetFunction(
        "ECHO_OPTIONAL",
        "Shows what it is given.",
        (FIRST, Argument("second", "May be left out.", optional=True)),
    ),
)


def ECHO_TEXT(*values: Any) -> str:  # noqa: N802
    return repr(values)


def ECHO_BACK(value: Any) -> Any:  # noqa: N802
    return value


def ECHO_TABLE(value: Any) -> Any:  # noqa: N802
    return (("text", 1.5, "#REF!"), (None, value, "#SPILL!"), ("short",))


def ECHO_FAILURE(value: Any) -> Any:  # noqa: N802
    raise KeyError("no such thing")


def ECHO_OPTIONAL(*values: Any) -> str:  # noqa: N802
    return repr(values)


def validate_and_export() -> None:
    book = xw.Book.caller()
    book.sheets["Second"]["A1"].value = [["called by", book.name], ["active", xw.books.active.name]]


def validate_only() -> None:
    raise RuntimeError("Nothing was validated, on purpose.")
