"""`focusxl doctor`: what keeps a workbook from computing on this computer, and what to do."""
