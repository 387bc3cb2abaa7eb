"""A workbook of an earlier version, whose pages are laid out otherwise, is read and judged as ever.

The native template of 2014 with its sample, made before our marks stood left of the print: its
pages begin a column further left and two rows further up, and labels break at other words.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from focusxl.checks import check
from focusxl.files import read
from focusxl.files.template.names import box_name
from focusxl.filings.computation import compute
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from tests.files.workbook_checks.test_seen_is_filed import beside, reading_of, with_names

OLDER = Path(__file__).parents[2] / "cases" / "older_workbook_2014.xlsx"


def test_it_holds_the_sample_and_is_ready() -> None:
    reading = read(OLDER)
    assert [(found.id, found.check_class) for found in reading.findings] == [("WB-26", "note")]
    values, sample = reading.filing.values, load_sample("2014")
    assert {number: values.get(number) for number in sample.values} == sample.values
    assert str(reading.filing.entries["7010"].place) == "Segregation!J7"
    assert check(compute(reading.filing), reading.findings).is_ready


@pytest.mark.parametrize(("down", "across"), [(0, 1), (0, -1), (1, 0), (-1, 0), (0, 2)], ids=str)
def test_a_name_that_is_moved_to_a_cell_beside_is_found(
    tmp_path: Path, down: int, across: int
) -> None:
    content = OLDER.read_bytes()
    numbers = [number for number in load_edition("2014").boxes if number != "25"]
    for first in range(4):
        moves = {
            box_name(number): target
            for number in numbers[first::4]
            if (target := beside(content, box_name(number), down, across)) is not None
        }
        reading = reading_of(with_names(content, moves), tmp_path, "native")
        told = {f.box for f in reading.findings if f.id in ("WB-08", "WB-11") and f.blocks}
        assert {box_name(n) for n in numbers[first::4] if n in told} == moves.keys()
