"""Workbook files as packages, sheets and cells: their format, and nothing of the form."""
