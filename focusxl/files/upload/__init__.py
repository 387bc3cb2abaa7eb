"""Upload files: rows of line-item id and value, read and written."""
