"""An export is whole or has not happened, and says where every figure comes from."""

from __future__ import annotations

import datetime
import hashlib
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample_books import Book, sample_filing

from focusxl.checks import Verdict, check
from focusxl.compute import Computation, compute
from focusxl.files import Reading, read
from focusxl.files.audit import AuditRecord, rules_sha256
from focusxl.files.canonical import canonical_inputs
from focusxl.files.endings import FILING
from focusxl.files.export import NotExported, export
from focusxl.files.upload_rows import upload_rows
from focusxl.filing import FilerExplanation
from focusxl.loader import load_edition

NAMES = (
    "june-filing.xlsx",
    "june-upload.txt",
    "june-upload.csv",
    "june-upload.xml",
    "june-findings.txt",
    "june-audit.json",
)
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


def judged(source: Path) -> tuple[Reading, Computation, Verdict]:
    reading = read(source)
    computation = compute(reading.filing)
    return reading, computation, check(computation, reading.findings)


def exported(
    source: Path,
    to: Path,
    stem: str = "june",
    workbook: Callable[[Computation], bytes] = workbook_bytes,
) -> tuple[Path, ...]:
    return export(*judged(source), to, stem, (source,), {FILING: workbook}, clock)


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
    reading, _, verdict = judged(source)

    assert record.source.name == "june.xlsx"
    assert record.source.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert record.source_kind == "workbook"
    assert record.exported_at == TIME
    assert '"exported_at": "2014-07-24T15:30:00Z"' in text
    assert record.edition == "2014"
    assert record.rules_sha256 == rules_sha256(load_edition("2014"))
    assert record.inputs == canonical_inputs(reading.filing)
    assert record.inputs_sha256 == hashlib.sha256(record.inputs.encode()).hexdigest()
    assert record.facts == {"retail_forex": False}
    assert {file.name: file.sha256 for file in record.exported} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths[:-1]
    }
    assert [finding.id for finding in record.findings] == [f.id for f in verdict.findings]
    explained = next(finding for finding in record.findings if finding.id == "SEG-03")
    assert explained.explanation == "Premium of one option is settled a day later."
    assert explained.sides == "98590266 against 98590267"
    assert explained.check_class == "explain"
    assert [(given.check, given.answered) for given in record.explanations] == [("SEG-03", None)]
    assert str(tmp_path) not in text


def test_the_record_of_the_rules_follows_the_form_data() -> None:
    edition = load_edition("2014")
    recorded = rules_sha256(edition)
    assert len(recorded) == 64
    assert recorded == rules_sha256(edition)
    assert recorded != rules_sha256(replace(edition, files=edition.files[:-1]))


def test_a_filing_that_is_not_ready_is_not_exported(tmp_path: Path) -> None:
    source = Book(typed_over={"7180": 1}).save(tmp_path / "wrong.xlsx")
    to = tmp_path / "out"
    with pytest.raises(NotExported, match=r"“wrong.xlsx” is not ready to file .*to fix") as refusal:
        exported(source, to)
    assert "\n" not in str(refusal.value)
    assert not to.exists()


def test_exporting_again_replaces_the_files(source: Path, tmp_path: Path) -> None:
    exported(source, tmp_path)
    paths = exported(source, tmp_path, workbook=lambda _: b"second")
    assert paths[0].read_bytes() == b"second"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(("in", *NAMES))


def test_the_same_filing_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in exported(source, tmp_path / "one")]
    assert first == [path.read_bytes() for path in exported(source, tmp_path / "two")]


@pytest.mark.parametrize("link", ["itself", "hard", "symbolic"])
def test_the_source_is_never_written_over(source: Path, tmp_path: Path, link: str) -> None:
    target = source.parent / "june-filing.xlsx"
    match link:
        case "itself":
            source = source.rename(target)
        case "hard":
            target.hardlink_to(source)
        case "symbolic":
            target.symlink_to(source)
    before = source.read_bytes()
    with pytest.raises(NotExported, match="write over"):
        exported(source, source.parent)
    assert source.read_bytes() == before
    assert not (source.parent / "june-audit.json").exists()


def test_what_fails_while_it_is_written_leaves_nothing(source: Path, tmp_path: Path) -> None:
    to = tmp_path / "out"

    def fail(_: Computation) -> bytes:
        raise RuntimeError("no workbook today")

    with pytest.raises(RuntimeError):
        exported(source, to, workbook=fail)
    assert not to.exists()


@pytest.mark.parametrize("blocked", [NAMES[0], NAMES[3], NAMES[5]])
def test_a_name_that_is_taken_puts_everything_back(
    source: Path, tmp_path: Path, blocked: str
) -> None:
    to = tmp_path / "out"
    exported(source, to, workbook=lambda _: b"first")
    before = {path.name: path.read_bytes() for path in to.iterdir()}

    def block(_: Computation) -> bytes:
        # Another program takes the name after everything was looked at.
        (to / blocked).unlink()
        (to / blocked).mkdir()
        return b"second"

    with pytest.raises(NotExported, match="Nothing was exported"):
        exported(source, to, workbook=block)
    after = {path.name: path.read_bytes() for path in to.iterdir() if path.is_file()}
    del before[blocked]
    assert after == before


def test_a_folder_in_the_place_of_a_file_is_seen_first(source: Path, tmp_path: Path) -> None:
    (tmp_path / "june-upload.csv").mkdir()
    with pytest.raises(NotExported, match="folder"):
        exported(source, tmp_path)
    assert [path.name for path in tmp_path.glob("june-*")] == ["june-upload.csv"]


def test_a_file_in_the_place_of_the_folder(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(NotExported, match="“file”"):
        exported(source, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "stem", ["", ".", "..", "../june", "a/b", "a\\b", "con", "NUL.txt", "a\nb", "x" * 200, "a:b"]
)
def test_a_name_that_could_leave_the_folder_is_refused(
    source: Path, tmp_path: Path, stem: str
) -> None:
    to = tmp_path / "out"
    with pytest.raises(NotExported, match="cannot begin a file name"):
        exported(source, to, stem)
    assert not to.exists()


@pytest.mark.parametrize("stem", ["june", "Müller & Söhne (2014-06) v1.2", "日本"])
def test_ordinary_names_are_taken(source: Path, tmp_path: Path, stem: str) -> None:
    assert exported(source, tmp_path / "out", stem)[0].name == f"{stem}-filing.xlsx"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed and looked at here")
def test_killed_at_any_moment_no_file_is_half_written(source: Path, tmp_path: Path) -> None:
    to = tmp_path / "out"
    exported(source, to, workbook=lambda _: b"old" * 100_000)
    old = {name: (to / name).read_bytes() for name in NAMES}
    source.write_bytes(Book(flavour="native").content())
    new_folder = tmp_path / "new"
    exported(source, new_folder, workbook=lambda _: b"new" * 100_000)
    new = {name: (new_folder / name).read_bytes() for name in NAMES}
    seen: set[str] = set()
    for moment in range(1, 200):
        for name, content in old.items():
            (to / name).write_bytes(content)
        killed = _export_and_die(source, to, moment)
        state = ""
        for name in NAMES:
            found = (to / name).read_bytes()
            assert found in (old[name], new[name]), (moment, name)
            state += "n" if found == new[name] else "o"
        # The record is renamed last: where it is new, all that it vouches for is new.
        assert state[-1] == "o" or state == "n" * len(NAMES)
        seen.add(state)
        for left in to.glob(".focusxl-*"):
            left.unlink()
        if not killed:
            break
    assert not killed
    assert {"oooooo", "nooooo", "nnnnno", "nnnnnn"} <= seen


def _export_and_die(source: Path, to: Path, moment: int) -> bool:
    """Export in a process that dies at its n-th step on a file; tell whether it came to that."""
    child = os.fork()
    if child == 0:
        left = moment

        def die(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            if event in ("open", "os.rename", "os.link", "os.remove") and any(
                str(to) in str(argument) for argument in arguments
            ):
                left -= 1
                if left == 0:
                    os._exit(9)

        sys.addaudithook(die)
        try:
            exported(source, to, workbook=lambda _: b"new" * 100_000)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_a_filing_from_data_is_exported_as_well(tmp_path: Path) -> None:
    source = tmp_path / "june.json"
    source.write_text(canonical_inputs(sample_filing()))
    record = AuditRecord.model_validate_json(exported(source, tmp_path)[-1].read_text())
    assert record.source_kind == "data"
    assert record.verdict == "ready"
