"""LibreOffice Calc as a host: it recalculates the workbook's functions and runs its buttons."""


class LibreOfficeError(Exception):
    """Something the user can act on; the message is one plain sentence."""
