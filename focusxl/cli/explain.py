"""`focusxl explain`: why is this number."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from focusxl.amount import show
from focusxl.cli.failure import EXIT_READY, CommandError
from focusxl.compute import compute
from focusxl.explanation import Explanation, explain
from focusxl.files import read
from focusxl.files.reading import in_one_line

if TYPE_CHECKING:
    from rich.tree import Tree

_LONGEST_TEXT = 200


def explain_box(box: str, file: Path) -> int:
    """Show why a number is what it is.

    The lines below it are drawn as a tree, with values, cells and sources; then, what belongs
    into the box.
    """
    from rich.console import Console

    computation = compute(read(file).filing)
    number = box.strip().strip("[]")
    if number not in computation.filing.edition.boxes:
        edition = computation.filing.edition.name
        raise CommandError(
            f"FocusXL's edition {edition} of the form has no box “{box}”. "
            f"See focusxl rules --edition {edition}."
        )
    width = min(shutil.get_terminal_size((80, 24)).columns, 120)
    tree = _tree(explain(computation, number), set())
    console = Console(width=width, highlight=False, markup=False, color_system=None)
    console.print(tree)
    what_belongs = computation.filing.edition.boxes[number].help
    if what_belongs is not None:
        console.print(f"What belongs here: {what_belongs}")
    return EXIT_READY


def _tree(explanation: Explanation, shown: set[str]) -> Tree:
    """Draw the tree; a line that several lines rest on is written out where it comes first.

    Lines with nothing on them are named together, without what they would rest on.
    """
    from rich.tree import Tree

    if explanation.rests_on and explanation.title in shown:
        return Tree(f"{_value(explanation)}  {explanation.title} (see above)")
    tree = Tree("\n".join(_lines(explanation)))
    if shown and _is_blank(explanation):
        return tree
    shown.add(explanation.title)
    blank = [below for below in explanation.rests_on if below.box and _is_blank(below)]
    for below in explanation.rests_on:
        if below not in blank or len(blank) == 1:
            tree.children.append(_tree(below, shown))
    if len(blank) > 1:
        tree.children.append(Tree(f"blank  Boxes {', '.join(below.box for below in blank)}"))
    return tree


def _is_blank(explanation: Explanation) -> bool:
    """Tell whether nothing is reported on a line or on any line that it rests on."""
    return explanation.value is None and all(
        _is_blank(below) for below in explanation.rests_on if below.box
    )


def _lines(explanation: Explanation) -> list[str]:
    lines = [f"{_value(explanation)}  {explanation.title}"]
    if explanation.remark:
        lines.append(f"but {explanation.remark}")
    if explanation.formula is not None:
        lines.append(f"= {explanation.formula}")
    at = in_one_line(str(explanation.place), _LONGEST_TEXT)
    place = f"{at}, " if at else ""
    lines.append(f"({place}{'; '.join(explanation.cite)})")
    return lines


def _value(explanation: Explanation) -> str:
    match value := explanation.value:
        case None:
            return "blank"
        case bool():
            return "yes" if value else "no"
        case Decimal() if not explanation.box and abs(value) < 10:
            return f"{show(value * 100)}%"
        case Decimal():
            return show(value)
    return in_one_line(value, _LONGEST_TEXT)
