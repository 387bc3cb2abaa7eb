"""The command `focusxl`."""
