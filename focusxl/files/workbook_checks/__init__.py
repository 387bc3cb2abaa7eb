"""The checks of a workbook: what its pages show is what is filed."""
