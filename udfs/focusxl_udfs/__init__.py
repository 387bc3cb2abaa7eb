"""The functions and buttons that a spreadsheet host calls, and LibreOffice as a host."""
