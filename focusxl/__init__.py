"""The engine of FocusXL: it knows the form and knows no spreadsheet."""
