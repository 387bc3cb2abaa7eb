"""A first export that fails leaves a folder as it was: empty, or not there with anything in it."""

import errno
import os
from pathlib import Path

import pytest

from focusxl.checks import check
from focusxl.errors import NotExported
from focusxl.files import read
from focusxl.files.writing.export import export
from focusxl.files.writing.export_series import FILING
from focusxl.filings.computation import compute
from tests.support.sample_books import Book

pytestmark = pytest.mark.slow

FILES = 6
"""Of an export: the workbook, three uploads, the findings, the audit record."""
SYNCS = FILES + 3
"""Each file, the journal, the folder with them, the folder with their names."""


def export_to(folder: Path, source: Path) -> tuple[Path, ...]:
    reading = read(source)
    computation = compute(reading.filing)
    result = check(computation, reading.findings)
    return export(reading, computation, result, source, folder, {FILING: lambda _: b"workbook"})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return Book(flavour="native").save(tmp_path / "in" / "june.xlsx")


@pytest.mark.parametrize("made", [True, False], ids=["folder there", "folder new"])
@pytest.mark.parametrize("full_at", range(1, SYNCS + 1))
def test_a_disk_that_is_full(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full_at: int, made: bool
) -> None:
    to = tmp_path / "out"
    if made:
        to.mkdir()
    synced: list[int] = []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == full_at:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotExported, match="Nothing was exported to “out”: No space left"):
        export_to(to, source)
    assert list(to.iterdir()) == []
    monkeypatch.undo()
    exported = export_to(to, source)
    assert sorted(to.iterdir()) == sorted(exported)


@pytest.mark.parametrize("at", range(1, FILES + 3))
def test_broken_off_from_the_keyboard_before_anything_has_its_name(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    to = tmp_path / "out"
    synced: list[int] = []

    def broken_off(handle: int) -> None:
        synced.append(handle)
        if len(synced) == at:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", broken_off)
    with pytest.raises(KeyboardInterrupt):
        export_to(to, source)
    assert list(to.iterdir()) == []


@pytest.mark.parametrize("refused_at", range(1, FILES + 1))
def test_a_name_that_cannot_be_given(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused_at: int
) -> None:
    to = tmp_path / "out"
    given: list[object] = []
    link = os.link

    def refuse(old: Path, new: Path, **how: bool) -> None:
        given.append(new)
        if len(given) >= refused_at:
            raise OSError(errno.EIO, "Input/output error")
        link(old, new, **how)

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(NotExported, match="Nothing was exported to “out”"):
        export_to(to, source)
    assert list(to.iterdir()) == []


def test_there_are_so_many_moments(source: Path, tmp_path: Path) -> None:
    assert len(export_to(tmp_path / "out", source)) == FILES
