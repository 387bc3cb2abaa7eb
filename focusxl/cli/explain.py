"""The command `focusxl explain`, which shows why a number is what it is."""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path

from focusxl.cli.failure import EXIT_READY, CommandError
from focusxl.cli.terminal import say
from focusxl.forms.citation import pages_of
from focusxl.library import read

_WIDEST = 120


def explain_box(box: str, file: Path) -> int:
    """Print the explanation of a box.

    The lines below it are drawn as a tree, with values, cells and citations, followed by the help
    text of the box and the addresses of the citations.
    """
    filing = read(file)
    number = box.strip().strip("[]")
    if number not in filing.edition.boxes:
        edition = filing.edition.name
        raise CommandError(
            f"FocusXL's edition {edition} of the form has no box “{box}”. "
            f"See focusxl rules --edition {edition}."
        )
    width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)
    explanation = filing.explain(number)
    for line in explanation.drawn(width):
        say(line)
    what_belongs = filing.edition[number].help
    if what_belongs is not None:
        for line in textwrap.wrap(f"What belongs here: {what_belongs}", width):
            say(line)
    pages = pages_of(explanation.cited)
    if pages:
        say("Where the sources can be read:")
    for page in pages:
        say(page)
    return EXIT_READY
