"""A workbook of another version: how it is judged, and how it is carried over into this one."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from focusxl import __version__
from focusxl.checks import check
from focusxl.checks.result import Result
from focusxl.files import read
from focusxl.files.template.made_by import MadeBy
from focusxl.filings.computation import compute
from focusxl.filings.filing import FilerExplanation
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_workbook.templates import template_of_firm
from focusxl_workbook.upgrade_report import Contents, not_carried, what_changed
from tests.support.command_line import run
from tests.support.earlier_workbook import (
    of_the_version_before,
    unstated,
    with_formula_of_before,
)
from tests.support.edited_workbook import with_cell

FORM = load_edition("2026")
ANSWER = FilerExplanation("Options are carried at another FCM.", "12 against 10")
SAYS_ANOTHER_VERSION = "WB-26"


@cache
def filled() -> bytes:
    """The native workbook of a firm that reports all there is, an explanation included."""
    sample = load_sample("2026")
    return template_of_firm(sample.replaced(explanations={"SEG-03": ANSWER}), "native")[0]


def book(folder: Path, content: bytes, name: str = "may.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def verdict(path: Path) -> Result:
    reading = read(path)
    return check(compute(reading.filing), reading.findings)


def ids(path: Path) -> list[str]:
    return sorted(finding.id for finding in verdict(path).findings)


def test_a_workbook_of_the_version_before_has_the_same_verdict(tmp_path: Path) -> None:
    now = book(tmp_path, filled(), "now.xlsx")
    before = book(tmp_path, of_the_version_before(filled()), "before.xlsx")
    assert verdict(now).verdict == verdict(before).verdict == "ready"
    assert SAYS_ANOTHER_VERSION not in ids(now)
    assert ids(before) == sorted([*ids(now), SAYS_ANOTHER_VERSION])


def test_a_formula_of_the_version_before_is_right_only_where_that_version_wrote_it(
    tmp_path: Path,
) -> None:
    changed = book(tmp_path, with_formula_of_before(filled()))
    assert [one.box for one in verdict(changed).findings if one.id == "WB-02"] == ["3756"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (None, "made by an early FocusXL, which did not yet say its version, and this is FocusXL"),
        ("0.1.9", "made by FocusXL 0.1.9, and this is FocusXL"),
        ("0.1.9", "judged by the version that wrote them"),
        ("0.1.9", "type: focusxl upgrade BOOK -o OUT."),
        ("99.0", "Update FocusXL before you rely on what it says"),
        ("other rules", f"made by FocusXL {__version__} with other rules of the form"),
    ],
)
def test_a_note_says_which_version_made_a_workbook(
    said: str | None, told: str, tmp_path: Path
) -> None:
    def text(words: str) -> tuple[str, str]:
        return f"<is><t>{words}</t></is>", ' t="inlineStr"'

    if said is None:
        content = unstated(filled())
    elif said == "other rules":
        content = with_cell(filled(), "focusxl_form", *text("0123456789ab"))
    else:
        content = with_cell(filled(), "focusxl_version", *text(said))
    [note] = [one for one in verdict(book(tmp_path, content)).findings if one.id == "WB-26"]
    assert note.check_class == "note"
    assert told in note.message


def test_everything_that_was_entered_is_carried_over(tmp_path: Path) -> None:
    content = of_the_version_before(filled())
    before = book(tmp_path, content)
    outcome = run("upgrade", str(before), "-o", str(tmp_path / "now.xlsx"))
    assert (outcome.status, outcome.err) == (0, "")
    old, new = read(before).filing, read(tmp_path / "now.xlsx").filing
    assert new.values == old.values
    assert new.facts == old.facts
    assert new.explanations == {"SEG-03": ANSWER}
    assert new.nothing_to_report == old.nothing_to_report
    assert new.absent == old.absent
    assert verdict(tmp_path / "now.xlsx").verdict == "ready"
    assert SAYS_ANOTHER_VERSION not in ids(tmp_path / "now.xlsx")
    assert before.read_bytes() == content


def test_pages_with_nothing_to_report_are_carried_over(tmp_path: Path) -> None:
    data = {"edition": "2014", "boxes": {"13": "A"}, "nothing_to_report": ["dealer_options"]}
    (tmp_path / "a.json").write_text(json.dumps(data))
    native, filled_in = tmp_path / "empty.xlsx", tmp_path / "filled.xlsx"
    assert run("new", str(native), "--edition", "2014", "--native").status == 0
    assert run("fill", str(native), str(tmp_path / "a.json"), "-o", str(filled_in)).status == 0
    filled_in.write_bytes(unstated(filled_in.read_bytes()))
    assert run("upgrade", str(filled_in), "-o", str(tmp_path / "now.xlsx")).status == 0
    assert read(tmp_path / "now.xlsx").filing.nothing_to_report == {"dealer_options"}


def test_what_this_version_does_otherwise_is_told(tmp_path: Path) -> None:
    before = book(tmp_path, of_the_version_before(filled()))
    outcome = run("upgrade", str(before), "-o", str(tmp_path / "now.xlsx"))
    lines = outcome.out.splitlines()
    assert "made by an early FocusXL" in lines[0]
    assert "4 answers about the firm, 1 explanation, 0 pages with nothing" in lines[1]
    [change] = [line for line in lines if line.startswith("  ")]
    assert change.startswith("  Box 3756: the formula is now =IF(box_3840=")
    assert "*1/15" in change
    assert "*6.66666666666667/100" in change
    assert lines[-1] == f"Next: focusxl validate {tmp_path / 'now.xlsx'}"


def checks_of(**checks: dict[str, str]) -> Contents:
    named = {name.replace("_", "-"): said for name, said in checks.items()}
    return Contents(FORM, "native", MadeBy("", ""), {}, named, ())


def test_checks_that_are_new_gone_or_changed_are_told() -> None:
    said = {"class": "Explain", "test": "[7032] = [7132]", "tolerance": "0"}
    before = checks_of(SEG_03=said, SEG_09=said, SEG_10=said)
    now = checks_of(SEG_03={**said, "tolerance": "1"}, SEG_10=said, SEG_11=said)
    assert list(what_changed(before, now)) == [
        "Check SEG-03: its tolerance is now 1; it was 0",
        "Check SEG-11 is new: [7032] = [7132]",
        "Check SEG-09 is no longer made.",
    ]


def test_a_sheet_of_the_users_own_is_named() -> None:
    before = Contents(FORM, "native", MadeBy("", ""), {}, {}, ("Start", "My notes", "Checks"))
    now = Contents(FORM, "native", MadeBy("", ""), {}, {}, ("Start", "Checks", "Findings"))
    assert list(not_carried(before, now)) == [
        "The sheet “My notes” is not FocusXL's and was not carried over."
    ]


def with_text_in_an_amount(content: bytes) -> bytes:
    return with_cell(content, "box_7010", "<is><t>about 5</t></is>", ' t="inlineStr"')


@pytest.mark.parametrize(
    ("change", "out", "said"),
    [
        (with_text_in_an_amount, "now.xlsx", "Nothing was written."),
        (bytes, "may.xlsx", "exists already and is not written over"),
        (bytes, "now.xlsm", "must end in .xlsx, like may.xlsx"),
        (bytes, "now.txt", "must end in .xlsm or .xlsx"),
        (bytes, "nowhere/now.xlsx", "There is no folder"),
    ],
)
def test_what_would_lose_something_is_refused(
    change: Callable[[bytes], bytes], out: str, said: str, tmp_path: Path
) -> None:
    before = book(tmp_path, change(of_the_version_before(filled())))
    outcome = run("upgrade", str(before), "-o", str(tmp_path / out))
    assert outcome.status == 2
    assert said in outcome.err
    assert [file.name for file in tmp_path.iterdir()] == ["may.xlsx"]


def test_a_file_of_data_is_no_workbook_to_carry_over(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"edition": "2014", "boxes": {"7010": 5}}')
    outcome = run("upgrade", str(tmp_path / "a.json"), "-o", str(tmp_path / "now.xlsx"))
    assert outcome.status == 2
    assert "is not a workbook with pages to fill in" in outcome.err


def test_a_workbook_of_another_version_is_not_filled_in(tmp_path: Path) -> None:
    """Its formulas may stand in other cells: what is stored beside them would be wrong."""
    before = book(tmp_path, of_the_version_before(filled()))
    (tmp_path / "a.json").write_text('{"edition": "2026", "boxes": {"7010": 5}}')
    outcome = run("fill", str(before), str(tmp_path / "a.json"), "-o", str(tmp_path / "b.xlsx"))
    assert outcome.status == 2
    assert "focusxl upgrade BOOK -o OUT" in outcome.err
    assert not (tmp_path / "b.xlsx").exists()
