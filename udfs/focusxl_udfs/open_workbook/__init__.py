"""The workbook that is open in a host: read as it is, and written back to."""
