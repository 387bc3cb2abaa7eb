"""What could run in a workbook, or fetch something, and is not FocusXL's.

Our macros are known by their text: whatever else a file brings is named, and the report is not
ready while it is there. Nothing of it is run or followed to find that out.
"""

from focusxl.files.macros.examine import examine_macros

__all__ = ["examine_macros"]
