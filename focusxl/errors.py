"""The errors of FocusXL, as one tree; each message is a sentence that says what to do.

* FocusXLError
  * Unreadable: a file cannot be read
  * NotReady: a report may not be exported yet
  * NotExported, NotFilled, NotPlaced: nothing was written, or nothing changed
  * UnknownEdition, UnknownFirm: the form has no such edition or filer type
  * WrongCall: a worksheet function is called with wrong arguments
  * NotAnAmount: a text is not an amount
  * FormDataError, FormulaError: the form data itself is wrong
"""

from __future__ import annotations


class FocusXLError(Exception):
    """Any refusal of FocusXL; the message is for an accountant."""


class Unreadable(FocusXLError):
    """A file that cannot be read; the message says which file, what is wrong and what to do."""


class NotExported(FocusXLError):
    """An export that was not made; the message says why, and what to do."""


class NotReady(NotExported):
    """An export that was not made because the report is partial or blocked."""


class NotFilled(FocusXLError):
    """A workbook that was not filled in and is unchanged; the message says why, and what to do."""


class NotPlaced(FocusXLError):
    """A value without a place on the official form; nothing was written."""


class UnknownEdition(FocusXLError):
    """An edition that FocusXL does not have; the message names those it has."""


class UnknownFirm(FocusXLError):
    """A word that is no filer type or fact of the edition; the message lists those that are."""


class WrongCall(FocusXLError):
    """A worksheet function with wrong arguments; the message is shown in its cell."""


class NotAnAmount(FocusXLError, ValueError):
    """A text that cannot be read as an amount; the message completes “it …”."""


class FormDataError(FocusXLError):
    """Form data that is not consistent; the message gives file, line and fault."""


class FormulaError(FocusXLError, ValueError):
    """A formula that is not in the notation; the message says what is wrong, and where."""
