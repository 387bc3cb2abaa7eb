"""`focusxl explain`: why is this number."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from focusxl.amount import show
from focusxl.cli.failure import stop
from focusxl.compute import compute
from focusxl.explanation import Explanation, explain
from focusxl.files import read

if TYPE_CHECKING:
    from rich.tree import Tree


def explain_box(
    box: Annotated[str, typer.Argument(help="Box number, for example 7190.")],
    file: Annotated[Path, typer.Argument(help="Workbook, upload file or data file.")],
) -> None:
    """Show why a number is what it is.

    The lines below it are drawn as a tree, with values, cells and sources.
    """
    from rich.console import Console

    computation = compute(read(file).filing)
    number = box.strip().strip("[]")
    if number not in computation.filing.edition.boxes:
        edition = computation.filing.edition.name
        raise stop(f"Edition {edition} of the form has no box “{box}”. See focusxl rules.")
    width = min(shutil.get_terminal_size((80, 24)).columns, 120)
    tree = _tree(explain(computation, number), set())
    Console(width=width, highlight=False, markup=False).print(tree)


def _tree(explanation: Explanation, shown: set[str]) -> Tree:
    """Draw the tree; a line that several lines rest on is written out where it comes first."""
    from rich.tree import Tree

    if explanation.rests_on and explanation.title in shown:
        return Tree(f"{_value(explanation.value)}  {explanation.title} (see above)")
    shown.add(explanation.title)
    tree = Tree("\n".join(_lines(explanation)))
    for below in explanation.rests_on:
        tree.children.append(_tree(below, shown))
    return tree


def _lines(explanation: Explanation) -> list[str]:
    lines = [f"{_value(explanation.value)}  {explanation.title}"]
    if explanation.remark:
        lines.append(f"but {explanation.remark}")
    if explanation.formula is not None:
        lines.append(f"= {explanation.formula}")
    place = f"{explanation.place}, " if str(explanation.place) else ""
    lines.append(f"({place}{'; '.join(explanation.cite)})")
    return lines


def _value(value: Decimal | bool | str | None) -> str:
    match value:
        case None:
            return "blank"
        case bool():
            return "yes" if value else "no"
        case Decimal() if 0 < abs(value) < 10 and value != value.to_integral_value():
            return f"{show(value * 100)}%"
        case Decimal():
            return show(value)
    return value
