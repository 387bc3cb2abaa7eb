"""An export is whole or has not happened, and says where every figure comes from."""

from __future__ import annotations

import datetime
import errno
import hashlib
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import focusxl.files.writing.export
import focusxl.files.writing.folder_lock
from focusxl.checks import Result, check
from focusxl.errors import NotExported
from focusxl.files import Reading, read
from focusxl.files.upload.rows import upload_rows
from focusxl.files.writing.export import export
from focusxl.files.writing.export_series import FILING
from focusxl.files.writing.folder_lock import locked_folder
from focusxl.files.writing.recorded import AuditRecord
from focusxl.filings.canonical_inputs import canonical_inputs
from focusxl.filings.computation import Computation, compute
from focusxl.filings.filing import FilerExplanation
from focusxl.forms.loader import load_edition
from tests.support.dying import dies_at
from tests.support.sample_books import Book, sample_filing

pytestmark = pytest.mark.slow


def names(number: int = 1) -> tuple[str, ...]:
    """The files of an export of the sample: firm 19585, June 2014."""
    return (
        f"19585-2014-06-30-{number}-filing.xlsx",
        f"19585-2014-06-30-{number}-upload.txt",
        f"19585-2014-06-30-{number}-upload.csv",
        f"19585-2014-06-30-{number}-upload.xml",
        f"19585-2014-06-30-{number}-findings.txt",
        f"19585-2014-06-30-{number}-audit.json",
    )


NAMES = names()
TIME = datetime.datetime(2014, 7, 24, 15, 30, tzinfo=datetime.UTC)


def workbook_bytes(computation: Computation) -> bytes:
    return f"workbook of {computation.filing.firm_name}".encode()


def clock() -> datetime.datetime:
    return TIME


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    book = Book(flavour="native")
    book.values |= {"7132": 98590267, "7100": 236739597}
    answer = "Premium of one option is settled a day later."
    book.explanations["SEG-03"] = FilerExplanation(answer)
    return book.save(folder / "june.xlsx")


def judged(source: Path) -> tuple[Reading, Computation, Result]:
    reading = read(source)
    computation = compute(reading.filing)
    return reading, computation, check(computation, reading.findings)


def exported(
    source: Path, to: Path, workbook: Callable[[Computation], bytes] = workbook_bytes
) -> tuple[Path, ...]:
    return export(*judged(source), source, to, {FILING: workbook}, clock)


def record_of(paths: tuple[Path, ...]) -> AuditRecord:
    return AuditRecord.model_validate_json(paths[-1].read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_ready_filing_is_exported_in_six_files(source: Path, tmp_path: Path) -> None:
    to = tmp_path / "new" / "folder"
    paths = exported(source, to)
    assert paths == tuple(to / name for name in NAMES)
    assert sorted(path.name for path in to.iterdir()) == sorted(NAMES)
    assert paths[0].read_bytes() == b"workbook of HSBC SECURITIES (USA) INC."
    _, computation, _ = judged(source)
    for path in paths[1:4]:
        assert tuple(upload_rows(compute(read(path).filing))) == tuple(upload_rows(computation))


def test_the_report_can_be_read_on_paper(source: Path, tmp_path: Path) -> None:
    text = exported(source, tmp_path)[4].read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0].startswith("READY TO FILE: june.xlsx")
    assert max(map(len, lines)) <= 80
    assert "SEG-03" in text
    assert "Premium of one option" in text
    assert "07/24/2014 15:30 UTC" in text
    assert hashlib.sha256(source.read_bytes()).hexdigest() in text


def test_the_audit_record_vouches_for_everything(source: Path, tmp_path: Path) -> None:
    paths = exported(source, tmp_path)
    text = paths[-1].read_text(encoding="utf-8")
    record = AuditRecord.model_validate_json(text)
    reading, _, result = judged(source)

    assert record.source.name == "june.xlsx"
    assert record.source.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert record.source_kind == "workbook"
    assert record.exported_at == TIME
    assert '"exported_at": "2014-07-24T15:30:00Z"' in text
    assert record.edition == "2014"
    assert record.rules_sha256 == load_edition("2014").rules_sha256
    assert record.inputs == canonical_inputs(reading.filing)
    assert record.inputs_sha256 == hashlib.sha256(record.inputs.encode()).hexdigest()
    assert record.facts == {"retail_forex": False}
    assert (record.nothing_to_report, record.titles) == ((), {})
    assert (record.number, record.follows) == (1, None)
    assert {file.name: file.sha256 for file in record.exported} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths[:-1]
    }
    assert [finding.id for finding in record.findings] == [f.id for f in result.findings]
    explained = next(finding for finding in record.findings if finding.id == "SEG-03")
    assert explained.explanation == "Premium of one option is settled a day later."
    assert explained.sides == "98590266 against 98590267"
    assert explained.check_class == "explain"
    assert [(given.check, given.answered) for given in record.explanations] == [("SEG-03", None)]
    assert str(tmp_path) not in text


def test_the_record_of_the_rules_follows_the_form_data() -> None:
    edition = load_edition("2014")
    assert re.fullmatch("[0-9a-f]{64}", edition.rules_sha256)
    assert edition.rules_sha256 != edition.replaced(files=edition.files[:-1]).rules_sha256


def test_a_filing_that_is_not_ready_is_not_exported(tmp_path: Path) -> None:
    source = Book(typed_over={"7180": 1}).save(tmp_path / "wrong.xlsx")
    to = tmp_path / "out"
    with pytest.raises(NotExported, match=r"“wrong.xlsx” is not ready to file .*to fix") as refusal:
        exported(source, to)
    assert "\n" not in str(refusal.value)
    assert not to.exists()


def test_exporting_again_replaces_nothing_and_says_what_it_follows(
    source: Path, tmp_path: Path
) -> None:
    to = tmp_path / "out"
    first = exported(source, to)
    before = contents(to)
    second = exported(source, to, workbook=lambda _: b"second")
    assert tuple(path.name for path in second) == names(2)
    assert second[0].read_bytes() == b"second"
    third = exported(source, to)
    after = contents(to)
    assert set(after) == {*names(1), *names(2), *names(3)}
    assert {name: after[name] for name in before} == before
    follows = [record_of(paths).follows for paths in (first, second, third)]
    assert [each and (each.name, each.sha256) for each in follows] == [
        None,
        (names(1)[-1], sha256(first[-1])),
        (names(2)[-1], sha256(second[-1])),
    ]
    assert [record_of(paths).number for paths in (first, second, third)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("there", "number"),
    [
        ("19585-2014-06-30-7-notes.docx", 8),
        ("19585-2014-06-30-3-upload.csv", 4),
        ("19585-2014-06-30-9-UPLOAD.TXT", 10),
        ("19585-2014-06-30-12", 13),
        # Of another firm, another period, or no number of ours.
        ("119585-2014-06-30-7-upload.csv", 1),
        ("19585-2014-03-31-7-upload.csv", 1),
        ("19585-2014-06-30-upload.csv", 1),
        ("19585-2014-06-30-1234567-upload.csv", 1),
        ("june-filing.xlsx", 1),
    ],
)
@pytest.mark.parametrize("is_folder", [False, True], ids=["file", "folder"])
def test_the_number_is_one_that_nothing_in_the_folder_has(
    source: Path, tmp_path: Path, there: str, number: int, is_folder: bool
) -> None:
    to = tmp_path / "out"
    to.mkdir()
    (to / there).mkdir() if is_folder else (to / there).write_text("mine")
    paths = exported(source, to)
    assert tuple(path.name for path in paths) == names(number)
    assert record_of(paths).follows is None
    assert is_folder or (to / there).read_text() == "mine"


def test_an_export_without_its_record_is_not_followed_and_keeps_its_number(
    source: Path, tmp_path: Path
) -> None:
    first, second = exported(source, tmp_path), exported(source, tmp_path)
    second[-1].unlink()
    third = record_of(exported(source, tmp_path))
    assert third.number == 3
    assert third.follows is not None
    assert (third.follows.name, third.follows.sha256) == (names(1)[-1], sha256(first[-1]))


def test_a_name_that_is_taken_at_the_last_moment_is_left_to_whoever_took_it(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another export puts its record under the number after this one has looked."""
    to = tmp_path / "out"
    write_all = focusxl.files.writing.export.write_all
    attempts: list[Path] = []

    def late(files: dict[Path, bytes]) -> None:
        attempts.append(next(iter(files)))
        if len(attempts) == 1:
            (to / names(1)[-1]).write_text("of another export")
        write_all(files)

    monkeypatch.setattr(focusxl.files.writing.export, "write_all", late)
    paths = exported(source, to)
    assert [path.name for path in attempts] == [names(1)[0], names(2)[0]]
    assert contents(to)[names(1)[-1]] == b"of another export"
    assert set(contents(to)) == {names(1)[-1], *names(2)}
    follows = record_of(paths).follows
    assert follows is not None
    assert follows.sha256 == hashlib.sha256(b"of another export").hexdigest()


@pytest.mark.parametrize("links", [True, False], ids=["with second names", "without"])
def test_many_at_once_never_take_the_same_number(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", refuse_link)
    to = tmp_path / "out"
    with ThreadPoolExecutor(8) as several:
        runs = [
            several.submit(exported, source, to, lambda _, each=each: b"%d" % each)
            for each in range(8)
        ]
        done = [run.result() for run in runs]
    assert sorted(path.name for path in to.iterdir()) == sorted(
        name for number in range(1, 9) for name in names(number)
    )
    assert {paths[0].read_bytes() for paths in done} == {b"%d" % each for each in range(8)}
    for paths in done:
        record = record_of(paths)
        assert {file.name: file.sha256 for file in record.exported} == {
            path.name: sha256(path) for path in paths[:-1]
        }


def refuse_link(*_: object, **__: object) -> None:
    raise PermissionError("this file system has no second names")


@pytest.mark.parametrize(
    ("firm_id", "stem"),
    [
        ("19585", "19585"),
        (19585, "19585"),
        ("8-41562", "8_41562"),
        ("../../etc/passwd", "______etc_passwd"),
        ("CON", "CON"),
        ('a:b*c?|<>"\\', "a_b_c______"),
        ("Nº 7", "N__7"),
        ("x" * 300, "x" * 40),
    ],
)
def test_the_firm_s_id_stands_in_the_names_as_far_as_it_can(
    tmp_path: Path, firm_id: str | int, stem: str
) -> None:
    book = Book(flavour="native")
    book.values["15"] = firm_id
    # A firm id that does not look like one is to be explained.
    book.explanations = {"TXT-02-15": FilerExplanation("Given by the examining authority.")}
    paths = exported(book.save(tmp_path / "june.xlsx"), tmp_path / "out")
    assert paths[0] == tmp_path / "out" / f"{stem}-2014-06-30-1-filing.xlsx"
    assert {path.parent for path in tmp_path.rglob("*-audit.json")} == {tmp_path / "out"}


@pytest.mark.parametrize("box", ["15", "25"])
def test_without_firm_id_or_period_nothing_is_exported(tmp_path: Path, box: str) -> None:
    book = Book(flavour="native")
    del book.values[box]
    source = book.save(tmp_path / "june.xlsx")
    reading, computation, result = judged(source)
    ready = result.replaced(findings=())
    with pytest.raises(NotExported, match="identification number or the end of the period"):
        export(reading, computation, ready, source, tmp_path / "out", {}, clock)
    assert not (tmp_path / "out").exists()


def test_pages_with_nothing_to_report_are_on_record(source: Path, tmp_path: Path) -> None:
    reading, computation, result = judged(source)
    declared = frozenset({"secured_funds", "dealer_options"})
    filing = reading.filing.replaced(nothing_to_report=declared)
    said = reading.replaced(filing=filing), computation.replaced(filing=filing), result
    record = record_of(export(*said, source, tmp_path, {}, clock))
    assert record.nothing_to_report == ("dealer_options", "secured_funds")
    assert record.titles == {
        "dealer_options": (
            "Statement of Segregation Requirements and Funds in Segregation for Customers’ "
            "Dealer Options Accounts"
        ),
        "secured_funds": load_edition("2014").pages_by_id["secured_funds"].title,
    }
    assert '"nothing_to_report":["dealer_options","secured_funds"]' in record.inputs


def test_the_same_filing_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in exported(source, tmp_path / "one")]
    assert first == [path.read_bytes() for path in exported(source, tmp_path / "two")]


def test_the_source_is_never_written_over(tmp_path: Path) -> None:
    """It has the very name of an export, in the very folder."""
    source = Book(flavour="native").save(tmp_path / NAMES[0])
    before = source.read_bytes()
    assert tuple(path.name for path in exported(source, tmp_path)) == names(2)
    assert source.read_bytes() == before


def test_what_fails_while_it_is_written_leaves_nothing(source: Path, tmp_path: Path) -> None:
    to = tmp_path / "out"

    def fail(_: Computation) -> bytes:
        raise RuntimeError("no workbook today")

    with pytest.raises(RuntimeError):
        exported(source, to, workbook=fail)
    assert not to.exists()


@pytest.mark.parametrize("last_file", [1, 3, 6])
def test_a_disk_that_fills_up_leaves_nothing_of_the_export(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last_file: int
) -> None:
    to = tmp_path / "out"
    exported(source, to)
    before = contents(to)
    written: list[int] = []

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) == last_file:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotExported, match=r"Nothing was exported to “out”: No space left"):
        exported(source, to)
    assert contents(to) == before


def test_a_file_in_the_place_of_the_folder(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(NotExported, match="“file”"):
        exported(source, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_another_run_that_does_not_end_is_named(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(focusxl.files.writing.folder_lock, "_SECONDS_TO_WAIT", 0.1)
    with (
        locked_folder(tmp_path),
        pytest.raises(NotExported, match=r"another run of FocusXL is still writing there; export"),
    ):
        exported(source, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed and looked at here")
def test_killed_at_any_moment_no_file_is_half_written(source: Path, tmp_path: Path) -> None:
    to, whole = tmp_path / "out", tmp_path / "whole"
    exported(source, to, workbook=lambda _: b"old" * 100_000)
    old = contents(to)
    for _ in range(2):
        exported(source, whole, workbook=lambda _: b"new" * 100_000)
    new = contents(whole)
    seen: set[str] = set()
    for moment in range(1, 200):
        killed = dies_at(
            moment, to, lambda: exported(source, to, workbook=lambda _: b"new" * 100_000)
        )
        found = contents(to)
        assert {name: found.pop(name) for name in NAMES} == old
        state = "".join("n" if name in found else "-" for name in names(2))
        for name in names(2)[:-1]:
            assert found.pop(name, new[name]) == new[name], (moment, name)
        # The record gets its name last: where there is one, all that it vouches for is there.
        assert state[-1] == "-" or state == "n" * len(NAMES)
        seen.add(state)
        found.pop(names(2)[-1], None)
        assert all(name.startswith(".focusxl-") for name in found)
        for left in to.iterdir():
            if left.name not in NAMES:
                left.unlink()
        if not killed:
            break
    assert not killed
    assert {"------", "n-----", "nnnnn-", "nnnnnn"} <= seen


def test_a_filing_from_data_is_exported_as_well(tmp_path: Path) -> None:
    source = tmp_path / "june.json"
    source.write_text(canonical_inputs(sample_filing()))
    record = AuditRecord.model_validate_json(exported(source, tmp_path)[-1].read_text())
    assert record.source_kind == "data"
    assert record.verdict == "ready"
