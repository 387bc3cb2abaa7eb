"""The VBA of the template: the start of the Python server, and a wrapper for each function."""
