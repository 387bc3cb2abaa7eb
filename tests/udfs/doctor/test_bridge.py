import importlib
import importlib.metadata
import shutil
import sys
from pathlib import Path

import pytest

from focusxl_udfs.doctor.book import Book
from focusxl_udfs.doctor.bridge import examine_bridge
from focusxl_udfs.doctor.examination import Examination, good
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.office import Excel
from tests.support.doctor_books import DESKTOP, NATIVE, XLWINGS, Windows, book_with, named


def bridge(
    machine: Machine, book: Book | None = None, excel: Excel = DESKTOP
) -> dict[str, Examination]:
    return named(examine_bridge(machine, excel, book))


def put_module(folder: Path, name: str, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / f"{name}.py").write_text(source)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, name, raising=False)


def test_xlwings_is_found(linux: Machine) -> None:
    found = bridge(linux)
    assert found["xlwings"] == good("xlwings", f"version {XLWINGS}")
    assert found["pywin32"].state == found["xlwings DLL"].state == "not needed here"
    assert found["xlwings in the workbook"].state == "not needed here"


def test_xlwings_that_cannot_be_imported(
    linux: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An entry of None is Python's own way to say that a module cannot be imported.
    monkeypatch.setitem(sys.modules, "xlwings", None)
    examination = bridge(linux)["xlwings"]
    assert examination.state == "problem"
    assert "-m pip install --force-reinstall xlwings" in examination.remedy


def test_pywin32(windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = windows()
    put_module(tmp_path, "pythoncom", "raise ImportError('DLL load failed')", monkeypatch)
    examination = bridge(machine)["pywin32"]
    assert examination.state == "problem"
    assert "DLL load failed" in examination.found
    (tmp_path / "pythoncom.py").unlink()
    put_module(tmp_path, "pythoncom", "# here", monkeypatch)
    shutil.rmtree(tmp_path / "__pycache__", ignore_errors=True)
    importlib.invalidate_caches()
    assert bridge(machine)["pywin32"].state == "good"
    del sys.modules["pythoncom"]


@pytest.mark.parametrize("place", ["venv", "venv/Scripts"])
def test_the_dll_beside_python_or_one_folder_up(
    windows: Windows, tmp_path: Path, place: str
) -> None:
    machine = windows()
    assert bridge(machine)["xlwings DLL"].state == "problem"
    (tmp_path / place / f"xlwings64-{XLWINGS}.dll").touch()
    assert bridge(machine)["xlwings DLL"].state == "good"
    # A 32-bit Excel loads the other one.
    assert bridge(machine, excel=Excel("MSI", "16.0", 32))["xlwings DLL"].state == "problem"


def test_the_dll_of_another_version_does_not_serve(windows: Windows, tmp_path: Path) -> None:
    machine = windows()
    (tmp_path / "venv" / "xlwings64-0.0.1.dll").touch()
    assert bridge(machine)["xlwings DLL"].state == "problem"


def test_the_dll_is_looked_for_beside_the_python_of_the_workbook(
    windows: Windows, tmp_path: Path
) -> None:
    machine = windows()
    (tmp_path / "venv" / f"xlwings64-{XLWINGS}.dll").touch()
    elsewhere = tmp_path / "other" / "pythonw.exe"
    elsewhere.parent.mkdir()
    book = book_with(Interpreter_Win=str(elsewhere))
    assert bridge(machine, book)["xlwings DLL"].state == "problem"
    (elsewhere.parent / f"xlwings64-{XLWINGS}.dll").touch()
    assert bridge(machine, book)["xlwings DLL"].state == "good"


def test_without_a_path_no_dll_is_looked_for(windows: Windows, tmp_path: Path) -> None:
    machine = windows()
    (tmp_path / "venv" / f"xlwings64-{XLWINGS}.dll").touch()
    examination = bridge(machine, book_with())["xlwings DLL"]
    assert examination.state == "problem"
    assert "nowhere" in examination.found


@pytest.mark.parametrize(
    ("book", "state"),
    [
        (None, "not needed here"),
        (book_with(), "good"),
        (book_with(version="0.30.1"), "problem"),
        (book_with(version=None), "problem"),
        (NATIVE, "not needed here"),
    ],
)
def test_xlwings_in_the_workbook(linux: Machine, book: Book | None, state: str) -> None:
    examination = bridge(linux, book)["xlwings in the workbook"]
    assert examination.state == state
    if book is not None and book.xlwings_version == "0.30.1":
        assert examination.remedy.startswith("Type focusxl setup")
