"""LibreOffice Calc as a host: it recalculates the workbook's functions and runs its buttons."""
