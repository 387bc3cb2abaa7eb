"""What the form and the rules say of every box and check, written apart from the form data.

The tables in ``tables/`` are read beside the official form and its instructions. A change of the
form data that they do not know of is a finding of a test, and is made in the table by hand.
"""

import csv
from pathlib import Path

TABLES = Path(__file__).parents[1] / "forms" / "tables"

Row = dict[str, str]


def table(name: str) -> list[Row]:
    """Give the rows of a table by the heads of its columns."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cited(written: str) -> tuple[str, ...]:
    """Give citations one by one; white space says nothing."""
    return tuple(" ".join(one.split()) for one in written.split(";"))


def boxes_by_group(edition: str) -> list[tuple[Row, list[str]]]:
    """Give the groups of boxes of which the table says the same, each with its numbers."""
    return [(row, row["boxes"].split()) for row in table(f"boxes_{edition}")]


def citations_of_boxes(edition: str) -> dict[str, tuple[str, ...]]:
    """Give the citation of every page by its id, and of each box that has one of its own."""
    return {
        row["box"] or row["page"]: cited(row["cite"])
        for row in table("citations")
        if row["edition"] == edition
    }
