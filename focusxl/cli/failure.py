"""How a command ends when it cannot do what was asked: a sentence, and an exit status."""

from __future__ import annotations

from focusxl.cli.terminal import say
from focusxl.errors import FocusXLError, FormDataError, FormulaError

EXIT_READY = 0
EXIT_BLOCKED = 1
EXIT_UNUSABLE = 2
EXIT_INTERRUPTED = 130


class CommandError(FocusXLError):
    """The call or the file is wrong, and the command ends; the message is what it says of that."""


def complain(sentence: str) -> None:
    """Say on the error stream what is wrong."""
    say(f"focusxl: {sentence}", err=True)


def sentence_on(failure: Exception, doing: str) -> str:
    """Say in a sentence what went wrong; a fault of FocusXL's own is written to its log.

    Args:
        failure: what was raised.
        doing: the command that was at work, for the log.
    """
    if _is_refusal(failure):
        return str(failure)
    if isinstance(failure, OSError):
        where = f" ({failure.filename})" if failure.filename else ""
        return (
            f"The system refused: {failure.strerror or failure}{where}. "
            "No file that was there before was changed."
        )
    if isinstance(failure, MemoryError):
        return "There is not enough memory free; close other programs, or use a smaller file."
    from focusxl.failure_log import log_failure

    log = log_failure(doing, failure)
    where = f"the details are in {log}" if log else "the details could not be written to a file"
    return (
        f"FocusXL stopped before it was done ({type(failure).__name__}), through a fault of its "
        f"own; {where}. Send them, and the file if it may leave your firm, to whoever maintains "
        "FocusXL for you."
    )


def _is_refusal(failure: Exception) -> bool:
    """Tell whether FocusXL refused something in a sentence; its own form data is never at fault."""
    return isinstance(failure, FocusXLError) and not isinstance(
        failure, FormDataError | FormulaError
    )
