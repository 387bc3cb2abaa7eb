"""How a command ends when it cannot do what was asked: a sentence, and an exit status."""

from __future__ import annotations

import typer

from focusxl.cli.terminal import say

EXIT_READY = 0
EXIT_BLOCKED = 1
EXIT_UNUSABLE = 2
EXIT_INTERRUPTED = 130


def complain(sentence: str) -> None:
    """Say on the error stream what is wrong."""
    say(f"focusxl: {sentence}", err=True)


def stop(sentence: str) -> typer.Exit:
    """Say what is wrong with the call or the file; raise what this gives."""
    complain(sentence)
    return typer.Exit(EXIT_UNUSABLE)
