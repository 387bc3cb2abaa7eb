"""The parsing of the command line and the help of a command.

The commands themselves are in `commands.py`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NoReturn

from focusxl.cli.commands import COMMANDS, Command
from focusxl.cli.failure import CommandError

_WIDTH = 80
_COLUMN = 28
"""The last column in which the help of an argument begins beside its name."""


def command_named(word: str) -> Command:
    """Give the command of a name.

    Raises:
        CommandError: there is no such command; the message suggests a similar name.
    """
    if word in COMMANDS:
        return COMMANDS[word]
    kind = "option" if word.startswith("-") else "command"
    known = ("--help", "--version") if kind == "option" else COMMANDS
    raise CommandError(f"There is no {kind} {_or_near(word, known)} Type focusxl --help for all.")


def arguments_of(command: Command, given: Sequence[str]) -> dict[str, Any]:
    """Parse the arguments of a command; with ``--help``, print the help and end.

    Raises:
        CommandError: they are not what the command takes.
    """
    parser = _Parser(command)
    return vars(parser.parse_args(parser.options_first(given)))


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help in which no word that can be typed is broken at its hyphens."""

    def add_usage(self, *given: Any, **named: Any) -> None:
        """Write the usage with a capital, as the other headings."""
        super().add_usage(*given, **{**named, "prefix": "Usage: "})

    def _split_lines(self, text: str, width: int) -> list[str]:
        import textwrap

        return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)


class _Parser(argparse.ArgumentParser):
    """The parser of one command's arguments."""

    def __init__(self, command: Command) -> None:
        super().__init__(
            prog=f"focusxl {command.name}",
            add_help=False,
            allow_abbrev=False,
            formatter_class=partial(_Help, width=_WIDTH - 2, max_help_position=_COLUMN),
        )
        self.color = False  # Python 3.14 would write colors around the stream that cleans text.
        self._command = command
        arguments = self.add_argument_group("Arguments")
        options = self.add_argument_group("Options")
        options.add_argument("-h", "--help", action="help", help="Show this message and exit.")
        for names, settings in command.arguments:
            group = options if names[0].startswith("-") else arguments
            group.add_argument(*names, **settings)

    def format_help(self) -> str:
        """Write the help, as wide as the terminal but at most 80 columns."""
        import shutil
        import textwrap

        width = min(shutil.get_terminal_size((_WIDTH, 24)).columns, _WIDTH) - 2
        self.formatter_class = partial(_Help, width=width, max_help_position=_COLUMN)
        paragraphs = (self._command.sentence, *self._command.more)
        self.description = "\n\n".join(textwrap.fill(each, width) for each in paragraphs)
        self.epilog = "\n  ".join(("Examples:", *self._command.examples))
        return super().format_help()

    def options_first(self, given: Sequence[str]) -> list[str]:
        """Put options before other arguments, and refuse the first unknown option.

        It is refused before anything that may be missing because of it.
        """
        options: list[str] = []
        rest: list[str] = []
        words = iter(given)
        for word in words:
            if word == "--":
                rest += words
            elif word == "-" or not word.startswith("-"):
                rest.append(word)
            else:
                options.append(self._option(word, words))
        most = sum(1 for each in self._command.arguments if not each[0][0].startswith("-"))
        if len(rest) > most and not self._takes_many():
            self.error(f"There is one argument too many, “{rest[most]}”.")
        return [*options, *(("--", *rest) if rest else ())]

    def _option(self, word: str, following: Iterator[str]) -> str:
        """Write an option as one word with its value, which may itself look like an option."""
        name, has_value, value = word.partition("=")
        if not word.startswith("--"):
            name, has_value, value = word[:2], word[2:], word[2:]
        action = self._option_string_actions.get(name)
        if action is None:
            near = _or_near(word.partition("=")[0], self._option_string_actions)
            self.error(f"The command {self._command.name} has no option {near}")
        full = action.option_strings[-1]
        if has_value:
            return f"{full}={value}"
        if action.nargs == 0:
            return full
        value_typed = next(following, None)
        return full if value_typed is None else f"{full}={value_typed}"

    def _takes_many(self) -> bool:
        return any(settings.get("nargs") == "+" for _, settings in self._command.arguments)

    def error(self, message: str) -> NoReturn:
        """Raise a refusal of the call.

        Raises:
            CommandError: always.
        """
        said = message if message.endswith((".", "?")) else f"{message}."
        raise CommandError(
            f"{said[0].upper()}{said[1:]} Type {self.prog} --help for what it takes."
        )


def _or_near(word: str, known: Iterable[str]) -> str:
    """Quote an unknown word, and suggest a similar known one."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1)
    return f"“{word}”; did you mean “{near[0]}”?" if near else f"“{word}”."
