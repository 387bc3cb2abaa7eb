"""What is wrong in the form data is refused, with file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from focusxl.errors import FormDataError
from focusxl.forms.compiler import read_edition

EDITION = """\
edition: "1999"
title: A small edition
form: Form X
in_force: Never
last_period: 1999-12-31
firm_name: 13
firm_id: 13
period_end: 25
statements: [page]
parameters:
  rate:
    label: A rate
    unit: ratio
    from: {always: 8%}
    cite: 17 CFR 1.17
facts:
  retail:
    question: Is it?
    cite: 17 CFR 5.7
part: Part Z
printed: {report: A, agency: B, cover: C, instructions: D, reported_by: E, firm: F, as_of: G}
"""

PAGE = """\
title: A page
sheet: Page
group: Financial
cite: 17 CFR 1.32
columns: [amount]
lines:
  - fields: [{box: 13, kind: text}, {box: 25, kind: date}]
  - {item: "1.", label: Cash, amount: {box: 1}}
  - {item: "2.", label: Securities, amount: {box: 2}}
  - item: "3."
    label: Total
    amount: {box: 3, formula: "[1] + [2] * rate"}
checks:
  - id: PAGE-01
    class: explain
    box: 1
    test: "[1] = [2] or retail"
    message: Cash ([1]) differs from securities ([2]).
    cite: 17 CFR 1.32
"""

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def files(edition: str, page: str) -> Path:
        (tmp_path / "edition.yaml").write_text(edition, encoding="utf-8")
        (tmp_path / "page.yaml").write_text(page, encoding="utf-8")
        return tmp_path

    return files


def test_a_small_edition_is_read(write: Write) -> None:
    edition = read_edition(write(EDITION, PAGE))
    assert edition.name == "1999"
    assert list(edition.boxes) == ["13", "25", "1", "2", "3"]
    assert list(edition.checks) == ["PAGE-01"]
    assert [edition.boxes[number].item for number in edition.boxes] == ["", "", "1", "2", "3"]


REFUSED_PAGES = {
    "an unknown box in a formula": (
        ("[1] + [2] * rate", "[1] + [9]"),
        "page.yaml, line 10: “[1] + [9]”: there is no box 9",
    ),
    "an unknown name in a formula": (
        ("[2] * rate", "[2] * share"),
        "page.yaml, line 10: “[1] + [2] * share”: there is no parameter or fact “share”",
    ),
    "an unknown box in a test": (
        ("[1] = [2] or retail", "[1] = [9]"),
        "page.yaml, line 14: “[1] = [9]”: there is no box 9",
    ),
    "an unknown box in a condition": (
        ("    box: 1\n", '    box: 1\n    when: "reported([9])"\n'),
        "page.yaml, line 14: “reported([9])”: there is no box 9",
    ),
    "an unknown box that a check points at": (
        ("    box: 1\n", "    box: 9\n"),
        "page.yaml, line 14: check PAGE-01: there is no box 9",
    ),
    "an unknown box in a message": (
        ("securities ([2])", "securities ([9])"),
        "page.yaml, line 14: check PAGE-01: there is no box 9",
    ),
    "a box that stands twice": (
        ("amount: {box: 2}", "amount: {box: 1}"),
        "page.yaml, line 9: box 1 stands twice",
    ),
    "a total formed from itself": (
        ("[1] + [2] * rate", "[1] + [3]"),
        "page.yaml, line 10: the formulas go round in a circle: 3 → 3",
    ),
    "totals formed from each other": (
        ("{box: 2}", '{box: 2, formula: "[3]"}'),
        "page.yaml, line 9: the formulas go round in a circle: 2 → 3 → 2",
    ),
    "a statement without a citation": (
        ("cite: 17 CFR 1.32\ncolumns", "columns"),
        "page.yaml, line 1: “cite”: Field required",
    ),
    "a check without a citation": (
        ("([2]).\n    cite: 17 CFR 1.32\n", "([2]).\n"),
        "page.yaml, line 14: “cite”: Field required",
    ),
    "a citation that is none": (
        ("([2]).\n    cite: 17 CFR 1.32\n", "([2]).\n    cite: 17 CFR 1.32 (b)\n"),
        "page.yaml, line 19: “cite”: “17 CFR 1.32 (b)” is no citation, such as 17 CFR 1.17(a)(1), "
        "74 FR 69279, Form X-17A-5 Part II instructions, Line Item 3870, or FocusXL, "
        "docs/security.md",
    ),
    "a check with an empty citation": (
        ("([2]).\n    cite: 17 CFR 1.32\n", "([2]).\n    cite: []\n"),
        "page.yaml, line 19: “cite”: Tuple should have at least 1 item after validation, not 0",
    ),
    "an unknown key of a line": (
        ("label: Cash,", "label: Cash, colour: red,"),
        "page.yaml, line 8: “colour”: Extra inputs are not permitted",
    ),
    "an unknown key of a box": (
        ("{box: 2}", "{box: 2, signs: any}"),
        "page.yaml, line 9: “signs”: Extra inputs are not permitted",
    ),
    "a key that stands twice": (
        ("sheet: Page\n", "sheet: Page\nsheet: Other\n"),
        "page.yaml, line 3: “sheet” stands twice",
    ),
    "a key of a box that stands twice": (
        ("{box: 2}", "{box: 2, box: 4}"),
        "page.yaml, line 9: “box” stands twice",
    ),
    "a check that stands twice": (
        ("checks:\n", "checks:\n" + PAGE.partition("checks:\n")[2]),
        "page.yaml, line 20: check PAGE-01 stands twice",
    ),
    "a formula that is not of the notation": (
        ("[1] + [2] * rate", "[1] + + [2]"),
        "page.yaml, line 12: “formula”: “[1] + + [2]”: “+” is not expected here",
    ),
    "a test that is not of the notation": (
        ("[1] = [2] or retail", "[1] == [2]"),
        "page.yaml, line 17: “test”: “[1] == [2]”: “=” is not expected here",
    ),
    "a text asked of a box of another kind": (
        ("[1] = [2] or retail", "one_of([1], [13])"),
        "page.yaml, line 14: “one_of([1], [13])”: box 1 is no text",
    ),
    "a month asked of a box of another kind": (
        ("[1] = [2] or retail", "month_of([1]) = 3"),
        "page.yaml, line 14: “month_of([1]) = 3”: box 1 is no date",
    ),
    "a check of lines without the column": (
        (
            'box: 1\n    test: "[1] = [2] or retail"',
            'box: 1\n    each: amount\n    test: "[amount] = [name]"',
        ),
        "page.yaml, line 18: “test”: “[1] = [name]”: cannot read it from character 6 on",
    ),
    "a kind that the formula says": (
        ("{box: 3, ", "{box: 3, kind: total, "),
        "page.yaml, line 12: “kind”: Input should be 'input', 'text', 'date', 'check' or "
        "'official'",
    ),
    "a text with a formula": (
        ("{box: 3, ", "{box: 3, kind: text, "),
        "page.yaml, line 10: box 3: a box of kind text has no formula",
    ),
    "a shape that nobody describes": (
        ("kind: text", "kind: text, shape: round"),
        "page.yaml, line 7: box 13: only text has a shape, one that shapes.yaml names",
    ),
    "an amount with a shape": (
        ("{box: 2}", "{box: 2, shape: state}"),
        "page.yaml, line 9: box 2: only text has a shape, one that shapes.yaml names",
    ),
    "an amount as the end of the period": (
        ("{box: 2}", "{box: 2, period: ends}"),
        "page.yaml, line 9: box 2: only a date is an end of the report's period",
    ),
    "a page of no group": (
        ("group: Financial\n", ""),
        "page.yaml, line 1: the page belongs to no group",
    ),
    "an unknown group": (
        ("group: Financial", "group: Finance"),
        "page.yaml, line 3: “group”: Input should be 'Financial', 'Capital', 'Operational', "
        "'Reserve', 'CFTC' or 'Schedules'",
    ),
    "an unknown kind": (
        ("kind: date", "kind: day"),
        "page.yaml, line 7: “kind”: Input should be 'input', 'text', 'date', 'check' or 'official'",
    ),
    "a box number that is none": (
        ("{box: 2}", "{box: two}"),
        "page.yaml, line 9: “box”: String should match pattern '^[0-9]+(_[a-z]+)?$'",
    ),
    "YAML that is not well formed": (
        ("{box: 1}}", "{box: 1}"),
        "page.yaml, line 9: did not find expected ',' or '}'",
    ),
    "an empty file": ((PAGE, "# nothing\n"), "page.yaml: the file is empty"),
}


@pytest.mark.parametrize("case", REFUSED_PAGES)
def test_a_page_is_refused(write: Write, case: str) -> None:
    (written, instead), message = REFUSED_PAGES[case]
    assert PAGE.count(written) == 1
    with pytest.raises(FormDataError) as refusal:
        read_edition(write(EDITION, PAGE.replace(written, instead)))
    assert str(refusal.value) == message


REFUSED_EDITIONS = {
    "a missing statement file": (
        ("[page]", "[page, other]"),
        "other.yaml: there is no such file in the edition",
    ),
    "a parameter without a citation": (
        ("8%}\n    cite: 17 CFR 1.17\n", "8%}\n"),
        "edition.yaml, line 12: “cite”: Field required",
    ),
    "a fact without a citation": (
        ("Is it?\n    cite: 17 CFR 5.7\n", "Is it?\n"),
        "edition.yaml, line 18: “cite”: Field required",
    ),
    "a ratio that is none": (
        ("8%", "eight"),
        "edition.yaml, line 14: “from”: “eight” is no ratio, such as 8% or 1/15",
    ),
    "a ratio without its sign": (
        ("8%", "8"),
        "edition.yaml, line 14: “from”: “8” is no ratio, such as 8% or 1/15",
    ),
    "a ratio of nothing": (
        ("8%", "1/0"),
        "edition.yaml, line 14: “from”: “1/0” is no ratio, such as 8% or 1/15",
    ),
    "dollars that are a percentage": (
        ("ratio", "dollars"),
        "edition.yaml, line 14: “from”: “8%” is no whole number",
    ),
    "a parameter that holds from no day": (
        ("{always: 8%}", "{ever: 8%}"),
        "edition.yaml, line 14: “from”: “ever” is no day, such as 2010-03-31, and not “always”",
    ),
    "a parameter without a unit": (
        ("    unit: ratio\n", ""),
        "edition.yaml, line 12: “unit”: Field required",
    ),
    "a parameter without a value": (
        ("{always: 8%}", "{}"),
        "edition.yaml, line 14: “from”: Dictionary should have at least 1 item after validation, "
        "not 0",
    ),
    "an unknown key": (
        ("in_force: Never", "in_force: Never\nuntil: 2000"),
        "edition.yaml, line 5: “until”: Unexpected keyword argument",
    ),
    "no box for the period": (
        ("period_end: 25", "period_end: 26"),
        "edition.yaml, line 1: there is no box 26",
    ),
    "no box for the name": (
        ("firm_name: 13", "firm_name: 14"),
        "edition.yaml, line 1: there is no box 14",
    ),
    "no box for the firm's number": (
        ("firm_id: 13", "firm_id: 16"),
        "edition.yaml, line 1: there is no box 16",
    ),
}


@pytest.mark.parametrize("case", REFUSED_EDITIONS)
def test_an_edition_is_refused(write: Write, case: str) -> None:
    (written, instead), message = REFUSED_EDITIONS[case]
    assert EDITION.count(written) == 1
    with pytest.raises(FormDataError) as refusal:
        read_edition(write(EDITION.replace(written, instead), PAGE))
    assert str(refusal.value) == message


def test_a_folder_without_an_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormDataError) as refusal:
        read_edition(tmp_path)
    assert str(refusal.value) == "edition.yaml: there is no such file in the edition"
