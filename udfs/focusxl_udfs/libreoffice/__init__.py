"""LibreOffice Calc as a host: it recalculates the workbook's functions and runs its buttons."""

from focusxl.errors import FocusXLError


class LibreOfficeError(FocusXLError):
    """An error that the user can resolve; the message is one plain sentence."""
