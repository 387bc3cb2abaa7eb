"""`focusxl explain`: why is this number."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from focusxl.amounts import show, show_ratio
from focusxl.cli.failure import stop
from focusxl.files import read
from focusxl.filings.computation import compute
from focusxl.filings.explanation import Explanation, explain
from focusxl.forms.citation import Citation, pages_of
from focusxl.text import in_one_line

if TYPE_CHECKING:
    from rich.tree import Tree

_LONGEST_TEXT = 200


def explain_box(
    box: Annotated[str, typer.Argument(help="Box number, for example 7190.")],
    file: Annotated[Path, typer.Argument(help="Workbook, upload file or data file.")],
) -> None:
    """Show why a number is what it is.

    The lines below it are drawn as a tree, with values, cells and sources; then, what belongs
    into the box.
    """
    from rich.console import Console

    computation = compute(read(file).filing)
    number = box.strip().strip("[]")
    if number not in computation.filing.edition.boxes:
        edition = computation.filing.edition.name
        raise stop(
            f"FocusXL's edition {edition} of the form has no box “{box}”. "
            f"See focusxl rules --edition {edition}."
        )
    width = min(shutil.get_terminal_size((80, 24)).columns, 120)
    explanation = explain(computation, number)
    tree = _tree(explanation, set())
    console = Console(width=width, highlight=False, markup=False, color_system=None)
    console.print(tree)
    what_belongs = computation.filing.edition.boxes[number].help
    if what_belongs is not None:
        console.print(f"What belongs here: {what_belongs}")
    pages = pages_of(_cited(explanation))
    if pages:
        console.print("Where the sources can be read:")
    for page in pages:
        console.print(page, soft_wrap=True)


def _cited(explanation: Explanation) -> Iterator[Citation]:
    """Give what the tree cites; lines with nothing on them are left out, as in the tree."""
    yield from explanation.cite
    for below in explanation.rests_on:
        if not (below.box and _is_blank(below)):
            yield from _cited(below)


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
        case Fraction():
            return show_ratio(value)
        case Decimal() if explanation.is_ratio:
            return show_ratio(value)
        case Decimal():
            return show(value)
    return in_one_line(value, _LONGEST_TEXT)
