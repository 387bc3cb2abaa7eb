"""The engine of FocusXL: it knows the form and knows no spreadsheet."""

__version__ = "0.2.0"
