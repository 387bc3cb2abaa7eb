"""The pages of the form as printed: laid out on a grid and drawn on sheets.

The template and the filing-ready workbook draw the same pages, with different entries.
"""
