"""The Open XML file format: packages, sheets and cells, and nothing of the form."""
