"""Findings from a filing: every check of the edition, made on one computed filing.

Each module here makes one kind of check and yields findings; nothing stops at the first.
"""

from focusxl.checks.result import Result, check

__all__ = ["Result", "check"]
