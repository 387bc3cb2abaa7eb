"""An amendment of what was filed: what changed, its number, and what is refused."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from focusxl.errors import NotExported
from focusxl.filings.samples import sample_data
from focusxl.forms.loader import load_edition
from focusxl.library import Filing, read
from tests.support.command_line import run

pytestmark = pytest.mark.slow

STEM = "19585-2014-06-30"
FIRST = f"{STEM}-1-audit.json"
SECOND = f"{STEM}-2-amendment-1-audit.json"
REASON = "Cash of one account had been left out."
FORM = load_edition("2014")


def report(folder: Path, name: str = "june.json", **changes: Any) -> Path:
    """The sample without its totals, changed in some boxes."""
    data = sample_data("2014")
    boxes = {n: v for n, v in data["boxes"].items() if FORM.box(n).formula is None}
    data["boxes"] = boxes | {key.removeprefix("b"): value for key, value in changes.items()}
    data["boxes"] = {n: v for n, v in data["boxes"].items() if v is not None}
    path = folder / name
    path.write_text(json.dumps(data), "utf-8")
    return path


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    """The folder with the report as it was filed."""
    read(report(tmp_path)).export(tmp_path / "out")
    return tmp_path / "out"


def amended(filed: Path, record: str = FIRST, reason: str = REASON, **changes: Any) -> list[str]:
    source = read(report(filed.parent, "amended.json", **changes))
    return [path.name for path in source.export(filed, amends=filed / record, reason=reason)]


def record_of(filed: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((filed / name).read_text("utf-8"))
    return found


# 7010 is cash in the ledger: a thousand dollars more is a thousand dollars more required, and a
# thousand dollars less of excess.
CHANGES = [
    ("7010", "Segregation", "342539729", "342540729"),
    ("7040", "Segregation", "1095163255", "1095164255"),
    ("7060", "Segregation", "1095163255", "1095164255"),
    ("7190", "Segregation", "95956489", "95955489"),
    ("7198", "Segregation", "45956489", "45955489"),
]


def test_one_input_changes_every_line_that_rests_on_it(filed: Path) -> None:
    names = amended(filed, b7010=342_540_729)
    assert names == [
        f"{STEM}-2-amendment-1{ending}"
        for ending in (
            *("-filing.xlsx", "-upload.txt", "-upload.csv"),
            *("-upload.xml", "-findings.txt", "-audit.json"),
        )
    ]
    record = record_of(filed, SECOND)
    amends = record["amends"]
    assert [(one["box"], one["page"], one["old"], one["new"]) for one in amends["changes"]] == (
        CHANGES
    )
    assert amends["changes"][0]["label"] == "Net ledger balance, Cash"
    assert (amends["name"], amends["number"], amends["reason"]) == (FIRST, 1, REASON)
    assert record["follows"]["sha256"] == amends["sha256"]


def test_the_filing_ready_workbook_says_so_outside_of_the_print(filed: Path) -> None:
    amended(filed, b7010=342_540_729, b30="Jane Doe", b32="None")
    content = (filed / f"{STEM}-2-amendment-1-filing.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[-2:] == ["Amendment", "Upload"]
    for form_page in FORM.pages:
        sheet = book[form_page.sheet]
        assert sheet.oddHeader.right.text == "Amendment No. 1"
        first_printed = int(str(sheet.print_area).split("!")[1].split(":")[0].split("$")[2])
        said = [
            cell.row
            for row in sheet.iter_rows()
            for cell in row
            if cell.value == ("Amendment No. 1")
        ]
        assert [row < first_printed for row in said] == [True]
    sheet = book["Amendment"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=9, max_col=5)]
    assert [(row[0], row[3], row[4]) for row in rows] == [
        (30, "Tiberio Massaro", "Jane Doe"),
        (32, "(blank)", "None"),
        *((int(box), int(old), int(new)) for box, _, old, new in CHANGES),
    ]
    assert sheet["A6"].value == f"Reason: {REASON}"
    assert FIRST in str(sheet["A3"].value)
    first = openpyxl.load_workbook(filed / f"{STEM}-1-filing.xlsx")
    assert "Amendment" not in first.sheetnames
    assert not first["Cover"].oddHeader.right.text
    assert read(filed / f"{STEM}-2-amendment-1-filing.xlsx").check().is_ready


def test_an_amendment_of_an_amendment_is_the_second(filed: Path) -> None:
    amended(filed, b7010=342_540_729)
    names = amended(filed, SECOND, b7010=342_539_729)
    assert names[-1] == f"{STEM}-3-amendment-2-audit.json"
    back = record_of(filed, names[-1])["amends"]["changes"]
    assert [(one["box"], one["new"], one["old"]) for one in back] == [
        (box, old, new) for box, _, old, new in CHANGES
    ]
    assert run("audit", filed).status == 0


def test_what_was_filed_is_taken_from_the_record_and_not_computed_again(filed: Path) -> None:
    """A rule may have changed since: what counts is what was filed."""
    path = filed / FIRST
    record = record_of(filed, FIRST)
    record["filed"]["7198"] = "1"
    path.write_text(json.dumps(record))
    amended(filed, b31="(212) 525-3401")
    changes = record_of(filed, SECOND)["amends"]["changes"]
    assert [(one["box"], one["old"]) for one in changes] == [
        ("31", "(212) 525-3400"),
        ("7198", "1"),
    ]


def test_a_record_of_an_earlier_version_has_the_inputs_alone(filed: Path) -> None:
    path = filed / FIRST
    record = record_of(filed, FIRST)
    for key in ("filed", "before", "amends", "signatures"):
        del record[key]
    path.write_text(json.dumps(record))
    amended(filed, b7010=342_540_729)
    changes = record_of(filed, SECOND)["amends"]["changes"]
    assert [(one["box"], one["page"], one["old"], one["new"]) for one in changes] == CHANGES


def changed(**keys: Any) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.write_text(json.dumps(json.loads(path.read_text()) | keys))

    return change


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "no box differs from what “19585-2014-06-30-1-audit.json” says was filed"),
        ({"b15": "19586"}, "is the record of another report \\(firm 19585, period ending 06/30"),
        (
            {"b24": "2014-07-01", "b25": "2014-07-31"},
            "than this one \\(firm 19585, period ending 07/31/2014, edition",
        ),
    ],
)
def test_what_is_no_amendment_is_refused(
    filed: Path, changes: dict[str, Any], sentence: str
) -> None:
    before = sorted(filed.iterdir())
    with pytest.raises(NotExported, match=sentence):
        amended(filed, **changes)
    assert sorted(filed.iterdir()) == before


@pytest.mark.parametrize("reason", ["", "   ", "Typo.", "An error.", "x" * 10, "a b c " * 400])
def test_a_reason_is_a_sentence(filed: Path, reason: str) -> None:
    with pytest.raises(NotExported, match=r"--reason|shorten"):
        amended(filed, reason=reason, b7010=1)


def test_what_was_amended_is_not_amended_twice(filed: Path, tmp_path: Path) -> None:
    amended(filed, b7010=342_540_729)
    with pytest.raises(NotExported, match=f"“{SECOND}” already amends “{FIRST}”; give that one"):
        amended(filed, b7010=342_540_730)
    source = read(report(tmp_path, "again.json", b7010=342_540_730))
    with pytest.raises(NotExported, match="already amends"):
        source.export(tmp_path / "elsewhere", amends=filed / FIRST, reason=REASON)


def test_a_record_that_was_changed_is_refused(filed: Path) -> None:
    record = record_of(filed, FIRST)
    changed(inputs=record["inputs"].replace("342539729", "342539728"))(filed / FIRST)
    with pytest.raises(NotExported, match=r"the inputs in “.*” were changed; get it again"):
        amended(filed, b7010=1)
    (filed / FIRST).write_text("{}")
    with pytest.raises(NotExported, match=r"The audit record “.*” is not one: program: Field"):
        amended(filed, b7010=1)
    (filed / FIRST).unlink()
    with pytest.raises(NotExported, match="There is no file"):
        amended(filed, b7010=1)


def test_a_record_of_another_edition_is_refused(filed: Path) -> None:
    data = sample_data("2026")
    other = Filing.from_boxes("2026", data["boxes"], facts=data["facts"])
    (*_, record) = other.export(filed.parent / "2026")
    with pytest.raises(NotExported, match=r"another report .*edition 2026.* than .*edition 2014"):
        amended(filed, str(record), b7010=1)


def test_a_page_that_is_now_said_to_have_nothing_is_a_change(tmp_path: Path) -> None:
    data = sample_data("2014")
    boxes = {n: v for n, v in data["boxes"].items() if not n.startswith("72")}
    one = Filing.from_boxes("2014", data["boxes"], facts=data["facts"])
    two = Filing.from_boxes(
        "2014", boxes, facts=data["facts"], nothing_to_report=["dealer_options"]
    )
    *_, record = one.export(tmp_path)
    *_, other = two.export(tmp_path, amends=record, reason="The firm deals in no such options.")
    changes = json.loads(other.read_text())["amends"]["changes"]
    assert {one["box"] for one in changes if one["box"]} <= {
        n for n in FORM.boxes if n.startswith("72")
    }
    assert changes[-1] | {"label": ""} == {
        **{"box": "", "page": "Dealer options", "label": "", "old": "No", "new": "Yes"},
    }


def test_the_command_wants_both_and_says_what_comes_next(filed: Path) -> None:
    source = report(filed.parent, "amended.json", b7010=342_540_729)
    for given in (["--amends", filed / FIRST], ["--reason", REASON]):
        outcome = run("export", source, "--to", filed, *given)
        assert outcome.status == 2
        assert outcome.err.startswith("focusxl: An amendment needs both --amends and --reason; ")
    outcome = run("export", source, "--to", filed, "--amends", filed / FIRST, "--reason", REASON)
    assert outcome.status == 0
    assert outcome.out.splitlines()[-2:] == [
        f"What it changes is on the sheet Amendment of {STEM}-2-amendment-1-filing.xlsx.",
        f"Next: focusxl audit {filed}",
    ]
    findings = (filed / f"{STEM}-2-amendment-1-findings.txt").read_text()
    assert f"Amendment No. 1, which amends {FIRST}.\nReason: {REASON}\n" in findings
    assert "\nBox 7010: 342,539,729 was filed, now 342,540,729.\n" in findings


def test_a_report_that_is_not_ready_is_refused_for_that(filed: Path) -> None:
    source = report(filed.parent, "amended.json", b7070=-1)
    outcome = run("export", source, "--to", filed, "--amends", filed / FIRST, "--reason", REASON)
    assert outcome.status == 1
    assert "is not ready to file" in outcome.out


def test_the_time_of_what_was_filed_is_told(filed: Path) -> None:
    amended(filed, b7010=342_540_729)
    at = datetime.datetime.fromisoformat(record_of(filed, FIRST)["exported_at"])
    book = openpyxl.load_workbook(filed / f"{STEM}-2-amendment-1-filing.xlsx")
    assert f"{at:%m/%d/%Y %H:%M} UTC" in str(book["Amendment"]["A3"].value)


def test_a_record_holds_what_was_filed_and_who_signed(tmp_path: Path) -> None:
    data = sample_data("2014")
    unsigned = Filing.from_boxes("2014", data["boxes"], facts=data["facts"])
    (*_, first) = unsigned.export(tmp_path)
    record = json.loads(first.read_text("utf-8"))
    upload = (tmp_path / f"{STEM}-1-upload.txt").read_text("utf-8").splitlines()
    assert record["filed"] == dict(line.split("\t", 1) for line in upload)
    lines = [
        {"role": role, "name": name, "at": at, "inputs": inputs}
        for role, name, at, inputs in (
            ("preparer", "Jane Doe", "2014-07-23T09:00:00Z", "0" * 64),
            ("preparer", "Jane Doe", "2014-07-24T09:00:00Z", record["inputs_sha256"]),
            ("reviewer", "Bob Roe", "2014-07-24T10:00:00Z", record["inputs_sha256"]),
        )
    ]
    signed = Filing.from_boxes("2014", data["boxes"], facts=data["facts"], signatures=lines)
    (*_, findings, second) = signed.export(tmp_path)
    assert json.loads(second.read_text("utf-8"))["signatures"] == [
        line | {"counts": counts} for line, counts in zip(lines, (False, True, True), strict=True)
    ]
    assert (
        "\nSigned as preparer: Jane Doe on 07/24/2014 09:00 UTC.\n"
        "Signed as reviewer: Bob Roe on 07/24/2014 10:00 UTC.\n"
    ) in findings.read_text("utf-8")
