"""The VBA of the template: what starts the Python server, and one wrapper a function."""
