"""What the button says where it could not do its work: no more than is known."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from focusxl.files import Reading, read
from focusxl.filings.canonical_inputs import canonical_inputs
from focusxl.filings.samples import load_sample
from focusxl_udfs import button


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the button writes as verdict and next step."""
    written: list[tuple[str, str]] = []

    def note(_: object, word: str, next_step: str, __: datetime.datetime) -> None:
        written.append((word, next_step))

    monkeypatch.setattr(button, "write_verdict", note)
    monkeypatch.setattr(button, "write_findings", lambda *_: None)
    monkeypatch.setattr(button, "write_stamps", lambda *_: None)
    return written


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "book.json"
    path.write_text(canonical_inputs(load_sample()))
    return path


def press(monkeypatch: pytest.MonkeyPatch, path: Path, opened: Reading) -> None:
    of_focusxl = SimpleNamespace(refers_to_range=object())
    book = SimpleNamespace(
        fullname=str(path), name=path.name, names={"focusxl_edition": of_focusxl}
    )
    monkeypatch.setattr(button.xw, "Book", SimpleNamespace(caller=lambda: book))
    monkeypatch.setattr(button, "read_hosted_workbook", lambda _: opened)
    button.validate_and_export()


def test_a_failure_after_the_export_does_not_deny_it(
    monkeypatch: pytest.MonkeyPatch, said: list[tuple[str, str]], saved: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    write = button.write_verdict

    def fail_once(book: Any, word: str, next_step: str, now: datetime.datetime) -> None:
        if next_step.startswith("Exported"):
            raise RuntimeError("Excel is busy")
        write(book, word, next_step, now)

    monkeypatch.setattr(button, "write_verdict", fail_once)
    press(monkeypatch, saved, read(saved))
    assert len(list(saved.parent.glob("19585-2014-06-30-1-*"))) == 6
    log = tmp_path / "state" / "focusxl" / "failures.log"
    assert said[-1] == (
        "NOT VALIDATED",
        "FocusXL stopped before it was done (RuntimeError). Look into the workbook's folder for "
        "what was exported, and run focusxl doctor with this workbook in a terminal. "
        f"The details are in {log}.",
    )
    assert "Excel is busy" in log.read_text()


def test_a_file_that_differs_is_not_said_to_be_older(
    monkeypatch: pytest.MonkeyPatch, said: list[tuple[str, str]], saved: Path
) -> None:
    opened = read(saved)
    filing = opened.filing.replaced(nothing_to_report=frozenset({"dealer_options"}))
    press(monkeypatch, saved, opened.replaced(filing=filing))
    assert list(saved.parent.glob("19585-*")) == []
    assert said[-1] == (
        "NOT VALIDATED",
        "Nothing was exported: the open workbook and its file differ (changes that are not saved "
        "yet, or a file that was changed elsewhere). Save it, or open it again, and press the "
        "button again.",
    )


def test_a_workbook_without_a_file(
    monkeypatch: pytest.MonkeyPatch, said: list[tuple[str, str]], saved: Path
) -> None:
    opened = read(saved)
    saved.unlink()
    press(monkeypatch, saved, opened)
    assert said[-1][1] == (
        "“book.json” has no file on this computer (it is new, kept online, or was moved since it "
        "was opened). Save it in a folder of this computer, and press the button again."
    )
