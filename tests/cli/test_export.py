"""`focusxl export` and `focusxl demo`: all files or none, and nothing lost."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import random
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from focusxl.amounts import whole_dollars
from focusxl.files import read
from focusxl.files.template.names import Flavour
from focusxl.files.writing.recorded import AuditRecord
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample, sample_data
from tests.support.command_line import Outcome, run, run_process
from tests.support.parts import parts_of
from tests.support.real_books import EDITION

pytestmark = pytest.mark.slow

Books = dict[Flavour, Path]

STEM = "19585-2014-06-30"
ENDINGS = (
    *("-audit.json", "-filing.xlsx", "-findings.txt"),
    *("-upload.csv", "-upload.txt", "-upload.xml"),
)


def names(number: int = 1) -> list[str]:
    """The files of an export of the sample: firm 19585, June 2014."""
    return [f"{STEM}-{number}{ending}" for ending in ENDINGS]


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def meaning(filing: Filing) -> dict[str, object]:
    """What a filing says, however its file writes it: totals computed, amounts in dollars."""
    amounts = compute(filing).amounts
    return {
        number: whole_dollars(amounts[number], placed.box.rounding)
        if placed.box.is_amount
        else filing.values[number]
        for number, placed in EDITION.boxes.items()
        if (number in amounts if placed.box.is_amount else number in filing.values)
    }


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, filled: Books) -> Path:
    """The folder of an export of the filled workbook with macros."""
    folder = tmp_path_factory.mktemp("export") / "not" / "there" / "yet"
    done = run("export", filled["udf"], "--to", folder)
    assert (done.status, done.err) == (0, "")
    *written, next_step = done.out.splitlines()[1:]
    assert next_step.startswith("Next: focusxl audit ")
    assert [Path(line.strip()) for line in written] == [
        folder / f"{STEM}-1{ending}"
        for ending in (
            *("-filing.xlsx", "-upload.txt", "-upload.csv"),
            *("-upload.xml", "-findings.txt", "-audit.json"),
        )
    ]
    return folder


def test_export_writes_every_file_and_no_other(exported: Path) -> None:
    assert listing(exported) == names()


@pytest.mark.parametrize("ending", ["-filing.xlsx", "-upload.txt", "-upload.csv", "-upload.xml"])
def test_what_was_exported_reads_back_as_the_same_filing(exported: Path, ending: str) -> None:
    reading = read(exported / f"{STEM}-1{ending}")
    assert reading.findings == ()
    assert meaning(reading.filing) == meaning(load_sample())
    outcome = run("validate", exported / f"{STEM}-1{ending}")
    assert outcome.status == 0
    assert outcome.out.startswith(f"READY TO FILE: {STEM}-1{ending} ")


def test_the_audit_record_tells_the_truth(exported: Path, filled: Books) -> None:
    record = AuditRecord.model_validate_json((exported / f"{STEM}-1-audit.json").read_bytes())
    assert (record.source.name, record.source.sha256) == ("filled.xlsm", sha256(filled["udf"]))
    assert {file.name: file.sha256 for file in record.exported} == {
        name: sha256(exported / name) for name in names() if "audit" not in name
    }
    assert hashlib.sha256(record.inputs.encode()).hexdigest() == record.inputs_sha256
    inputs = json.loads(record.inputs)
    assert inputs["boxes"]["7010"] == 342539729
    assert not {total.number for total in EDITION.totals} & inputs["boxes"].keys()
    assert (record.edition, record.verdict) == ("2014", "ready")
    assert {finding.id for finding in record.findings} >= {"SEC-08"}
    again = exported.parent / "inputs.json"
    again.write_text(record.inputs)
    assert meaning(read(again).filing) == meaning(load_sample())


def test_the_same_inputs_from_other_files_have_the_same_hash(
    tmp_path: Path, exported: Path, data_file: Path
) -> None:
    assert run("export", data_file, "--to", tmp_path / "out").status == 0
    one = json.loads((exported / f"{STEM}-1-audit.json").read_text())
    other = json.loads((tmp_path / "out" / f"{STEM}-1-audit.json").read_text())
    assert one["inputs_sha256"] == other["inputs_sha256"]
    assert one["rules_sha256"] == other["rules_sha256"]
    assert one["source"] != other["source"]


def test_the_findings_report_is_what_validate_prints(exported: Path, filled: Books) -> None:
    printed, _, line = run("validate", filled["udf"]).out.partition("\n\nThe line for")
    assert line
    assert (exported / f"{STEM}-1-findings.txt").read_text().startswith(printed)


def blocked_export(tmp_path: Path, **boxes: object) -> Outcome:
    data = sample_data()
    data["boxes"] |= boxes
    (tmp_path / "bad.json").write_text(json.dumps(data))
    return run("export", tmp_path / "bad.json", "--to", tmp_path / "out")


@pytest.mark.parametrize("boxes", [{"7190": 1}, {"7132": 98590267, "7100": 236739597}])
def test_what_is_not_ready_is_refused_and_nothing_is_written(
    tmp_path: Path, boxes: dict[str, object]
) -> None:
    refused = blocked_export(tmp_path, **boxes)
    assert (refused.status, refused.err) == (1, "")
    assert refused.out.startswith("BLOCKED: bad.json - ")
    assert "nothing was exported" in refused.out.splitlines()[-1]
    assert listing(tmp_path) == ["bad.json"]


def test_an_explanation_lets_it_pass_and_is_recorded(tmp_path: Path) -> None:
    data = sample_data()
    data["boxes"] |= {"7132": 98590267, "7100": 236739597}
    data["explanations"] = {"SEG-03": "Carried at another FCM."}
    (tmp_path / "d.json").write_text(json.dumps(data))
    assert run("export", tmp_path / "d.json", "--to", tmp_path).status == 0
    record = AuditRecord.model_validate_json((tmp_path / f"{STEM}-1-audit.json").read_bytes())
    (finding,) = [finding for finding in record.findings if finding.id == "SEG-03"]
    assert finding.explanation == "Carried at another FCM."
    assert finding.sides == "98590266 against 98590267"


def test_what_was_exported_before_stays_where_the_next_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(json.dumps(sample_data()))
    assert run("export", tmp_path / "bad.json", "--to", tmp_path / "out").status == 0
    before = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert blocked_export(tmp_path, **{"7190": 1}).status == 1
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_an_export_stands_beside_the_one_before_and_says_so(tmp_path: Path) -> None:
    data = sample_data()
    path = tmp_path / "d.json"
    path.write_text(json.dumps(data))
    assert run("export", path, "--to", tmp_path).status == 0
    before = {name: (tmp_path / name).read_bytes() for name in names(1)}
    data["boxes"]["30"] = "Another Person"
    path.write_text(json.dumps(data))
    assert run("export", path, "--to", tmp_path).status == 0
    assert read(tmp_path / f"{STEM}-1-upload.csv").filing.values["30"] == "Tiberio Massaro"
    assert read(tmp_path / f"{STEM}-2-upload.csv").filing.values["30"] == "Another Person"
    assert listing(tmp_path) == sorted([*names(1), *names(2), "d.json"])
    assert {name: (tmp_path / name).read_bytes() for name in names(1)} == before
    record = json.loads((tmp_path / f"{STEM}-2-audit.json").read_text())
    assert record["number"] == 2
    first = f"{STEM}-1-audit.json"
    assert record["follows"] == {"name": first, "sha256": sha256(tmp_path / first)}


def test_a_folder_that_has_a_name_is_left_alone(tmp_path: Path, sample_file: Path) -> None:
    (tmp_path / f"{STEM}-1-upload.csv").mkdir()
    assert run("export", sample_file, "--to", tmp_path).status == 0
    assert listing(tmp_path) == sorted([f"{STEM}-1-upload.csv", *names(2)])


def test_a_file_in_the_place_of_the_folder_is_a_wrong_call(
    tmp_path: Path, sample_file: Path
) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    refused = run("export", sample_file, "--to", tmp_path / "out")
    assert refused.status == 2
    assert refused.err.count("\n") == 1
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_an_exported_file_can_be_exported_again_and_stays(
    tmp_path: Path, sample_file: Path
) -> None:
    run("export", sample_file, "--to", tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert run("export", tmp_path / f"{STEM}-1-upload.xml", "--to", tmp_path).status == 0
    assert listing(tmp_path) == sorted([*names(1), *names(2)])
    assert {path: path.read_bytes() for path in before} == before


# --- The filing-ready workbook -------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile_filing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filing-ready workbook of a firm whose texts would be formulas elsewhere."""
    folder = tmp_path_factory.mktemp("hostile")
    data = sample_data()
    data["boxes"] |= {
        "13": "=1+1",
        "20": '=HYPERLINK("http://evil","click")',
        "21": "@SUM(A1)",
        "30": "+1-212",
        "7510": "-HARRIS",
        "7690": "http://evil.example/x",
    }
    (folder / "d.json").write_text(json.dumps(data))
    assert run("export", folder / "d.json", "--to", folder).status == 0
    return folder / f"{STEM}-1-filing.xlsx"


def test_the_filing_holds_values_only(exported: Path, hostile_filing: Path) -> None:
    for path in (exported / f"{STEM}-1-filing.xlsx", hostile_filing):
        parts = parts_of(path.read_bytes())
        sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(EDITION.pages) + 1
        for sheet in sheets:
            assert b"<f" not in sheet.replace(b"<fo", b"")
            assert b"hyperlink" not in sheet
            assert b'hidden="1"' not in sheet
        assert b"state=" not in parts["xl/workbook.xml"]
        assert not [
            name for name in parts if any(w in name.lower() for w in ("vba", "link", "comment"))
        ]
        assert not [p for n, p in parts.items() if n.endswith(".rels") and b"External" in p]
        assert OpenXmlValidator().validate(path).errors == []


def test_text_that_starts_like_a_formula_stays_text(hostile_filing: Path) -> None:
    book = openpyxl.load_workbook(hostile_filing)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert sum(cell.value == "=1+1" for cell in cells) == 2
    assert [sheet.title for sheet in book] == [
        *(statement.sheet for statement in EDITION.pages),
        "Upload",
    ]
    values = read(hostile_filing).filing.values
    assert values["13"] == "=1+1"
    assert values["30"] == "+1-212"


@pytest.mark.parametrize("ending", ["txt", "csv", "xml"])
def test_text_in_upload_files_is_no_formula_and_reads_back(
    hostile_filing: Path, ending: str
) -> None:
    upload = hostile_filing.with_name(f"{STEM}-1-upload.{ending}")
    assert read(upload).filing.values["13"] == "=1+1"
    assert read(upload).filing.values["7510"] == "-HARRIS"
    if ending != "xml":
        between = "\t" if ending == "txt" else ","
        assert f"13{between}'=1+1\n" in upload.read_text()


# --- Killed at any moment ------------------------------------------------------------------


def export_for_ever(source: Path, to: Path) -> None:
    while run("export", source, "--to", to).status == 0:
        pass


def killed_exports(source: Path, to: Path, kills: int) -> Iterator[None]:
    """Export over and over in a process of its own, killed again and again.

    Every other time that is at a random moment, else as soon as it is seen to write.
    """
    generator = random.Random(2014)
    forked = multiprocessing.get_context("fork")
    for number in range(kills):
        before = set(listing(to))
        process = forked.Process(target=export_for_ever, args=(source, to))
        process.start()
        time.sleep(generator.uniform(0.02, 0.15))
        while number % 2 and process.is_alive() and before.issuperset(listing(to)):
            pass
        assert process.is_alive(), "an export was refused"
        process.kill()
        process.join()
        yield


@pytest.mark.skipif(os.name != "posix", reason="processes are killed by signal")
def test_a_killed_export_leaves_no_half_written_file_under_a_final_name(
    tmp_path: Path, data_file: Path
) -> None:
    """Each file is whole and stays as it is; a record vouches for every file of its export."""
    folder = tmp_path / "out"
    assert run("export", data_file, "--to", folder).status == 0
    uploads = {ending: sha256(folder / f"{STEM}-1{ending}") for ending in ENDINGS[3:]}
    seen = {name: sha256(folder / name) for name in names()}
    left_behind = 0
    for _ in killed_exports(data_file, folder, 25):
        there = listing(folder)
        left_behind += any(name.startswith(".focusxl-") for name in there)
        finals = [name for name in there if not name.startswith(".focusxl-")]
        assert set(seen) <= set(finals)
        for name in finals:
            assert sha256(folder / name) == seen.setdefault(name, sha256(folder / name))
    assert left_behind, "no export was killed while it was writing"
    assert len(seen) > len(ENDINGS), "no export came to its end"
    for name, content in seen.items():
        number = name.removeprefix(f"{STEM}-").partition("-")[0]
        ending = name.removeprefix(f"{STEM}-{number}")
        # What does not depend on the time is the same in every export.
        assert uploads.get(ending, content) == content
        if ending == "-filing.xlsx":
            with zipfile.ZipFile(folder / name) as archive:
                assert archive.testzip() is None
        elif ending == "-findings.txt":
            assert (folder / name).read_text().endswith(f"{sha256(data_file)}\n")
        elif ending == "-audit.json":
            record = AuditRecord.model_validate_json((folder / name).read_bytes())
            assert {file.name: file.sha256 for file in record.exported} == {
                each: seen[each] for each in names(int(number)) if "audit" not in each
            }
            assert record.follows is None or seen[record.follows.name] == record.follows.sha256
    assert run("export", data_file, "--to", folder).status == 0
    assert not [name for name in listing(folder) if name.startswith(".focusxl-")]
    assert seen == {name: sha256(folder / name) for name in seen}
    whole = run("audit", folder)
    assert (whole.status, whole.err) == (0, "")
    assert "Of no export" not in whole.out


@pytest.mark.skipif(os.name != "posix", reason="processes are killed by signal")
def test_several_at_once_that_are_killed_leave_whole_exports_in_one_chain(
    tmp_path: Path, data_file: Path
) -> None:
    folder = tmp_path / "out"
    generator = random.Random(2026)
    forked = multiprocessing.get_context("fork")
    for _ in range(6):
        several = [
            forked.Process(target=export_for_ever, args=(data_file, folder)) for _ in range(3)
        ]
        for process in several:
            process.start()
        time.sleep(generator.uniform(0.2, 0.5))
        for process in generator.sample(several, 3):
            assert process.is_alive(), "an export was refused"
            process.kill()
            time.sleep(generator.uniform(0, 0.05))
        for process in several:
            process.join()
    assert run("export", data_file, "--to", folder).status == 0
    whole = run("audit", folder)
    assert (whole.status, whole.err) == (0, "")
    sentences = whole.out.splitlines()
    assert len(sentences) > 6
    for number, sentence in enumerate(sentences, 1):
        after = f", after {STEM}-{number - 1}-audit.json." if number > 1 else " UTC."
        assert sentence.startswith(f"{STEM}-{number}: WHOLE: 5 files as exported on ")
        assert sentence.endswith(after)


# --- The demo ------------------------------------------------------------------------------


def test_the_demo_shows_it_all_and_never_works_in_the_same_folder_twice(tmp_path: Path) -> None:
    done = run_process("demo", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    folder = tmp_path / "focusxl-demo"
    book = "hsbc-2014-06-30.xlsm"
    assert listing(folder) == sorted([*names(), book])
    assert "\nREADY TO FILE: hsbc-2014-06-30.xlsm - 0 to fix, 0 to explain, " in done.out
    assert f"Everything is in {folder.resolve()}:" in done.out
    for name in listing(folder):
        assert f"\n  {name} " in done.out
    assert (
        done.out.splitlines()[-1] == f"Next: focusxl open focusxl-demo/{book}, or open it in Excel"
    )
    assert max(map(len, done.out.replace(str(tmp_path), "").splitlines())) <= 90
    assert run("validate", folder / book).status == 0
    before = {path: path.read_bytes() for path in folder.iterdir()}
    again = run_process("demo", cwd=tmp_path)
    assert again.status == 0
    assert listing(tmp_path) == ["focusxl-demo", "focusxl-demo-2"]
    assert listing(tmp_path / "focusxl-demo-2") == listing(folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    second = tmp_path / "focusxl-demo-2"
    assert (second / book).read_bytes() == (folder / book).read_bytes()


def test_the_demo_works_in_a_given_folder_once(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "down"
    assert run("demo", "--to", folder).status == 0
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert len(before) == 7
    refused = run("demo", "--to", folder)
    assert refused.status == 2
    assert "exists already and is not written over" in refused.err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_the_demo_says_what_stands_in_its_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    refused = run("demo", "--to", tmp_path / "file")
    assert refused.status == 2
    assert refused.err.count("\n") == 1


def test_a_part_of_a_report_is_not_exported(tmp_path: Path) -> None:
    part = tmp_path / "part.json"
    part.write_text(json.dumps({"edition": "2014", "boxes": {"7010": 5}}))
    outcome = run("export", part, "--to", tmp_path / "out")
    assert outcome.status == 1
    assert outcome.out.startswith("PARTIAL: part.json - 1 of 7 pages; 0 to fix")
    assert "so nothing was exported; add what focusxl validate lists as missing." in outcome.out
    assert not (tmp_path / "out").exists()
