"""The sheets of the template besides the pages: Start, Checks, Findings and others."""
