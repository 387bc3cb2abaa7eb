"""500 damaged files, the same each time; `tests/fuzz/run.py` damages as many as one likes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.fuzz.fuzz_bases import Base, made_bases
from tests.fuzz.fuzz_oracle import foreign_content, wrong
from tests.fuzz.run import judged

pytestmark = pytest.mark.slow

SEED, COUNT, AT_ONCE = 9, 500, 50


@pytest.fixture(scope="module")
def bases() -> list[Base]:
    return made_bases()


@pytest.mark.parametrize("first", range(0, COUNT, AT_ONCE))
def test_damaged_files(first: int, bases: list[Base], tmp_path: Path) -> None:
    faults = []
    became: Counter[int] = Counter()
    unseen = 0
    for number in range(first, first + AT_ONCE):
        one = judged(bases, SEED, number, tmp_path)
        became[one.status] += 1
        unseen += one.status == 0 and not one.checked
        if one.faults:
            faults.append((f"--seed {SEED} --only {number}", one.base, one.done, one.faults))
    assert not faults
    # Neither is all refused at the door, nor does nothing matter; and what is ready is compared.
    assert min(became[status] for status in (0, 1, 2)) >= 3
    assert unseen <= became[0] // 2


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
