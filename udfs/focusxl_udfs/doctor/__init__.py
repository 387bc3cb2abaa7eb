"""The examinations of `focusxl doctor`: what keeps a workbook from computing, and its remedy."""
