"""What can go wrong, as one tree; each message is one sentence that says what to do.

* FocusXLError
  * Unreadable: a file cannot be read
  * NotReady: a report may not be exported yet
  * NotExported, NotFilled, NotPlaced: nothing was written, or nothing changed
  * UnknownEdition, UnknownFirm: a word that the form does not know
  * WrongCall: a worksheet function is called with something else than it takes
  * NotAnAmount: a text that is no amount
  * FormDataError, FormulaError: the form's own data is at fault
"""

from __future__ import annotations


class FocusXLError(Exception):
    """Whatever FocusXL refuses to do; the message is for an accountant."""


class Unreadable(FocusXLError):
    """A file cannot be read; the message is one sentence: which file, what is wrong, what to do."""


class NotExported(FocusXLError):
    """Nothing was exported; the message is one sentence: why, and what to do."""


class NotReady(NotExported):
    """A report is not exported while it is partial, or anything must be fixed or explained."""


class NotFilled(FocusXLError):
    """The workbook is not changed; the message is one sentence: why, and what to do."""


class NotPlaced(FocusXLError):
    """Nothing was written; the message says to the accountant what has no place, and where."""


class UnknownEdition(FocusXLError):
    """There is no such edition of the form."""


class UnknownFirm(FocusXLError):
    """A word that says nothing about a firm; the message gives those that do."""


class WrongCall(FocusXLError):
    """A worksheet function cannot be computed as it is called; the message is for its cell."""


class NotAnAmount(FocusXLError, ValueError):
    """A text that cannot be read as an amount; the message completes “it …”."""


class FormDataError(FocusXLError):
    """The form data is not consistent; the message gives file, line and what is wrong."""


class FormulaError(FocusXLError, ValueError):
    """A formula that is not of the notation; the message says what and where."""
