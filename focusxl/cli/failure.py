"""The failure of a command: a sentence, and an exit status."""

from __future__ import annotations

from focusxl.cli.terminal import say
from focusxl.errors import FocusXLError, FormDataError, FormulaError

EXIT_READY = 0
EXIT_BLOCKED = 1
EXIT_UNUSABLE = 2
EXIT_INTERRUPTED = 130


class CommandError(FocusXLError):
    """A wrong call or file, which ends the command; the message is for the user."""


def complain(sentence: str) -> None:
    """Print a sentence on the error stream."""
    say(f"focusxl: {sentence}", err=True)


def sentence_on(failure: Exception, doing: str) -> str:
    """Describe a failure in a sentence; an internal failure is also written to the log.

    Args:
        failure: the exception.
        doing: the command, for the log.
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
    """Tell whether an exception is a refusal of FocusXL; faults of its own form data are not."""
    return isinstance(failure, FocusXLError) and not isinstance(
        failure, FormDataError | FormulaError
    )
