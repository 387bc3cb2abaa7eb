"""The template workbook: its layout on sheets, its styles, its VBA, and how it is built."""
