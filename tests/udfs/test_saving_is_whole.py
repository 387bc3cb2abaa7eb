"""What LibreOffice saves gets its name in one step, over no file that is not to be replaced.

A stand-in for the office writes the file in two pieces, so that a run can be killed between them.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

from focusxl_udfs.libreoffice import LibreOfficeError, carried, documents
from focusxl_udfs.libreoffice.documents import Documents
from tests.support.dying import dies_at

pytestmark = pytest.mark.slow

WHOLE = b"first half, second half"
MINE = {"mine.xlsx": b"mine"}


class Document:
    """A document of an office that stores what it is told to."""

    def getURL(self) -> str:  # noqa: N802 - LibreOffice's name
        return ""

    def storeToURL(self, url: str, _: Any) -> None:  # noqa: N802 - LibreOffice's name
        path = Path(unquote(urlparse(url).path))
        path.write_bytes(WHOLE[:10])
        with path.open("ab") as file:
            file.write(WHOLE[10:])


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "properties", lambda **_: ())
    monkeypatch.setattr(documents, "uno_class", lambda _: RuntimeError)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in MINE.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def save(path: Path, *, new: bool) -> None:
    office: Any = SimpleNamespace(mend=lambda *_: None)
    Documents.save(office, Document(), path, new=new)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def finals(folder: Path) -> dict[str, bytes]:
    return {name: text for name, text in contents(folder).items() if name[:9] != ".focusxl-"}


@pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed here")
@pytest.mark.parametrize("new", [True, False])
def test_killed_at_any_step_a_saved_workbook_is_whole_or_not_there(folder: Path, new: bool) -> None:
    for step in range(1, 40):
        path = folder / f"{step}.xlsx"
        killed = dies_at(step, folder, lambda: save(path, new=new))  # noqa: B023
        there = finals(folder)
        assert MINE.items() <= there.items()
        assert {there[each] for each in there if each not in MINE} <= {WHOLE}
        if not killed:
            break
    assert not killed
    assert step > 8, "the run was not killed often"
    # The last run has removed what those before have left.
    assert sorted(path.name for path in folder.iterdir()) == sorted(finals(folder))


@pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed here")
def test_killed_at_any_step_a_replaced_workbook_is_the_old_or_the_new(folder: Path) -> None:
    for step in range(1, 40):
        (folder / "mine.xlsx").write_bytes(b"mine")
        killed = dies_at(step, folder, lambda: save(folder / "mine.xlsx", new=False))
        assert finals(folder)["mine.xlsx"] in (b"mine", WHOLE)
        if not killed:
            break
    assert contents(folder) == {"mine.xlsx": WHOLE}


def test_a_name_that_was_taken_meanwhile_is_left_to_whoever_took_it(folder: Path) -> None:
    with pytest.raises(LibreOfficeError, match="exists already and is not written over"):
        save(folder / "mine.xlsx", new=True)
    assert contents(folder) == MINE
    assert [path.name for path in folder.iterdir()] == ["mine.xlsx"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_what_replaces_a_workbook_is_as_open_to_others(folder: Path, mode: int) -> None:
    (folder / "mine.xlsx").chmod(mode)
    save(folder / "mine.xlsx", new=False)
    assert contents(folder) == {"mine.xlsx": WHOLE}
    assert (folder / "mine.xlsx").stat().st_mode & 0o7777 == mode
    (folder / "mine.xlsx").chmod(mode)
    carried._replace(folder / "mine.xlsx", {"part": b"content"})
    assert (folder / "mine.xlsx").stat().st_mode & 0o7777 == mode
    assert [path.name for path in folder.iterdir()] == ["mine.xlsx"]
