"""What a spreadsheet host calls: the worksheet functions, the button, the LibreOffice host."""
