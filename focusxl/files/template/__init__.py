"""The template workbook: the names of its cells, its formulas and its settings."""
