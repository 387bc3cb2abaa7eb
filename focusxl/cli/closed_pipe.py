"""What becomes of a command that nobody reads any more, as with ``focusxl rules | head -1``."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO

EXIT_UNREAD = 141
"""As a shell counts it where SIGPIPE ends a program: 128 + 13. It is no verdict."""

_UNREAD = {errno.EPIPE, errno.EINVAL} if sys.platform == "win32" else {errno.EPIPE}


class Unread(BaseException):
    """Nobody reads the output any more; like an exit, no failure that a command would handle."""


@contextlib.contextmanager
def seeing_closed_pipes() -> Iterator[None]:
    """Raise `Unread` as soon as output meets a closed pipe."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = map(_watched, before)
    try:
        with all_written():
            yield
    finally:
        sys.stdout, sys.stderr = before


@contextlib.contextmanager
def all_written() -> Iterator[None]:
    """Write all output at the end of this, so that a refusal to take it is seen here."""
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # As under pythonw, or where the caller closed it.
                stream.flush()


def _watched(stream: TextIO) -> TextIO:
    """Give a stream onto the same file; what is no file, or a terminal, stays as it is."""
    if not isinstance(stream, io.TextIOWrapper) or stream.isatty():
        return stream
    try:
        stream.flush()
        return _Watched(stream)
    except (OSError, ValueError):
        return stream


class _Watched(io.TextIOWrapper):
    """Text that goes to a pipe or a file, until nobody takes it."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        super().__init__(
            io.BufferedWriter(io.FileIO(stream.fileno(), "wb", closefd=False)),
            encoding=stream.encoding,
            errors=stream.errors,
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )

    def write(self, text: str, /) -> int:
        with self._refusal_seen():
            return super().write(text)

    def flush(self) -> None:
        with self._refusal_seen():
            super().flush()

    @contextlib.contextmanager
    def _refusal_seen(self) -> Iterator[None]:
        try:
            yield
        except OSError as refusal:
            # What is still to be written would be refused again, when Python ends.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            if refusal.errno in _UNREAD:
                raise Unread from None
            raise
