"""The one exception a user of the LibreOffice host has to know."""


class LibreOfficeError(Exception):
    """Something the user can act on; the message is one plain sentence."""
