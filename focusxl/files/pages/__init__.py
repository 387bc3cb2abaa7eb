"""The form's pages as printed: laid out on a grid, drawn on sheets, and the filing-ready workbook.

The template workbook draws the same pages; only what it puts into the entries differs.
"""
