"""How a test has a file read."""

from collections.abc import Callable

from focusxl.files import Reading

Take = Callable[[str, bytes | str], Reading]
