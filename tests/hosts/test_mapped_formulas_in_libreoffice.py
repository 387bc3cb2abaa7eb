"""The formulas of mapped boxes, calculated by LibreOffice: ledgers and mappings made at random.

What each box must show is added up here, account by account, in whole cents.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from focusxl.files.template.names import box_name
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from tests.support.command_line import run, validated

BOXES = ("7010", "7020", "7070", "7080", "7090", "7120", "7500", "7315", "8500", "8540")
ROUNDED_UP = ("8540",)
ACCOUNTS, SCATTERED = 900, "7317"
"""Every second account goes into the scattered box, which is too many to be named one by one."""


def write(path: Path, rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def counted(cents: int, when: str) -> bool:
    return when == "any" or (cents > 0) == (when == "debit")


def dollars(cents: int, up: bool) -> int:
    whole, rest = divmod(abs(cents), 100)
    return (whole + (up and rest > 0)) * (1 if cents >= 0 else -1)


@pytest.mark.parametrize("seed", [1, 2])
def test_libreoffice_calculates_what_the_mapping_gives(
    seed: int, libreoffice: LibreOfficeHost, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    cents = {number: chance.randrange(-(10**9), 10**9) for number in range(5000, 5000 + ACCOUNTS)}
    cents[5999] = -sum(cents.values())
    balances: list[tuple[object, ...]] = [("Account", "Description", "Balance")]
    balances += [(number, f"Account {number}", amount / 100) for number, amount in cents.items()]
    rules: list[tuple[object, ...]] = [("account", "description", "box", "sign", "when")]
    expected = dict.fromkeys((*BOXES, SCATTERED), 0)
    for box in BOXES:
        low = chance.randrange(5000, 5800)
        high, sign = low + chance.randrange(0, 60), chance.choice((1, -1))
        when = chance.choice(("any", "debit", "credit"))
        rules.append((f"{low}-{high}", "", box, sign, when))
        for number, amount in cents.items():
            if low <= number <= high and counted(amount, when):
                expected[box] += sign * amount
    for number in range(5000, 5000 + ACCOUNTS, 2):
        when = ("any", "debit", "credit")[number % 3]
        sign = 1 if number % 4 else -1
        rules.append((number, "", SCATTERED, sign, when))
        if counted(cents[number], when):
            expected[SCATTERED] += sign * cents[number]
    rules.append(("*", "the rest", "", "", ""))
    book, out = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    assert run("new", book, "--native", "--edition", "2014").status == 0
    tb = write(tmp_path / "tb.csv", balances)
    mapping = write(tmp_path / "map.csv", rules)
    done = run("import", book, tb, "--map", mapping, "-o", out)
    assert done.status == 0, done.out + done.err
    with libreoffice.open(out) as opened:
        opened.recalculate()
        names = opened.document.NamedRanges
        shown = {}
        for box in expected:
            cell = names.getByName(box_name(box)).getReferredCells()
            assert cell.getError() == 0, (box, cell.Formula)
            assert ("SUMIFS" if box == SCATTERED else "Balances") in cell.Formula
            shown[box] = cell.Value
        opened.save(tmp_path / "saved.xlsx")
    whole = {box: dollars(sum_, box in ROUNDED_UP) for box, sum_ in expected.items()}
    assert shown == whole
    # What LibreOffice saved is the mapping's formulas still, and they show what they give.
    found = {one["id"] for one in validated(tmp_path / "saved.xlsx").findings}
    assert not found & {"TB-12", "WB-16", "WB-15", "WB-17"}
