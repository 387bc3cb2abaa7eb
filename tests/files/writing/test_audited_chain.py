"""The chain of a folder's exports over months and amendments, and what breaks it."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from focusxl.files.writing.amendment import amendment
from focusxl.files.writing.audited_folder import audited_folder, statement
from focusxl.files.writing.export import export
from focusxl.files.writing.export_series import FILING
from focusxl.filings.computation import Computation
from focusxl.filings.samples import sample_data
from focusxl.library import Filing

pytestmark = pytest.mark.slow

JUNE, JULY, AUGUST = (f"19585-2014-{month}" for month in ("06-30", "07-31", "08-31"))
ENDS = {JUNE: ("2014-04-01", "2014-06-30"), JULY: ("2014-07-01", "2014-07-31")}
ENDS[AUGUST] = ("2014-08-01", "2014-08-31")
REASON = "Cash of one account had been left out."
NOT = "NOT AS EXPORTED"


def exported(
    to: Path, month: str, day: int, cash: int = 342_539_729, amends: str | None = None
) -> None:
    """Export the sample as of another month, on a day of September."""
    data = sample_data("2014")
    form = Filing.from_boxes("2014", {}).edition
    boxes = {n: v for n, v in data["boxes"].items() if form.box(n).formula is None}
    begins, ends = ENDS[month]
    filing = Filing.from_boxes(
        "2014", boxes | {"24": begins, "25": ends, "7010": cash}, facts=data["facts"]
    )

    def workbook(computation: Computation) -> bytes:
        return f"workbook of {computation.filing.period_end}".encode()

    at = datetime.datetime(2014, 9, day, 12, tzinfo=datetime.UTC)
    amended = amends and amendment(filing.computation, to / amends, REASON, to)
    export(
        *(filing.reading, filing.computation, filing.check(), Path(f"{month}.json"), to),
        *({FILING: workbook}, lambda: at),
        amendment=amended or None,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """June, July, June amended, August."""
    to = tmp_path / "out"
    exported(to, JUNE, 1)
    exported(to, JULY, 2)
    exported(to, JUNE, 3, cash=342_540_729, amends=f"{JUNE}-1-audit.json")
    exported(to, AUGUST, 4)
    return to


def said(folder: Path) -> dict[str, str]:
    return {each.name: statement(each) for each in audited_folder(folder).sets}


def record_of(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / f"{name}-audit.json").read_text())
    return found


def test_each_names_the_one_before_it(folder: Path) -> None:
    """By the time of the export: after the amendment of June comes August."""
    names = {
        f"{JUNE}-1": (None, None),
        f"{JULY}-1": (None, f"{JUNE}-1-audit.json"),
        f"{JUNE}-2-amendment-1": (f"{JUNE}-1-audit.json", f"{JULY}-1-audit.json"),
        f"{AUGUST}-1": (None, f"{JUNE}-2-amendment-1-audit.json"),
    }
    for name, (follows, before) in names.items():
        record = record_of(folder, name)
        assert (record["follows"] or {}).get("name") == follows
        assert (record["before"] or {}).get("name") == before
    assert said(folder) == {
        f"{JUNE}-1": f"{JUNE}-1: WHOLE: 5 files as exported on 09/01/2014 12:00 UTC.",
        f"{JUNE}-2": f"{JUNE}-2: WHOLE: 5 files as exported on 09/03/2014 12:00 UTC, amendment 1, "
        f"which amends {JUNE}-1-audit.json, after {JUNE}-1-audit.json.",
        f"{JULY}-1": f"{JULY}-1: WHOLE: 5 files as exported on 09/02/2014 12:00 UTC.",
        f"{AUGUST}-1": f"{AUGUST}-1: WHOLE: 5 files as exported on 09/04/2014 12:00 UTC.",
    }


def test_exports_of_another_firm_are_none_of_its_chain(folder: Path) -> None:
    """Whose number begins with the same digits."""
    other = folder / "195855-2014-09-30-1-audit.json"
    shutil.copy(folder / f"{JULY}-1-audit.json", other)
    exported(folder, AUGUST, 5)
    assert record_of(folder, f"{AUGUST}-2")["before"]["name"] == (
        f"{JUNE}-2-amendment-1-audit.json"
    )


def without(pattern: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        paths = list(folder.glob(pattern))
        assert paths
        for path in paths:
            path.unlink()

    return change


def rewritten(name: str, **keys: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / f"{name}-audit.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | keys))

    return change


def renamed(one: str, other: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for path in list(folder.glob(f"{one}-*")):
            path.rename(folder / path.name.replace(one, other))

    return change


def swapped(one: str, other: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        first, second = folder / f"{one}-audit.json", folder / f"{other}-audit.json"
        content = first.read_bytes()
        first.write_bytes(second.read_bytes())
        second.write_bytes(content)

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            without(f"{JULY}-1-*"),
            {
                f"{JUNE}-2": f"{JUNE}-2: {NOT}: “{JULY}-1-audit.json”, the export of the firm "
                "before it, is missing."
            },
        ),
        (
            without(f"{JUNE}-2-*"),
            {
                f"{AUGUST}-1": f"{AUGUST}-1: {NOT}: “{JUNE}-2-amendment-1-audit.json”, the export "
                "of the firm before it, is missing."
            },
        ),
        (
            rewritten(f"{JULY}-1", verdict="READY"),
            {
                f"{JUNE}-2": f"{JUNE}-2: {NOT}: “{JULY}-1-audit.json”, the export of the firm "
                "before it, is not as it was then."
            },
        ),
        (
            rewritten(f"{JUNE}-1", verdict="READY"),
            {
                f"{JUNE}-2": f"{JUNE}-2: {NOT}: “{JUNE}-1-audit.json”, which its record follows, "
                f"is not as it was then; “{JUNE}-1-audit.json”, which it amends, is not as it was "
                "then.",
                f"{JULY}-1": f"{JULY}-1: {NOT}: “{JUNE}-1-audit.json”, the export of the firm "
                "before it, is not as it was then.",
            },
        ),
        (
            rewritten(f"{AUGUST}-1", amends=None, before=None),
            {},
        ),
        (
            rewritten(f"{JUNE}-2-amendment-1", amends=None),
            {
                f"{JUNE}-2": f"{JUNE}-2: {NOT}: its record is of no amendment, and its name says "
                "otherwise.",
                f"{AUGUST}-1": f"{AUGUST}-1: {NOT}: “{JUNE}-2-amendment-1-audit.json”, the export "
                "of the firm before it, is not as it was then.",
            },
        ),
    ],
    ids=["July removed", "amendment removed", "July", "June", "the newest", "no amendment"],
)
def test_what_breaks_the_chain_is_told_of_the_one_after(
    folder: Path, change: Callable[[Path], None], told: dict[str, str]
) -> None:
    change(folder)
    found = said(folder)
    assert {name: text for name, text in found.items() if ": WHOLE: " not in text} == told


def test_records_that_are_swapped_are_told(folder: Path) -> None:
    swapped(f"{JUNE}-1", f"{JUNE}-2-amendment-1")(folder)
    found = said(folder)
    assert NOT in found[f"{JUNE}-1"]
    assert "its record is of export 2" in found[f"{JUNE}-1"]
    assert NOT in found[f"{JUNE}-2"]
    assert "its record is of export 1" in found[f"{JUNE}-2"]


def test_an_export_that_is_renamed_is_told(folder: Path) -> None:
    renamed(f"{AUGUST}-1", f"{AUGUST}-3")(folder)
    text = said(folder)[f"{AUGUST}-3"]
    assert f"“{AUGUST}-1-filing.xlsx” is missing" in text
    assert "its record is of export 1" in text


def test_an_amendment_that_is_renamed_to_a_plain_export_is_told(folder: Path) -> None:
    for path in list(folder.glob(f"{JUNE}-2-amendment-1-*")):
        path.rename(folder / path.name.replace("-amendment-1", ""))
    assert "its record is of amendment 1, and its name says otherwise" in said(folder)[f"{JUNE}-2"]


def test_two_records_that_follow_the_same_one_are_told(folder: Path) -> None:
    """An export made elsewhere, from a copy of the folder, and brought in again."""
    copy = folder.parent / "copy"
    copy.mkdir()
    for path in folder.glob(f"{JUNE}-1-*"):
        shutil.copy(path, copy)
    exported(copy, JUNE, 7)
    for path in copy.glob(f"{JUNE}-2-*"):
        shutil.copy(path, folder / path.name.replace(f"{JUNE}-2", f"{JUNE}-3"))
    assert (
        f"its record follows “{JUNE}-1-audit.json”, though “{JUNE}-2-amendment-1-audit.json” is "
        "there and follows it as well"
    ) in said(folder)[f"{JUNE}-3"]


def test_a_record_of_a_version_without_the_chain_is_told_and_is_whole(folder: Path) -> None:
    path = folder / f"{JULY}-1-audit.json"
    record = record_of(folder, f"{JULY}-1")
    for key in ("follows", "before", "amends", "filed", "signatures"):
        del record[key]
    path.write_text(json.dumps(record | {"program_version": "0.1.0"}))
    assert said(folder)[f"{JULY}-1"] == (
        f"{JULY}-1: WHOLE: 5 files as exported on 09/02/2014 12:00 UTC; FocusXL 0.1.0 made it, "
        "whose records do not say what they follow."
    )


def test_what_is_amended_may_be_kept_in_another_folder(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    data = sample_data("2014")
    filing = Filing.from_boxes("2014", data["boxes"] | {"30": "Jane Doe"}, facts=data["facts"])
    made = partial(filing.export, amends=folder / f"{JUNE}-2-amendment-1-audit.json")
    made(other, reason=REASON)
    (only,) = audited_folder(other).sets
    assert only.state == "whole"
    assert f", amendment 2, which amends {JUNE}-2-amendment-1-audit.json." in statement(only)


@pytest.mark.parametrize("where", ["before", "amends"])
@pytest.mark.parametrize("name", ["../in/june.json", "/etc/passwd", "a/b", "", "..", "x\0"])
def test_a_record_reaches_no_file_outside_its_folder(folder: Path, where: str, name: str) -> None:
    record = record_of(folder, f"{JUNE}-2-amendment-1")
    rewritten(f"{JUNE}-2-amendment-1", **{where: record[where] | {"name": name}})(folder)
    found = {each.name: each for each in audited_folder(folder).sets}[f"{JUNE}-2"]
    assert found.state == "unreadable"
    assert "which is not a file in its folder" in statement(found)
