"""The template workbook: its sheets, its styles, and the code that builds it."""
