"""Files written: the export and its record, filled workbooks; whole or not at all."""
