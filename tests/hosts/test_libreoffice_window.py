"""LibreOffice with a window, on a screen of its own."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost, wait_until_closed
from focusxl_udfs.libreoffice.installation import probe
from tests.support.host_requirement import require_host
from tests.support.small_workbooks import ECHO, echoing_workbook


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    program = shutil.which("Xvfb")
    require_host(program is not None, "Xvfb, a screen without a monitor, is not installed.")
    reading, writing = os.pipe()
    # Between two programs of one start nobody may be connected: that is no end of the session.
    command = [str(program), "-displayfd", str(writing), "-noreset"]
    command += ["-screen", "0", "1280x800x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as answer:
        display = answer.readline().strip()
    monkeypatch.setenv("DISPLAY", f":{display}")
    yield
    server.terminate()
    server.wait(10)


@pytest.fixture
def host(screen: None) -> Iterator[LibreOfficeHost]:
    problem = probe().problem
    require_host(problem is None, str(problem))
    with LibreOfficeHost(visible=True, modules=ECHO, trusting=True) as started:
        yield started


@pytest.fixture
def workbook(host: LibreOfficeHost, tmp_path: Path) -> HostedWorkbook:
    path = tmp_path / "small.xlsm"
    path.write_bytes(echoing_workbook({"C1": "=ECHO_BACK(A1)*2"}))
    return host.open(path)


def test_a_workbook_computes_in_its_window(host: LibreOfficeHost, workbook: HostedWorkbook) -> None:
    sheet = workbook.book.sheets[0]
    assert workbook.document.getCurrentController() is not None
    assert workbook.document.isModified() is False
    assert sheet["C1"].value == 20
    sheet["A1"].value = 11
    assert sheet["C1"].value == 22
    workbook.press("Validate and export")
    assert workbook.book.sheets["Second"]["B1:B2"].value == ["small.xlsm", "small.xlsm"]
    sheet["A2"].select()
    assert workbook.book.selection.address == "$A$2"
    with host.active():
        workbook.book.sheets["Second"].activate()
    assert workbook.book.sheets.active.name == "Second"


def test_the_host_waits_until_the_workbook_is_closed(
    host: LibreOfficeHost, workbook: HostedWorkbook
) -> None:
    asked_to_close = threading.Event()

    def close() -> None:
        asked_to_close.set()
        workbook.close()

    closing = threading.Timer(2, close)
    closing.start()
    wait_until_closed(host)
    assert asked_to_close.is_set()
    closing.join()
    assert host.office.documents() == []


def test_the_host_notices_that_the_office_has_gone(
    host: LibreOfficeHost, workbook: HostedWorkbook
) -> None:
    threading.Timer(1, host.office.kill).start()
    wait_until_closed(host)
    assert not host.office.running
