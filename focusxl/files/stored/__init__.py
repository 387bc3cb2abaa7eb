"""Workbooks and other files as they store it: cells, values and entries, nothing judged."""
