"""`focusxl sign`: a copy of the workbook with name, time and inputs, and nothing else changed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample, sample_data
from focusxl.forms.loader import load_edition
from focusxl_workbook.fill import filled
from focusxl_workbook.templates import template
from tests.cli.test_every_general_check import with_words
from tests.support.command_line import run
from tests.support.parts import parts_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of 2014 of a firm that requires review, in a native workbook."""
    path = tmp_path_factory.mktemp("sign") / "june.xlsx"
    form, sample = load_edition("2014"), load_sample("2014")
    given = sample.replaced(facts={**sample.facts, "review_required": True})
    path.write_bytes(
        filled(template(form, "native"), Filing(form, {}, whole=True), given, "native")
    )
    return path


def told(path: Path) -> list[str]:
    found = run("validate", path, "--output", "json").findings
    return [one["id"] for one in found if one["id"].startswith("SIGN-")]


def test_two_persons_make_a_report_ready(book: Path, tmp_path: Path) -> None:
    assert told(book) == ["SIGN-01", "SIGN-02"]
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    before = book.read_bytes()
    first = run("sign", book, "--as", "preparer", "--name", " Jane  Doe ", "-o", one)
    assert (first.status, first.err) == (0, "")
    assert re.fullmatch(
        rf"Made {re.escape(str(one))}: signed as preparer by Jane Doe on [\d/]+ [\d:]+ UTC\.",
        first.out.splitlines()[0],
    )
    assert (
        first.out.splitlines()[-1] == f"Next: focusxl sign {one} --as reviewer --name NAME -o OUT"
    )
    assert told(one) == ["SIGN-02"]
    second = run("sign", one, "--as", "reviewer", "--name", "Bob Roe", "-o", two)
    assert second.out.splitlines()[-1] == f"Next: focusxl validate {two}"
    assert run("validate", two).status == 0
    assert book.read_bytes() == before
    start = openpyxl.load_workbook(two)["Start"]
    shown = {str(cell.value) for row in start.iter_rows() for cell in row}
    assert {"Jane Doe", "Bob Roe"} <= shown


def test_nothing_but_the_sheet_start_is_changed(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "one.xlsx"
    run("sign", book, "--as", "preparer", "--name", "Jane Doe", "-o", out)
    before, after = parts_of(book.read_bytes()), parts_of(out.read_bytes())
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]


def test_the_same_person_twice_and_a_later_change_are_told(book: Path, tmp_path: Path) -> None:
    one, two, three = (tmp_path / f"{name}.xlsx" for name in ("one", "two", "three"))
    run("sign", book, "--as", "preparer", "--name", "Jane Doe", "-o", one)
    run("sign", one, "--as", "reviewer", "--name", "jane doe", "-o", two)
    assert told(two) == ["SIGN-03"]
    data = tmp_path / "change.json"
    data.write_text('{"edition": "2014", "boxes": {"31": "(212) 525-3401"}}')
    assert run("fill", two, data, "-o", three).status == 0
    (first, second) = [
        one
        for one in run("validate", three, "--output", "json").findings
        if one["id"].startswith("SIGN-")
    ]
    assert (first["id"], second["id"]) == ("SIGN-01", "SIGN-02")
    assert "Signed by Jane Doe on " in first["message"]
    assert first["sheet"] == "Start"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--as", "preparer", "--name", "  "], "Give the name of the preparer, in at most 200"),
        (["--as", "reviewer", "--name", "x" * 201], "Give the name of the reviewer, in at most"),
        (["--as", "reviewer", "--name", "Bob"], "Say where the signed workbook is to go: -o OUT."),
        (["--as", "reviewer", "--name", "Bob", "-o", "x.xlsm"], "x.xlsm must end in .xlsx, like"),
        (["--as", "reviewer", "--name", "Bob", "-o", "{book}"], "june.xlsx exists already; "),
        (["--as", "auditor", "--name", "Bob"], "auditor"),
    ],
)
def test_a_call_that_is_wrong_is_one_sentence(
    book: Path, arguments: list[str], sentence: str
) -> None:
    before = book.read_bytes()
    outcome = run("sign", book, *(one.replace("{book}", str(book)) for one in arguments))
    assert (outcome.status, outcome.out) == (2, "")
    assert sentence in outcome.err
    assert book.read_bytes() == before


@pytest.mark.parametrize("lock", ["~$june.xlsx", ".~lock.june.xlsx#"])
def test_an_open_workbook_is_not_signed(book: Path, tmp_path: Path, lock: str) -> None:
    """What is seen in it may not be what its file holds."""
    copy, out = tmp_path / "june.xlsx", tmp_path / "out.xlsx"
    copy.write_bytes(book.read_bytes())
    (tmp_path / lock).write_text("")
    outcome = run("sign", copy, "--as", "preparer", "--name", "Jane Doe", "-o", out)
    assert outcome.status == 2
    assert "“june.xlsx” is open in another program; save and close it there first." in outcome.err
    assert not out.exists()


def test_a_data_file_is_signed_by_a_line_that_is_printed(tmp_path: Path) -> None:
    data = sample_data("2014")
    data["facts"] = {"retail_forex": False, "review_required": True}
    path = tmp_path / "june.json"
    path.write_text(json.dumps(data))
    lines = []
    for role, name in (("preparer", "Jane Doe"), ("reviewer", "Bob “Bo” Roe")):
        outcome = run("sign", path, "--as", role, "--name", name)
        assert outcome.status == 2
        assert "add to its “signatures”: " in outcome.err
        lines.append(json.loads(outcome.err.partition("“signatures”: ")[2]))
    path.write_text(json.dumps(data | {"signatures": lines}))
    assert run("validate", path).status == 0
    lines[1]["name"] = "JANE DOE"
    path.write_text(json.dumps(data | {"signatures": lines}))
    assert told(path) == ["SIGN-03"]


@pytest.mark.parametrize(
    "signature",
    [
        {},
        "Jane Doe",
        {"role": "auditor"},
        {"name": " "},
        {"at": "yesterday"},
        {"inputs": "0" * 63},
        {"also": 1},
    ],
)
def test_a_signature_that_is_none_is_one_sentence(tmp_path: Path, signature: object) -> None:
    whole = {
        **{"role": "preparer", "name": "Jane Doe"},
        **{"at": "2014-07-24T09:30:00Z", "inputs": "0" * 64},
    }
    given = {**whole, **signature} if isinstance(signature, dict) and signature else signature
    path = tmp_path / "june.json"
    path.write_text(json.dumps(sample_data("2014") | {"signatures": [given]}))
    outcome = run("validate", path)
    assert (outcome.status, outcome.out) == (2, "")
    assert "cannot be used: “signatures” must be objects of “role” (preparer or" in outcome.err
    path.write_text(json.dumps(sample_data("2014") | {"signatures": [whole]}))
    assert run("validate", path).status == 0


def test_a_workbook_without_a_place_for_signatures_is_one_sentence(tmp_path: Path) -> None:
    older = Path(__file__).parents[1] / "cases" / "older_workbook_2014.xlsx"
    out = tmp_path / "out.xlsx"
    outcome = run("sign", older, "--as", "preparer", "--name", "Jane Doe", "-o", out)
    assert outcome.status == 2
    assert "The workbook has no place for signatures" in outcome.err
    assert not out.exists()


def test_an_upgrade_carries_signatures_and_seals_none_anew(book: Path, tmp_path: Path) -> None:
    one, two, three = (tmp_path / f"{name}.xlsx" for name in ("one", "two", "three"))
    run("sign", book, "--as", "preparer", "--name", "Jane Doe", "-o", one)
    carried = run("upgrade", one, "-o", two)
    assert "Carried over: the signature of the preparer, Jane Doe on " in carried.out
    assert told(two) == ["SIGN-02"]
    changed = with_words(one.read_bytes(), "sign_preparer_name", "John Doe")
    one.write_bytes(changed)
    assert told(one) == ["SIGN-01", "SIGN-02", "SIGN-06"]
    carried = run("upgrade", one, "-o", three)
    assert "Not carried over, since it was changed: the signature of the pre" in carried.out
    assert told(three) == ["SIGN-01", "SIGN-02"]
