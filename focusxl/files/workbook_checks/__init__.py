"""What only the workbook shows: whether what is seen on its pages is what is filed."""
