"""Writing of files: exports with their audit record, and filled workbooks, whole or not at all."""
