"""The filer's answer that a page has nothing to report."""

NOTHING_TO_REPORT = "Nothing to report"
"""The answer, as a cell on Start holds it."""
