"""Damage done at random: a filing or a sentence, and never anything else."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from focusxl.checks import check
from focusxl.errors import Unreadable
from focusxl.files import Reading, read
from focusxl.filings.computation import compute
from focusxl.filings.filing import FilerExplanation
from tests.support.parts import parts_of, with_parts
from tests.support.sample_books import Book

pytestmark = pytest.mark.slow

FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@lru_cache(maxsize=1)
def workbook() -> bytes:
    explanations = {"SEG-03": FilerExplanation("Because.")}
    book = Book(explanations=explanations, formulas={"7010": "=SUM(Start!D8:D9)*2"})
    book.also = lambda _, sheets: sheets["Start"].write_number("D9", 171_269_864.5)
    return book.content()


def judge(path: Path, content: bytes) -> None:
    """Read and check a file as the command does; only a refusal may come out of it."""
    path.write_bytes(content)
    try:
        reading = read(path)
    except Unreadable as refusal:
        message = str(refusal)
        assert message.isprintable()
        assert message.endswith(".")
        return
    assert isinstance(reading, Reading)
    for finding in check(compute(reading.filing), reading.findings).findings:
        str(finding.as_record()).encode()


@FUZZ
@given(seed=st.integers(0, 2**32))
def test_bytes_flipped_in_a_workbook(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(workbook())
    for _ in range(chance.choice((1, 2, 5, 50))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    judge(tmp_path / "book.xlsx", bytes(content))


@FUZZ
@given(seed=st.integers(0, 2**32))
def test_a_workbook_cut_off_or_put_together_wrongly(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = workbook()
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    judge(tmp_path / "book.xlsx", chance.choice((content[:end], content[:start] + content[end:])))


READ_PARTS = [
    name
    for name in parts_of(workbook())
    if name.endswith((".rels", "workbook.xml", "styles.xml", "sharedStrings.xml"))
    or name.startswith("xl/worksheets/sheet")
]


@FUZZ
@given(seed=st.integers(0, 2**32), name=st.sampled_from(READ_PARTS))
def test_characters_changed_inside_a_part(tmp_path: Path, seed: int, name: str) -> None:
    chance = random.Random(seed)

    def damage(part_name: str, part: bytes) -> bytes:
        if part_name != name:
            return part
        changed = bytearray(part)
        for _ in range(chance.choice((1, 1, 2, 5))):
            at = chance.randrange(len(changed))
            match chance.randrange(4):
                case 0:
                    changed[at] = chance.choice(b'0123456789"<>/&= AMxs-.:')
                case 1:
                    del changed[at : at + chance.randrange(1, 20)]
                case 2:
                    changed[at:at] = changed[max(0, at - 30) : at]
                case 3:
                    changed[at:at] = bytes(chance.choice(b"0123456789") for _ in range(30))
        return bytes(changed)

    judge(tmp_path / "book.xlsx", with_parts(workbook(), damage))


@FUZZ
@given(seed=st.integers(0, 2**32), name=st.sampled_from(READ_PARTS))
def test_attributes_set_to_nonsense(tmp_path: Path, seed: int, name: str) -> None:
    chance = random.Random(seed)
    nonsense = [b"", b"-1", b"0", b"x", b"9" * 400, b"1e999", b"NaN", b"A1:A1", b"#REF!", b"XFE1"]

    def damage(part_name: str, part: bytes) -> bytes:
        if part_name != name:
            return part
        quotes = [at for at, byte in enumerate(part) if byte == ord('"')]
        first = 2 * chance.randrange(len(quotes) // 2)
        return part[: quotes[first] + 1] + chance.choice(nonsense) + part[quotes[first + 1] :]

    judge(tmp_path / "book.xlsx", with_parts(workbook(), damage))


@FUZZ
@given(
    content=st.binary(max_size=300), ending=st.sampled_from(["json", "txt", "csv", "xml", "xlsx"])
)
def test_any_bytes_under_any_ending(tmp_path: Path, content: bytes, ending: str) -> None:
    judge(tmp_path / f"any.{ending}", content)


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["7010", "25", "16", "text", "x"]) | st.text(), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@FUZZ
@given(boxes=JSON_LIKE, explanations=JSON_LIKE, facts=JSON_LIKE)
def test_any_json_in_the_place_of_a_data_file(
    tmp_path: Path, boxes: object, explanations: object, facts: object
) -> None:
    import json

    data = {"edition": "2014", "boxes": boxes, "explanations": explanations, "facts": facts}
    judge(tmp_path / "any.json", json.dumps(data).encode())


@FUZZ
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["7010", "7020", "25", "16", "7190", "13", "x"]), st.text()),
        max_size=6,
    ),
    ending=st.sampled_from(["txt", "csv"]),
)
def test_any_rows_in_an_upload(tmp_path: Path, rows: list[tuple[str, str]], ending: str) -> None:
    between = "\t" if ending == "txt" else ","
    text = "\n".join(f"{box}{between}{value}" for box, value in rows)
    judge(tmp_path / f"any.{ending}", text.encode(errors="replace"))


def test_the_undamaged_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook())
    assert [(f.id, f.box) for f in read(path).findings] == [("WB-15", "7010")]
