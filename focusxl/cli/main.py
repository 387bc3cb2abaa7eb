"""The entry point of `focusxl`: it runs a command and ends the process with its exit status.

The commands are listed in `commands.py`; a command's module is imported when the command is called.
"""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Sequence

from focusxl.cli.closed_pipe import EXIT_UNREAD, Unread, all_written, seeing_closed_pipes
from focusxl.cli.failure import (
    EXIT_INTERRUPTED,
    EXIT_READY,
    EXIT_UNUSABLE,
    complain,
    sentence_on,
)
from focusxl.cli.terminal import clean_streams

_MOST_UNCOLLECTED = 1_000_000
"""So many objects may come up before Python looks for garbage among them, and one report makes a
fraction of them. What nothing refers to goes at once all the same."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end with its exit status; see `focusxl --help`."""
    is_the_process = arguments is None
    given = list(sys.argv[1:] if arguments is None else arguments)
    if is_the_process:
        gc.set_threshold(_MOST_UNCOLLECTED)
    try:
        with seeing_closed_pipes():
            _print_whatever_comes()
            with clean_streams():
                status = _status_of(given)
    except Unread:
        status = EXIT_UNREAD
    if is_the_process:
        gc.freeze()  # The end of the process frees all of it; nothing is looked for in it.
    sys.exit(status)


def _status_of(given: list[str]) -> int:
    """Run the command, and turn any failure into a sentence and an exit status."""
    try:
        with all_written():
            return _run(given)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as failure:
        complain(sentence_on(failure, f"focusxl {given[0] if given else ''}"))
        return EXIT_UNUSABLE


def _run(given: list[str]) -> int:
    from focusxl.cli.commands import overview

    if not given or given[0] in ("-h", "--help"):
        print("\n".join(overview()), file=sys.stdout if given else sys.stderr)
        return EXIT_READY if given else EXIT_UNUSABLE
    if given[0] == "--version":
        from focusxl import __version__

        print(f"focusxl {__version__}")
        return EXIT_READY
    from focusxl.cli.parsing import arguments_of, command_named

    command = command_named(given[0])
    arguments = arguments_of(command, given[1:])
    return command.function()(**arguments)


def _print_whatever_comes() -> None:
    """Replace letters that the terminal's encoding lacks by a question mark."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
