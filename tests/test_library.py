"""The library as a program uses it: a report is read or made, checked, explained and exported."""

from __future__ import annotations

import datetime
import inspect
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import focusxl
from focusxl.filings.samples import sample_data
from focusxl.library import GivenValue

BOXES_2014 = sample_data("2014")["boxes"]
FACTS_2014 = sample_data("2014")["facts"]


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    path = tmp_path / "june.json"
    path.write_text(json.dumps(sample_data("2014")))
    return path


# --- The face ---------------------------------------------------------------------------------


def test_the_face_is_complete() -> None:
    assert focusxl.__all__ == [
        "Filing",
        "Finding",
        "FocusXLError",
        "NotReady",
        "Result",
        "Unreadable",
        "edition",
        "editions",
        "read",
    ]
    assert set(focusxl.__all__) <= set(dir(focusxl))


@pytest.mark.parametrize("name", focusxl.__all__)
def test_each_name_is_there_and_says_what_it_is(name: str) -> None:
    assert inspect.getdoc(getattr(focusxl, name))


@pytest.mark.parametrize("name", ["read", "edition"])
def test_each_function_says_what_it_refuses(name: str) -> None:
    assert "Raises:" in (inspect.getdoc(getattr(focusxl, name)) or "")


def test_what_is_not_there_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'total'"):
        _ = focusxl.total  # type: ignore[attr-defined]


def test_importing_loads_nothing_of_it() -> None:
    loaded = "import sys, focusxl; print([x for x in sys.modules if x.startswith('focusxl.')])"
    told = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


# --- Reading and checking ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", [str, Path])
def test_a_file_is_read_by_its_name_as_text_or_path(data_file: Path, kind: type) -> None:
    filing = focusxl.read(kind(data_file))
    assert filing.firm_name == "HSBC SECURITIES (USA) INC."
    assert filing.period_end == datetime.date(2014, 6, 30)
    assert filing["7010"] == Decimal(342_539_729)
    assert filing["7080"] is None


def test_the_2014_filing_is_ready_and_its_excess_is_as_printed(data_file: Path) -> None:
    result = focusxl.read(data_file).check()
    excess = result["7190"]
    assert (result.verdict, result.is_ready) == ("ready", True)
    assert (excess.reported, excess.expected, excess.difference) == (95_956_489, 95_956_489, 0)
    assert (excess.number, excess.formula) == ("7190", "[7180] - [7060]")
    assert excess.findings == ()


def test_a_wrong_total_is_found_under_its_box() -> None:
    filing = focusxl.Filing.from_boxes("2014", {**BOXES_2014, "7190": 95_956_490}, facts=FACTS_2014)
    result = filing.check()
    box = result["7190"]
    assert result.verdict == "blocked"
    assert (box.reported, box.expected, box.difference) == (95_956_490, 95_956_489, 1)
    assert [finding.id for finding in box.findings] == ["SUM-7190"]


def test_what_reading_noticed_comes_along() -> None:
    filing = focusxl.Filing.from_boxes("2014", {**BOXES_2014, "99999": 1}, facts=FACTS_2014)
    noticed = [finding.id for finding in filing.noticed]
    assert noticed == ["BOX-03"]
    assert {finding.id for finding in filing.check().findings} >= set(noticed)


def test_findings_as_records_have_the_columns_of_the_command() -> None:
    result = focusxl.Filing.from_boxes("2014", {"7010": 5, "7040": 6}).check()
    records = result.to_records()
    columns = "id class box sheet cell message reported expected difference tolerance cite"
    assert all(" ".join(record) == columns for record in records)
    wrong = next(record for record in records if record["id"] == "SUM-7040")
    assert (wrong["reported"], wrong["expected"], wrong["difference"]) == ("6", "5", "1")


def test_a_box_that_the_form_has_not_is_no_key(data_file: Path) -> None:
    filing = focusxl.read(data_file)
    for look in (filing.__getitem__, filing.check().__getitem__, filing.explain):
        with pytest.raises(KeyError):
            look("99999")


# --- Made from boxes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("box", "given", "held"),
    [
        ("7010", 5, Decimal(5)),
        ("7010", Decimal("5.25"), Decimal("5.25")),
        ("7010", Decimal("1E+3"), Decimal(1000)),
        ("7010", "(1,234)", Decimal(-1234)),
        ("7010", None, None),
        ("24", datetime.date(2014, 4, 1), datetime.date(2014, 4, 1)),
        ("24", datetime.datetime(2014, 4, 1, 0, 0), datetime.date(2014, 4, 1)),
        ("13", "A “FIRM”", "A “FIRM”"),
        ("16", True, True),
    ],
)
def test_boxes_hold_what_was_given(box: str, given: GivenValue, held: object) -> None:
    assert focusxl.Filing.from_boxes("2014", {box: given})[box] == held


@pytest.mark.parametrize("given", [Decimal("NaN"), Decimal("Infinity"), "twelve"])
def test_what_is_no_amount_is_found_and_counts_as_none(given: Decimal | str) -> None:
    filing = focusxl.Filing.from_boxes("2014", {"7010": given})
    assert filing["7010"] is None
    assert [finding.id for finding in filing.check()["7010"].findings] == ["AMT-01"]


def test_a_float_that_is_no_number_is_refused() -> None:
    with pytest.raises(focusxl.Unreadable, match="which is not a number"):
        focusxl.Filing.from_boxes("2014", {"7010": float("inf")})


def test_the_number_of_a_box_may_be_a_number() -> None:
    filing = focusxl.Filing.from_boxes("2014", {7010: 5})  # type: ignore[dict-item]
    assert filing["7010"] == Decimal(5)


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for name in ("none.xlsm", "none.json", "none.txt"):
        with pytest.raises(focusxl.Unreadable, match=f"There is no file “{name}”"):
            focusxl.read(tmp_path / name)


def test_an_unknown_edition_is_refused_in_a_sentence() -> None:
    with pytest.raises(focusxl.Unreadable, match="no edition “1999”"):
        focusxl.Filing.from_boxes("1999", {})
    with pytest.raises(focusxl.FocusXLError, match="no edition “1999”"):
        focusxl.edition("1999")


# --- The form, explanation, export ------------------------------------------------------------


def test_a_box_of_an_edition_says_what_the_form_says() -> None:
    box = focusxl.edition("2026")["7060"]
    assert box.formula == "[7040] + [7050]"
    assert box.label.startswith("Amount required to be segregated")
    assert box.pages
    assert "17 CFR 1.20" in box.cite
    assert focusxl.editions() == ("2014", "2026")


def test_an_explanation_is_a_tree_that_prints(data_file: Path) -> None:
    explanation = focusxl.read(data_file).explain("7190")
    assert explanation.value == 95_956_489
    assert [below.box for below in explanation.rests_on] == ["7180", "7060"]
    drawn = str(explanation).splitlines()
    assert drawn[0].startswith("95,956,489  Box 7190: line 14, Excess")
    assert drawn[1] == "= [7180] - [7060]"
    assert any(line.startswith("└── 1,095,163,255  Box 7060: line 6") for line in drawn)
    assert "│   └── blank  Boxes 7080, 7160, 7170" in drawn


def test_an_explanation_fits_a_width(data_file: Path) -> None:
    explanation = focusxl.read(data_file).explain("7190")
    assert max(map(len, explanation.drawn(60))) <= 60
    words = " ".join(" ".join(explanation.drawn(60)).replace("│", " ").split())
    assert "Securities held for particular customers" in words


def test_a_ready_report_is_exported(data_file: Path, tmp_path: Path) -> None:
    written = focusxl.read(data_file).export(str(tmp_path / "out"))
    assert [path.name for path in written][-1] == "19585-2014-06-30-1-audit.json"
    assert all(path.is_file() for path in written)


def test_a_report_that_is_not_ready_is_refused_and_nothing_written(tmp_path: Path) -> None:
    filing = focusxl.Filing.from_boxes("2014", {"7010": 5})
    with pytest.raises(focusxl.NotReady, match="not ready to file"):
        filing.export(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_form_that_is_not_there_is_refused(data_file: Path, tmp_path: Path) -> None:
    with pytest.raises(focusxl.FocusXLError, match=r"“form\.pdf” is not there"):
        focusxl.read(data_file).export(tmp_path / "out", official_form=tmp_path / "form.pdf")
    assert not (tmp_path / "out").exists()


def test_a_report_is_compared_with_the_period_before() -> None:
    filing = focusxl.Filing.from_boxes(
        "2014", {"7010": 20_000_000}, prior={"7010": Decimal("2000000"), "25": "2014-05-31"}
    )
    (finding,) = [one for one in filing.check().findings if one.id == "VAR-7010"]
    assert "in the period to 05/31/2014 it was 2,000,000: 10 times as much" in finding.message
