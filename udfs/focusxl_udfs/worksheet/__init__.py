"""What the functions in cells compute, and how the workbook calls them."""
