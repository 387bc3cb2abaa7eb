"""Cell errors in three notations: Excel's names, Excel's COM numbers, LibreOffice's numbers."""

import struct

COM_NUMBERS = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
"""Numbers that Excel passes over COM for cells with an error."""

LIBREOFFICE_NUMBERS = {
    "#NULL!": 521,
    "#DIV/0!": 532,
    "#VALUE!": 519,
    "#REF!": 524,
    "#NAME?": 525,
    "#NUM!": 503,
    "#N/A": 32767,
}
"""LibreOffice's error codes, as `getError()` of a cell gives them."""

OTHER_NAMES = {501: "#NAME?", 523: "#NUM!", 526: "#NAME?", 527: "#NAME?", 518: "#NAME?"}
"""Further errors of LibreOffice with a name in Excel; the others become #VALUE!."""

NAMES = {number: name for name, number in LIBREOFFICE_NUMBERS.items()} | OTHER_NAMES
NEWER_NAMES = frozenset(
    {"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA"}
)
"""Excel's errors that LibreOffice does not have; they become #VALUE!."""

QUIET_NAN = 0x7FF80000


def error_name(number: int) -> str:
    """Give Excel's name for LibreOffice's error number."""
    return NAMES.get(number, "#VALUE!")


def com_number(number: int) -> int:
    """Give the COM number for LibreOffice's error number."""
    return COM_NUMBERS[error_name(number)]


def is_error_name(text: str) -> bool:
    """Tell whether a text is exactly the name of one of Excel's errors."""
    return text in LIBREOFFICE_NUMBERS or text in NEWER_NAMES


def as_number(name: str) -> float:
    """Give the number that LibreOffice shows as this error.

    Calc keeps an error in a number: a NaN whose low half is the error's number.
    """
    number = LIBREOFFICE_NUMBERS.get(name, LIBREOFFICE_NUMBERS["#VALUE!"])
    error: float = struct.unpack("<d", struct.pack("<II", number, QUIET_NAN))[0]
    return error
