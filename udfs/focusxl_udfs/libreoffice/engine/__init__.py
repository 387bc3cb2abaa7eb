"""An xlwings engine over UNO: code for xlwings' objects works on LibreOffice Calc."""
