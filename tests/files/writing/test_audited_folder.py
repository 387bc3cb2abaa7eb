"""`focusxl audit`: every way in which a folder can differ from what was exported is named."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from focusxl.checks import check
from focusxl.errors import Unreadable
from focusxl.files import read
from focusxl.files.writing.audited_folder import audited_folder, statement
from focusxl.files.writing.export import export
from focusxl.files.writing.export_series import FILING
from focusxl.filings.computation import Computation, compute
from tests.support.dying import dies_at
from tests.support.sample_books import Book

pytestmark = pytest.mark.slow

STEM = "19585-2014-06-30"
TIME = datetime.datetime(2014, 7, 24, 15, 30, tzinfo=datetime.UTC)
WHOLE_1 = f"{STEM}-1: WHOLE: 5 files as exported on 07/24/2014 15:30 UTC."
WHOLE_2 = f"{WHOLE_1[:-1].replace('-1:', '-2:')}, after {STEM}-1-audit.json."
WHOLE_3 = f"{WHOLE_1[:-1].replace('-1:', '-3:')}, after {STEM}-2-audit.json."


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Book(flavour="native").save(tmp_path_factory.mktemp("in") / "june.xlsx")


def exported(source: Path, to: Path) -> None:
    def workbook(computation: Computation) -> bytes:
        return f"workbook of {computation.filing.firm_name}".encode()

    reading = read(source)
    computation = compute(reading.filing)
    result = check(computation, reading.findings)
    export(reading, computation, result, source, to, {FILING: workbook}, lambda: TIME)


@pytest.fixture
def folder(source: Path, tmp_path: Path) -> Path:
    """Three exports of the sample, one after the other."""
    to = tmp_path / "out"
    for _ in range(3):
        exported(source, to)
    return to


def said(folder: Path) -> list[str]:
    return [statement(each) for each in audited_folder(folder).sets]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_as_it_was_exported_is_whole_and_stays_untouched(folder: Path) -> None:
    before = contents(folder)
    audited = audited_folder(folder)
    assert [statement(each) for each in audited.sets] == [WHOLE_1, WHOLE_2, WHOLE_3]
    assert {each.state for each in audited.sets} == {"whole"}
    assert (audited.of_no_record, audited.left_behind) == ((), ())
    assert contents(folder) == before


def test_capitals_in_a_name_make_no_difference_to_what_belongs_together(folder: Path) -> None:
    (folder / f"{STEM}-3-audit.json").rename(folder / f"{STEM}-3-AUDIT.JSON")
    assert said(folder) == [WHOLE_1, WHOLE_2, WHOLE_3]


def test_files_of_no_export_are_named(folder: Path) -> None:
    for name in ("june.xlsm", f"{STEM}-7-notes.docx", "old-audit.json", f"{STEM}-x-upload.txt"):
        (folder / name).write_text("mine")
    (folder / "sub").mkdir()
    audited = audited_folder(folder)
    assert {each.state for each in audited.sets} == {"whole"}
    assert audited.of_no_record == (
        *(f"{STEM}-7-notes.docx", f"{STEM}-x-upload.txt"),
        *("june.xlsm", "old-audit.json", "sub"),
    )


def changed(name: str, content: bytes | None = None) -> Callable[[Path], None]:
    """Write a file anew, or take it away."""

    def change(folder: Path) -> None:
        path = folder / f"{STEM}-{name}"
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)

    return change


def instead(name: str, make: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / f"{STEM}-{name}").unlink()
        make(folder / f"{STEM}-{name}")

    return change


def recorded(number: int, /, **changes: Any) -> Callable[[Path], None]:
    """Change what a record says."""

    def change(folder: Path) -> None:
        path = folder / f"{STEM}-{number}-audit.json"
        record = json.loads(path.read_text())
        for key, value in changes.items():
            record[key] = value(record[key]) if callable(value) else value
        path.write_text(json.dumps(record))

    return change


NOT = "NOT AS EXPORTED"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (changed("3-filing.xlsx"), f"{STEM}-3: {NOT}: “{STEM}-3-filing.xlsx” is missing."),
        (
            changed("3-upload.csv", b"13,OTHER\n"),
            f"{STEM}-3: {NOT}: “{STEM}-3-upload.csv” is not as it was exported.",
        ),
        (
            changed("3-findings.txt", b""),
            f"{STEM}-3: {NOT}: “{STEM}-3-findings.txt” is not as it was exported.",
        ),
        (
            instead("3-upload.txt", lambda path: path.mkdir()),
            f"{STEM}-3: {NOT}: “{STEM}-3-upload.txt” is not as it was exported.",
        ),
        (
            instead("3-upload.txt", lambda path: path.symlink_to("nowhere")),
            f"{STEM}-3: {NOT}: “{STEM}-3-upload.txt” is not as it was exported.",
        ),
        (
            instead("3-upload.txt", lambda path: path.symlink_to("/dev/zero")),
            f"{STEM}-3: {NOT}: “{STEM}-3-upload.txt” is not as it was exported.",
        ),
        (
            instead("3-upload.txt", os.mkfifo),
            f"{STEM}-3: {NOT}: “{STEM}-3-upload.txt” is not as it was exported.",
        ),
        (
            instead("3-filing.xlsx", lambda path: (path.touch(), os.truncate(path, 6 * 2**30))[1]),
            f"{STEM}-3: {NOT}: “{STEM}-3-filing.xlsx” is not as it was exported.",
        ),
        (
            changed("3-official-form.pdf", b"%PDF"),
            f"{STEM}-3: {NOT}: “{STEM}-3-official-form.pdf” is not in its record.",
        ),
        (
            recorded(3, exported=lambda files: files[:-1]),
            f"{STEM}-3: {NOT}: its record does not vouch for “{STEM}-3-findings.txt”; "
            f"“{STEM}-3-findings.txt” is not in its record.",
        ),
        (
            recorded(3, inputs=lambda text: text.replace("342539729", "342539730")),
            f"{STEM}-3: {NOT}: the inputs in its record were changed.",
        ),
        (recorded(3, number=4), f"{STEM}-3: {NOT}: its record is of export 4."),
        (
            recorded(3, follows=None),
            f"{STEM}-3: {NOT}: its record follows none, though “{STEM}-2-audit.json” is there.",
        ),
        (
            recorded(3, follows=lambda file: file | {"sha256": "0" * 64}),
            f"{STEM}-3: {NOT}: “{STEM}-2-audit.json”, which its record follows, is not as it was "
            "then.",
        ),
        (
            recorded(3, follows={"name": f"{STEM}-3-audit.json", "sha256": "0" * 64}),
            f"{STEM}-3: {NOT}: its record follows “{STEM}-3-audit.json”, which is not an earlier "
            "export for this firm and period.",
        ),
        (
            recorded(3, follows={"name": "19586-2014-06-30-1-audit.json", "sha256": "0" * 64}),
            f"{STEM}-3: {NOT}: its record follows “19586-2014-06-30-1-audit.json”, which is not an "
            "earlier export for this firm and period.",
        ),
    ],
)
def test_what_differs_in_the_last_export_is_said_of_it_alone(
    folder: Path, change: Callable[[Path], None], sentence: str
) -> None:
    change(folder)
    assert said(folder) == [WHOLE_1, WHOLE_2, sentence]


def test_a_record_that_was_changed_is_given_away_by_the_one_after(folder: Path) -> None:
    """The first record still fits its files; that it is another one shows in the second."""
    recorded(1, verdict="ready to file")(folder)
    assert said(folder) == [
        WHOLE_1,
        f"{STEM}-2: {NOT}: “{STEM}-1-audit.json”, which its record follows, is not as it was then.",
        WHOLE_3,
    ]


def test_an_export_that_was_removed_is_missed_by_the_one_after(folder: Path) -> None:
    for path in folder.glob(f"{STEM}-2-*"):
        path.unlink()
    assert said(folder) == [
        WHOLE_1,
        f"{STEM}-3: {NOT}: “{STEM}-2-audit.json”, which its record follows, is missing.",
    ]


def test_an_export_passed_over_by_the_one_after_is_named(folder: Path) -> None:
    one = json.loads((folder / f"{STEM}-2-audit.json").read_text())["follows"]
    recorded(3, follows=one)(folder)
    assert said(folder)[2] == (
        f"{STEM}-3: {NOT}: its record follows “{STEM}-1-audit.json”, though "
        f"“{STEM}-2-audit.json” is there and follows it as well."
    )


def test_an_export_without_its_record_is_no_export(folder: Path) -> None:
    (folder / f"{STEM}-3-audit.json").unlink()
    (folder / f"{STEM}-3-upload.txt").unlink()
    audited = audited_folder(folder)
    assert [each.state for each in audited.sets] == ["whole", "whole", "no record"]
    assert statement(audited.sets[2]) == (
        f"{STEM}-3: NOT WHOLE: it has no audit record, only “{STEM}-3-filing.xlsx”, "
        f"“{STEM}-3-findings.txt”, “{STEM}-3-upload.csv”, “{STEM}-3-upload.xml”; it was "
        "interrupted, or the record was removed: do not file it."
    )


KEEP = "; get it again from where it is kept."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "is not one: Invalid JSON: EOF"),
        (b"[" * 200_000, "is not one: Invalid JSON: recursion limit exceeded"),
        (b"[]", "is not one: Input should be an object"),
        (b"{}", "is not one: program: Field required"),
        (b'{"number": ' + b"9" * 100_000 + b"}", "is not one: "),
        (b'"\\ud800"', "is not one: "),
        (b"NaN", "is not one: "),
    ],
)
def test_a_record_that_is_none_is_one_sentence(folder: Path, content: bytes, why: str) -> None:
    (folder / f"{STEM}-3-audit.json").write_bytes(content)
    audited = audited_folder(folder).sets[2]
    assert audited.state == "unreadable"
    sentence = statement(audited)
    assert sentence.startswith(f"The audit record “{STEM}-3-audit.json” {why}")
    assert sentence.endswith(KEEP)
    assert len(sentence) < 300
    assert sentence.isprintable()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; save or export it again."),
        (b"\xff\xfe{", "is not text in UTF-8; save it as UTF-8."),
        (b" " * (16 * 1024 * 1024 + 1), "is larger than 16 MB, more than a report can need; "),
    ],
)
def test_a_record_that_is_no_text_is_one_sentence(
    folder: Path, content: bytes, sentence: str
) -> None:
    (folder / f"{STEM}-3-audit.json").write_bytes(content)
    assert statement(audited_folder(folder).sets[2]).startswith(f"“{STEM}-3-audit.json” {sentence}")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("number", "one"),
        ("number", [1]),
        ("exported_at", "yesterday"),
        ("exported_at", 1e300),
        ("exported", {"name": "x"}),
        ("exported", [{"name": 5, "sha256": None}]),
        ("follows", "x"),
        ("inputs", {"boxes": {}}),
        ("facts", {"a": "perhaps"}),
        ("stranger", "\x1b]0;title\x07\n"),
        ("\x1b[31m\n", 1),
    ],
)
def test_a_record_of_wrong_kinds_is_one_sentence(folder: Path, key: str, value: object) -> None:
    path = folder / f"{STEM}-3-audit.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    sentence = statement(audited_folder(folder).sets[2])
    assert sentence.startswith(f"The audit record “{STEM}-3-audit.json” is not one: ")
    assert sentence.endswith(KEEP)
    assert sentence.isprintable()


@pytest.mark.parametrize(
    "name",
    ["../in/june.xlsx", "/etc/passwd", "..", ".", "", "a/b", "a\\b", "C:x", "C:\\x", "x\0", "a/"],
)
@pytest.mark.parametrize("where", ["exported", "follows"])
def test_a_record_reaches_no_file_outside_its_folder(folder: Path, name: str, where: str) -> None:
    file = {"name": name, "sha256": "0" * 64}
    recorded(3, **{where: [file] if where == "exported" else file})(folder)
    audited = audited_folder(folder).sets[2]
    assert audited.state == "unreadable"
    sentence = statement(audited)
    assert sentence.startswith(f"The audit record “{STEM}-3-audit.json” names “")
    assert sentence.endswith(f"”, which is not a file in its folder{KEEP}")
    assert sentence.isprintable()


def test_what_is_no_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Unreadable, match="“none” is not there; give the folder that was exported"):
        audited_folder(tmp_path / "none")
    with pytest.raises(Unreadable, match="“file” is no folder; give the folder that was exported"):
        audited_folder(tmp_path / "file")


@pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed here")
def test_killed_at_any_moment_the_next_export_makes_all_whole(source: Path, tmp_path: Path) -> None:
    """Before it, an export is whole or has no record; after it, all are whole and in a chain."""
    states: set[tuple[str, ...]] = set()
    for step in range(1, 100):
        to = tmp_path / str(step)
        exported(source, to)
        died = dies_at(step, to, lambda to=to: exported(source, to))
        before = audited_folder(to)
        states.add(tuple(each.state for each in before.sets))
        assert before.of_no_record == ()
        named = {name: text for name, text in contents(to).items() if name[0] != "."}
        exported(source, to)
        after = audited_folder(to)
        assert {each.state for each in after.sets} == {"whole"}
        assert after.of_no_record == after.left_behind == ()
        assert len(after.sets) == len(before.sets) + 1
        assert named.items() <= contents(to).items()
        if not died:
            break
    assert not died
    assert states == {("whole",), ("whole", "no record"), ("whole", "whole")}
