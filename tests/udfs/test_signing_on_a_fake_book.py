"""Sign as preparer and Sign as reviewer, on an open workbook, without a host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from focusxl.filings.canonical_inputs import inputs_sha256
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs import button
from focusxl_udfs.open_workbook.hosted_workbook import read_hosted_workbook
from focusxl_workbook.fill import filled
from focusxl_workbook.templates import template
from tests.support.fake_book import FakeBook, open_book


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> FakeBook:
    """The sample of 2014, of a firm that requires review."""
    path = tmp_path_factory.mktemp("saved") / "book.xlsm"
    form, sample = load_edition("2014"), load_sample("2014")
    given = sample.replaced(facts={**sample.facts, "review_required": True})
    path.write_bytes(filled(template(form, "udf"), Filing(form, {}, whole=True), given, "udf"))
    return open_book(path)


@pytest.fixture
def fake(saved: FakeBook, tmp_path: Path) -> FakeBook:
    opened = saved.copy()
    opened.path = tmp_path / "folder" / "book.xlsm"
    opened.path.parent.mkdir()
    opened.path.write_bytes(saved.path.read_bytes())
    opened.book.set_mock_caller()
    return opened


@pytest.fixture(autouse=True)
def no_caller_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(xw.App, "activate", lambda *_, **__: None)
    yield
    vars(xw.Book).get("_mock_caller") and delattr(xw.Book, "_mock_caller")


def told(fake: FakeBook) -> list[str]:
    """The findings on signatures that the last validation wrote."""
    checks = [str(row[3].value) for row in fake.rows("finding_table")]
    return [check for check in checks if check.startswith("SIGN-")]


def verdict(fake: FakeBook) -> str:
    return str(fake.at("last_validation").value).split(" | ")[0]


def test_two_persons_sign_and_the_workbook_says_ready(fake: FakeBook) -> None:
    button.validate_only()
    assert told(fake) == ["SIGN-01", "SIGN-02"]
    fake.type("sign_preparer_name", " Jane  Doe ")
    button.sign_as_preparer()
    assert (told(fake), verdict(fake)) == (["SIGN-02"], "BLOCKED")
    fake.type("sign_reviewer_name", "Bob Roe")
    button.sign_as_reviewer()
    assert (told(fake), verdict(fake)) == ([], "READY TO FILE")
    assert str(fake.at("next_step").value).startswith("Signed as reviewer. Save the workbook. ")
    assert fake.alerts == []
    filing = read_hosted_workbook(fake.book).filing
    assert [(one.role, one.name) for one in filing.signatures] == [
        ("preparer", "Jane Doe"),
        ("reviewer", "Bob Roe"),
    ]
    assert {one.inputs for one in filing.signatures} == {inputs_sha256(filing)}
    fingerprint = str(fake.at("fingerprint_now").value)
    assert str(fake.at("sign_reviewer_seal").value).endswith(f" {fingerprint}")


def test_a_change_after_it_shows_who_signed_before(fake: FakeBook) -> None:
    fake.type("sign_preparer_name", "Jane Doe")
    button.sign_as_preparer()
    fake.type("box_31", "(212) 525-3401")
    button.validate_only()
    assert told(fake) == ["SIGN-01", "SIGN-02"]
    (message,) = [
        str(row[4].value) for row in fake.rows("finding_table") if row[3].value == "SIGN-01"
    ]
    assert "Signed by Jane Doe on " in message
    assert " for other inputs." in message
    button.sign_as_preparer()
    assert told(fake) == ["SIGN-02"]


def test_another_name_over_a_signature_does_not_count(fake: FakeBook) -> None:
    fake.type("sign_preparer_name", "Jane Doe")
    button.sign_as_preparer()
    fake.type("sign_preparer_name", "John Doe")
    button.validate_only()
    assert told(fake) == ["SIGN-01", "SIGN-02", "SIGN-06"]


@pytest.mark.parametrize("name", [None, "", "  ", "x" * 201])
def test_without_a_name_nobody_signs(fake: FakeBook, name: str | None) -> None:
    fake.type("sign_preparer_name", name)
    button.sign_as_preparer()
    assert fake.alerts == [
        "Type the name of the preparer on the sheet Start, in at most 200 letters, and sign again."
    ]
    assert fake.at("sign_preparer_seal").value is None
    assert read_hosted_workbook(fake.book).filing.signatures == ()


def test_a_workbook_of_an_earlier_version_has_no_place_for_it(fake: FakeBook) -> None:
    del fake.names["sign_preparer_seal"]
    fake.type("sign_preparer_name", "Jane Doe")
    button.sign_as_preparer()
    assert fake.alerts == [
        "This workbook has no place for signatures: an earlier version made it. Carry it over "
        "first: focusxl upgrade BOOK -o OUT."
    ]


def test_what_was_signed_and_not_saved_is_not_exported(fake: FakeBook) -> None:
    for role, name in (("preparer", "Jane Doe"), ("reviewer", "Bob Roe")):
        fake.type(f"sign_{role}_name", name)
        getattr(button, f"sign_as_{role}")()
    button.validate_and_export()
    assert str(fake.at("next_step").value).startswith(
        "Nothing was exported: the open workbook and its file differ"
    )
    assert [path.name for path in fake.path.parent.iterdir()] == ["book.xlsm"]
