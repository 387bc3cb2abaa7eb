"""The worksheet functions, and their description for hosts."""
