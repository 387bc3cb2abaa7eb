"""The stored contents of files: cells, values and entries, before they are judged."""
