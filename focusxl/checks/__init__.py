"""The checks of a filing: every check of the edition, made on a computed filing.

Each module makes one kind of check and yields findings; no finding ends the run.
"""

from focusxl.checks.result import Result, check

__all__ = ["Result", "check"]
