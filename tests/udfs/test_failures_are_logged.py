"""What went wrong and is told in one sentence, or to nobody, stands in the log in full."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from focusxl.errors import Unreadable
from focusxl_udfs.doctor import book as vba_version
from focusxl_udfs.doctor.book import read_book
from focusxl_udfs.libreoffice import LibreOfficeError, documents, examined
from focusxl_udfs.libreoffice.service import PythonService

SHIPPED = Path(__file__).parents[2] / "workbook" / "FocusXL-2014.xlsm"


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "focusxl" / "failures.log"


def fail(*_: object, **__: object) -> None:
    raise RuntimeError("a defect of ours")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> PythonService:
    """What LibreOffice calls, of a module in which everything fails."""
    failing = ModuleType("failing")
    failing.press = failing.FOCUS_LINE = fail  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "failing", failing)
    return PythonService(lambda _: nullcontext(), lambda _: None, {"buttons": "failing"})


def test_a_worksheet_function_in_libreoffice(service: PythonService, log: Path) -> None:
    shown = service.call_udf("buttons", "FOCUS_LINE", ())
    assert shown == (
        "FocusXL: FOCUS_LINE failed (RuntimeError: a defect of ours); please report it."
    )
    assert "the worksheet function FOCUS_LINE in LibreOffice\nTraceback" in log.read_text()


def test_a_button_in_libreoffice(
    service: PythonService, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service.execute("import buttons; buttons.press()", "book")
    assert str(service.failure) == "a defect of ours"
    assert "a button of the workbook in LibreOffice\nTraceback" in log.read_text()
    assert capsys.readouterr().err == ""


def test_an_event_in_libreoffice(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "load_bridge", lambda: None)
    monkeypatch.setattr(documents, "uno_class", lambda name: type(name, (), {}))
    monkeypatch.setitem(sys.modules, "unohelper", SimpleNamespace(Base=type("Base", (), {})))
    listener = documents._listener(SimpleNamespace(handle=fail))  # type: ignore[arg-type]
    source = SimpleNamespace(supportsService=lambda _: True)
    listener.documentEventOccured(SimpleNamespace(EventName="OnSave", Source=source))
    assert "OnSave of a workbook in LibreOffice\nTraceback" in log.read_text()


def test_a_copy_that_cannot_be_cleaned(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examined, "_foreign", lambda *_: ("a macro",))
    monkeypatch.setattr(examined, "without_foreign_code", fail)
    with pytest.raises(LibreOfficeError, match="cannot be made"), examined.examined(SHIPPED):
        pass
    assert "a defect of ours" in log.read_text()


def test_macros_that_the_doctor_cannot_read(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vba_version, "xlwings_module", fail)
    with pytest.raises(Unreadable, match="damaged"):
        read_book(SHIPPED)
    assert "a defect of ours" in log.read_text()
