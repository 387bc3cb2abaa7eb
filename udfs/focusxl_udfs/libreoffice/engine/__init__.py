"""An xlwings engine over UNO: code written against xlwings' objects works on LibreOffice Calc."""
