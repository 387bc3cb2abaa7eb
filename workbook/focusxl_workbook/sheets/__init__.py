"""The sheets of the template that are no page of the form: Start, Checks, Findings and others."""
