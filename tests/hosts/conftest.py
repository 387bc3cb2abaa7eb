from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost
from focusxl_udfs.libreoffice.installation import probe
from focusxl_udfs.libreoffice.office import Office
from tests.support.host_requirement import require_host
from tests.support.small_workbooks import ECHO, echoing_workbook

__all__ = ["require_host"]

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, before marks choose what is run."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.host)


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log of failures of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "focusxl" / "failures.log"


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """One LibreOffice without windows for the whole run."""
    problem = probe().problem
    require_host(problem is None, str(problem))
    with Office() as started:
        yield started


@pytest.fixture
def libreoffice(office: Office) -> Iterator[LibreOfficeHost]:
    """LibreOffice, its workbooks calling FocusXL's own functions."""
    with LibreOfficeHost(office=office) as host:
        yield host


@pytest.fixture
def echoing(office: Office) -> Iterator[LibreOfficeHost]:
    """LibreOffice, its workbooks calling functions that show what reaches them."""
    with LibreOfficeHost(office=office, modules=ECHO, trusting=True) as host:
        yield host


@pytest.fixture
def open_echoing(echoing: LibreOfficeHost, tmp_path: Path) -> Callable[..., HostedWorkbook]:
    """Open a small workbook; what the test writes into its first sheet is given as a dict."""

    def opened(cells: dict[str, object] | None = None, name: str = "small.xlsm") -> HostedWorkbook:
        path = tmp_path / name
        path.write_bytes(echoing_workbook(cells or {}))
        return echoing.open(path)

    return opened
