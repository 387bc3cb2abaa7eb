"""LibreOffice Calc as a host: it recalculates the workbook's functions and runs its buttons."""

from focusxl.errors import FocusXLError


class LibreOfficeError(FocusXLError):
    """Something the user can act on; the message is one plain sentence."""
