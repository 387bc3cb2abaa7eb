"""500 damaged files, the same each time; `tests/fuzz/run.py` damages as many as one likes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from fuzz_bases import Base, made_bases
from fuzz_oracle import foreign_content, wrong
from run import judged

SEED, COUNT, AT_ONCE = 9, 500, 25


@pytest.fixture(scope="module")
def bases() -> list[Base]:
    return made_bases()


@pytest.fixture(scope="module")
def standings() -> Counter[str]:
    """How many files became what; told at the end, when all have been judged."""
    return Counter()


@pytest.mark.parametrize("first", range(0, COUNT, AT_ONCE))
def test_damaged_files(
    first: int, bases: list[Base], standings: Counter[str], tmp_path: Path
) -> None:
    faults = []
    for number in range(first, first + AT_ONCE):
        one = judged(bases, SEED, number, tmp_path)
        standings[f"status {one.status}"] += 1
        standings["not to be read from outside"] += one.status == 0 and not one.checked
        if one.faults:
            faults.append((f"--seed {SEED} --only {number}", one.base, one.done, one.faults))
    assert not faults


def test_the_damage_is_of_every_kind(standings: Counter[str]) -> None:
    """Neither is all refused at the door, nor does nothing matter; ready files are compared."""
    if standings.total() < COUNT:
        pytest.skip("only some of the files were judged")  # pragma: no cover
    assert min(standings[f"status {status}"] for status in (0, 1, 2)) > COUNT * 0.08
    assert standings["not to be read from outside"] < 0.2 * standings["status 0"]


def test_the_undamaged_files_show_what_is_filed_of_them(bases: list[Base]) -> None:
    assert len(bases) == 12
    for base in bases:
        assert wrong(base, base.content, base.filed) == []


def test_another_amount_is_seen(bases: list[Base]) -> None:
    """What judges is judged: with another amount filed, every base is told to be wrong."""
    box = "7010"
    for base in bases:
        filed = {**base.filed, box: f"{int(base.filed[box]) + 1}"}
        (said,) = wrong(base, base.content, filed)
        assert said.startswith(f"box {box}: shows ")
        del filed[box]
        assert len(wrong(base, base.content, filed)) == 1


def test_a_template_has_content_that_no_export_may_have(bases: list[Base]) -> None:
    for base in bases:
        if base.is_workbook:
            assert any("a formula or a link" in each for each in foreign_content(base.content))
