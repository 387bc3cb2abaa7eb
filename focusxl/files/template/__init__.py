"""The template workbook: the names of its cells, their formulas, its settings."""
