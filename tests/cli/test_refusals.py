"""What a refusal says is so, also where something else went wrong than one would think."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from focusxl.cli import export as export_command
from focusxl.filings.convert import moved
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from tests.support.command_line import Outcome, run

Books = dict[str, Path]


def refused(outcome: Outcome) -> str:
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    return outcome.err


def test_what_is_no_template_is_not_called_one(tmp_path: Path, sample_file: Path) -> None:
    """The name to be made does not fit either; that is not what is wrong."""
    said = refused(run("fill", sample_file, sample_file, "-o", tmp_path / "out.xlsx"))
    assert said == (
        f"focusxl: {sample_file.name} is not a template workbook. Make one with focusxl new.\n"
    )


def test_the_name_must_fit_the_template(
    tmp_path: Path, templates: Books, sample_file: Path
) -> None:
    said = refused(run("fill", templates["udf"], sample_file, "-o", tmp_path / "out.xlsx"))
    assert said == "focusxl: out.xlsx must end in .xlsm, like the template empty.xlsm.\n"


def test_a_folder_given_as_official_form_is_there(tmp_path: Path, sample_file: Path) -> None:
    (tmp_path / "form.pdf").mkdir()
    arguments = ("export", sample_file, "--to", tmp_path / "out", "--official-form")
    said = refused(run(*arguments, tmp_path / "form.pdf"))
    assert "The official form “form.pdf” is not a file; check its name and folder." in said
    said = refused(run(*arguments, tmp_path / "none.pdf"))
    assert "The official form “none.pdf” is not there; check its name and folder." in said


def test_a_terminal_that_goes_away_does_not_make_the_export_undone(
    tmp_path: Path, sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files are there, and nobody is told that nothing was done."""

    def gone(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(export_command, "say", gone)
    said: list[Any] = []
    monkeypatch.setattr("focusxl.cli.main.complain", said.append)
    done = run("export", sample_file, "--to", tmp_path / "out")
    assert done.status == 2
    assert len(list((tmp_path / "out").iterdir())) == 6
    assert said == [
        "The system refused: Input/output error. No file that was there before was changed."
    ]


def test_a_box_of_the_form_that_we_do_not_hold_is_not_denied(sample_file: Path) -> None:
    """Form X-17A-5 of 2014 has box 3750, on a page that FocusXL does not have."""
    said = refused(run("explain", "3750", sample_file))
    assert said == (
        "focusxl: FocusXL's edition 2014 of the form has no box “3750”. "
        "See focusxl rules --edition 2014.\n"
    )
    left = moved(load_sample("2026"), load_edition("2014")).left_behind
    (said,) = (str(each) for each in left if str(each).startswith("Box 3520 "))
    assert said.endswith(": FocusXL's edition 2014 of the form has no such box.")


def test_an_edition_that_we_do_not_hold_is_not_denied(tmp_path: Path) -> None:
    said = refused(run("new", tmp_path / "a.xlsm", "--edition", "2021"))
    assert said == (
        "focusxl: There is no edition “2021” of the form here; the editions are 2014, 2026.\n"
    )


def test_a_huge_official_form_is_refused_by_its_size(tmp_path: Path, sample_file: Path) -> None:
    """6 GB that take no room on the disk; they would not fit into memory."""
    form = tmp_path / "form.pdf"
    with form.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(6 * 1024**3)
    said = refused(run("export", sample_file, "--to", tmp_path / "out", "--official-form", form))
    assert "“form.pdf” is larger than 20 MB" in said
    assert not (tmp_path / "out").exists()
