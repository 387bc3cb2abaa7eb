"""The examination of a workbook for foreign code: anything that could run or fetch data.

FocusXL's own macros are known by their text; anything else that a file brings is reported, and the
report is not ready while it is there. Nothing of it is run or followed.
"""

from focusxl.files.macros.examine import examine_macros

__all__ = ["examine_macros"]
