"""The workbook that is open in a host: read as it stands, and written back to."""
