"""Puts the command together and runs it.

The engine's own commands stand in this package. Commands that build workbooks or start hosts come
from the packages that can do so, through the entry points ``focusxl.commands``; they are looked
up only when one of them, or the help, is asked for.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence

import typer

from focusxl.cli import audit, explain, export, rules, validate
from focusxl.cli.closed_pipe import all_written, ending_quietly_unread
from focusxl.cli.failure import EXIT_INTERRUPTED, EXIT_UNUSABLE, complain
from focusxl.cli.terminal import clean_streams
from focusxl.errors import UnknownEdition, Unreadable
from focusxl.failure_log import log_failure

_OWN_COMMANDS: dict[str, Callable[..., None]] = {
    "validate": validate.validate,
    "export": export.export_files,
    "explain": explain.explain_box,
    "rules": rules.print_rules,
    "audit": audit.audit,
}


@ending_quietly_unread()
def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; see `focusxl --help`."""
    _print_whatever_comes()
    given = list(sys.argv[1:] if arguments is None else arguments)
    with clean_streams():
        _run(given)


def _run(given: list[str]) -> None:
    """Run the command; whatever happens, what is said is a sentence."""
    try:
        with all_written():
            _app(given)(args=given, prog_name="focusxl")
    except (Unreadable, UnknownEdition) as refusal:
        complain(str(refusal))
        sys.exit(EXIT_UNUSABLE)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        complain(
            f"The system refused: {error.strerror or error}{where}. "
            "No file that was there before was changed."
        )
        sys.exit(EXIT_UNUSABLE)
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except MemoryError:
        complain("There is not enough memory free; close other programs, or use a smaller file.")
        sys.exit(EXIT_UNUSABLE)
    except Exception as failure:
        _confess(given, failure)
        sys.exit(EXIT_UNUSABLE)


def _confess(given: list[str], failure: Exception) -> None:
    """Say that the fault is FocusXL's, and where whoever mends it finds what happened."""
    command = given[0] if given else ""
    log = log_failure(f"focusxl {command}", failure)
    where = f"the details are in {log}" if log else "the details could not be written to a file"
    complain(
        f"FocusXL stopped before it was done ({type(failure).__name__}), through a fault of its "
        f"own; {where}. Send them, and the file if it may leave your firm, to whoever maintains "
        "FocusXL for you."
    )


def _app(given: list[str]) -> typer.Typer:
    app = typer.Typer(
        name="focusxl",
        help="Prepare, check and export the SEC's FOCUS Report (Form X-17A-5 Part II).",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for name, command in _OWN_COMMANDS.items():
        app.command(name)(command)
    if not given or given[0] not in _OWN_COMMANDS:
        _add_commands_of_other_packages(app)
    return app


def _print_whatever_comes() -> None:
    """Put a question mark where the terminal's encoding lacks a letter, a firm's name for one."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _add_commands_of_other_packages(app: typer.Typer) -> None:
    from importlib.metadata import entry_points

    for point in entry_points(group="focusxl.commands"):
        point.load()(app)
