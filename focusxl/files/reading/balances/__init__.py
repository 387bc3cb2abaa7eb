"""Balance files and mapping files: tables of a ledger's program, read into accounts and rows."""
