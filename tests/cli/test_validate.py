"""`focusxl validate`: verdicts, findings, exit status, and what a terminal shows."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from focusxl.files.template.names import Flavour
from focusxl.filings.samples import sample_data
from tests.support.command_line import run, run_process, validated

pytestmark = pytest.mark.slow

Books = dict[Flavour, Path]

KEYS = ["file", "verdict", "edition", "findings"]
FINDING_KEYS = [
    *("id", "class", "box", "sheet", "cell", "message"),
    *("reported", "expected", "difference", "tolerance", "cite"),
]


@pytest.fixture
def blocked(tmp_path: Path) -> Path:
    """A filing with something of each class: a wrong total, an unexplained side, notes."""
    data = sample_data()
    data["boxes"] |= {"7190": 95956490, "7132": 98590265, "7100": 236739599}
    path = tmp_path / "blocked.json"
    path.write_text(json.dumps(data))
    return path


def test_status_0_is_ready_1_blocked_2_unreadable(
    tmp_path: Path, filled: Books, blocked: Path
) -> None:
    assert run_process("validate", filled["udf"]).status == 0
    assert run("validate", filled["native"]).status == 0
    assert run("validate", blocked).status == 1
    assert run("validate", tmp_path / "none.xlsx").status == 2
    assert run("validate").status == 2
    assert run("validate", blocked, "--output", "yaml").status == 2


def test_several_files_give_one_verdict_each_and_the_worst_status(
    tmp_path: Path, filled: Books, blocked: Path, sample_file: Path
) -> None:
    files = [sample_file, blocked, tmp_path / "none.json", filled["native"]]
    outcome = run("validate", *files, "--output", "json")
    assert outcome.status == 2
    assert [record["file"] for record in outcome.records] == [str(path) for path in files]
    assert [record["verdict"] for record in outcome.records] == [
        *("ready", "blocked", "blocked", "ready")
    ]
    assert [record["edition"] for record in outcome.records] == ["2014", "2014", None, "2014"]
    assert run("validate", sample_file, blocked, filled["udf"]).status == 1
    assert run("validate", sample_file, filled["udf"]).status == 0
    table = run("validate", sample_file, blocked).out
    assert table.index("READY TO FILE: sample.json") < table.index("BLOCKED: blocked.json")


def test_the_json_has_exactly_the_keys_of_the_contract(blocked: Path) -> None:
    (record,) = validated(blocked).records
    assert list(record) == KEYS
    assert record["findings"]
    for finding in record["findings"]:
        assert list(finding) == FINDING_KEYS
        assert finding["class"] in ("must-fix", "explain", "note")
        assert all(isinstance(finding[key], str) for key in ("id", "class", "message", "cite"))
        assert all(value is None or isinstance(value, str) for value in finding.values())
    (total,) = [finding for finding in record["findings"] if finding["id"] == "SUM-7190"]
    assert total["box"] == "7190"
    assert (total["reported"], total["expected"]) == ("95956490", "95956489")
    assert (total["difference"], total["tolerance"]) == ("1", "0")


def test_amounts_are_decimal_strings(blocked: Path) -> None:
    findings = {(f["id"], f["box"]): f for f in validated(blocked).findings}
    side = findings["SEG-03", "7032"]
    assert (side["reported"], side["expected"]) == ("98590266", "98590265")
    assert (side["difference"], side["tolerance"]) == ("1", "0")
    assert side["cite"] == "17 CFR 1.32"


def test_cells_are_named_where_there_are_cells(tmp_path: Path, filled: Books) -> None:
    (note,) = [f for f in validated(filled["udf"]).findings if f["id"] == "SEC-08"]
    assert (note["sheet"], note["cell"]) == ("30.7 funds", "D30")
    (line,) = [line for line in run("validate", filled["udf"]).out.splitlines() if "SEC-08" in line]
    assert line == "  Box 7690 at '30.7 funds'!D30 [SEC-08]"


def test_the_table_has_the_verdict_first_and_must_fix_before_all(blocked: Path) -> None:
    lines = run("validate", blocked).out.splitlines()
    assert lines[0].startswith("BLOCKED: blocked.json - ")
    assert lines[1] == "HSBC SECURITIES (USA) INC., period ending 06/30/2014, edition 2014"
    headings = [line.split(":")[0] for line in lines if line[:1].isupper() and line.endswith(")")]
    assert headings == ["MUST FIX", "EXPLAIN", "NOTE"]
    assert run_process("validate", blocked).out.splitlines() == lines


def test_a_ready_filing_says_so_first(sample_file: Path) -> None:
    first = run("validate", sample_file).out.splitlines()[0]
    assert first == "READY TO FILE: sample.json - 0 to fix, 0 to explain, 1 note"


def long_and_hostile() -> dict[str, Any]:
    data = sample_data()
    data["boxes"] |= {
        "13": "A firm of a name that is much too long for one line of a terminal, " * 3,
        "20": "\x1b[31mred\x07\r\nnext",
        "7010": "x" * 300,
        "7020": "\x1b[31m12",
        "7190": "1" * 40,
        "24": "\x1b]0;title\x07",
    }
    return data


@pytest.mark.parametrize("name", ["short.json", "a-name-" + "long-" * 30 + ".json"])
def test_no_line_is_wider_than_80_columns_or_coloured_when_piped(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(json.dumps(long_and_hostile()))
    outcome = run_process("validate", path, COLUMNS="200")
    assert outcome.status == 1
    assert max(len(line) for line in outcome.out.splitlines()) <= 80
    assert not [letter for letter in outcome.out if not letter.isprintable() and letter != "\n"]
    head = "".join(line.strip() for line in outcome.out.partition("\n\n")[0].splitlines())
    assert head.startswith(f"BLOCKED: {name}")
    assert head.replace(" ", "").endswith(",periodending06/30/2014,edition2014")


def test_a_date_that_is_none_is_not_stated(tmp_path: Path) -> None:
    data = sample_data()
    data["boxes"]["25"] = "end of June"
    (tmp_path / "d.json").write_text(json.dumps(data))
    assert "period ending not stated" in run("validate", tmp_path / "d.json").out


def test_csv_has_a_row_a_finding_and_one_for_a_clean_file(
    tmp_path: Path, sample_file: Path, blocked: Path
) -> None:
    outcome = run("validate", blocked, sample_file, tmp_path / "none.json", "--output", "csv")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    assert rows[0].keys() == {"file", "verdict", *FINDING_KEYS}
    of_blocked = [row for row in rows if row["file"] == str(blocked)]
    expected = validated(blocked).findings
    assert [{key: row[key] or None for key in FINDING_KEYS} for row in of_blocked] == expected
    assert {row["verdict"] for row in of_blocked} == {"blocked"}
    assert rows[-1]["file"] == str(tmp_path / "none.json")
    assert (rows[-1]["verdict"], rows[-1]["class"]) == ("blocked", "must-fix")
    assert "\r" not in outcome.out


def test_csv_hurts_no_spreadsheet_that_opens_it(tmp_path: Path) -> None:
    data = {"edition": "2014", "boxes": {"7010": '=HYPERLINK("http://x","y")', "7070": -5}}
    (tmp_path / "d.json").write_text(json.dumps(data))
    outcome = run("validate", tmp_path / "d.json", "--output", "csv")
    fields = [field for row in csv.reader(io.StringIO(outcome.out)) for field in row]
    assert '\'=HYPERLINK("http://x","y")' in fields
    assert not [field for field in fields if field.startswith(("=", "+", "@"))]
    assert "-5" in fields


def test_every_column_of_text_is_guarded_in_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = {"edition": "2014", "boxes": {"@SUM(1)": 5, "7070": "+1+1 and more"}}
    monkeypatch.chdir(tmp_path)
    (tmp_path / "=1.json").write_text(json.dumps(data))
    rows = list(csv.DictReader(io.StringIO(run("validate", "=1.json", "--output", "csv").out)))
    assert {row["file"] for row in rows} == {"'=1.json"}
    assert [row["reported"] for row in rows if row["id"] == "BOX-03"] == ["'@SUM(1)"]
    assert [row["reported"] for row in rows if row["box"] == "7070"] == ["'+1+1 and more"]


@pytest.mark.parametrize(
    ("boxes", "check", "sides", "for_people"),
    [
        (
            {"7045": 1000, "7047": 4000, "7050": 9000},
            "SUM-7050",
            ("9000", "-3000", "12000"),
            "reported 9,000; expected (3,000); difference 12,000",
        ),
        ({"7070": "-22,345,678"}, "AMT-04", ("-22345678", "0 or more", None), "(22,345,678)"),
        (
            {"7010": "22,345,678.50"},
            "AMT-05",
            ("22345678.50", "22345678", "0.50"),
            "22,345,678.5 has cents",
        ),
    ],
)
def test_amounts_are_plain_digits_for_programs_and_have_commas_for_people(
    tmp_path: Path,
    boxes: dict[str, Any],
    check: str,
    sides: tuple[str | None, ...],
    for_people: str,
) -> None:
    path = tmp_path / "d.json"
    path.write_text(json.dumps({"edition": "2014", "boxes": boxes}))
    found = next(
        finding
        for finding in validated(path).findings
        if finding["id"] == check and finding["box"] in boxes
    )
    assert (found["reported"], found["expected"], found["difference"]) == sides
    assert for_people in " ".join(run("validate", path).out.split())


@pytest.mark.parametrize(
    ("encoding", "output"),
    [("cp1252", "table"), ("cp1252", "json"), ("cp437", "csv"), ("ascii", "table")],
)
def test_a_name_that_the_terminal_cannot_write_stops_nothing(
    tmp_path: Path, encoding: str, output: str
) -> None:
    data = sample_data()
    data["boxes"]["13"] = "Фирма 日本"
    path = tmp_path / "отчёт.json"
    path.write_text(json.dumps(data))
    outcome = run_process("validate", path, "--output", output, PYTHONIOENCODING=encoding)
    assert (outcome.status, outcome.err) == (0, "")
    if output == "json":
        assert outcome.records[0]["file"] == str(path)


def test_a_part_of_a_report_is_validated(tmp_path: Path) -> None:
    path = tmp_path / "part.json"
    path.write_text(json.dumps({"edition": "2014", "boxes": {"7200": 5, "7210": 7, "7230": 7}}))
    outcome = validated(path)
    assert (outcome.status, outcome.record["verdict"]) == (1, "partial")
    assert {finding["id"] for finding in outcome.findings} == {"PART-01"}


def test_help_names_every_command_in_whole_sentences() -> None:
    shown = run("--help").out
    for command in ("validate", "explain", "rules", "new", "fill", "export", "demo"):
        (line,) = [line for line in shown.splitlines() if line.startswith(f"  {command} ")]
        assert line.endswith(".")
        assert not line.endswith("...")
    assert run().status == 2
    assert run("nothing-of-the-kind").status == 2


def test_neither_the_name_of_a_firm_nor_that_of_a_file_is_cut(tmp_path: Path) -> None:
    firm = "The Consolidated Futures, Securities and Swaps Clearing Company of New York, Inc."
    name = f"{'the report of the month of June, ' * 5}as it was reviewed.json"
    (tmp_path / name).write_text(
        json.dumps({"edition": "2014", "boxes": {"13": firm, "25": "2014-06-30", "7010": 5}})
    )
    outcome = run("validate", str(tmp_path / name))
    verdict, _, rest = outcome.out.partition(firm.split()[0])
    assert " ".join(verdict.split()).startswith(f"BLOCKED: {name} - ")
    assert " ".join(f"{firm.split()[0]}{rest}".split()).startswith(f"{firm}, period ending 06/30/")
    first, second = outcome.out.splitlines()[:2]
    assert not first.startswith(" ")
    assert second.startswith("    ")
    assert all(len(line) <= 80 for line in outcome.out.splitlines())
    missing = run("validate", str(tmp_path / f"x{name}"))
    assert f"x{name}" in missing.err
