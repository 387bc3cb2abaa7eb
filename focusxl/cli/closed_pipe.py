"""The end of a command whose output is no longer read, as in ``focusxl rules | head -1``."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO

EXIT_UNREAD = 141
"""The exit status that a shell gives a program ended by SIGPIPE, 128 + 13. It is no verdict."""

_UNREAD = {errno.EPIPE, errno.EINVAL} if sys.platform == "win32" else {errno.EPIPE}


class Unread(BaseException):
    """Output that is no longer read; not an Exception, since no command should handle it."""


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
    """Flush all output at the end of the context, so that a closed pipe is noticed there."""
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # As under pythonw, or where the caller closed it.
                stream.flush()


def _watched(stream: TextIO) -> TextIO:
    """Give a watched stream onto the same file; a terminal, or a stream without a file, is kept."""
    if not isinstance(stream, io.TextIOWrapper) or stream.isatty():
        return stream
    try:
        stream.flush()
        return _Watched(stream)
    except (OSError, ValueError):
        return stream


class _Watched(io.TextIOWrapper):
    """A text stream to a pipe or a file that raises `Unread` when it is closed."""

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
            # Python would try to write the rest of the buffer again at its end.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            if refusal.errno in _UNREAD:
                raise Unread from None
            raise
